"""What the form of a task holds on the page of a simulation (表单填写)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web import answers, rendering
from web.language import language
from web.ui.designer.trials.simulation.moves import Turn
from web.ui.designer.trials.simulation.view import Shown


@dataclass(frozen=True, slots=True)
class Filling:
    """What the fields of a form hold, and what is wrong with that."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[str]]


def filling(view: Shown, turn: Turn | None) -> Filling:
    """Return what the fields hold: as typed when that was refused, else untouched."""
    if turn is None or view.played is None:
        return Filling({}, {})
    refusal = view.played.simulation.refusal
    if refusal is None or not refusal.fields:
        return Filling(answers.untouched(turn.fields), {})
    faults = {
        path: [answers.plain(one).say(language()) for one in said]
        for path, said in refusal.fields.items()
    }
    return Filling(answers.typed(turn.fields, view.sent), faults)


def labels(turn: Turn) -> dict[str, str]:
    """Return what each field is called, by its path."""
    return {one.path: one.label for one in rendering.every(turn.fields)}
