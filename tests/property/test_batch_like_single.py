"""批量与单个: what one task alone would be answered, it is answered in a batch.

Twins: two orders alike, brought into the same state at random by the same people. One
is completed alone, the other in a batch; before that a batch is tried without doing it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.engine.run import queries
from runtime.orders.bypass import operations as bypasses
from tests.shortcut import actor
from tests.story import PARCEL, ROLES, ROOT, SUPERVISOR, Shop, an_order, copied
from tests.visitors import PROGRAM, Program, Site, opened

ME, MATE, OUTSIDER = "安", "白", "陈"
BATCHED = {
    "order_approval": ("sales_confirm", "finance_price_check"),
    "price_sign_off": ("sign_price",),
    "qc_photo": ("take_photo",),
}
APPROVED, REJECTED = {"decision": "approve"}, {"decision": "reject"}
NOT_HERE = "task-not-for-batches"
# what is asked before the diagram is: it comes first in a batch, too
FIRST = {
    "task-unknown",
    "task-not-your-role",
    "task-held-by-other",
    "task-already-completed",
    "task-withdrawn",
    "task-asks-opinion",
    "task-waits-for-signer",
}
CHAIN = {"total": "5000.00"}
WRONG: tuple[Mapping[str, Any], ...] = (
    {},
    {"decision": "maybe", "tracking_no": ""},
    {"decision": "approve", "surprise": True},
)
NO_PHOTO = {"decision": "approve", "photos": ["0123456789abcdef0123456789abcdef"]}


@dataclass(frozen=True)
class Kind:
    """An order, who has done its first step, and whether its step may be in a batch."""

    order: Mapping[str, Any] = field(default_factory=dict)
    done_by: str = ""
    right: Mapping[str, Any] = field(default_factory=lambda: APPROVED)
    is_batched: bool = True


KINDS = (
    Kind(right=PARCEL),
    Kind({"kind": "rush"}, right=PARCEL, is_batched=False),
    Kind({"total": "9000.00"}, is_batched=False),
    Kind(CHAIN),
    Kind(CHAIN, done_by=ME),
    Kind(CHAIN, done_by=MATE),
    Kind(
        {"lines": [{"sku": "J", "unit_price": "199.00", "category": "珠宝"}]},
        right=NO_PHOTO,
    ),
    Kind({"lines": [{"sku": "P", "unit_price": "190.00", "list_price": "199.00"}]}),
)
who = st.sampled_from((ME, MATE))
to = st.sampled_from((ME, MATE, SUPERVISOR))
when = st.sampled_from(("before", "after"))
said = st.sampled_from(("approve", "reject"))
DEEDS = st.one_of(
    st.tuples(who, st.just("claim"), st.just({})),
    st.tuples(who, st.just("release"), st.just({})),
    st.tuples(who, st.just("transfer"), st.fixed_dictionaries({"to": to})),
    st.tuples(who, st.just("delegate"), st.fixed_dictionaries({"to": to})),
    st.tuples(
        who, st.just("add-sign"), st.fixed_dictionaries({"to": to, "when": when})
    ),
    st.tuples(who, st.just("sign"), st.fixed_dictionaries({"decision": said})),
    st.tuples(who, st.just("complete"), st.just({})),
    st.tuples(who, st.just("bypass"), st.just({"reason": "积压"})),
    st.tuples(who, st.just("cancelled"), st.just({})),
)


@dataclass(frozen=True)
class Case:
    """How a pair of twins is brought into a state, and what is answered then."""

    kind: Kind
    deeds: list[tuple[str, str, Mapping[str, Any]]]
    choice: int

    @property
    def answer(self) -> Mapping[str, Any]:
        """The right answer in most cases, else one of the wrong ones."""
        is_wrong = self.choice < len(WRONG)
        return WRONG[self.choice] if is_wrong else self.kind.right


CASES = st.builds(
    Case,
    st.sampled_from(KINDS),
    st.lists(DEEDS, max_size=3),
    st.integers(0, 8),
)


class Desk:
    """A served shop, and programs of everybody there."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.programs: dict[str, Program] = {
            name: site.program(name) for name in (ME, MATE, OUTSIDER, PROGRAM)
        }

    def asks(self, name: str, place: str, content: Mapping[str, Any]) -> Any:
        """Send something to the interface; return what it said."""
        return self.programs[name].asks("POST", place, json=content)

    def task(self, case: Case) -> int:
        """Let an order come in; return its task in the state of the case."""
        order = {"channel": "own", **an_order(**case.kind.order)}
        number = self.asks(PROGRAM, "/orders", order).json["order_no"]
        task = self.waiting(number)
        if case.kind.done_by:
            self.asks(case.kind.done_by, f"/tasks/{task}/complete", {"data": APPROVED})
            task = self.waiting(number)
        for name, deed, content in case.deeds:
            if deed == "cancelled":
                self.asks(PROGRAM, f"/orders/{number}/events", {"event": deed})
            else:
                right = {"data": case.kind.right} if deed == "complete" else content
                self.asks(name, f"/tasks/{task}/{deed}", right)
        return task

    def waiting(self, number: str) -> int:
        """Return the one open task of an order."""
        with self.site.runtime.database.reading() as read:
            rows = queries.list_of(read, number)
        return next(int(one.id) for one in rows if one.state == "open")

    def alone(self, name: str, task: int, answer: Mapping[str, Any]) -> Any:
        """Complete a task alone; return what it was answered and where it left all."""
        got = self.asks(name, f"/tasks/{task}/complete", {"data": answer})
        code = got.json.get("code")
        return got.status_code, code, sorted(got.json.get("errors", {}))

    def together(
        self, name: str, tasks: list[int], cases: list[Case], *, is_dry: bool
    ) -> list[Any]:
        """Complete tasks in a batch; return what each was answered."""
        items = [
            {"id": task, "data": case.answer}
            for task, case in zip(tasks, cases, strict=True)
        ]
        got = self.asks(
            name, "/tasks/batch-complete", {"items": items, "dry_run": is_dry}
        )
        return [
            (one["status"], one["code"], sorted(one["errors"]))
            for one in got.json["items"]
        ]

    def left(self, task: int) -> Any:
        """Return what a task left behind: its state and hands, its order's place."""
        with self.site.runtime.database.reading() as read:
            (row,) = queries.list_some(read, [task])
            rows = queries.list_of(read, row.business_key)
        return sorted((one.element, one.state, one.assignee or "") for one in rows)


def batched(shop: Shop, folder: Path) -> None:
    """Publish the processes with more steps that may be in a batch."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, folder / name)
    for process, elements in BATCHED.items():
        file = folder / "processes" / process / f"{process}.bpmn"
        text = file.read_text("utf-8")
        for element in elements:
            start = f'(<bpmn:userTask id="{element}".*?<spiffworkflow:properties>)'
            more = '<spiffworkflow:property name="batch" value="true" />'
            text, count = re.subn(start, rf"\1{more}", text, count=1, flags=re.DOTALL)
            assert count == 1, element
        file.write_text(text, "utf-8")
    shop.does("deploy", folder / "processes")


@pytest.fixture(scope="module")
def desk(seeded: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve a shop with a shortcut that is open, for all the twins."""
    shop = copied(seeded, tmp_path_factory.mktemp("batched"))
    roles = [word for role in (*ROLES.values(), "qc") for word in ("--role", role)]
    for name in (ME, MATE):
        shop.does("user", "add", name, *roles)
    shop.does("user", "add", OUTSIDER, "--role", "custom")
    batched(shop, shop.folder)
    sites = opened(shop)
    site = next(sites)
    lead = actor(site.runtime, SUPERVISOR)
    with site.runtime.work(lead) as work:
        until = work.now + timedelta(hours=2)
        bypasses.open_(work, site.runtime.engine, "photo_later", until, "积压")
    yield Desk(site)
    next(sites, None)


def expected(case: Case, alone: Any) -> Any:
    """Return what a batch answers, by what the task alone was answered."""
    if case.kind.is_batched or alone[1] in FIRST:
        return alone
    return 403, NOT_HERE, []


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(CASES, min_size=1, max_size=3), st.sampled_from((ME, ME, ME, OUTSIDER)))
@pytest.mark.slow
def test_a_batch_refuses_and_accepts_what_each_alone_would_meet(
    desk: Desk, cases: list[Case], name: str
):
    first, second = ([desk.task(case) for case in cases] for _ in "ab")
    tried = desk.together(name, second, cases, is_dry=True)
    pairs = zip(first, cases, strict=True)
    alone = [desk.alone(name, task, case.answer) for task, case in pairs]
    wanted = [expected(*one) for one in zip(cases, alone, strict=True)]
    found = desk.together(name, second, cases, is_dry=False)

    assert found == wanted
    assert tried == wanted


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
@given(case=CASES.filter(lambda case: case.kind.is_batched))
@pytest.mark.slow
def test_a_batch_leaves_behind_what_one_alone_leaves(desk: Desk, case: Case):
    first, second = desk.task(case), desk.task(case)
    desk.together(ME, [second], [case], is_dry=True)
    desk.alone(ME, first, case.answer)
    desk.together(ME, [second], [case], is_dry=False)

    assert desk.left(first) == desk.left(second)
