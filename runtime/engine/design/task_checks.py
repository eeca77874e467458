"""What keeps single tasks of a diagram from being done: refused at deployment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.references import (
    Drawn,
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


def service_task(engine: Engine, file: File, task: Drawn) -> Iterator[Finding]:
    """Yield an operator that nothing answers."""
    if not _is_answered(engine, task.operator):
        later = engine.definitions.vocabulary.later
        known = ", ".join(sorted({*engine.handlers.services, *later}))
        facts = {"operator": task.operator, "known": known}
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
        yield refuse(file, "task-without-role", task.id)
    elif role not in roles:
        known = ", ".join(sorted(roles))
        yield refuse(file, "role-not-there", task.id, role=role, known=known)
    if form is None:
        yield refuse(file, "task-without-form", task.id)
    elif shelf.form(form) is None:
        yield _unknown_form(shelf, file, task, form)
    yield from _sla(file, task)
    yield from _four_eyes(shelf, file, task)


def _unknown_form(shelf: Shelf, file: File, task: Drawn, form: str) -> Finding:
    """Say that there is no such form, or not this version of it."""
    key, version = pinned_version(form)
    known = ", ".join(shelf.versions.get(form, ()))
    if not known:
        return refuse(file, "form-unknown", task.id, form=key)
    facts = {"form": key, "version": version, "known": known}
    return refuse(file, "form-version-unknown", task.id, **facts)


def _four_eyes(shelf: Shelf, file: File, task: Drawn) -> Iterator[Finding]:
    """Yield a ``fourEyes`` that names no other user task around it."""
    named = task.properties.get("fourEyes", "").strip()
    if named == task.id:
        yield refuse(file, "four-eyes-itself", task.id)
    elif named and named not in _user_tasks(shelf, file):
        yield refuse(file, "four-eyes-unknown", task.id, found=named)


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
            yield refuse(file, "sla-wrong", task.id, found=wanted)
