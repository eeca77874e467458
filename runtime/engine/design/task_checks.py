"""What keeps single tasks of a diagram from being done: refused at deployment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.form_rights import unfillable
from runtime.engine.design.forms import parts_of
from runtime.engine.design.references import (
    Drawn,
    References,
    form_key,
    pinned_version,
    references,
)
from runtime.engine.design.shelf import Shelf
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text

if TYPE_CHECKING:
    from runtime.engine.machine import Engine


def refuse(file: File, code: str, element: str = "", **facts: object) -> Finding:
    """Return an error on a file."""
    return Finding(file.place, element, code, "error", text(code, **facts))


def nothing_to_run(file: File, drawn: References) -> Iterator[Finding]:
    """Yield why nothing of a diagram would run."""
    for process, name in drawn.unrun:
        sentence = text("process-not-executable", element=name)
        yield Finding(file.place, process, sentence.code, "error", sentence)
    if not drawn.unrun:
        yield refuse(file, "process-none")


def service_task(engine: Engine, file: File, task: Drawn) -> Iterator[Finding]:
    """Yield an operator that nothing answers."""
    if not _is_answered(engine, task.operator):
        later = engine.definitions.vocabulary.later
        known = ", ".join(sorted({*engine.handlers.services, *later}))
        facts = {"task": task.called, "operator": task.operator, "known": known}
        yield refuse(file, "operator-not-there", task.id, **facts)


def _is_answered(engine: Engine, operator: str) -> bool:
    later = engine.definitions.vocabulary.later
    return operator in engine.handlers.services or operator in later


def user_task(
    shelf: Shelf, file: File, task: Drawn, roles: frozenset[str]
) -> Iterator[Finding]:
    """Yield what keeps people from doing a user task: role, form, time."""
    role, form = task.properties.get("role"), form_key(task.properties)
    if not role:
        yield refuse(file, "task-without-role", task.id, task=task.called)
    elif role not in roles:
        known = ", ".join(sorted(roles))
        facts = {"task": task.called, "role": role, "known": known}
        yield refuse(file, "role-not-there", task.id, **facts)
    if form is None:
        yield refuse(file, "task-without-form", task.id, task=task.called)
    else:
        yield from _form(shelf, file, task, form)
    yield from _sla(file, task)
    yield from _four_eyes(shelf, file, task)


def _form(shelf: Shelf, file: File, task: Drawn, form: str) -> Iterator[Finding]:
    """Yield a form that is not there, or that the task's role could never complete."""
    found = shelf.form(form)
    if found is None:
        yield _unknown_form(shelf, file, task, form)
        return
    role = task.properties.get("role", "")
    try:
        schema, ui = parts_of(found.body)
        missing = unfillable(ui, schema, role)
    except (ValueError, AttributeError):  # what is wrong with the form is said there
        return
    for name in missing:
        facts = {"task": task.called, "field": name, "role": role, "form": form}
        yield refuse(file, "task-rights-required", task.id, **facts)


def _unknown_form(shelf: Shelf, file: File, task: Drawn, form: str) -> Finding:
    """Say that there is no such form, or not this version of it."""
    key, version = pinned_version(form)
    known = ", ".join(shelf.versions.get(form, ()))
    if not known:
        return refuse(file, "form-unknown", task.id, task=task.called, form=key)
    facts = {"task": task.called, "form": key, "version": version, "known": known}
    return refuse(file, "form-version-unknown", task.id, **facts)


def _four_eyes(shelf: Shelf, file: File, task: Drawn) -> Iterator[Finding]:
    """Yield a ``fourEyes`` that names no other user task around it."""
    named = task.properties.get("fourEyes", "").strip()
    if named == task.id:
        yield refuse(file, "four-eyes-itself", task.id, task=task.called)
    elif named and named not in _user_tasks(shelf, file):
        facts = {"task": task.called, "found": named}
        yield refuse(file, "four-eyes-unknown", task.id, **facts)


def _user_tasks(shelf: Shelf, file: File) -> set[str]:
    """Return the user tasks of a diagram, those it calls and those that call it."""
    files = [file, *shelf.closure(file)]
    for other in shelf.of(Kind.PROCESS):
        with suppress(Misconfigured):  # it is told where that file is checked
            closure = shelf.closure(other)
            files += closure if file in closure else ()
    return {
        one.id
        for each in files
        if each.kind is Kind.PROCESS
        for one in references(each.body, each.place).tasks
        if one.is_user_task
    }


def _sla(file: File, task: Drawn) -> Iterator[Finding]:
    wanted = task.properties.get("sla", "")
    if wanted.startswith("P"):
        try:
            parse_duration(wanted)
        except ValueError:
            facts = {"task": task.called, "found": wanted}
            yield refuse(file, "sla-wrong", task.id, **facts)
