"""The help of a whole form: sentences that name data of the task."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.forms import Form
from runtime.engine.run import looking, queries
from web import context, sights
from web.language import language, spoken

_NAME = re.compile(r"\{(\w+(?:\.\w+)*)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")  # said only if there is something to say
_NOTHING: tuple[Any, ...] = (None, "", [])


def of(read: Connection, task: Any, form: Form) -> str:
    """Return the help of the form for this one task; none once it is over."""
    if "ui:help" not in form.ui or task.state != queries.OPEN:
        return ""
    runtime = context.runtime()
    frame = runtime.engine.frame_for(runtime.clock.now(), {}, {}, {})
    data = looking.data_of(read, runtime.engine, task, frame)
    deployed = runtime.engine.definitions.get(read, task.definition_id)
    data = sights.veil(task.business_key).variables(deployed, data)
    return hint(form.ui, {**data, "order_no": task.business_key})


def hint(ui: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the help of a form with ``{names}`` filled in, as its terms read.

    A name that the task has no data for becomes a dash; a part in square brackets
    that has such a name is left out.
    """
    terms = ui.get("ui:terms", {})
    template = _PART.sub(lambda part: _kept(part[1], data), spoken(ui.get("ui:help")))
    return _NAME.sub(lambda found: _words(_value(found[1], data), terms), template)


def _kept(part: str, data: Mapping[str, Any]) -> str:
    has_all = all(_value(name, data) not in _NOTHING for name in _NAME.findall(part))
    return part if has_all else ""


def _value(name: str, data: Any) -> Any:
    """Return what a dotted name stands for, None for what is not there."""
    for part in name.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _words(value: Any, terms: Mapping[str, Any]) -> str:
    many = value if isinstance(value, list) else [value]
    said = [spoken(terms.get(str(one), one)) for one in many if one not in (None, "")]
    return ("、" if language() == "zh" else ", ").join(said) or "–"
