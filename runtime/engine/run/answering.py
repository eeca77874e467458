"""What a person answered, checked by the form and by those who know its formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.design.formats import marked
from runtime.engine.design.forms import Form
from runtime.engine.machine import Engine
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.kernel.work import Work


def check(
    work: Work, engine: Engine, form: Form, task: Any, answer: Mapping[str, Any]
) -> None:
    """Accept the answer of a task; raises Invalid with every fault, by field path.

    A format that nobody knows, or of which the answer holds no value, costs nothing.
    """
    form.check(answer)
    known = engine.handlers.formats
    fields: dict[str, list[Text]] = {}
    for name in sorted(form.formats & known.keys()):
        given = marked(form.schema, answer, name)
        for path, said in known[name](work, task, given) if given else ():
            fields.setdefault(path, []).append(said)
    if fields:
        raise Invalid("answer-invalid", fields, form=form.key)
