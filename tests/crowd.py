"""A few people with every role, and a few orders: whoever does what, at random.

What is done is one operation in one unit of work, as at the interface.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import func, select

from runtime.bootstrap import Runtime
from runtime.engine.run import queries, user_tasks
from runtime.identity import people
from runtime.kernel import audit_check
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Rejected
from runtime.kernel.work import Work
from runtime.orders.attachments import operations as attachments
from runtime.orders.attachments.checking import prepare
from runtime.orders.order import lookup
from tests import pictures
from tests.jam import OLD
from tests.shortcut import QUICK_COST
from tests.story import PARCEL, ROLES, SUPERVISOR, Shop, an_order, copied, unpaid

NAMES = ("安", "白", "陈")
GOODS = "G-1"
Run = Callable[..., Any]


def goods(price: str, listed: str = "", **more: Any) -> dict[str, Any]:
    """Return a line of two pieces under stock control, at a price that was agreed."""
    at = {"list_price": listed} if listed else {}
    return {"sku": GOODS, "quantity": 2, "unit_price": price, **at, **more}


KINDS: tuple[dict[str, Any], ...] = (
    {"lines": [goods("95.00", "100.00")]},
    {"lines": [goods("80.00", "100.00")]},
    {"total": "5000.00", "lines": [goods("98.00", "100.00")]},
    {"lines": [goods("99.00", category="珠宝")], "customer": OLD},
    {"lines": [goods("97.00", "100.00", category="珠宝")], "customer": OLD},
    unpaid(lines=[goods("97.00", "100.00", category="珠宝")]),
    unpaid(total="5000.00", lines=[goods("98.00", "100.00")]),
)
ANSWERS: dict[str, tuple[dict[str, Any], ...]] = {
    "ship": (PARCEL,),
    "warehouse_reserve": ({"decision": "approve", "location": "A-03-12"},),
    "resolve_hold": (
        {"decision": "release"},
        {"decision": "recheck"},
        {"decision": "cancel"},
    ),
}
VERDICTS = ({"decision": "approve"}, {"decision": "approve"}, {"decision": "reject"})


def staff(shop: Shop) -> None:
    """Let people with every role work in a shop, and have goods in stock."""
    roles = [word for role in (*ROLES.values(), "qc") for word in ("--role", role)]
    for name in NAMES:
        shop.does("user", "add", name, *roles)
    shop.does("stock", "receive", GOODS, 5)


class Crowd:
    """Orders in a shop of their own, and the people there."""

    template: ClassVar[Shop]
    done: ClassVar[Counter[str]] = Counter()
    runtime: Runtime

    def begins(self, kinds: list[dict[str, Any]]) -> None:
        """Let orders come into a copy of the shop."""
        self.folder = Path(tempfile.mkdtemp(prefix="spillway-verb-"))
        self.shop = copied(self.template, self.folder)
        self.shop.environment["SPILLWAY_CODE_COST"] = QUICK_COST
        told = [an_order(**kind) for kind in kinds]
        self.shop.tells(*told)
        self.runtime = self.shop.runtime()
        with self.runtime.database.reading() as read:
            self.people = {one: people.actor(read, one) for one in NAMES}
            self.lead = people.actor(read, SUPERVISOR)
            self.numbers = [
                lookup.find(read, one["external_no"])[0].order_no for one in told
            ]

    def ends(self) -> None:
        """Take the shop away; its trail is whole."""
        with self.runtime.database.snapshot() as read:
            report = audit_check.verify(self.runtime.engine.trail, read)
        self.runtime.close()
        shutil.rmtree(self.folder)
        assert report.is_whole, [fault.say("en") for fault in report.faults]

    def answers(self, which: int, who: str, answer: int) -> None:
        """Complete an open task with one of the answers that it takes."""
        for row in self.one(which):
            offered = ANSWERS.get(row.element, VERDICTS)
            given = dict(offered[answer % len(offered)])
            actor = self.actor(row, who)
            if row.element in ("take_photo", "owe_photo"):
                given = self._photographed(row, actor, given)
            self.act(actor, user_tasks.complete, row.id, given)

    def _photographed(self, row: Any, actor: Actor, given: dict[str, Any]) -> Any:
        prepared = prepare(io.BytesIO(pictures.photo((8, 8))), "goods.jpg")
        kept = self.act(actor, attachments.add_to_task, row.id, prepared)
        photos = {"photos": [] if kept is None else [kept.id]}
        return photos if row.element == "owe_photo" else {**given, **photos}

    def at(self, which: int, who: str, run: Run, *given: Any) -> None:
        """Do something with an open task of any order."""
        for row in self.one(which):
            self.act(self.actor(row, who), run, row.id, *given)

    def one(self, which: int) -> list[Any]:
        """Return an open task of any order; none if there is none."""
        rows = self.open()
        return [rows[which % len(rows)]] if rows else []

    def actor(self, row: Any, who: str) -> Actor:
        """Return who acts: whoever has the task, unless the one drawn is the last."""
        holders = [one for one in self.people.values() if one.id == row.assignee]
        return holders[0] if holders and who != NAMES[-1] else self.people[who]

    def waits_for_money(self, which: int) -> int:
        """Return how often an order waits to be paid."""
        with self.runtime.database.reading() as read:
            found = [
                one.message
                for instance in queries.instances_of(read, self.number(which))
                for one in queries.waiting_of(read, instance.id)["messages"]
            ]
        return found.count("paid")

    def number(self, which: int) -> str:
        """Return the number of an order."""
        return str(self.numbers[which % len(self.numbers)])

    def rows(self, which: int) -> list[Any]:
        """Return all tasks of an order."""
        with self.runtime.database.reading() as read:
            return list(queries.list_of(read, self.number(which)))

    def open(self, which: int | None = None) -> list[Any]:
        """Return the open tasks of an order, or of all."""
        numbers = range(len(self.numbers)) if which is None else [which]
        rows = (one for number in numbers for one in self.rows(number))
        return [one for one in rows if one.state == "open"]

    def orders(self) -> list[Any]:
        """Return the rows of all orders."""
        with self.runtime.database.reading() as read:
            return [lookup.get(read, number) for number in self.numbers]

    def sum(self, column: Any, *conditions: Any) -> int:
        """Return the sum of a column."""
        asked = select(func.coalesce(func.sum(column), 0)).where(*conditions)
        with self.runtime.database.reading() as read:
            return int(read.execute(asked).scalar_one())

    def act(self, who: Actor, run: Run, *given: Any) -> Any:
        """Do one thing; what is refused must have changed nothing."""
        engine = self.runtime.engine

        def once(work: Work) -> Any:
            return run(work, engine, *given)

        try:
            done = self.runtime.attempt(who, once)
        except Rejected:
            return None
        self.done[getattr(run, "__name__", "")] += 1
        return done
