"""What a person answered, checked by the form and by those who know its formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.design.formats import marked
from runtime.engine.design.forms import Form, exact
from runtime.engine.machine import Engine
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.kernel.work import Work


def checked(
    work: Work, engine: Engine, form: Form | None, task: Any, answer: Mapping[str, Any]
) -> Any:
    """Return the answer of a task with exact numbers.

    Raises Invalid with every fault, by field path. A format that nobody knows, or of
    which the answer holds no value, costs nothing.
    """
    answer = exact(answer)
    if form is not None:
        form.check(answer)
        _check_formats(work, engine, form, task, answer)
    return answer


def _check_formats(
    work: Work, engine: Engine, form: Form, task: Any, answer: Mapping[str, Any]
) -> None:
    known = engine.handlers.formats
    fields: dict[str, list[Text]] = {}
    for name in sorted(form.formats & known.keys()):
        given = marked(form.schema, answer, name)
        for path, said in known[name](work, task, given) if given else ():
            fields.setdefault(path, []).append(said)
    if fields:
        raise Invalid("answer-invalid", fields, form=form.key)
