"""What a task asks of who is there: its form as they may see and fill it in."""

from __future__ import annotations

from typing import Any

import orjson

from runtime.engine.design.forms import Form
from runtime.engine.facts import Tag
from runtime.engine.run import answering, looking, opinions, queries
from runtime.engine.tables import TaskState
from web import context


def asked(row: Any) -> dict[str, Any] | None:
    """Return the form of a task as the interface has it, None for one without."""
    definitions = context.runtime().engine.definitions
    deployed = definitions.get(context.reading(), row.definition_id)
    whole = deployed.form_of(row.element)
    if whole is None:
        return None
    form = answering.seen(whole, row, context.actor())
    return {
        "key": form.key,
        "schema": form.schema,
        "uiSchema": form.ui,
        "data": _filled(row, form),
    }


def known(row: Any, form: Form) -> dict[str, Any]:
    """Return what the process knows of the fields that may only be read."""
    if row.state != TaskState.OPEN.value:
        return {}
    runtime = context.runtime()
    frame = runtime.engine.frame_for(runtime.clock.now(), {}, {}, {})
    return looking.kept_of(context.reading(), runtime.engine, row, form, frame)


def _filled(row: Any, form: Form) -> dict[str, Any]:
    """Return what the form holds: the answer once there is one, else its defaults.

    What may only be read holds what the process knows by now.
    """
    if row.state == TaskState.COMPLETED.value:
        tags = (Tag.TASK_COMPLETED.value,)
        for entry in queries.trail_of(context.reading(), row.business_key, tags):
            doc = orjson.loads(entry.doc)
            if doc["task"] == row.id:
                return form.without_hidden(doc["answer"])
    kept = opinions.sheet_of(context.reading(), row.id).answer
    given = form.defaults() if kept is None else form.without_hidden(kept)
    return {**given, **known(row, form)}
