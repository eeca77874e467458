"""认领、释放、办结: who may take a task, and what the others are told."""

from __future__ import annotations

import pytest

from tests.story import (
    CS,
    EVERYBODY,
    PARCEL,
    SALES,
    WAREHOUSE,
    Shop,
    completing,
)


@pytest.fixture
def number(shop: Shop) -> str:
    return shop.takes()


@pytest.fixture
def task(shop: Shop, number: str) -> int:
    return shop.task(WAREHOUSE, number)


@pytest.fixture
def claimed(shop: Shop, task: int) -> int:
    shop.does("task", "claim", task, "--as", WAREHOUSE)
    return task


def assignee(shop: Shop, task: int) -> str | None:
    found = shop.does("task", "show", task)["assignee"]
    return None if found is None else str(found)


def test_a_claimed_task_belongs_to_who_claimed_it(shop: Shop, claimed: int):
    assert assignee(shop, claimed) == WAREHOUSE


@pytest.mark.req("S3-03")
def test_the_second_who_claims_is_told_who_has_it(shop: Shop, claimed: int):
    error = shop.refuses("task", "claim", claimed, "--as", EVERYBODY, "--lang", "en")

    assert error["code"] == "task-held-by-other"
    assert WAREHOUSE in error["message"]


@pytest.mark.req("S3-03")
def test_a_refused_claim_leaves_the_task_with_its_owner(shop: Shop, claimed: int):
    shop.refuses("task", "claim", claimed, "--as", EVERYBODY)

    assert assignee(shop, claimed) == WAREHOUSE


def test_claiming_a_task_of_ones_own_again_changes_nothing(shop: Shop, claimed: int):
    shop.does("task", "claim", claimed, "--as", WAREHOUSE)

    assert assignee(shop, claimed) == WAREHOUSE


def test_a_claimed_task_is_in_its_owners_list_and_in_no_queue(
    shop: Shop, number: str, claimed: int
):
    mine = shop.does("task", "list", "--as", WAREHOUSE, "--mine")["items"]
    queue = shop.does("task", "list", "--as", EVERYBODY)["items"]

    assert ([one["id"] for one in mine], queue) == ([claimed], [])


def test_a_released_task_is_in_its_queue_again(shop: Shop, claimed: int):
    shop.does("task", "release", claimed, "--as", WAREHOUSE)
    queue = shop.does("task", "list", "--as", EVERYBODY)["items"]

    assert [one["id"] for one in queue] == [claimed]


def test_nobody_releases_what_another_one_holds(shop: Shop, claimed: int):
    error = shop.refuses("task", "release", claimed, "--as", EVERYBODY)

    assert (error["code"], assignee(shop, claimed)) == (
        "task-held-by-other",
        WAREHOUSE,
    )


def test_a_task_that_nobody_holds_can_not_be_released(shop: Shop, task: int):
    error = shop.refuses("task", "release", task, "--as", WAREHOUSE)

    assert error["code"] == "task-not-yours"


def test_nobody_completes_what_another_one_holds(shop: Shop, claimed: int):
    error = shop.refuses(*completing(claimed, EVERYBODY, **PARCEL))

    assert error["code"] == "task-held-by-other"


def test_who_completes_an_unclaimed_task_has_claimed_it_by_that(shop: Shop, task: int):
    shop.does(*completing(task, WAREHOUSE, **PARCEL))

    assert assignee(shop, task) == WAREHOUSE


@pytest.mark.parametrize("verb", ["claim", "release", "complete"])
def test_a_task_of_another_role_is_refused(shop: Shop, task: int, verb: str):
    error = shop.refuses("task", verb, task, "--as", SALES)

    assert (error["code"], assignee(shop, task)) == ("task-not-your-role", None)


@pytest.mark.parametrize("verb", ["claim", "release", "complete"])
def test_a_task_that_does_not_exist_is_refused(shop: Shop, verb: str):
    error = shop.refuses("task", verb, 999_999, "--as", WAREHOUSE)

    assert error["code"] == "task-unknown"


@pytest.mark.req("S0-06")
def test_completing_twice_is_refused_and_says_who_did_it(
    shop: Shop, number: str, task: int
):
    shop.does(*completing(task, WAREHOUSE, **PARCEL))
    error = shop.refuses(*completing(task, EVERYBODY, **PARCEL), "--lang", "en")

    assert error["code"] == "task-already-completed"
    assert f"{WAREHOUSE} completed it at" in error["message"]


def test_completing_twice_leaves_one_completion_in_the_story(
    shop: Shop, number: str, task: int
):
    shop.does(*completing(task, WAREHOUSE, **PARCEL))
    shop.refuses(*completing(task, WAREHOUSE, **PARCEL))
    kinds = [line["kind"] for line in shop.shows(number)["story"]]

    assert kinds.count("task-completed") == 1
    assert shop.is_sound()


def test_a_name_that_nobody_has_is_refused_with_the_names_there_are(
    shop: Shop, task: int
):
    error = shop.refuses("task", "claim", task, "--as", "nobody", "--lang", "en")

    assert error["code"] == "person-unknown"
    assert CS in error["message"]


@pytest.mark.parametrize(
    "words",
    [
        ("task", "list"),
        ("task", "claim", "1"),
        ("task", "release", "1"),
        ("task", "complete", "1"),
        ("event", "N-1", "paid"),
    ],
    ids=" ".join,
)
def test_a_disabled_person_can_do_nothing(shop: Shop, words: tuple[str, ...]):
    shop.takes(external_no="N-1")
    shop.does("user", "disable", EVERYBODY)
    error = shop.refuses(*words, "--as", EVERYBODY)

    assert error["code"] == "person-disabled"


def test_the_most_urgent_task_comes_first_and_then_the_oldest(shop: Shop):
    ordinary = shop.takes()
    later = shop.takes()
    urgent = shop.takes(tags=["投诉升级"])
    items = shop.does("task", "list", "--as", WAREHOUSE)["items"]

    assert [one["order_no"] for one in items] == [urgent, ordinary, later]
