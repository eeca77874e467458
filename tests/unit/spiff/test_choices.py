"""A gateway notes which way it took and the values its conditions read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from runtime.engine.machine import Ambient
from runtime.engine.spiff import Run
from runtime.engine.spiff.choosing import positions, values_of
from runtime.engine.spiff.elements import Way
from runtime.kernel.errors import ExpressionFailed
from tests.unit.spiff import drawing as d

FLOWS = 's > g, g > a [facts.amount > 5], g > b [route = "b"], g > c'


def loaded(kind: str = "exclusive") -> d.Model:
    return d.model(
        d.start(),
        d.gateway(kind, "g", "f4"),
        d.user("a"),
        d.user("b"),
        d.user("c"),
        d.end(),
        flows=f"{FLOWS}, a > e, b > e, c > e",
    )


def run(amount: int, route: str, kind: str = "exclusive") -> Run:
    return d.begin(loaded(kind), {"facts": {"amount": amount}, "route": route})


@pytest.mark.parametrize(
    ("amount", "route", "target"), [(9, "x", "a"), (1, "b", "b"), (1, "x", "c")]
)
def test_a_choice_names_the_way_that_was_taken(amount: int, route: str, target: str):
    (choice,) = run(amount, route).choices
    ways = [choice.element.ways[each].target for each in choice.taken]

    assert (ways or ["c"]) == [target]


def test_a_choice_keeps_the_values_of_the_paths_that_are_read():
    (choice,) = run(9, "x").choices

    assert choice.values == {"facts.amount": Decimal(9), "route": "x"}


def test_an_inclusive_gateway_notes_all_its_ways():
    (choice,) = run(9, "b", "inclusive").choices

    assert [choice.element.ways[each].target for each in choice.taken] == ["a", "b"]


def test_a_gateway_without_conditions_notes_nothing():
    model = d.model(
        d.start(),
        d.gateway("exclusive", "g"),
        d.user("a"),
        d.end(),
        flows="s > g, g > a, a > e",
    )

    assert d.begin(model, {}).choices == []


@pytest.mark.parametrize(
    "value", ["x" * 61, list(range(9)), {"a": 1}, [[1]], ["x" * 61]]
)
def test_a_value_too_long_to_keep_is_left_out(value: Any):
    assert values_of([("a", ("a",))], {"a": value}, {}) == {}


@pytest.mark.parametrize("value", [None, True, "x", Decimal(1), [], ["a", 1]])
def test_a_short_value_is_kept(value: Any):
    assert values_of([("a.b", ("a", "b"))], {"a": {"b": value}}, {}) == {"a.b": value}


def test_a_subject_that_was_asked_for_is_kept():
    ambient = Ambient({}, {"order": {"remark": "x"}}, {})

    assert values_of([("order.remark", ("order", "remark"))], {}, ambient) == {
        "order.remark": "x"
    }


def test_a_subject_that_nobody_asked_for_is_not_made():
    ambient = Ambient({}, {}, {"order": lambda: pytest.fail("it was made")})

    assert values_of([("order.remark", ("order", "remark"))], {}, ambient) == {}


def test_what_is_not_there_is_left_out():
    assert values_of([("a.b", ("a", "b"))], {"a": None}, {}) == {}


def test_ways_with_the_same_condition_are_told_apart_by_where_they_lead():
    ways = [Way("1", "", "", "x", "left"), Way("2", "", "", "x", "right")]

    assert positions([("x", "right"), ("x", "left")], ways) == (1, 0)


def test_a_condition_without_a_value_fails_with_the_values_it_read():
    with pytest.raises(ExpressionFailed) as failed:
        d.begin(loaded(), {"facts": {"amount": None}, "route": "x"})

    assert failed.value.facts["values"] == "facts.amount = null"
    assert failed.value.facts["expression"] == "facts.amount > 5"
