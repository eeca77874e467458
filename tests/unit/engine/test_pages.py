"""A page of history comes back as it was written."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from runtime.engine.run.history import Page, page_of, written

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SHORT = Page(steps=("a", "b"), given={"approved": True})
LONG = Page(
    steps=tuple(f"step_{n}" for n in range(60)),
    decisions=(["grading", [3], [Decimal("5000.00"), "good"], {"grade": "P1"}],),
    given={"$note": "text that looks like a tag", "at": NOW},
    made={"facts": {"amount": Decimal("5000.00")}},
    element="approve",
    snapshot=b'[1,2,{"a":{"$n":"1.10"}}]',
    choices=(["which_way", [1], {"facts.amount": Decimal("1.10")}],),
    name="",
    said=[["ask", {"amount": Decimal("5000.00")}, None], ["ask", {}, "short"]],
)


def test_a_page_is_json_without_what_it_has_not():
    assert written(SHORT) == b'{"s":["a","b"],"g":{"approved":true}}'


@pytest.mark.parametrize("page", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("part", ["given", "made", "element", "snapshot", "name"])
def test_a_page_comes_back(page, part):
    assert getattr(page_of(written(page)), part) == getattr(page, part)


def test_decisions_come_back_with_their_types():
    assert page_of(written(LONG)).decisions == list(LONG.decisions)


def test_steps_come_back_in_their_sequence():
    assert tuple(page_of(written(LONG)).steps) == LONG.steps


def test_choices_come_back_with_their_types():
    assert page_of(written(LONG)).choices == list(LONG.choices)


def test_a_page_of_before_there_were_choices_has_none():
    assert page_of(b'{"s":["a"]}').choices == []


def test_all_answers_of_services_come_back_with_their_types():
    assert page_of(written(LONG)).said == LONG.said
