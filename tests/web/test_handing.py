"""Tasks passed on through the interface: transferred, delegated, copied."""

from __future__ import annotations

import pytest

from runtime.engine.run import queries
from tests.story import CS, CUSTOM, PARCEL, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import ADMIN, Site

MATE, THIRD = "库房乙", "库房丙"


@pytest.fixture
def mate(site: Site) -> str:
    """Hire a second person of the warehouse; return their name."""
    site.shop.does("user", "add", MATE, "--role", "warehouse")
    return MATE


@pytest.fixture
def third(site: Site, mate: str) -> str:
    """Hire a third one."""
    site.shop.does("user", "add", THIRD, "--role", "warehouse")
    return THIRD


@pytest.fixture
def task(site: Site) -> int:
    """Give a task of the warehouse that its holder has claimed."""
    found = site.shop.task(WAREHOUSE, site.shop.takes())
    site.program(WAREHOUSE).asks("POST", f"/tasks/{found}/claim")
    return found


def does(site: Site, who: str, task: int, verb: str, **body):
    """Let somebody do something with a task; return the answer."""
    return site.program(who).asks("POST", f"/tasks/{task}/{verb}", json=body)


def mine(site: Site, who: str) -> list[int]:
    """Return the tasks in somebody's inbox."""
    listed = site.program(who).asks("GET", "/tasks?mine=true").json["items"]
    return [one["id"] for one in listed]


def told(site: Site, who: str) -> list[str]:
    """Return the codes of what somebody was told."""
    listed = site.program(who).asks("GET", "/notices").json["items"]
    return [one["code"] for one in listed]


def story(site: Site, task: int) -> list[str]:
    """Return what kinds of things happened to the order of a task."""
    number = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json["order_no"]
    return [line["kind"] for line in site.shop.shows(number)["story"]]


def test_a_transferred_task_is_in_the_inbox_of_the_other(site: Site, task, mate):
    answer = does(site, WAREHOUSE, task, "transfer", to=mate, reason="我去盘点")

    assert (answer.status_code, answer.json["assignee"]) == (200, mate)
    assert (mine(site, WAREHOUSE), mine(site, mate)) == ([], [task])
    assert told(site, mate) == ["notice-transferred"]


def test_a_person_may_be_named_by_id(site: Site, task, mate):
    answer = does(site, WAREHOUSE, task, "transfer", to=site.id_of(mate))

    assert answer.json["to"] == mate


def test_an_unclaimed_task_is_transferred_by_its_role(site: Site, mate):
    task = site.shop.task(WAREHOUSE, site.shop.takes())

    assert does(site, WAREHOUSE, task, "transfer", to=mate).status_code == 200


def test_a_lead_transfers_the_task_of_another(site: Site, task, mate):
    answer = does(site, SUPERVISOR, task, "transfer", to=mate)

    assert (answer.status_code, mine(site, mate)) == (200, [task])
    assert told(site, WAREHOUSE) == ["notice-taken"]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (WAREHOUSE, "不能选择自己"),
        ("谁也不是", "没有名为"),
        (SALES, "不属于"),
        (THIRD, "已停用"),
    ],
)
def test_not_everybody_may_receive_a_task(site: Site, task, third, to, reason):
    site.shop.does("user", "disable", THIRD)
    zh = {"Accept-Language": "zh"}
    place, body = f"/tasks/{task}/transfer", {"to": to}
    answer = site.program(WAREHOUSE).asks("POST", place, json=body, headers=zh)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["to"])
    assert reason in answer.json["errors"]["to"][0]
    assert mine(site, WAREHOUSE) == [task]


@pytest.mark.parametrize("verb", ["transfer", "delegate"])
def test_the_task_of_another_is_not_mine_to_give(site: Site, task, third, verb):
    answer = does(site, MATE, task, verb, to=third)

    assert (answer.status_code, answer.json["code"]) == (409, "task-held-by-other")


@pytest.mark.parametrize("verb", ["transfer", "delegate", "cc"])
def test_another_role_passes_nothing_on(site: Site, task, mate, verb):
    to = [mate] if verb == "cc" else mate

    assert does(site, SALES, task, verb, to=to).status_code == 403


@pytest.mark.parametrize("verb", ["transfer", "delegate"])
def test_what_is_over_is_passed_to_nobody(site: Site, task, mate, verb):
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    answer = does(site, WAREHOUSE, task, verb, to=mate)

    assert (answer.status_code, answer.json["code"]) == (409, "task-already-completed")


def test_the_deputy_of_who_is_away_gets_it_and_the_answer_says_so(
    site: Site, task, third
):
    window = ("--from", "2020-01-01T08:00", "--to", "2999-01-01T08:00")
    site.shop.does("user", "absent", "enter", MATE, *window, "--deputy", third)
    answer = does(site, WAREHOUSE, task, "transfer", to=MATE).json

    assert (answer["assignee"], answer["instead_of"]) == (third, MATE)


@pytest.mark.parametrize("deputy", [(), ("--deputy", WAREHOUSE)], ids=["none", "me"])
def test_who_is_away_and_has_no_other_deputy_gets_nothing(
    site: Site, task, mate, deputy
):
    window = ("--from", "2020-01-01T08:00", "--to", "2999-01-01T08:00")
    site.shop.does("user", "absent", "enter", mate, *window, *deputy)

    assert does(site, WAREHOUSE, task, "delegate", to=mate).status_code == 422
    assert mine(site, WAREHOUSE) == [task]


def test_a_delegated_task_comes_back_with_its_answer(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    answer = does(site, mate, task, "complete", data=PARCEL).json
    back = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json

    assert (answer["is_kept"], answer["assignee"]) == (True, WAREHOUSE)
    assert (back["state"], back["form"]["data"]) == ("open", PARCEL)
    assert mine(site, WAREHOUSE) == [task]
    assert told(site, WAREHOUSE) == ["notice-came-back"]


def test_who_delegated_completes_it(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    does(site, mate, task, "complete", data=PARCEL)
    done = does(site, WAREHOUSE, task, "complete", data=PARCEL).json

    assert (done["is_kept"], done["state"]) == (False, "completed")
    kinds = story(site, task)
    assert kinds.index("delegated") < kinds.index("came-back")
    assert site.shop.is_sound()


def test_the_answer_of_a_delegate_is_checked_like_any_other(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    answer = does(site, mate, task, "complete", data={"carrier": "SF"})

    assert (answer.status_code, mine(site, mate)) == (422, [task])


def test_who_delegated_may_not_complete_it_meanwhile(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    answer = does(site, WAREHOUSE, task, "complete", data=PARCEL)

    assert (answer.status_code, answer.json["code"]) == (409, "task-held-by-other")


def test_who_delegated_may_take_it_back(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    answer = does(site, WAREHOUSE, task, "transfer", to=WAREHOUSE)

    assert (answer.status_code, mine(site, WAREHOUSE)) == (200, [task])


def test_a_delegate_gives_it_back_to_who_delegated_it(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    answer = does(site, mate, task, "release")

    assert (answer.json["assignee"], mine(site, WAREHOUSE)) == (WAREHOUSE, [task])


@pytest.mark.parametrize(
    ("to", "code"),
    [(WAREHOUSE, "hand-circle"), (THIRD, "hand-delegated-already")],
)
def test_a_delegation_is_not_delegated(site: Site, task, third, to, code):
    does(site, WAREHOUSE, task, "delegate", to=MATE)
    answer = does(site, MATE, task, "delegate", to=to)

    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_what_a_delegate_transfers_still_comes_back(site: Site, task, third):
    does(site, WAREHOUSE, task, "delegate", to=MATE)
    does(site, MATE, task, "transfer", to=third)
    answer = does(site, third, task, "complete", data=PARCEL).json

    assert (answer["is_kept"], answer["assignee"]) == (True, WAREHOUSE)


def test_who_got_a_copy_reads_and_does_no_more(site: Site, task):
    answer = does(site, WAREHOUSE, task, "cc", to=[SALES, CS], note="请知悉")
    seen = site.program(SALES).asks("GET", f"/tasks/{task}")
    refused = does(site, SALES, task, "complete", data=PARCEL)

    assert (answer.status_code, answer.json["to"]) == (200, [SALES, CS])
    assert (seen.status_code, refused.status_code) == (200, 403)
    assert (told(site, SALES), told(site, CS)) == (["notice-copied"],) * 2


def test_a_copy_is_sent_once(site: Site, task):
    does(site, WAREHOUSE, task, "cc", to=[SALES])
    answer = does(site, WAREHOUSE, task, "cc", to=[SALES])

    assert (answer.status_code, answer.json["code"]) == (409, "copy-had-already")
    assert told(site, SALES) == ["notice-copied"]


def test_passed_on_twice_with_one_key_it_is_passed_on_once(site: Site, task, mate):
    program, key = site.program(WAREHOUSE), {"Idempotency-Key": "k"}
    place, body = f"/tasks/{task}/transfer", {"to": mate}
    first = program.asks("POST", place, json=body, headers=key)
    again = program.asks("POST", place, json=body, headers=key)

    assert (again.status_code, again.json) == (200, first.json)
    assert told(site, mate) == ["notice-transferred"]


def test_a_leaver_leaves_no_delegation_behind(site: Site, task, third):
    does(site, WAREHOUSE, task, "delegate", to=MATE)
    site.shop.does("user", "hand-over", WAREHOUSE, "--to", third)
    answer = does(site, MATE, task, "complete", data=PARCEL).json

    assert (answer["is_kept"], answer["assignee"]) == (True, third)


def test_what_a_leaver_had_for_another_goes_back_to_them(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    site.shop.does("user", "disable", mate)

    assert mine(site, WAREHOUSE) == [task]


def test_who_waits_for_a_task_is_not_erased(site: Site, task, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    with site.runtime.database.reading() as read:
        assert queries.count_held(read, site.id_of(WAREHOUSE)) == 1


def test_the_trail_of_what_was_passed_on_stays_whole(site: Site, task, mate):
    does(site, WAREHOUSE, task, "transfer", to=mate)
    does(site, mate, task, "cc", to=[ADMIN, CUSTOM])

    assert {"transferred", "copied"} <= set(story(site, task))
    assert site.shop.is_sound()
