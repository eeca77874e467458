"""A table of a draft on recent orders: which row fires, and what is different now."""

from __future__ import annotations

import pytest

from tests.drafts import TABLE, Desk, on

STRAIGHT = "&lt; param.straight_below"
ASKED = {"key": "order_routing", "decision": "order_routing"}


@pytest.fixture
def draft(desk: Desk):
    """Give a draft with the table of routes, in a shop with two small orders."""
    for number in ("T-1", "T-2"):
        desk.site.shop.takes(external_no=number)
    return desk.begins(TABLE)


def tried(desk: Desk, draft, **more):
    """Try the table of a draft; returns the answer."""
    return desk.author.asks("POST", on(draft, "try"), json={**ASKED, **more})


def stricter(desk: Desk, draft) -> str:
    """Return the table with hardly an order that goes straight through."""
    return desk.reads(draft)["body"].replace(STRAIGHT, "&lt; 10")


def test_a_table_that_is_as_published_changes_nothing(desk: Desk, draft):
    found = tried(desk, draft).json["items"]

    assert [one["changed"] for one in found] == [False, False]
    assert {one["draft"]["written"] for one in found} == {'路线: "straight"'}
    assert {tuple(one["draft"]["rows"]) for one in found} == {(4,)}


def test_what_is_typed_is_tried_before_it_is_saved(desk: Desk, draft):
    found = tried(desk, draft, body=stricter(desk, draft)).json["items"]

    assert [one["changed"] for one in found] == [True, True]
    assert {tuple(one["draft"]["rows"]) for one in found} == {(5,)}
    assert {one["now"]["written"] for one in found} == {'路线: "straight"'}
    assert "&lt; 10" not in desk.reads(draft)["body"]


def test_what_the_draft_holds_is_tried(desk: Desk, draft):
    desk.saves(draft, stricter(desk, draft))

    assert {one["changed"] for one in tried(desk, draft).json["items"]} == {True}


def test_as_many_orders_are_tried_as_are_asked_for_the_newest_first(desk: Desk, draft):
    every = [one["order_no"] for one in tried(desk, draft).json["items"]]
    newest = [one["order_no"] for one in tried(desk, draft, count=1).json["items"]]

    assert (len(every), newest) == (2, every[:1])


def test_a_table_that_is_nowhere_published_has_nothing_beside_it(desk: Desk, draft):
    body = desk.reads(draft)["body"]
    desk.saves(draft, body.replace('decisions"', 'newer"'), ("decisions", "newer"))
    asked = {**ASKED, "key": "newer", "count": 1}
    (found,) = desk.author.asks("POST", on(draft, "try"), json=asked).json["items"]

    assert (found["now"], found["changed"]) == (None, True)


def test_a_broken_table_is_told_instead_of_tried(desk: Desk, draft):
    body = desk.reads(draft)["body"].replace(STRAIGHT, "&lt; &lt;")
    told = tried(desk, draft, body=body)

    assert (told.status_code, bool(told.json["detail"])) == (422, True)


def test_a_decision_that_is_not_in_the_table_is_unknown(desk: Desk, draft):
    assert tried(desk, draft, decision="nowhere").status_code == 404
