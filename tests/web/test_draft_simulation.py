"""A process of a draft stepped through by the interface: moves in, its place out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drafts import Desk, on
from tests.story import an_order, unpaid

PARCEL = {"carrier": "SF", "tracking_no": "SF1234567890123"}
SHIP = {"at": "ship", "data": PARCEL}


def order(**changes: Any) -> dict[str, Any]:
    """Return a made-up order of the house's own channel."""
    return {"channel": "own", **an_order(**changes)}


def asked(desk: Desk, *moves: Any, **more: Any) -> Any:
    """Send moves through the main process; returns the answer."""
    draft = more.pop("draft", None) or desk.begins()
    start = more.pop("start", None) or {"order": order()}
    sent = {"start": start, "moves": list(moves), **more}
    return desk.author.asks("POST", on(draft, "simulate"), json=sent)


def played(desk: Desk, *moves: Any, **more: Any) -> Any:
    """Return where moves lead."""
    answer = asked(desk, *moves, **more)
    assert answer.status_code == 200, answer.json
    return answer.json


def places(answer: Any) -> list[str]:
    """Return the steps that are waited at, without what listens beside."""
    return [one["element"] for one in answer["waits"] if not one["is_boundary"]]


def test_an_order_goes_to_where_it_first_waits(desk: Desk):
    answer = played(desk)

    assert (places(answer), answer["stage"]) == (["ship"], "released")


def test_a_task_that_is_done_leads_on(desk: Desk):
    answer = played(desk, SHIP)

    assert (answer["is_over"], answer["end"]) == (True, "order_completed")


def test_without_the_last_move_it_stands_before_it(desk: Desk):
    assert played(desk, SHIP)["done"] == 1
    assert places(played(desk)) == ["ship"]


def test_why_a_gateway_chose_and_which_row_applied_is_told(desk: Desk):
    (start,) = played(desk)["story"]
    said = " ".join(one["sentence"] for one in start["lines"])
    kinds = {one["kind"] for one in start["lines"]}

    assert kinds == {"decision", "gateway"}
    assert "P2" in said


def test_what_the_process_knows_is_told(desk: Desk):
    data = played(desk)["data"]

    assert (data["grade"], data["facts"]["amount"]) == ("P2", 199)


def test_a_message_is_fired(desk: Desk):
    waiting = {"order": order(**unpaid())}
    paid = {"paid_at": "2026-11-11T00:02:00+08:00", "paid": "199.00"}
    move = {"message": "paid", "order": paid}

    assert places(played(desk, start=waiting)) == ["wait_for_payment"]
    assert places(played(desk, move, start=waiting)) == ["ship"]


def test_a_changed_parameter_of_the_draft_counts(desk: Desk):
    draft = desk.begins()
    desk.saves(draft, 'straight_below = "100"\n', ("values", "parameters"))

    assert places(played(desk, draft=draft)) == ["sales_confirm"]


def test_a_recorded_order_is_played_without_who_bought(desk: Desk):
    number = desk.site.shop.takes()

    assert places(played(desk, start={}, order_no=number)) == ["ship"]


def test_an_answer_that_the_form_refuses_is_told_by_field(desk: Desk):
    answer = played(desk, {"at": "ship", "data": {}})

    assert set(answer["refused"]["fields"]) == {"carrier", "tracking_no"}
    assert (answer["done"], places(answer)) == (0, ["ship"])


def test_a_step_that_is_not_waited_for_is_told(desk: Desk):
    refused = played(desk, {"at": "nowhere", "data": {}})["refused"]

    assert (refused["move"], refused["element"]) == (1, "nowhere")
    assert "ship" in refused["messages"][0]


def test_a_message_that_nobody_waits_for_is_told(desk: Desk):
    assert played(desk, {"message": "hello"})["refused"]["messages"]


def test_a_move_after_the_end_is_told_and_the_end_stands(desk: Desk):
    answer = played(desk, SHIP, SHIP)

    assert (answer["refused"]["move"], answer["is_over"], answer["done"]) == (
        2,
        True,
        1,
    )


def test_nothing_is_written_and_nobody_is_asked(desk: Desk):
    number = desk.site.shop.takes()
    before = desk.site.shop.shows(number)
    played(desk, SHIP, order_no=number)

    assert desk.site.shop.shows(number) == before


HOSTILE = {
    "a thousand moves": ([SHIP] * 1_000, {}, "simulate-too-many"),
    "a move of no kind": ([{"jump": "ship"}], {}, "simulate-wrong"),
    "two moves in one": ([{"at": "ship", "fire": "ship"}], {}, "simulate-wrong"),
    "data that is none": ([{"at": "ship", "data": "x"}], {}, "simulate-wrong"),
    "a key nobody knows": ([], {"order": {}, "evil": {}}, "simulate-wrong"),
    "stock below nothing": ([], {"stock": {"A-1": -1}}, "simulate-wrong"),
    "no moment": ([], {"now": "soon"}, "http-content"),
    "no order": ([], {"order": {"total": "1"}}, "order-invalid"),
}


@pytest.mark.parametrize(("moves", "start", "code"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_played_is_refused_in_words(
    desk: Desk, moves: Any, start: Any, code: str
):
    answer = asked(desk, *moves, start=start or None)

    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json


def test_a_process_that_is_not_there_is_refused(desk: Desk):
    assert asked(desk, process="nothing_like_it").status_code == 404


def test_who_may_not_read_designs_may_not_play(desk: Desk):
    clerk, draft = desk.site.program("李强"), desk.begins()

    assert clerk.asks("POST", on(draft, "simulate"), json={}).status_code == 403
