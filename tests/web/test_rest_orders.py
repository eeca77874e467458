"""Orders through the interface: taken once, listed by urgency, told events."""

from __future__ import annotations

import pytest

from tests.story import an_order, unpaid
from tests.visitors import Program, Site


@pytest.fixture
def program(site: Site) -> Program:
    """Give a program that may hand orders in."""
    return site.program()


def own(**changes):
    """Return an order of the shop's own channel."""
    return an_order(channel="own", **changes)


def test_a_new_order_is_created_and_shown_whole(program: Program):
    answer = program.asks("POST", "/orders", json=own(total="199.00"))

    assert (answer.status_code, answer.json["total"]) == (201, "199.00")


def test_the_same_order_again_is_answered_with_the_first(program: Program):
    order = own()
    first = program.asks("POST", "/orders", json=order).json
    again = program.asks("POST", "/orders", json=order)

    assert (again.status_code, again.json["order_no"]) == (200, first["order_no"])


def test_an_order_told_as_paid_later_is_paid(program: Program):
    order = own(**unpaid())
    first = program.asks("POST", "/orders", json=order).json
    paid = {**order, "paid_at": "2026-11-11T01:00:00+08:00", "paid": order["total"]}
    again = program.asks("POST", "/orders", json=paid)

    assert first["state"] == "waiting_payment"
    assert (again.status_code, again.json["state"]) == (200, "released")


def test_every_fault_of_an_order_is_named_by_its_field(program: Program):
    order = {**own(), "total": "many", "kind": "odd"}
    answer = program.asks("POST", "/orders", json=order)

    assert answer.status_code == 422
    assert sorted(answer.json["errors"]) == ["kind", "total"]


def test_an_order_of_an_unknown_channel_is_refused_at_that_field(program: Program):
    answer = program.asks("POST", "/orders", json={**own(), "channel": "nowhere"})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["channel"])


def test_a_fraction_in_json_stays_exact(program: Program):
    answer = program.asks("POST", "/orders", json={**own(), "total": 0.1})

    assert answer.json["total"] == "0.10"


def test_a_batch_has_a_result_for_each_order(program: Program):
    order = own()
    items = [order, order, {"channel": "own"}]
    answer = program.asks("POST", "/orders/batch", json={"items": items})

    assert answer.status_code == 207
    assert [one["status"] for one in answer.json["items"]] == [201, 200, 422]


def test_a_batch_takes_a_thousand_orders_and_no_more(program: Program):
    items = [{"channel": "own"}] * 1_001

    assert program.asks("POST", "/orders/batch", json=items).status_code == 422


def test_a_batch_pays_what_it_tells_as_paid(program: Program):
    order = own(**unpaid())
    program.asks("POST", "/orders", json=order)
    paid = {**order, "paid_at": "2026-11-11T01:00:00+08:00", "paid": order["total"]}
    answer = program.asks("POST", "/orders/batch", json=[paid])
    number = answer.json["items"][0]["order_no"]

    assert program.asks("GET", f"/orders/{number}").json["state"] == "released"


def test_orders_are_listed_by_urgency_then_age(program: Program):
    plain = own(placed_at="2026-11-01T00:00:00+08:00")
    urgent = own(tags=["投诉升级"], placed_at="2026-11-02T00:00:00+08:00")
    program.asks("POST", "/orders/batch", json=[plain, urgent])
    listed = program.asks("GET", "/orders").json["items"]
    keys = [(one["grade"], one["placed_at"]) for one in listed]

    assert len({grade for grade, _ in keys}) == 2
    assert keys == sorted(keys)


def test_pages_of_orders_hold_each_order_once(program: Program):
    program.asks("POST", "/orders/batch", json=[own() for _ in range(5)])
    first = program.asks("GET", "/orders?limit=3").json
    last = program.asks("GET", f"/orders?limit=3&cursor={first['next']}").json
    numbers = [one["order_no"] for one in first["items"] + last["items"]]

    assert (len(numbers), len(set(numbers)), last["next"]) == (5, 5, None)


@pytest.mark.parametrize("query", ["limit=201", "limit=0", "cursor=odd", "cursor=W10"])
def test_a_page_that_cannot_be_is_refused(program: Program, query: str):
    assert program.asks("GET", f"/orders?{query}").status_code == 422


def test_a_list_is_narrowed_by_how_a_number_begins(program: Program):
    program.asks("POST", "/orders/batch", json=[own(), own(external_no="Q%1")])
    found = program.asks("GET", "/orders", query_string={"q": "Q%"}).json["items"]

    assert [one["external_no"] for one in found] == ["Q%1"]


def test_an_event_moves_an_order(program: Program):
    number = program.asks("POST", "/orders", json=own(**unpaid())).json["order_no"]
    told = {"event": "paid", "data": {"final": True}}
    answer = program.asks("POST", f"/orders/{number}/events", json=told)

    assert (answer.status_code, answer.json["state"]) == (200, "released")


def test_an_event_that_nobody_awaits_is_a_conflict(program: Program):
    number = program.asks("POST", "/orders", json=own()).json["order_no"]
    answer = program.asks("POST", f"/orders/{number}/events", json={"event": "odd"})

    assert (answer.status_code, answer.json["code"]) == (409, "event-not-awaited")


@pytest.mark.parametrize("part", ["", "/timeline", "/explain"])
def test_an_unknown_order_is_told_as_such(program: Program, part: str):
    assert program.asks("GET", f"/orders/NONE{part}").status_code == 404


def test_the_explanation_names_the_decisions_and_the_gateways(program: Program):
    number = program.asks("POST", "/orders", json=own()).json["order_no"]
    told = program.asks("GET", f"/orders/{number}/explain").json

    assert {one["kind"] for one in told["items"]} == {"decision", "gateway"}
    assert len(told["waiting"]) >= 1


def test_the_timeline_begins_with_the_start(program: Program):
    number = program.asks("POST", "/orders", json=own()).json["order_no"]
    told = program.asks("GET", f"/orders/{number}/timeline").json["items"]

    assert told[0]["kind"] == "started"
