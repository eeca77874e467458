"""Who may go around a task: by the policy, by who holds it, and by four eyes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quick_story import SECOND, Made, Story
from tests.shortcut import diagram, draw, start, task_at
from tests.story import FINANCE, SALES, SUPERVISOR, WAREHOUSE

PAIRED = {
    "f1": ("begin", "hand_on"),
    "f2": ("hand_on", "sign"),
    "f3": ("sign", "noted"),
    "f4": ("noted", "done"),
    "f5": ("by_code", "split"),
    "f6": ("split", "passed"),
    "f7": ("passed", "done"),
    "f8": ("split", "owed"),
    "f9": ("owed", "paid"),
}


@pytest.fixture
def paired(made: Made, tmp_path: Path) -> tuple[Story, int]:
    """Give a task to sign that four eyes keep from who has handed it on: from sales."""
    drawn = diagram(flows=PAIRED).replace(
        'value="supervisor"/>',
        'value="supervisor"/><spiffworkflow:property name="fourEyes" value="hand_on"/>',
    )
    story = made()
    shop = story.site.shop
    shop.does("deploy", draw(tmp_path / "paired", drawn))
    number = start(shop)
    first = task_at(shop, number, "hand_on", SALES)
    answer = story.asks(SALES, "POST", f"/tasks/{first}/approve")
    assert answer.status_code == 200, answer.json
    return story, task_at(shop, number, "sign", SUPERVISOR)


@pytest.mark.req("S1-15")
@pytest.mark.parametrize(("name", "status"), [(SALES, 403), (FINANCE, 200)])
def test_what_four_eyes_keep_apart_is_bypassed_by_somebody_else(
    paired: tuple[Story, int], name: str, status: int
):
    story, task = paired
    answer = story.uses(task, story.issues(), name)

    assert answer.status_code == status
    assert answer.json.get("code") in (None, "four-eyes-did")


def test_a_code_is_issued_for_a_task_that_somebody_holds(made: Made):
    story = made()
    task = story.task()
    story.asks(SUPERVISOR, "POST", f"/tasks/{task}/claim")

    assert story.issues(task=task)


@pytest.mark.req("S1-17")
def test_who_issued_or_opened_does_not_use(made: Made):
    story = made(uses=["supervisor"])
    code, task = story.issues(SECOND), story.task()
    refused = [story.uses(task, code, name) for name in (SUPERVISOR, SECOND)]

    assert [one.status_code for one in refused] == [409, 409]


def test_a_role_that_the_policy_does_not_name_is_refused(made: Made):
    story = made()

    assert story.uses(story.task(), story.issues(), WAREHOUSE).status_code == 409


def test_a_task_that_somebody_holds_is_not_bypassed_by_another(made: Made):
    story = made()
    task = story.task()
    story.asks(SECOND, "POST", f"/tasks/{task}/claim")

    assert story.uses(task, story.issues()).json["code"] == "task-held-by-other"
