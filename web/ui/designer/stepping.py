"""What the table of steps offers, and what is typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runtime.designer import catalogue
from runtime.designer.drafts import checking
from runtime.designer.drafts.drafts import Draft
from runtime.designer.steps import steps
from runtime.designer.steps.steps import GIVEN, Step, Table
from runtime.kernel.texts import Text, Title, text
from web import context
from web.designer import faults
from web.ui.designer import paging
from web.ui.designer.holding import Held
from web.ui.designer.paging import Part

_JOINT = "."
_USUAL = ("none", "PT30M", "PT1H", "PT2H", "PT4H", "P1D")


class Choice(NamedTuple):
    """One thing to choose: what is written, and what people call it."""

    value: str
    title: Title


# field of a step → part of the catalogue, and what of it is written
_LISTS: Mapping[str, tuple[str, str]] = {
    "role": ("roles", "id"),
    "form": ("forms", "key"),
    "decision": ("decisions", "id"),
    "operator": ("operators", "name"),
    "policy": ("policies", "key"),
    "called": ("processes", "key"),
}


def choices(draft: Draft, table: Table) -> dict[str, list[Choice]]:
    """Return field → what there is to choose; without it the field is typed."""
    engine, read = context.runtime().engine, context.reading()
    offered = catalogue.offered(read, engine, checking.files_of(draft))
    found = {
        field: [_choice(one, value) for one in offered[part]]
        for field, (part, value) in _LISTS.items()
    }
    people = [one for one in table.steps if one.tag == "userTask"]
    found["four_eyes"] = [Choice(one.id, one.title) for one in people]
    return found


def levels() -> Sequence[str]:
    """Return times that are usual, and the names of service levels."""
    engine, read = context.runtime().engine, context.reading()
    named = [one["key"] for one in catalogue.offered(read, engine)["levels"]]
    return [*_USUAL, *named]


def read(body: bytes) -> Table:
    """Return the table of a file, with all that its operators may be given."""
    return steps.read_steps(body, _takes())


def written(form: Mapping[str, str], body: bytes) -> bytes:
    """Return the file with what was typed into the table; raises Invalid."""
    return steps.write_steps(body, _typed(form, body), _takes())


def _takes() -> Mapping[str, Mapping[str, str]]:
    services = context.runtime().engine.handlers.services
    return {name: one.takes for name, one in services.items()}


def _typed(form: Mapping[str, str], body: bytes) -> dict[str, dict[str, str]]:
    """Return step → field → value of what was typed and is a field of the table."""
    known: dict[str, Step] = {one.id: one for one in read(body).all()}
    found: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        step, joint, field = name.rpartition(_JOINT)
        if joint and step in known and field in known[step].fields:
            found.setdefault(step, {})[field] = value.replace("\r\n", "\n")
    return found


def findings(held: Held, table: Table, part: Part) -> dict[str, Any]:
    """Return step → what is wrong with it.

    What belongs to none stands under "", what to one on another page under "*".
    """
    changed = checking.as_if(held.draft, held.name, held.body)
    rows = {one.id: one for one in table.all()}
    shown = {one.id for one in part.steps} | {
        one.id for step in part.steps for one in table.beside.get(step.id, ())
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for one in faults.told(changed, faults.findings(changed)):
        if (one["kind"], one["key"]) == held.name:
            step = rows.get(one["element"])
            is_elsewhere = step is not None and step.id not in shown
            at = "*" if is_elsewhere else step.id if step is not None else ""
            told = _led(held, one, step) if step and is_elsewhere else one
            found.setdefault(at, []).append(told)
    return found


def _led(held: Held, finding: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Return a finding with where its step is put right, and what it is called."""
    place = paging.place_of(held.draft.id, held.name.key, step.id)
    return {**finding, "place": place, "title": step.title}


def tag_name(tag: str) -> Text:
    """Return what people call a kind of step."""
    return text(f"steps-tag-{_kebab(tag)}")


def field_name(field: str) -> Text:
    """Return what people call a field of a step."""
    if field.startswith(GIVEN):
        return text("steps-given", name=field.removeprefix(GIVEN))
    return text(f"steps-field-{field.replace('_', '-')}")


def _choice(one: Mapping[str, Any], value: str) -> Choice:
    written, title = one[value], one.get("title")
    return Choice(written, Title(**title) if title else Title(written, written))


def _kebab(tag: str) -> str:
    return "".join(f"-{one.lower()}" if one.isupper() else one for one in tag)
