"""How many recorded subjects would a draft have changed, which, and how (影响面).

Subjects are looked at a batch at a time, the newest first, so that memory stays
bounded; whoever asks may stop after any batch and go on later from its number.
Nothing is written: every run is in memory and is thrown away.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from runtime.designer.effect import comparing
from runtime.designer.effect.comparing import Contrast
from runtime.designer.effect.lockstep import Pair
from runtime.designer.effect.proposal import Proposal, Sides
from runtime.designer.effect.silence import Silent, silent
from runtime.designer.effect.telling import Change, Said, Teller
from runtime.engine.machine import Engine
from runtime.engine.rehearsing import Recorded, Span
from runtime.engine.run import recounting
from runtime.engine.run.outcome import Outcome
from runtime.engine.run.recounting import Recounted
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import LANGUAGES, Title

BATCH = 200
MOST = 100_000  # subjects of one question
LISTED = 500  # of those that are affected; all of them are counted
NAMED = 20  # of those that cannot be compared, for each reason


@dataclass(frozen=True, slots=True)
class Asked:
    """Which subjects to look at: the last so many, since when, those before a number.

    ``seconds`` is how long to look; what is left then can be asked for next.
    """

    last: int = 1_000
    since: datetime | None = None
    before: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """One subject that would have been handled differently, and how."""

    key: str
    name: str
    source: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Effect:
    """What a draft would have changed: counted whole, listed up to a limit.

    ``aspects`` count subjects by what is different, ``moves`` by where from and where
    to; ``uncompared`` counts those of which nobody can say, by the reason, and
    ``unsure`` names the first of them. ``silent`` are files that recorded subjects say
    nothing about. ``next`` is where to go on, 0 when there is nothing left.
    """

    recorded: int = 0
    looked_at: int = 0
    changed: int = 0
    aspects: Counter[str] = field(default_factory=Counter)
    titles: dict[str, Said] = field(default_factory=dict)
    moves: Counter[tuple[Title, Title]] = field(default_factory=Counter)
    uncompared: Counter[str] = field(default_factory=Counter)
    unsure: dict[str, list[str]] = field(default_factory=dict)
    silent: list[Silent] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    next: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, at what: the connection, the engine, the draft, the moment."""

    read: Connection
    engine: Engine
    proposal: Proposal
    now: datetime


def effect_of(
    look: Look, asked: Asked, progress: Callable[[int], None] = lambda _: None
) -> Effect:
    """Return what a draft would have changed for recorded subjects.

    Raises Misconfigured with all findings when the draft cannot run.
    """
    started = time.perf_counter()
    measuring = _Measuring(look)
    found = measuring.effect
    last = min(asked.last, MOST)
    counted = look.engine.props.counted(look.read, Span(0, asked.since))
    found.recorded = min(counted, last)
    before = asked.before
    while found.looked_at < last:
        span = Span(min(BATCH, last - found.looked_at), asked.since, before)
        batch = look.engine.props.recorded(look.read, span)
        measuring.take(batch)
        before = batch[-1].number if batch else 0
        progress(found.looked_at)
        if len(batch) < span.most:
            before = 0
            break
        found.seconds = time.perf_counter() - started
        if asked.seconds is not None and found.seconds > asked.seconds:
            break
    found.next = before if found.looked_at < last else 0
    found.seconds = time.perf_counter() - started
    return found


class _Measuring:
    """One question under way."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._sides = Sides(look.read, look.engine, look.proposal, look.now)
        self._tellers: dict[str, Teller] = {}
        published = self._sides.published
        self.effect = Effect(silent=list(silent(published, look.proposal.files)))

    def take(self, batch: Sequence[Recorded]) -> None:
        """Look at a batch of subjects."""
        look = self._look
        keys = [one.key for one in batch]
        recounted = recounting.recounted(look.read, look.engine, keys)
        for one in batch:
            self.effect.looked_at += 1
            self._one(one, recounted)

    def _one(
        self, subject: Recorded, recounted: Mapping[tuple[str, str], Recounted]
    ) -> None:
        known = recounted.get((subject.key, subject.process_id))
        if known is None:
            self._leave(subject, "effect-never-ran")
            return
        sides = self._sides.of(subject.process_id)
        pair = Pair(self._look.engine, sides, subject, known.chapters)
        try:
            changes = self._changes(pair, subject.process_id)
        except FlowError:
            self._leave(subject, "effect-not-again")
            return
        if changes is None:
            self._leave(subject, "effect-stuck-already")
        elif changes:
            self._note(subject, changes)
        elif pair.is_lost:
            self._leave(subject, "effect-lost")

    def _leave(self, subject: Recorded, why: str) -> None:
        """Count a subject of which nobody can say what would have become of it."""
        self.effect.uncompared[why] += 1
        named = self.effect.unsure.setdefault(why, [])
        if len(named) < NAMED:
            named.append(subject.key)

    def _changes(self, pair: Pair, process_id: str) -> list[Change] | None:
        """Return in what both sides differ, None where both fail at the very start."""
        changes: list[Change] = []
        is_first = True
        for before, after, at in pair.rests():
            found = comparing.contrasts(before, after)
            if is_first and not found and before.failure is not None:
                return None
            is_first = False
            if found:
                changes += self._told(process_id, found, (before, after), at)
            if comparing.is_elsewhere(found):
                break
        return changes

    def _told(
        self,
        process_id: str,
        found: Sequence[Contrast],
        rests: tuple[Outcome, Outcome],
        at: datetime,
    ) -> Iterable[Change]:
        teller = self._tellers.get(process_id)
        if teller is None:
            sides, zone = self._sides.of(process_id), self._look.engine.zone
            teller = Teller(self._look.read, sides, zone)
            self._tellers[process_id] = teller
        return teller.tell(found, rests, at)

    def _note(self, subject: Recorded, changes: Sequence[Change]) -> None:
        effect = self.effect
        effect.changed += 1
        for key in dict.fromkeys(one.key for one in changes):
            effect.aspects[key] += 1
        for one in changes:
            effect.titles[one.key] = one.title
            if one.key in ("place", "stuck"):
                effect.moves[_spoken(one.before), _spoken(one.after)] += 1
        if len(effect.affected) < LISTED:
            told = Affected(subject.key, subject.name, subject.source, tuple(changes))
            effect.affected.append(told)


def _spoken(said: Said) -> Title:
    """Return a sentence as it is spoken, so that equal ones count together."""
    return Title(*(said.say(language) for language in LANGUAGES))
