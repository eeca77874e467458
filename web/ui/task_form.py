"""The form of a task as who is there may see and fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.forms import Form
from runtime.engine.run import answering
from web import context, rendering
from web.api import asking
from web.rendering import Field


def form_of(read: Connection, task: Any) -> Form:
    """Return the form that the task's version of the process was published with."""
    definitions = context.runtime().engine.definitions
    deployed = definitions.get(read, task.definition_id)
    # deployment refuses a user task without a form; one of old has no questions
    form = deployed.form_of(task.element) or Form(task.element, {}, {}, None)
    return answering.seen(form, task, context.actor())


def fields_of(read: Connection, task: Any) -> Sequence[Field]:
    """Return the fields; those that are only read hold what the process knows."""
    form = form_of(read, task)
    return rendering.fields_of(form, asking.known(task, form))
