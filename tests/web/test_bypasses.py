"""The emergency bypass through the interface: it holds as far as its policy says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from runtime.orders.bypass.lanes import ClosingLane
from tests.quick_story import SECOND, WHY, Made
from tests.shortcut import POLICY, begin, task_at
from tests.story import FINANCE, SALES, SUPERVISOR, WAREHOUSE


def test_a_right_code_leads_around_the_task(made: Made):
    story = made()
    answer = story.uses(story.task(), story.issues())

    assert (answer.status_code, answer.json["waits_at"]) == (200, ["hand_on", "owed"])


@pytest.mark.req("S1-17")
@pytest.mark.parametrize(("deviation", "status"), [("0.0500", 200), ("0.0501", 409)])
def test_five_per_cent_passes_and_a_little_more_does_not(
    made: Made, deviation: str, status: int
):
    story = made()
    task = story.task(deviation=Decimal(deviation))

    assert story.uses(task, story.issues()).status_code == status


@pytest.mark.req("S1-15")
def test_a_step_without_the_event_is_bypassed_by_nobody(made: Made):
    story = made()
    task = story.site.shop.task(WAREHOUSE, story.site.shop.takes())
    answers = [
        story.uses(task, story.issues(), name) for name in (WAREHOUSE, SUPERVISOR)
    ]

    assert {one.json["code"] for one in answers} == {"bypass-not-here"}


@pytest.mark.req("S1-15")
def test_nothing_goes_through_what_was_never_opened(made: Made):
    story = made(is_open=False)
    answer = story.uses(story.task(), "ABCD-EFGH2345")

    assert (answer.status_code, answer.json["code"]) == (409, "bypass-refused")


@pytest.mark.req("S1-15")
def test_an_opening_has_an_end_within_what_the_policy_allows(made: Made):
    story = made(is_open=False)

    assert story.opens(minutes=121).status_code == 422


def test_an_opening_without_an_end_is_refused(made: Made):
    story = made(is_open=False)

    assert story.opens(minutes=None).status_code == 422


def test_only_the_roles_of_the_policy_open_it(made: Made):
    story = made(is_open=False)

    assert story.opens(SALES).json["code"] == "bypass-not-your-role"


def test_what_is_open_is_not_opened_again(made: Made):
    assert made().opens().json["code"] == "bypass-open-already"


@pytest.mark.req("S1-15")
def test_after_closing_by_hand_a_code_is_of_no_use(made: Made):
    story = made()
    code, task = story.issues(), story.task()
    story.closes()

    assert story.uses(task, code).status_code == 409


def test_a_code_of_an_earlier_opening_is_of_no_use_in_the_next(made: Made):
    story = made()
    code, task = story.issues(), story.task()
    story.closes()
    story.opens()
    story.uses(task, code)

    assert "另一次开启" in story.why()


@pytest.mark.req("S1-17")
def test_a_code_for_one_use_is_used_once(made: Made):
    story = made()
    code = story.issues()
    first, second = (story.uses(story.task(), code) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 409)


@pytest.mark.req("S1-17")
def test_a_wrong_code_is_refused_and_the_issuer_sees_why(made: Made):
    story = made()
    selector = story.issues()[:4]
    story.uses(story.task(), f"{selector}-22222222")

    assert f"以 {selector} 开头" in story.why()


def test_a_refusal_tells_who_asked_nothing_but_one_sentence(made: Made):
    story = made()
    code, task = story.issues(), story.task()
    wrong = story.uses(task, f"{code[:4]}-22222222").json
    unknown = story.uses(task, "ZZZZ-22222222").json

    assert wrong == unknown


def test_five_wrong_tries_lock_the_code_and_not_the_person(made: Made):
    story = made()
    code, other, task = story.issues(), story.issues(), story.task()
    [story.uses(task, f"{code[:4]}-22222222") for _ in range(5)]
    locked, free = story.uses(task, code), story.uses(task, other)

    assert (locked.status_code, free.status_code) == (409, 200)


def test_four_wrong_tries_do_not_lock_a_code(made: Made):
    story = made()
    code, task = story.issues(), story.task()
    [story.uses(task, f"{code[:4]}-22222222") for _ in range(4)]

    assert story.uses(task, code).status_code == 200


def test_a_code_is_read_however_it_is_spaced(made: Made):
    story = made()
    spoken = " ".join(story.issues().lower().replace("-", " – "))

    assert story.uses(story.task(), spoken).status_code == 200


@pytest.mark.parametrize("bound", ["task", "order"])
def test_a_code_for_one_task_or_order_serves_no_other(made: Made, bound: str):
    story = made()
    number, task = begin(story.site.shop)
    code = story.issues(**{bound: {"task": task, "order": number}[bound]})
    other, own = story.uses(story.task(), code), story.uses(task, code)

    assert (other.status_code, own.status_code) == (409, 200)


def test_a_code_for_a_task_of_another_policy_is_not_issued(made: Made):
    story = made()
    task = story.site.shop.task(WAREHOUSE, story.site.shop.takes())
    answer = story.asks(SUPERVISOR, "POST", "/bypasses/quick_code/codes", task=task)

    assert answer.json["code"] == "bypass-not-here"


def test_the_money_of_a_code_is_a_limit(made: Made):
    story = made()
    code = story.issues(money="9.00", uses=2)
    first = story.uses(story.task(), code)
    second = story.uses(story.task(), code)

    assert (first.status_code, second.status_code) == (200, 409)


@pytest.mark.req("S1-15")
@pytest.mark.parametrize("budget", [{"count": 1}, {"money": "5.00", "of": "5"}])
def test_a_budget_that_is_spent_closes_the_bypass(made: Made, budget: dict[str, Any]):
    story = made(budget=budget)
    story.uses(story.task(), story.issues(uses=9))
    shown = story.shown(SALES)

    assert shown["open"] is None


def test_a_budget_in_money_is_not_exceeded(made: Made):
    story = made(budget={"money": "8.00", "of": "abs(agreed - listed)"})
    code = story.issues(uses=9)
    answers = [story.uses(story.task(), code).status_code for _ in range(2)]

    assert answers == [200, 409]


def test_a_code_above_the_set_value_waits_for_a_second_issuer(made: Made):
    story = made()
    code, task = story.issues(money="1000.01"), story.task()
    before = story.uses(task, code)
    place = f"/bypasses/quick_code/codes/{code[:4]}/confirm"
    own = story.asks(SUPERVISOR, "POST", place)
    story.asks(SECOND, "POST", place)
    after = story.uses(task, code)

    assert [one.status_code for one in (before, own, after)] == [409, 403, 200]


def test_a_code_up_to_the_set_value_needs_no_second_issuer(made: Made):
    story = made()

    assert story.uses(story.task(), story.issues(money="1000.00")).status_code == 200


def test_the_task_is_withdrawn_and_the_trail_holds_who_and_which_code(made: Made):
    story = made()
    number, task = begin(story.site.shop)
    code = story.issues()
    story.uses(task, code)
    told = story.site.shop.shows(number)

    assert any(SALES in str(one) and "bypassed" in str(one) for one in told["story"])


def test_a_bypassed_task_is_not_completed_afterwards(made: Made):
    story = made()
    task = story.task()
    story.uses(task, story.issues())
    data = {"decision": "approve"}
    answer = story.asks(SUPERVISOR, "POST", f"/tasks/{task}/complete", data=data)

    assert answer.json["code"] == "task-withdrawn"


def test_a_list_tells_what_is_open_what_is_left_and_what_waits(made: Made):
    story = made()
    story.task()
    story.uses(story.task(), story.issues())
    shown = story.shown(FINANCE)
    left = shown["open"]["uses_left"], shown["open"]["money_left"]

    assert (*left, shown["waits"]) == (19, "2995.00", 1)


def test_closing_tells_what_went_through(made: Made):
    story = made()
    number, task = begin(story.site.shop)
    code = story.issues()
    story.uses(task, code)
    (use,) = story.closes().json["uses"]
    told = use["order_no"], use["by"], use["selector"], use["money"]

    assert told == (number, SALES, code[:4], "5.00")


def test_a_debt_is_listed_until_its_step_is_done(made: Made):
    story = made()
    number, task = begin(story.site.shop)
    story.uses(task, story.issues())
    before = story.site.program(SALES).asks("GET", "/bypasses/debts").json["items"]
    owed = task_at(story.site.shop, number, "owed", SALES)
    data = {"decision": "approve"}
    story.asks(SALES, "POST", f"/tasks/{owed}/complete", data=data)
    after = story.site.program(SALES).asks("GET", "/bypasses/debts").json["items"]

    assert ([one["person"] for one in before], after) == ([SALES], [])


@pytest.mark.req("S1-18")
def test_an_overdue_debt_closes_the_bypass_for_that_person_alone(made: Made):
    debt = {"element": "owed", "within": "PT1M", "title": {"zh": "补", "en": "Owed"}}
    story = made(debt=debt)
    story.uses(story.task(), story.issues())
    clock = story.site.runtime.clock.now() + timedelta(minutes=2)
    story.at(clock)
    code, task = story.issues(uses=2), story.task()
    owes, free = story.uses(task, code), story.uses(task, code, FINANCE)

    assert (owes.status_code, free.status_code) == (409, 200)


@pytest.mark.req("S1-15")
def test_what_has_ended_by_its_time_is_closed_without_anybody(made: Made):
    story = made()
    code, task = story.issues(), story.task()
    story.at(story.site.runtime.clock.now() + timedelta(minutes=31))

    assert story.uses(task, code).status_code == 409


def test_the_end_by_time_is_written_down_once(made: Made):
    story = made()
    story.at(story.site.runtime.clock.now() + timedelta(minutes=31))
    runtime = story.site.runtime
    lane = ClosingLane(runtime.engine, runtime.work)
    counts = lane.tick(), lane.tick()

    assert (counts, story.log()[0]["what"]) == ((1, 0), "closed")


def test_an_edited_policy_is_a_new_version_and_what_is_open_stays(made: Made):
    story = made()
    body = {**POLICY, "when": "deviation <= 0.01"}
    edited = story.asks(SUPERVISOR, "PUT", "/bypasses/quick_code", body=body)
    answer = story.uses(story.task(deviation=Decimal("0.05")), story.issues())

    assert (edited.json["version"], answer.status_code) == (2, 200)


def test_an_edited_policy_is_held_against_the_same_checks(made: Made):
    body = {**POLICY, "opens": ["pirate"]}
    answer = made().asks(SUPERVISOR, "PUT", "/bypasses/quick_code", body=body)

    assert list(answer.json["errors"]) == ["opens"]


def test_deploying_the_same_file_again_keeps_what_was_edited(made: Made):
    story = made()
    body = {**POLICY, "when": "deviation <= 0.01"}
    story.asks(SUPERVISOR, "PUT", "/bypasses/quick_code", body=body)
    shop = story.site.shop
    shop.does("deploy", shop.folder / "processes" / "quick")
    found = story.site.program(SUPERVISOR).asks("GET", "/bypasses/quick_code").json

    assert found["version"] == 2


def test_no_code_stands_in_clear_anywhere(
    made: Made, capsys: pytest.CaptureFixture[str]
):
    story = made()
    code, task = story.issues(), story.task()
    key = {"Idempotency-Key": "one"}
    program = story.site.program(SALES)
    sent = {**WHY, "code": code}
    program.asks("POST", f"/tasks/{task}/bypass", json=sent, headers=key)
    story.uses(story.task(), code)
    folder = story.site.shop.folder
    kept = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    kept += str([story.log(), story.closes().json]).encode()
    logged = capsys.readouterr()

    assert (code[5:].encode() in kept, code[5:] in logged.out + logged.err) == (
        False,
        False,
    )


def test_the_same_request_sent_twice_uses_a_code_once(made: Made):
    story = made()
    code, task = story.issues(uses=2), story.task()
    program, key = story.site.program(SALES), {"Idempotency-Key": "one"}
    sent = {"json": {**WHY, "code": code}, "headers": key}
    place = f"/tasks/{task}/bypass"
    answers = [program.asks("POST", place, **sent).status_code for _ in range(2)]
    used = [one for one in story.log() if one["what"] == "used"]

    assert (answers, len(used)) == ([200, 200], 1)


def test_after_all_of_it_the_trail_is_whole(made: Made):
    story = made()
    code = story.issues()
    story.uses(story.task(), code)
    story.uses(story.task(), code)
    story.closes()

    assert story.site.shop.run("audit", "verify").code == 0
