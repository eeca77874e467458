"""真实订单: 28,010 recorded orders come in, and each is left where it belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.recorded import PAID_ROWS
from tests.story import (
    CS,
    EVERYBODY,
    PARCEL,
    SUPERVISOR,
    WAREHOUSE,
    Shop,
    copied,
)

pytestmark = pytest.mark.slow
WHOLE = {
    "received": 28_010,
    "created": 28_010,
    "duplicate": 0,
    "rejected": 0,
    "held": 0,
    "waiting_payment": 3_923,
    "waiting_person": 2,
    "straight_through": 24_085,
    "failed": 0,
    "rejects": [],
}
LARGE = ("3144", "13512")  # paid, and above 5000
DEAREST = "19258"  # 188,320, and not paid


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Path:
    return shared / "data" / "tmall-orders-2020-02.csv.gz"


@pytest.fixture(scope="module")
def full(
    seeded: Shop, recorded: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Shop, Any]:
    """A shop after the whole file, and what the import said; nobody changes it."""
    shop = copied(seeded, tmp_path_factory.mktemp("full"))
    return shop, shop.imports(recorded, "tmall")


@pytest.fixture(scope="module")
def again(full: tuple[Shop, Any], recorded: Path) -> Any:
    """What a second import of the same file says."""
    return full[0].imports(recorded, "tmall")


@pytest.fixture
def own(full: tuple[Shop, Any], tmp_path: Path) -> Shop:
    """A copy of the full shop, for a test that changes it."""
    return copied(full[0], tmp_path)


@pytest.mark.req("S3-04", "S4-16")
def test_every_order_is_counted_in_the_place_where_it_stands(full: tuple[Shop, Any]):
    assert {name: full[1][name] for name in WHOLE} == WHOLE


@pytest.mark.req("S3-04", "S4-16")
def test_a_second_import_makes_nothing_new(again: Any):
    assert (again["duplicate"], again["created"]) == (28_010, 0)


def test_ledger_and_trail_are_sound(full: tuple[Shop, Any], again: Any):
    assert full[0].is_sound()


def test_the_buckets_are_those_of_the_import(full: tuple[Shop, Any]):
    ledger = full[0].does("ledger", "verify")

    assert (ledger["arrived"], ledger["buckets"]) == (
        28_010,
        {"approving": 2, "released": 24_085, "waiting_payment": 3_923},
    )


@pytest.mark.req("S3-05")
@pytest.mark.parametrize("number", LARGE)
def test_a_paid_order_above_5000_waits_for_the_supervisor(
    full: tuple[Shop, Any], number: str
):
    order_no = full[0].shows(number)["order"]["order_no"]

    assert full[0].waiting(order_no) == {"supervisor_approve": "supervisor"}


@pytest.mark.req("S3-05")
def test_the_supervisor_sees_those_two_and_nothing_else(full: tuple[Shop, Any]):
    items = full[0].does("task", "list", "--as", SUPERVISOR)["items"]

    assert sorted(one["order"]["external_no"] for one in items) == sorted(LARGE)


@pytest.mark.req("S1-12")
def test_the_dearest_unpaid_order_waits_for_its_money_and_asks_nobody(
    full: tuple[Shop, Any],
):
    shown = full[0].shows(DEAREST)

    assert (shown["order"]["total"], shown["order"]["state"]) == (
        "188320.00",
        "waiting_payment",
    )
    assert full[0].waiting(shown["order"]["order_no"]) == {}


@pytest.mark.req("S1-12")
def test_no_unpaid_order_asks_anybody(full: tuple[Shop, Any]):
    """Exactly the paid orders have a task: 24,085 to ship and 2 to approve."""
    shop = full[0]
    items = shop.does("task", "list", "--as", EVERYBODY, "--limit", 30_000)["items"]

    assert len({one["order_no"] for one in items}) == 24_087


def test_refunds_are_kept_beside_what_was_paid(full: tuple[Shop, Any]):
    order = full[0].shows(LARGE[0])["order"]

    assert float(order["paid"]) == pytest.approx(float(order["total"]), rel=0.05)
    assert "refund" in order["extra"]


@pytest.mark.req("S3-05")
def test_the_supervisor_approves_both_and_the_warehouse_ships_them(own: Shop):
    numbers = [own.shows(number)["order"]["order_no"] for number in LARGE]
    approved = [own.completes(SUPERVISOR, one, decision="approve") for one in numbers]
    shipped = [own.completes(WAREHOUSE, one, **PARCEL) for one in numbers]

    assert [one["state"] for one in approved] == ["released", "released"]
    assert [one["state"] for one in shipped] == ["completed", "completed"]
    assert own.is_sound()


def test_a_payment_moves_a_waiting_order_on(own: Shop):
    number = own.shows("1")["order"]["order_no"]

    assert own.hears(number, "paid")["state"] == "released"


def test_the_dearest_order_meets_the_supervisor_once_it_is_paid(own: Shop):
    number = own.shows(DEAREST)["order"]["order_no"]
    own.hears(number, "paid")

    assert own.waiting(number) == {"supervisor_approve": "supervisor"}


def test_a_claim_is_seen_by_the_others(own: Shop):
    items = own.does("task", "list", "--as", WAREHOUSE, "--limit", 1)["items"]
    own.does("task", "claim", items[0]["id"], "--as", WAREHOUSE)
    error = own.refuses("task", "claim", items[0]["id"], "--as", EVERYBODY)

    assert error["code"] == "task-held-by-other"


@pytest.mark.parametrize(
    ("language", "decided", "word"),
    [
        ("zh", "“审批路线”得出：路线：主管审批。", "主管"),
        ("en", "“Way of approval” gave route: supervisor.", "Supervisor"),
    ],
)
def test_the_story_of_a_large_order_tells_why_it_waits(
    full: tuple[Shop, Any], language: str, decided: str, word: str
):
    shown = full[0].shows(LARGE[0], language)
    reasons = [line["text"] for line in shown["story"] if line["kind"] == "decision"]

    assert any(decided in one for one in reasons)
    assert any(word.lower() in one.lower() for one in shown["waiting"])


def test_customer_service_has_nothing_to_do(full: tuple[Shop, Any]):
    assert full[0].does("task", "list", "--as", CS)["items"] == []


def test_a_lower_limit_would_have_touched_these_paid_orders_and_no_unpaid_one(
    full: tuple[Shop, Any],
):
    words = ("effect", "--value", "straight_below=3000", "--last", 30_000)
    found = full[0].does(*words)

    assert (found["looked_at"], {one["external_no"] for one in found["items"]}) == (
        28_010,
        {"3842", "5312", "5765", "19551", "22032"},
    )


def test_a_lower_limit_names_the_paid_orders_between_of_the_whole_file(
    full: tuple[Shop, Any],
):
    words = ("--value", "straight_below=3000", "--last", 30_000)
    answer = full[0].does("effect", *words)

    named = {int(one["external_no"]) for one in answer["items"]}
    assert (answer["looked_at"], answer["uncompared"], named) == (
        28_010,
        [],
        PAID_ROWS,
    )
