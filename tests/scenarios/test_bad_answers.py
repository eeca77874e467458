"""表单填写: every fault of an answer is named at once, in the reader's language."""

from __future__ import annotations

import pytest

from tests.story import PARCEL, WAREHOUSE, Shop, completing

# carrier is missing, colour is no field, tracking_no is no text, note is too long
WRONG = {"colour": "red", "tracking_no": 5, "note": "长" * 501}


@pytest.fixture
def number(shop: Shop) -> str:
    return shop.takes()


@pytest.fixture
def task(shop: Shop, number: str) -> int:
    return shop.task(WAREHOUSE, number)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_missing_extra_and_wrong_fields_are_all_named_at_once(
    shop: Shop, task: int, language: str
):
    words = completing(task, WAREHOUSE, **WRONG)
    error = shop.refuses(*words, "--lang", language)

    assert error["code"] == "answer-invalid"
    assert set(error["fields"]) == {"carrier", "colour", "tracking_no", "note"}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ["carrier: 此项必填", "colour: 表单没有字段", "tracking_no: 类型应为"]),
        ("en", ["carrier: This field is", "colour: The form has no", "found 5"]),
    ],
)
def test_people_read_each_fault_beside_its_field(
    shop: Shop, task: int, language: str, sentences: list[str]
):
    words = completing(task, WAREHOUSE, **WRONG)
    told = shop.run(*words, "--lang", language).err

    assert [one for one in sentences if one not in told] == []


def test_a_choice_that_the_form_does_not_offer_is_refused_with_those_it_does(
    shop: Shop, task: int
):
    words = completing(task, WAREHOUSE, **{**PARCEL, "carrier": "UFO"})
    error = shop.refuses(*words, "--lang", "en")

    assert "SF, JD, ZTO" in error["fields"]["carrier"][0]


def test_after_a_refused_answer_the_task_is_as_it_was(
    shop: Shop, number: str, task: int
):
    before = shop.shows(number)
    shop.refuses(*completing(task, WAREHOUSE, **WRONG))

    assert shop.shows(number) == before
    assert shop.does("task", "show", task)["assignee"] is None


@pytest.mark.parametrize("data", ["[1]", '"text"', "null", "{", ""])
def test_an_answer_that_is_no_object_is_refused(shop: Shop, task: int, data: str):
    words = ("task", "complete", task, "--as", WAREHOUSE, "--data", data)

    assert shop.refuses(*words)["code"] in ("json-not-object", "json-not-readable")


def test_a_form_is_shown_with_its_fields_before_it_is_answered(shop: Shop, task: int):
    form = shop.does("task", "show", task)["form"]

    assert form["key"] == "ship_order"
    assert set(form["schema"]["required"]) == {"carrier", "tracking_no"}


def test_the_answer_of_one_form_leaves_no_decision_for_the_next(shop: Shop):
    """A rejection must not decide the next task: each form is asked afresh."""
    number = shop.takes(total="8000.00")
    shop.completes("陈静", number, decision="reject")
    shop.completes("王芳", number, decision="release")

    assert shop.waiting(number) == {"supervisor_approve": "supervisor"}
