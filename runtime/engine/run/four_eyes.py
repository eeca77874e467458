"""Four eyes (四眼原则): of two steps that belong together nobody does both.

A user task names the other step by its property ``fourEyes``; it counts both ways,
whichever is done first. Persons are compared, not roles: whoever did the other step,
also as somebody's deputy, signer or for whom they answered it, and whoever it was
done for. A step that was gone back over
counts: who has looked at it once has no fresh eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, literal, select, union_all

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import returning
from runtime.engine.spiff import Model
from runtime.engine.tables import Opinion, TaskState, UserTask
from runtime.kernel.actors import ActorId
from runtime.kernel.audit import AuditEntry
from runtime.kernel.db import table_of
from runtime.kernel.errors import Forbidden

TASK, ENTRY, OPINION = map(table_of, (UserTask, AuditEntry, Opinion))
PROPERTY = "fourEyes"
_HANDS = (Tag.TASK_CLAIMED, Tag.TASK_RELEASED, Tag.TASK_HANDED_OVER)


def check(read: Connection, engine: Engine, row: Any, person_id: str) -> None:
    """Accept a person for a task, or raise Forbidden with who did which step.

    ``row`` has id, definition and element of the task. One statement where the diagram
    pairs its step with another, none elsewhere.
    """
    refused = refusals(read, engine, [row], person_id).get(row.id)
    if refused is not None:
        raise refused


def bars(read: Connection, engine: Engine, row: Any, person_id: str) -> bool:
    """Tell whether a person may not have a task."""
    return bool(refusals(read, engine, [row], person_id))


def refusals(
    read: Connection, engine: Engine, rows: Sequence[Any], person_id: str
) -> dict[int, Forbidden]:
    """Return task → why it is not for a person, for those of ``rows`` that are not."""
    paired: dict[int, tuple[Model, frozenset[str]]] = {}
    for row in rows:
        model = engine.definitions.get(read, row.definition_id).model
        others = paired_with(model, row.element)
        if others:
            paired[row.id] = (model, others)
    if not paired:
        return {}
    found: dict[int, Forbidden] = {}
    for mine, element, doer, person in _doers(read, paired):
        model, others = paired[mine]
        if person == person_id and element in others:
            step = returning.title(model, element)
            code = "four-eyes-did" if doer == person else "four-eyes-done-for"
            facts = {"person": ActorId(person), "doer": ActorId(doer)}
            found.setdefault(mine, Forbidden(code, task=mine, step=step, **facts))
    return found


def paired_with(model: Model, element_id: str) -> frozenset[str]:
    """Return the steps whose doers may not do this one."""
    found = {
        one.id
        for one in model.elements.values()
        if one.properties.get(PROPERTY) == element_id
    }
    element = model.elements.get(element_id)
    named = element.properties.get(PROPERTY) if element is not None else None
    return frozenset({*found, named} if named else found)


def _doers(
    read: Connection, paired: Mapping[int, tuple[Model, frozenset[str]]]
) -> Iterable[tuple[int, str, str, str]]:
    """Yield task, step done before, who did it and each person it counts for."""
    elements = {one for _, others in paired.values() for one in others}
    given = {"tasks": list(paired), "elements": list(elements)}
    done: list[Any] = []
    hands: dict[tuple[int, int], list[tuple[int, str, Mapping[str, Any]]]] = {}
    for row in read.execute(_ASKED, given):
        if row.seq:
            doc = orjson.loads(row.doc)
            key = (row.mine, doc["task"])
            hands.setdefault(key, []).append((row.seq, row.element, doc))
        else:
            done.append(row)
    for row in done:
        yield row.mine, row.element, row.who, row.who
        for person in _behind(hands.get((row.mine, row.task), []), row.who):
            yield row.mine, row.element, row.who, person


def _behind(
    hands: Sequence[tuple[int, str, Mapping[str, Any]]], doer: str
) -> list[str]:
    """Return for whom a task was done by whom it was handed to, and by nobody else."""
    behind: list[str] = []
    holder: str | None = None
    for _, tag, doc in sorted(hands, key=lambda one: one[0]):
        handed = tag == Tag.TASK_HANDED_OVER.value and doc["to"] is not None
        behind = [*behind, doc["from"]] if handed else []
        holder = doc["to"] if handed else None
    return behind if holder == doer else []


_MINE, _DONE = TASK.alias("mine"), TASK.alias("done")
_IS_MINE = _MINE.c.id.in_(bindparam("tasks", expanding=True))
_ASKED = union_all(
    select(
        _MINE.c.id.label("mine"),
        _DONE.c.id.label("task"),
        _DONE.c.element.label("element"),
        _DONE.c.ended_by.label("who"),
        literal(0).label("seq"),
        literal("").label("doc"),
    ).where(
        _IS_MINE,
        _DONE.c.instance_id == _MINE.c.instance_id,
        _DONE.c.state == TaskState.COMPLETED.value,
        _DONE.c.element.in_(bindparam("elements", expanding=True)),
    ),
    select(
        _MINE.c.id,
        _DONE.c.id,
        _DONE.c.element,
        OPINION.c.person_id,
        literal(0),
        literal(""),
    ).where(
        _IS_MINE,
        _DONE.c.instance_id == _MINE.c.instance_id,
        _DONE.c.element.in_(bindparam("elements", expanding=True)),
        OPINION.c.task_id == _DONE.c.id,
        OPINION.c.said.in_(("approve", "reject", "answer")),
    ),
    select(
        _MINE.c.id, _MINE.c.id, ENTRY.c.tag, ENTRY.c.actor, ENTRY.c.seq, ENTRY.c.doc
    ).where(
        _IS_MINE,
        ENTRY.c.subject == _MINE.c.business_key,
        ENTRY.c.tag.in_([tag.value for tag in _HANDS]),
    ),
)
