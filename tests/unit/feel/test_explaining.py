"""Evaluating with an explanation: the parts that were looked at, and what each was."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from runtime import feel
from runtime.feel.explaining.explain import Explained, explain, explain_cell, readings
from runtime.feel.explaining.watching import STEPS_KEPT, Step
from runtime.feel.syntax.parsing import Setting

PARAM = Setting(ambient=frozenset({"param"}))
LINES = {"lines": [{"price": 1}, {"price": 5}, {"price": 9}]}


def asked(text: str, **scope: Any) -> Explained:
    frame = feel.Frame(ambient={"param": {"limit": Decimal(5000)}})
    return explain(text, scope, frame, PARAM)


def only(text: str, **scope: Any) -> Step:
    (step,) = asked(text, **scope).steps
    return step


def seen(text: str, **scope: Any) -> list[tuple[str, Any]]:
    """Return text and value of each step, what was known first at the front."""
    return [(each.place.text, each.value) for each in asked(text, **scope).walk()]


CASES = [
    ("a + b * 2", {"a": 1, "b": 2}),
    ('if a > 1 then "x" else "y"', {"a": 2}),
    ("a and b or not(c)", {"a": True, "b": None, "c": True}),
    ("lines[price > 3].price", LINES),
    ("some x in lines satisfies x.price > 3", LINES),
    ("for x in lines return x.price * 2", LINES),
    ("count(lines[item.price > 100]) = 0", LINES),
    ("a between 1 and 5", {"a": 7}),
    ("a in (1, >5)", {"a": 7}),
    ("{x: a, y: x + 1}.y", {"a": 7}),
    ("sort(lines, function(p, q) p.price > q.price)[1].price", LINES),
    ("missing + 1", {}),
    ("1 / a", {"a": 0}),
]


@pytest.mark.parametrize(("text", "scope"), CASES)
def test_an_explained_value_is_the_value(text: str, scope: dict[str, Any]):
    frame = feel.Frame()
    value = feel.compile_expression(text).evaluate(scope, frame)
    explained = explain(text, scope)

    assert (explained.value, explained.warnings) == (value, tuple(frame.warnings))


def test_the_comparison_that_failed_is_there_with_both_values():
    assert seen("amount < 5000", amount=7200) == [
        ("amount", 7200),
        ("5000", 5000),
        ("amount < 5000", False),
    ]


def test_what_was_not_looked_at_is_not_there():
    texts = [text for text, _ in seen("a > 5 and b > 5", a=1, b=9)]

    assert "b > 5" not in texts


@pytest.mark.parametrize(("amount", "taken"), [(1, '"small"'), (9, '"large"')])
def test_an_if_holds_its_condition_and_the_branch_it_took(amount: int, taken: str):
    step = only('if amount > 5 then "large" else "small"', amount=amount)

    assert [each.place.text for each in step.parts] == ["amount > 5", taken]


def test_the_item_that_decided_a_some_comes_last_with_its_name():
    step = only("some x in lines satisfies x.price > 3", **LINES)

    assert step.parts[-1].value is True
    assert step.parts[-1].bound == {"x": {"price": 5}}


def test_a_filter_holds_what_was_asked_of_each_item():
    step = only("lines[price > 3]", **LINES)

    assert [each.value for each in step.parts[1:]] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("amount", "variable"),
        ("facts.amount", "variable"),
        ("param.limit", "ambient"),
    ],
)
def test_a_name_says_where_its_value_came_from(text: str, origin: str):
    assert only(text, amount=1, facts={"amount": 1}).origin == origin


def test_a_name_of_the_expression_itself_is_local():
    step = only("some x in [1] satisfies x = 1")

    assert step.parts[-1].parts[0].origin == "local"


def test_a_step_knows_its_place_in_the_text():
    step = only("a >\n  b + 1", a=1, b=2).parts[1]

    assert (step.place.line, step.place.column, step.place.length) == (2, 3, 5)


def test_a_path_is_one_step():
    assert seen("facts.amount", facts={"amount": 3}) == [("facts.amount", 3)]


def test_a_warning_stands_at_the_step_it_arose_in():
    warned = [each.place.text for each in asked("1 + gone").walk() if each.warning]

    assert warned == ["gone"]


def test_a_long_walk_keeps_a_bounded_number_of_steps():
    explained = asked("for x in 1..5000 return for y in 1..3 return x * y + 1")

    assert len(list(explained.walk())) <= 2 * STEPS_KEPT


def test_a_long_walk_says_how_much_is_left_out():
    step = only("every x in 1..1000 satisfies x > 0")

    assert len(step.parts) + step.left_out == 1000 + 2


def test_a_long_value_is_shortened():
    step = only("words", words="x" * 10_000)

    assert len(step.value) < 200


def test_a_large_list_is_shortened():
    step = only("numbers", numbers=list(range(10_000)))

    assert len(step.value) < 20


def test_a_spent_budget_stops_and_keeps_what_was_known():
    frame = feel.Frame(budget=50)
    explained = explain("count(for x in 1..100000 return x) > a", {"a": 1}, frame)

    assert explained.stopped is not None
    assert explained.steps != ()


def test_evaluating_with_an_explanation_changes_nothing():
    scope = {"lines": [{"price": 1}], "a": {"b": [1]}}
    explain("concatenate(a.b, [2])[1] + lines[1].price", scope)

    assert scope == {"lines": [{"price": 1}], "a": {"b": [1]}}


def test_a_compiled_expression_is_explained_with_what_it_was_compiled_with():
    program = feel.compile_expression("unit price > 5", schema={"unit price": "number"})

    assert explain(program, {"unit price": 7}).value is True


def test_the_ordinary_expression_is_not_watched():
    explain("a > 1", {"a": 2})
    program = feel.compile_expression("a > 1")

    assert program.setting.watcher is None


@pytest.mark.parametrize(
    ("cell", "value", "truth"),
    [
        ("< param.limit", 7200, False),
        ("> 5", 7, True),
        ('"a", "b"', "c", False),
        ('not("a")', "c", True),
        ("[1..5]", 3, True),
        ('list contains(?, "VIP")', ["VIP"], True),
        ("-", 1, True),
    ],
)
def test_a_cell_is_explained_with_its_answer(cell: str, value: Any, truth: bool):
    frame = feel.Frame(ambient={"param": {"limit": 5000}})

    assert explain_cell(cell, value, {}, frame, PARAM).value is truth


def test_the_bound_of_a_cell_is_there_with_its_value():
    frame = feel.Frame(ambient={"param": {"limit": 5000}})
    explained = explain_cell("< param.limit", 7200, {}, frame, PARAM)

    assert [each.value for each in explained.walk()] == [5000, False]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('route = "a" or route = "b"', ["route"]),
        ("facts.unpaid and not(facts.late)", ["facts.unpaid", "facts.late"]),
        ("count(reasons) > param.limit", ["reasons", "param.limit"]),
        ("some x in lines satisfies x.price > low", ["lines", "low"]),
        ("1 > 2", []),
    ],
)
def test_the_paths_an_expression_reads_are_listed(text: str, paths: list[str]):
    assert readings(text, PARAM) == paths
