"""Two versions beside each other: in words, and marked on the diagrams (对比)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from runtime.designer.differing import things
from runtime.designer.differing.difference import differences
from runtime.designer.differing.things import Difference
from runtime.designer.drafts.versions import Version
from runtime.engine.design.artifacts import Kind
from runtime.engine.diagram import Mark, Tone
from web import context
from web.language import language
from web.ui.pictures import Picture, marked

_TONES = {
    things.Mark.ADDED: Tone.DONE,
    things.Mark.CHANGED: Tone.WARM,
    things.Mark.REMOVED: Tone.ALARM,
}
_SIGNS = {things.Mark.ADDED: "+", things.Mark.CHANGED: "±", things.Mark.REMOVED: "−"}


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions: their numbers, what differs, and of diagrams both pictures."""

    before: int
    after: int
    changes: Sequence[Difference]
    pictures: Sequence[Picture]


def asked(kind: Kind, key: str, found: Sequence[Version]) -> Compared | None:
    """Return the two versions that the page was asked for, None if for none."""
    numbers = context.numbers(request.args.getlist("compare"))
    known = {one.row.version: bytes(one.row.body) for one in found}
    chosen = sorted(one for one in numbers if one in known)
    if len(chosen) != 2:
        return None
    before, after = chosen
    return between(kind.value, (before, after), (known[before], known[after]))


def between(
    kind: str, numbers: tuple[int, int], bodies: tuple[bytes, bytes]
) -> Compared:
    """Compare two texts of one kind."""
    changes = differences(kind, *bodies)
    pictures = _pictures(bodies, changes) if kind == Kind.PROCESS.value else []
    return Compared(*numbers, changes, pictures)


def _pictures(bodies: tuple[bytes, bytes], changes: Sequence[Any]) -> list[Picture]:
    old = {things.Mark.REMOVED, things.Mark.CHANGED}
    new = {things.Mark.ADDED, things.Mark.CHANGED}
    return [
        marked(body, _marks([one for one in changes if one.mark in told]))
        for body, told in zip(bodies, (old, new), strict=True)
    ]


def _marks(changes: Sequence[Difference]) -> Mapping[str, Mark]:
    notes: dict[str, list[str]] = {}
    hows: dict[str, things.Mark] = {}
    for one in changes:
        notes.setdefault(one.element, []).append(one.sentence.say(language()))
        hows[one.element] = one.mark
    return {
        where: Mark(_TONES[how], _SIGNS[how], "; ".join(notes[where]))
        for where, how in hows.items()
    }
