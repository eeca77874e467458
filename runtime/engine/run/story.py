"""The whole story of a business key, in sentences: what happened, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection

from runtime.engine.design.definitions import Deployed
from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import history, incidents, queries
from runtime.engine.run.because import Because
from runtime.engine.run.history import Chapter, Event
from runtime.engine.run.veiling import OPEN, Veil
from runtime.kernel.actors import ActorId
from runtime.kernel.clock import moment
from runtime.kernel.parameters import Recalled
from runtime.kernel.texts import Text, Title, text

_SHOWN = 120
_CONSTANTS = {None: "null", True: "true", False: "false"}  # as FEEL writes them


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the story; ``kind`` groups it for a page.

    ``more`` are sentences beneath it: why, in detail.
    """

    at: datetime
    actor: str
    kind: str
    text: Text
    more: tuple[Text, ...] = ()


def tell(
    read: Connection,
    engine: Engine,
    business_key: str,
    *,
    whole: bool = False,
    veil: Veil = OPEN,
) -> list[Line]:
    """Return what happened to a business key, oldest first, then what it waits for.

    With ``whole`` gateways are told too, and decisions have more beneath them. What
    answers hold that is hidden from the reader is hidden by ``veil`` from then on.
    """
    lines: list[Line] = []
    recalled = Recalled(read)
    for row in queries.instances_of(read, business_key):
        deployed = engine.definitions.get(read, row.definition_id)
        packer = engine.packers.get(read, row.definition_id)
        because = Because(deployed, recalled, engine.zone, whole=whole)
        for chapter in history.read_all(read, row.id, packer):
            lines += _chapter(deployed, chapter, because, veil)
    lines += _hands(read, engine, business_key)
    lines += _incidents(read, engine, business_key)
    return veiled(sorted(lines, key=lambda line: line.at), veil)


def veiled(lines: list[Line], veil: Veil) -> list[Line]:
    """Return the lines without what is hidden."""
    return [
        replace(one, text=veil.text(one.text), more=tuple(map(veil.text, one.more)))
        for one in lines
    ]


def tell_waiting(
    read: Connection, engine: Engine, business_key: str, veil: Veil = OPEN
) -> list[Text]:
    """Return what a business key waits for now, and whom."""
    found: list[Text] = []
    for row in queries.instances_of(read, business_key):
        deployed = engine.definitions.get(read, row.definition_id)
        for kind, rows in queries.waiting_of(read, row.id).items():
            found += [_WAITS[kind](deployed, one) for one in rows]
    return [veil.text(one) for one in found]


def _hands(read: Connection, engine: Engine, business_key: str) -> Iterator[Line]:
    """Yield who took a task and who gave one back."""
    tasks = {row.id: row for row in queries.list_of(read, business_key)}
    for row in queries.trail_of(read, business_key, _HANDS):
        doc = orjson.loads(row.doc)
        kind = _hand(row.tag, doc)
        task = tasks[doc["task"]]
        deployed = engine.definitions.get(read, task.definition_id)
        step = _name(deployed, task.element)
        between = {"giver": _id(doc.get("from")), "heir": _id(doc.get("to"))}
        reason = text("story-reason", reason=doc["reason"]) if "reason" in doc else ""
        facts = {"answer": _shown(doc.get("answer", {})), "reason": reason, **between}
        sentence = text(f"story-{kind}", step=step, who=row.actor, **facts)
        yield Line(moment(row.at), row.actor, kind, sentence)


def _id(held: str | None) -> ActorId | None:
    return None if held is None else ActorId(held)


def _hand(tag: str, doc: Mapping[str, Any]) -> str:
    if tag == Tag.TASK_HANDED_OVER.value and doc["to"] is None:
        return "taken-back"
    if tag == Tag.TASK_CAME_BACK.value and doc["to"] is None:
        return "given-back"
    if tag == Tag.TASK_INHERITED.value and doc["to"] is None:
        return "waits-no-more"
    if tag == Tag.SIGNER_ADDED.value:
        return f"signer-{doc['when']}"
    if tag == Tag.TASK_SIGNED.value:
        return f"signed-{doc['when']}-{doc['decision']}"
    return _HANDS[tag]


_HANDS = {
    Tag.TASK_CLAIMED.value: "claimed",
    Tag.TASK_RELEASED.value: "given-back",
    Tag.TASK_HANDED_OVER.value: "handed-over",
    Tag.TASK_REMINDED.value: "reminded",
    Tag.TASK_TRANSFERRED.value: "transferred",
    Tag.TASK_DELEGATED.value: "delegated",
    Tag.TASK_CAME_BACK.value: "came-back",
    Tag.TASK_ANSWERED.value: "answered",
    Tag.TASK_INHERITED.value: "inherited",
    Tag.SIGNER_ADDED.value: "signer",
    Tag.TASK_SIGNED.value: "signed",
    Tag.TASK_COPIED.value: "copied",
}


def _incidents(read: Connection, engine: Engine, business_key: str) -> Iterator[Line]:
    """Yield what could not go on, and what ended that unless a step tells it."""
    noted = [
        (orjson.loads(row.doc), row)
        for row in queries.trail_of(read, business_key, _TROUBLE)
    ]
    raised = {(doc.get("element"), moment(row.at)): row.actor for doc, row in noted}
    places = {row.id: row for row in queries.instances_of(read, business_key)}
    for one in incidents.list_of(read, business_key):
        place = places[one.instance_id]
        deployed = engine.definitions.get(read, place.definition_id)
        step = _name(deployed, one.element)
        facts = {"incident": one.id, "step": step}
        who = raised.get((one.element, one.created_at), "")
        sentence = text("story-incident", why=incidents.told(one, step), **facts)
        yield Line(one.created_at, who, "incident", sentence)
        if incidents.went_on(one):
            over = text("story-incident-over", **facts)
            yield Line(one.resolved_at, one.resolved_by, "incident-over", over)
    for doc, row in noted:
        if row.tag == Tag.DELIVERY_REDRIVEN.value:
            again = text("story-redriven", who=row.actor, reason=doc["reason"])
            yield Line(moment(row.at), row.actor, "redriven", again)


_TROUBLE = (Tag.INCIDENT_RAISED.value, Tag.DELIVERY_REDRIVEN.value)


def _task(deployed: Deployed, row: Any) -> Text:
    step, who = _name(deployed, row.element), row.assignee or "-"
    return text("waits-task", task=row.id, step=step, role=row.role, who=who)


def _message(deployed: Deployed, row: Any) -> Text:
    return text("waits-message", message=row.message)


def _timer(deployed: Deployed, row: Any) -> Text:
    return text("waits-timer", due=row.due_at)


def _delivery(deployed: Deployed, row: Any) -> Text:
    target = f"{row.connector}.{row.verb}"
    return text("waits-delivery", target=target, next=row.next_at)


def _incident(deployed: Deployed, row: Any) -> Text:
    why, step = incidents.cause_of(row), _name(deployed, row.element)
    return text("waits-incident", incident=row.id, step=step, why=why)


_WAITS = {
    "tasks": _task,
    "messages": _message,
    "timers": _timer,
    "deliveries": _delivery,
    "incidents": _incident,
}


def _chapter(
    deployed: Deployed, chapter: Chapter, because: Because, veil: Veil
) -> Iterator[Line]:
    def line(kind: str, sentence: Text, more: tuple[Text, ...] = ()) -> Line:
        return Line(chapter.at, chapter.actor, kind, sentence, more)

    yield line(chapter.event, _headline(deployed, chapter, veil))
    for kind, told in because.reasons(chapter):
        yield line(kind, told.sentence, told.more)
    names = [_name(deployed, step) for step in chapter.page.steps]
    shown = [name for name in names if name.zh or name.en]
    if shown:
        path = Title(
            " → ".join(name.say("zh") for name in shown),
            " → ".join(name.say("en") for name in shown),
        )
        yield line("path", text("story-path", path=path))


def _headline(deployed: Deployed, chapter: Chapter, veil: Veil) -> Text:
    page = chapter.page
    step = _name(deployed, page.element or "")
    if chapter.event == Event.STARTED:
        process = Title(
            str(deployed.manifest.get("title", deployed.process_id)),
            str(deployed.manifest.get("title_en", deployed.process_id)),
        )
        return text("story-started", process=process, version=deployed.version)
    if chapter.event == Event.COMPLETED:
        seen = veil.answer(deployed.form_of(page.element or ""), page.given)
        answer = _shown(seen)
        return text("story-completed", step=step, who=chapter.actor, answer=answer)
    if chapter.event == Event.MESSAGE:
        rest = {name: one for name, one in page.given.items() if name != "message"}
        name = str(page.given.get("message", ""))
        return text("story-message", message=name, data=_shown(rest))
    reason = page.given.get("reason") or "-"
    facts = {"step": step, "who": chapter.actor, "reason": reason}
    return text(f"story-{chapter.event}", data=_shown(page.given), **facts)


def _name(deployed: Deployed, element_id: str) -> Title:
    element = deployed.model.elements.get(element_id)
    if element is None:
        return Title(element_id, element_id)
    return Title(element.name, element.name_en)


def _shown(content: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {_value(one)}" for name, one in content.items()) or "-"


def _value(one: Any) -> str:
    if isinstance(one, Decimal):
        return format(one.normalize() if one else one, "f")
    if isinstance(one, list):
        return "[" + ", ".join(_value(each) for each in one) + "]"
    if isinstance(one, Mapping):
        return "{" + (_shown(one) if one else "") + "}"
    if isinstance(one, str):
        return f'"{one[:_SHOWN]}"'
    if one is None or isinstance(one, bool):
        return _CONSTANTS[one]
    return str(one)[:_SHOWN]
