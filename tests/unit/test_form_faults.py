"""What is wrong with the fields of a form is said beside the field."""

from __future__ import annotations

import pytest

from runtime.designer.forming import acts, keys
from runtime.designer.forming.faults import Fault, faults_of
from runtime.designer.forming.fields import (
    Choice,
    Field,
    FormText,
    Limits,
    When,
    Words,
)
from runtime.kernel.texts import say

TITLE = Words("字段", "Field")
AB = (Choice("a"), Choice("b"))


def field(key: str = "one", kind: str = "text", **more) -> Field:
    """Return a field with a title in both languages."""
    return Field(key, kind, title=more.pop("title", TITLE), **more)


def form(*fields: Field) -> FormText:
    """Return a form of these fields."""
    return FormText(TITLE, Words(), Words(), fields)


def faults(*fields: Field) -> list[Fault]:
    """Return what is wrong with these fields."""
    return faults_of(form(*fields), frozenset({"order", "param"}))


def codes(*fields: Field) -> set[str]:
    """Return the codes of what is wrong with these fields."""
    return {one.said.code for one in faults(*fields)}


STEERED = field("two", when=When("one", ("a",)))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([field("")], "forming-key-missing"),
        ([field(), field()], "forming-key-twice"),
        ([field("order")], "forming-key-reserved"),
        ([field("if")], "forming-key-reserved"),
        ([field("sum")], "forming-key-reserved"),
        ([field("a b")], "forming-key-wrong"),
        ([field('<script>"')], "forming-key-wrong"),
        ([field("__proto__")], "forming-key-wrong"),
        ([field("k" * 10_000)], "forming-too-long"),
        ([field(title=Words("长" * 10_000, "x"))], "forming-too-long"),
        ([field(title=Words("字", ""))], "forming-title-en"),
        ([field(title=Words("", "x"))], "forming-title-zh"),
        ([field(kind="choice")], "forming-choices-none"),
        ([field(kind="choice", choices=(*AB, Choice("a")))], "forming-choice-twice"),
        ([field(kind="whole", limits=Limits("1.5"))], "forming-not-whole"),
        ([field(kind="number", limits=Limits("much"))], "forming-not-number"),
        ([field(kind="number", limits=Limits("9" * 10_000))], "forming-not-number"),
        ([field(kind="number", limits=Limits("NaN"))], "forming-not-number"),
        ([field(kind="number", limits=Limits("9", "1"))], "forming-limits-crossed"),
        ([field(limits=Limits(shortest="-1"))], "forming-not-whole"),
        ([field(limits=Limits(pattern="a" * 10_000))], "forming-too-long"),
        ([field(kind="photos", limits=Limits(most="99"))], "forming-files-many"),
        ([field(kind="choice", choices=AB, start="c")], "forming-start-wrong"),
        ([field(when=When("one", ("a",)))], "forming-when-itself"),
        ([field(when=When("gone", ("a",)))], "forming-when-gone"),
        ([field(when=When("", ()))], "forming-when-nothing"),
        ([field(kind="choice", choices=AB[1:]), STEERED], "forming-when-value"),
        ([field(f"f{n}") for n in range(201)], "forming-too-many"),
    ],
)
def test_a_fault_has_its_code_and_sentences(fields: list[Field], code: str):
    assert code in codes(*fields)
    assert say(code, "zh", {}) != say(code, "en", {}) != code


def test_fields_that_wait_for_each_other_are_told_as_a_circle():
    one = field("one", "choice", choices=AB, when=When("two", ("a",)))
    two = field("two", "choice", choices=AB, when=When("one", ("a",)))
    told = [each for each in faults(one, two) if each.part == "when"]

    assert [each.said.facts["way"] for each in told] == [
        "one → two → one",
        "two → one → two",
    ]


def test_a_chain_of_conditions_is_no_circle():
    one = field("one", "choice", choices=AB)
    two = field("two", "choice", choices=AB, when=When("one", ("a",)))
    three = field("three", when=When("two", ("b",)))

    assert codes(one, two, three) == set()


def test_a_missing_title_keeps_nothing_from_being_written():
    told = faults(field(title=Words("字", "")))

    assert [one.keeps_from_writing for one in told] == [False]


def test_200_fields_each_have_their_own_faults():
    many = [field(f"f{n}", when=When(f"f{n + 1}", ("a",))) for n in range(200)]

    assert [one.said.code for one in faults(*many)] == ["forming-when-gone"]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Weight in kg", "weight_in_kg"),
        ("重量", "field"),
        ("Sum", "sum_field"),
        ("9 lives", "field"),
        ("x" * 500, "x" * 40),
    ],
)
def test_a_name_follows_from_the_english_title(title: str, key: str):
    assert keys.derived(title, ()) == key


def test_a_name_that_is_taken_gets_a_number():
    assert keys.derived("Weight", {"weight", "weight_2"}) == "weight_3"


def test_acts_move_copy_and_group_fields():
    start = form(field("a"), field("b"), field("box", "group"))
    moved, place = acts.moved(start, (1,), -1)
    grouped = acts.put_into(acts.duplicated(moved, (0,)), (0,), 3)

    assert place == (0,)
    assert [one.key for one in grouped.fields] == ["b_2", "a", "box"]
    assert [one.key for one in grouped.fields[2].inner] == ["b"]


def test_a_new_question_of_yes_or_no_has_two_answers():
    made = acts.added(form(), "yes-no")

    assert made.fields[-1].widget == "radio"
