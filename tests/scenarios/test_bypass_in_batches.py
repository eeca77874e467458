"""成批放行: a jam of coupons is let through, each order judged like one alone."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from tests.jam import WHY, Jam
from tests.statements import counting
from tests.story import FINANCE, SUPERVISOR, WAREHOUSE

POLICY, CODED = "coupon_match", "price_sign_off_code"
PLACE = f"/bypasses/{POLICY}/pass"
OLD = {"id": "c-1", "credit": "good", "registered_at": "2026-01-01T00:00:00+08:00"}
FITS = {"coupon": {"code": "D11-50"}, "customer": OLD}
LIMITED = {"coupon": {"code": "D11-50", "limited": True}, "customer": OLD}


def asks(jam: Jam, name: str = FINANCE, **body: Any) -> Any:
    """Ask what would go through, or let it."""
    return jam.asks(name, "POST", PLACE, **{**WHY, "dry_run": True, **body})


def told(answer: Any) -> list[tuple[str, str | None]]:
    """Return what came of each task."""
    return [(one["result"], one["code"]) for one in answer.json["items"]]


def left(jam: Jam) -> list[int]:
    """Return the tasks that finance still has before it."""
    return [one["id"] for one in jam.asks(FINANCE, "GET", "/tasks").json["items"]]


def waiting(jam: Jam, *orders: dict[str, Any]) -> list[int]:
    """Let orders come in that wait for finance; return their tasks."""
    return [jam.task(jam.shop.takes(**one), "check_coupon") for one in orders]


@pytest.mark.req("S1-16")
def test_before_anything_moves_it_is_told_which_orders_fit(jam: Jam):
    tasks = waiting(jam, FITS, LIMITED)
    jam.opens(POLICY)
    answer = asks(jam)

    assert [one["id"] for one in answer.json["items"]] == tasks
    assert told(answer) == [("ready", None), ("refused", "bypass-refused")]
    assert left(jam) == tasks


@pytest.mark.req("S1-16")
def test_what_fits_goes_through_and_the_rest_stays(jam: Jam):
    tasks = waiting(jam, FITS, LIMITED, FITS)
    jam.opens(POLICY)
    answer = asks(jam, dry_run=False, tasks=tasks)

    assert [one for one, _ in told(answer)] == ["done", "refused", "done"]
    assert left(jam) == [tasks[1]]
    assert jam.closes(POLICY)["opening"]["uses"] == 2


def said(jam: Jam, **body: Any) -> str:
    """Return what is said to the database when it is asked what would go through."""
    with counting(jam.site.runtime.database) as counted:
        asks(jam, **body)
    return "\n".join(counted.statements)


def test_tasks_that_are_named_are_looked_at_without_all_that_wait(
    jam: Jam, monkeypatch: pytest.MonkeyPatch
):
    tasks = waiting(jam, FITS)
    jam.opens(POLICY)
    monkeypatch.setattr("web.openings.list_waiting", Mock(side_effect=AssertionError))

    assert told(asks(jam, tasks=tasks)) == [("ready", None)]


def test_the_instance_of_a_task_that_is_judged_is_read_once(jam: Jam):
    tasks = waiting(jam, FITS)
    jam.opens(POLICY)

    assert said(jam, tasks=tasks).count(".body AS i_body") == 1


@pytest.mark.parametrize("name", [SUPERVISOR, WAREHOUSE])
def test_who_may_not_let_one_through_lets_none_through(jam: Jam, name: str):
    (task,) = waiting(jam, FITS)
    jam.opens(POLICY)
    alone = jam.uses(name, task)
    answer = asks(jam, name, dry_run=False, tasks=[task])

    assert told(answer) == [("refused", alone.json["code"])]


def test_closed_it_lets_nothing_through(jam: Jam):
    tasks = waiting(jam, FITS)
    answer = asks(jam, dry_run=False, tasks=tasks)

    assert (answer.status_code, answer.json["code"]) == (409, "bypass-not-open")


def test_a_shortcut_that_needs_codes_is_used_one_by_one(jam: Jam):
    jam.opens(CODED)
    answer = jam.asks(FINANCE, "POST", f"/bypasses/{CODED}/pass", dry_run=True, **WHY)

    assert (answer.status_code, answer.json["code"]) == (409, "bypass-by-code-alone")


def test_a_task_of_another_step_does_not_go_through(jam: Jam):
    ship = jam.shop.task(WAREHOUSE, jam.shop.takes())
    jam.opens(POLICY)
    answer = asks(jam, dry_run=False, tasks=[ship])

    assert told(answer) == [("refused", "bypass-not-here")]


def test_without_tasks_nothing_is_let_through(jam: Jam):
    jam.opens(POLICY)
    answer = asks(jam, dry_run=False)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["tasks"])


def test_refusals_stand_in_the_log_of_the_shortcut_with_their_reason(jam: Jam):
    tasks = waiting(jam, LIMITED)
    jam.opens(POLICY)
    asks(jam)
    asks(jam, dry_run=False, tasks=tasks)
    log = jam.asks(SUPERVISOR, "GET", f"/bypasses/{POLICY}").json["log"]

    assert [one["what"] for one in log] == ["refused", "opened", "written"]


def test_the_same_call_sent_twice_uses_the_budget_once(jam: Jam):
    tasks = waiting(jam, FITS)
    jam.opens(POLICY)
    program = jam.site.program(FINANCE)
    sent = {"json": {**WHY, "dry_run": False, "tasks": tasks}}
    key = {"headers": {"Idempotency-Key": "once"}}
    answers = [program.asks("POST", PLACE, **sent, **key) for _ in range(2)]

    assert [told(one) for one in answers] == [[("done", None)]] * 2
    assert jam.closes(POLICY)["opening"]["uses"] == 1


@pytest.mark.req("S1-16")
def test_on_the_page_the_count_is_typed_before_they_go(jam: Jam):
    (fits, _) = waiting(jam, FITS, LIMITED)
    jam.opens(POLICY)
    visitor, place = jam.site.visitor(FINANCE), PLACE
    offered = visitor.gets(f"/bypasses/{POLICY}").text
    sent = {"task": [fits], **WHY}
    wrong = visitor.posts(place, start=place, count="2", **sent)
    right = visitor.posts(place, start=place, count="1", **sent)

    assert f'href="{PLACE}"' in offered
    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "已放行 1 单" in right.text


def test_who_opened_it_is_not_offered_to_let_through(jam: Jam):
    waiting(jam, FITS)
    jam.opens(POLICY)

    assert PLACE not in jam.site.visitor(SUPERVISOR).gets(f"/bypasses/{POLICY}").text


def test_with_nothing_waiting_the_page_says_so(jam: Jam):
    jam.opens(POLICY)

    assert "没有等待的订单" in jam.site.visitor(FINANCE).gets(PLACE).text
