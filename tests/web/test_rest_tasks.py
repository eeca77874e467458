"""Tasks through the interface: seen by their role alone, done once."""

from __future__ import annotations

import pytest

from tests.statements import counting
from tests.story import PARCEL, SALES, SUPERVISOR, WAREHOUSE, an_order
from tests.visitors import ADMIN, Site

MOST_STATEMENTS = 12
LOG_IN, KEPT = 1, 3  # who holds the token; look, take, keep


@pytest.fixture
def task(site: Site) -> int:
    """Give a task of the warehouse."""
    return site.shop.task(WAREHOUSE, site.shop.takes())


@pytest.fixture
def approval(site: Site) -> int:
    """Give a task of the supervisor."""
    return site.shop.task(SUPERVISOR, site.shop.takes(total="9000.00"))


def test_a_task_is_listed_for_its_role(site: Site, task: int):
    listed = site.program(WAREHOUSE).asks("GET", "/tasks").json["items"]

    assert [(one["id"], one["role"]) for one in listed] == [(task, "warehouse")]


@pytest.mark.parametrize("query", ["", "?state=completed", "?mine=true"])
def test_a_task_is_not_listed_for_another_role(site: Site, task: int, query: str):
    assert site.program(SALES).asks("GET", f"/tasks{query}").json["items"] == []


def test_the_queue_of_another_role_is_refused(site: Site):
    answer = site.program(SALES).asks("GET", "/tasks?queue=warehouse")

    assert (answer.status_code, answer.json["code"]) == (403, "queue-not-yours")


def test_pages_of_tasks_hold_each_task_once(site: Site):
    site.shop.tells(*(an_order() for _ in range(5)))
    program = site.program(WAREHOUSE)
    first = program.asks("GET", "/tasks?limit=3").json
    program.asks("POST", f"/tasks/{first['items'][0]['id']}/claim")
    last = program.asks("GET", f"/tasks?limit=3&cursor={first['next']}").json

    assert len({one["id"] for one in first["items"] + last["items"]}) == 5


def test_the_tasks_of_an_order_are_found_by_its_number(site: Site, task: int):
    site.shop.takes()
    program = site.program(WAREHOUSE)
    number = program.asks("GET", f"/tasks/{task}").json["order_no"]
    found = program.asks("GET", f"/tasks?order={number}").json["items"]

    assert [one["id"] for one in found] == [task]


@pytest.mark.parametrize("name", [SALES, ADMIN])
def test_a_task_of_another_role_is_not_shown(site: Site, task: int, name: str):
    answer = site.program(name).asks("GET", f"/tasks/{task}")

    assert (answer.status_code, "form" in answer.json) == (403, False)


def test_an_unknown_task_is_told_as_such(site: Site):
    assert site.program(WAREHOUSE).asks("GET", "/tasks/1").status_code == 404


def test_a_task_is_shown_with_its_form(site: Site, task: int):
    form = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json["form"]

    assert sorted(form["schema"]["required"]) == ["carrier", "tracking_no"]
    assert sorted(form) == ["data", "key", "schema", "uiSchema"]


def test_a_completed_task_shows_its_answer(site: Site, task: int):
    program = site.program(WAREHOUSE)
    program.asks("POST", f"/tasks/{task}/complete", json={"data": PARCEL})

    assert program.asks("GET", f"/tasks/{task}").json["form"]["data"] == PARCEL


def test_a_completed_task_is_listed_as_such(site: Site, task: int):
    program = site.program(WAREHOUSE)
    program.asks("POST", f"/tasks/{task}/complete", json={"data": PARCEL})
    listed = program.asks("GET", "/tasks?state=completed&mine=true").json["items"]

    assert [one["id"] for one in listed] == [task]


def test_a_claimed_task_is_released_by_its_holder(site: Site, task: int):
    program = site.program(WAREHOUSE)
    claimed = program.asks("POST", f"/tasks/{task}/claim").json
    released = program.asks("POST", f"/tasks/{task}/release").json

    assert (claimed["assignee"], released["assignee"]) == (WAREHOUSE, None)


@pytest.mark.parametrize("verb", ["claim", "release"])
def test_another_role_may_not_hand_a_task(site: Site, task: int, verb: str):
    answer = site.program(SALES).asks("POST", f"/tasks/{task}/{verb}")

    assert answer.status_code == 403


@pytest.mark.parametrize("verb", ["complete", "approve", "reject"])
def test_another_role_may_not_complete_a_task(site: Site, task: int, verb: str):
    answer = site.program(SALES).asks("POST", f"/tasks/{task}/{verb}", json={})

    assert answer.status_code == 403


def test_a_task_is_completed_once(site: Site, task: int):
    program, body = site.program(WAREHOUSE), {"data": PARCEL}
    first = program.asks("POST", f"/tasks/{task}/complete", json=body)
    again = program.asks("POST", f"/tasks/{task}/complete", json=body)

    assert (first.status_code, first.json["state"]) == (200, "completed")
    assert (again.status_code, again.json["code"]) == (409, "task-already-completed")


def test_a_wrong_answer_is_told_by_field(site: Site, task: int):
    body = {"data": {"carrier": "SF"}}
    answer = site.program(WAREHOUSE).asks("POST", f"/tasks/{task}/complete", json=body)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["tracking_no"])


def test_an_answer_to_what_has_changed_is_refused(site: Site, approval: int):
    program = site.program(SUPERVISOR)
    seen = program.asks("GET", f"/tasks/{approval}").json["version"]
    late = {"version": seen - 1}
    answer = program.asks("POST", f"/tasks/{approval}/approve", json=late)

    assert (answer.status_code, answer.json["code"]) == (409, "task-seen-changed")


def test_an_answer_to_what_was_seen_is_taken(site: Site, approval: int):
    program = site.program(SUPERVISOR)
    seen = {"version": program.asks("GET", f"/tasks/{approval}").json["version"]}

    assert (
        program.asks("POST", f"/tasks/{approval}/approve", json=seen).status_code == 200
    )


@pytest.mark.parametrize(
    ("verb", "state"), [("approve", "released"), ("reject", "held")]
)
def test_a_decision_is_an_answer(site: Site, approval: int, verb: str, state: str):
    body = {"data": {"note": "太贵"}}
    answer = site.program(SUPERVISOR).asks(
        "POST", f"/tasks/{approval}/{verb}", json=body
    )

    assert answer.json["state"] == state


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "one"}])
def test_completing_takes_at_most_twelve_statements(site: Site, headers):
    tasks = [site.shop.task(WAREHOUSE, site.shop.takes()) for _ in range(2)]
    program, body = site.program(WAREHOUSE), {"data": PARCEL}
    program.asks("POST", f"/tasks/{tasks[0]}/complete", json=body)
    with counting(site.runtime.database) as counted:
        program.asks("POST", f"/tasks/{tasks[1]}/complete", json=body, headers=headers)
    beside = LOG_IN + KEPT * len(headers)

    assert counted.commits == 1
    assert counted.total - beside <= MOST_STATEMENTS, "\n".join(counted.statements)
