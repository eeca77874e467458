"""Two weeks in the demo shop, through the real operations on a clock of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from runtime.bootstrap import Runtime, lanes
from runtime.cli.demo import customers, shop, today, together
from runtime.engine.run import queries, user_tasks
from runtime.identity import people
from runtime.identity.people import NewPerson
from runtime.jobs.embedded import Loop
from runtime.kernel.actors import SYSTEM, Actor
from runtime.kernel.clock import FixedClock
from runtime.kernel.texts import Title

DAYS = 14
SHIFT = timedelta(hours=1)


@dataclass(slots=True)
class Played:
    """What the demo did: how much, and who did how much of it."""

    arrived: int = 0
    paid: int = 0
    cancelled: int = 0
    completed: Counter[tuple[str, Title]] = field(default_factory=Counter)
    lively: list[str] = field(default_factory=list)  # orders worth a look


class Play:
    """The demo in progress."""

    def __init__(
        self, runtime: Runtime, clock: FixedClock, progress: Callable[[int], None]
    ) -> None:
        self._runtime, self._clock, self._progress = runtime, clock, progress
        self._random = Random(20200221)
        self.played = Played()
        self._shipped = 0

    def run(self, until: datetime) -> Played:
        """Play the two weeks that end at ``until``, hour by hour."""
        first = (until - timedelta(days=DAYS)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        last_shift = until - timedelta(hours=3)  # what comes later is left to you
        slips = until - timedelta(hours=2)
        self._clock.set(first)
        customers.find_goods(self._runtime, timedelta())
        usual = shop.arrivals(first, DAYS, self._random)
        coming = (*usual, *today.arrivals(until))
        todo = sorted(coming, key=lambda one: one.at)
        moment = first
        while moment < until:
            if moment <= slips < moment + SHIFT:
                self._clock.set(slips)
                today.slip(self._runtime, until)
            moment = min(moment + SHIFT, until)
            now = [one for one in todo if one.at <= moment]
            todo = todo[len(now) :]
            self._arrive(now)
            self._clock.set(moment)
            customers.find_goods(self._runtime, moment - first)
            for group in lanes(self._runtime):
                Loop(group).run_once()
            if 9 <= moment.hour <= 19 and moment < last_shift:
                self._work()
            self._progress(self.played.arrived)
        today.claim(self._runtime)
        together.leave(self._runtime, until)
        together.remind(self._runtime)
        today.keep_views(self._runtime)
        return self.played

    def hire(self, roles: frozenset[str]) -> None:
        """Add the people of the shop."""
        trail = self._runtime.engine.trail
        for name, theirs in shop.PEOPLE.items():
            person = NewPerson(name, theirs, password=shop.PASSWORD)
            with self._runtime.work(SYSTEM) as work:
                if people.find(work.read, name) is None:
                    people.add(work, trail, person, roles)

    def _arrive(self, arrivals: Sequence[shop.Arrival]) -> None:
        for one in arrivals:
            self._clock.set(one.at)
            self.played.arrived += customers.send(self._runtime, one)

    def _work(self) -> None:
        """Everybody does a few tasks; now and then somebody pays or cancels."""
        for name in shop.PEOPLE:
            with self._runtime.database.reading() as read:
                actor = people.actor(read, name)
                rows = queries.list_queue(read, actor.roles, 3)
            for row in rows:
                self._complete(actor, row)
        paid, cancelled = customers.pay_or_cancel(self._runtime, self._random)
        self.played.paid += paid
        self.played.cancelled += cancelled

    def _complete(self, actor: Actor, row: Any) -> None:
        answer = self._answer(row.element)
        engine = self._runtime.engine
        self._leave_something(actor, row, answer)
        with self._runtime.work(actor) as work:
            user_tasks.complete(work, engine, row.id, answer)
        with self._runtime.database.reading() as read:
            deployed = engine.definitions.get(read, row.definition_id)
        element = deployed.model.elements[row.element]
        step = Title(element.name, element.name_en)
        self.played.completed[(actor.name, step)] += 1
        if len(self.played.lively) < 3 and row.element != "ship":
            self.played.lively.append(row.business_key)

    def _leave_something(self, actor: Actor, row: Any, answer: dict[str, Any]) -> None:
        """Now and then somebody writes a remark, or takes a photo of a parcel."""
        done = self.played.completed.total() + 1
        if done % together.REMARK_EACH == 0:
            together.remark(self._runtime, actor, row)
        if row.element == "ship":
            self._shipped += 1
            if self._shipped % together.PHOTO_EACH == 0:
                photo = together.photograph(self._runtime, actor, row)
                answer["photos"] = [photo]

    def _answer(self, element: str) -> dict[str, Any]:
        if element == "ship":
            number = f"SF{self._random.randrange(10**12):012d}"
            return {"carrier": "SF", "tracking_no": number}
        if element == "resolve_hold":
            decision = self._random.choices(("release", "cancel"), (85, 15))[0]
            return {"decision": decision, "note": "已电话联系客户"}
        decision = self._random.choices(("approve", "reject"), (95, 5))[0]
        return {
            "decision": decision,
            "note": "同意" if decision == "approve" else "价格不符",
        }
