"""The photos and files that come with the form of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from runtime.engine.design.forms import Form
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.orders.attachments import operations as attachments
from web import context, uploads
from web.rendering import Field
from web.uploads import Sent


def sent(task_id: int, fields: Sequence[Field]) -> Sent:
    """Return what was sent; its photos and files are the task's from now on."""
    engine = context.runtime().engine
    return uploads.sent(
        fields,
        lambda work, each: attachments.add_to_task(work, engine, task_id, each),
    )


def refuse(form: Form, answer: Mapping[str, Any], found: Sent) -> NoReturn:
    """Raise every fault at once: of the files, and what the form says of the rest."""
    said: dict[str, list[Text]] = dict(found.faults)
    try:
        if form.validator is not None:
            form.check(answer)
    except Invalid as wrong:
        beside = {path: one for path, one in wrong.fields.items() if path not in said}
        said |= beside
    raise Invalid("answer-invalid", said, form=form.key)
