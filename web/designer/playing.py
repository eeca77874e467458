"""Drafts played through: their effect on recorded orders, steps, cases (试演)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runtime.designer.drafts.drafts import Draft
from runtime.designer.effect.measuring import Asked, Effect, Look, effect_of
from runtime.designer.simulating import draft_plays, script, simulation
from runtime.designer.simulating.case_results import Result
from runtime.designer.simulating.draft_proposal import proposal_of
from runtime.designer.simulating.rehearsal import Rehearsal
from runtime.designer.simulating.script import Script
from runtime.designer.simulating.simulation import Simulation
from runtime.orders.intake import examples
from web import context, sights

MOST_KNOWN = 64  # drafts of which the last look is remembered
MAIN = "order_main"  # what a draft without a diagram of its own is tried on


@dataclass(frozen=True, slots=True)
class Played:
    """A simulation, and the script that led there."""

    simulation: Simulation
    script: Script


@dataclass(frozen=True, slots=True)
class LastLook:
    """What a look at recorded orders found, and whether the draft was changed since."""

    at: datetime
    seen: int
    found: int
    is_whole: bool
    of: tuple[Any, ...]


_LOOKS: dict[int, LastLook] = {}


def note_look(draft: Draft, seen: int, found: int, *, is_whole: bool) -> None:
    """Remember what a look found, as long as this server runs; nothing is stored."""
    at = context.runtime().clock.now()
    _LOOKS.pop(draft.id, None)
    _LOOKS[draft.id] = LastLook(at, seen, found, is_whole, _state(draft))
    while len(_LOOKS) > MOST_KNOWN:
        _LOOKS.pop(next(iter(_LOOKS)), None)


def last_look(draft: Draft) -> LastLook | None:
    """Return the last look at a draft as it is now, if there was one."""
    found = _LOOKS.get(draft.id)
    return found if found is not None and found.of == _state(draft) else None


def _state(draft: Draft) -> tuple[Any, ...]:
    files = sorted((*name, one.revision) for name, one in draft.files.items())
    return str(context.runtime().settings.database_url), *files


def effect(draft: Draft, asked: Asked) -> Effect:
    """Return what a draft would have changed; raises Misconfigured, NotFound."""
    runtime = context.runtime()
    proposal = proposal_of(draft)
    look = Look(context.reading(), runtime.engine, proposal, runtime.clock.now())
    return effect_of(look, asked)


def rehearsal(draft: Draft) -> Rehearsal:
    """Return everything as it would be once a draft is published."""
    runtime = context.runtime()
    now = runtime.clock.now()
    return draft_plays.rehearsal_of(context.reading(), runtime.engine, draft, now)


def results(draft: Draft) -> list[Result]:
    """Play the cases of every process that a draft says something about."""
    runtime = context.runtime()
    now = runtime.clock.now()
    return draft_plays.results(context.reading(), runtime.engine, draft, now)


def results_of(draft: Draft, process: str) -> Result:
    """Play the cases of one process; raises FlowError for what cannot be played."""
    return draft_plays.of_process(rehearsal(draft), process)


def play(on: Rehearsal, process: str, beginning: Any, moves: Any) -> Played:
    """Play moves from a beginning; raises Invalid, NotFound, Misconfigured."""
    wanted = script.read_script(beginning, moves)
    case = script.case_of(wanted, context.runtime().clock.now())
    found = simulation.simulate(context.reading(), on, process, case)
    return Played(found, wanted)


def order_beginning(on: Rehearsal, order_no: str) -> dict[str, Any]:
    """Return a recorded order to begin with, without who bought; raises NotFound."""
    read, sight = context.reading(), sights.sight()
    return examples.beginning(read, order_no.strip(), on.parameters(), sight)


def first_process(draft: Draft) -> str:
    """Return the process that a draft is likeliest to be tried on."""
    own = [key for kind, key in draft.files if kind in ("process", "cases")]
    return own[0] if own else MAIN
