"""Why an expression or a cell has its value, in sentences of both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from runtime import feel
from runtime.feel.explaining.explain import explain, explain_cell
from runtime.feel.explaining.reasons import (
    Words,
    cell_reasons,
    reasons,
    sentences,
    values_read,
)
from runtime.feel.explaining.telling import told
from runtime.feel.syntax.parsing import Setting
from runtime.kernel.texts import Title

SETTING = Setting(ambient=frozenset({"param"}))
SCOPE = {
    "amount": 7200,
    "credit": "good",
    "unpaid": False,
    "reasons": [],
    "tags": ["VIP"],
    "day": date(2026, 11, 11),
    "lines": [{"price": 1}, {"price": 5}],
}


def frame() -> feel.Frame:
    return feel.Frame(ambient={"param": {"limit": 5000}})


def why(text: str, language: str = "en") -> str:
    explained = explain(text, SCOPE, frame(), SETTING)
    return "; ".join(each.say(language) for each in reasons(explained, Words()))


def why_cell(cell: str, value: Any, language: str = "en") -> str:
    words = Words(Title("金额", "Amount"))
    explained = explain_cell(cell, value, {}, frame(), SETTING)
    found = cell_reasons(explained, value, words)
    return "; ".join(each.say(language) for each in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("amount < 5000", "amount 7200 is not below 5000"),
        ("amount < param.limit", "amount 7200 is not below 5000 (param.limit)"),
        ("5000 < amount", "amount 7200 is above 5000"),
        ("amount >= 7200", "amount 7200 is not below 7200"),
        ("amount <= 7200", "amount 7200 is not above 7200"),
        ('credit = "bad"', 'credit is "good", not "bad"'),
        ('credit != "bad"', 'credit is "good", not "bad"'),
        ("unpaid", "unpaid: false"),
        ("not(unpaid)", "unpaid: false"),
        ("count(reasons) > 0", "number of reasons 0 is not above 0"),
        ("amount between 1 and 5", "amount 7200 is not at least 1 and at most 5"),
        ("amount in [1..5)", "amount 7200 is not at least 1 and below 5"),
        ("amount in (< 5, > 9000)", "amount 7200 is not below 5; "),
        ('day < @"2026-11-12"', "day 2026-11-11 is before 2026-11-12"),
        ('day >= @"2026-11-12"', "day 2026-11-11 is before 2026-11-12"),
        ('day > @"2026-11-12"', "day 2026-11-11 is not after 2026-11-12"),
        ('day <= @"2026-11-12"', "day 2026-11-11 is not after 2026-11-12"),
        ('list contains(tags, "VIP")', 'tags (["VIP"]) has "VIP"'),
    ],
)
def test_the_comparison_that_decided_is_named_with_both_values(text: str, said: str):
    assert why(text).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('amount < 5000 and credit = "bad"', "amount 7200 is not below 5000"),
        (
            'amount < 5000 or credit = "bad"',
            'amount 7200 is not below 5000; credit is "good", not "bad"',
        ),
        ('amount < 5000 or credit = "good"', 'credit is "good"'),
    ],
)
def test_only_the_operands_that_settled_it_are_named(text: str, said: str):
    assert why(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("some x in lines satisfies x.price > 3", "item 2 of lines fits"),
        ("some x in lines satisfies x.price > 9", "none of the 2 items of lines fits"),
        ("every x in lines satisfies x.price > 3", "item 1 of lines does not fit"),
        ("every x in lines satisfies x.price > 0", "all 2 items of lines fit"),
    ],
)
def test_the_item_that_decided_is_named(text: str, said: str):
    assert why(text).startswith(said)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("< param.limit", 7200, "Amount 7200 is not below 5000 (param.limit)"),
        ("> 5", 7, "Amount 7 is above 5"),
        ('"a", "b"', "c", 'Amount is "c", not "a" or "b"'),
        ('"a", "b"', "b", 'Amount is "b"'),
        ("true", False, "Amount: false"),
        ("[1..5]", 7, "Amount 7 is not at least 1 and at most 5"),
        ('list contains(?, "VIP")', ["x"], 'Amount (["x"]) does not have "VIP"'),
        ('not(contains(?, "x"))', "x", 'Amount ("x") has "x"'),
    ],
)
def test_a_cell_names_its_column_and_what_it_wanted(cell: str, value: Any, said: str):
    assert why_cell(cell, value) == said


def test_chinese_says_the_same():
    assert why_cell("< 5000", 7200, "zh") == "金额 7200 不低于 5000"


@pytest.mark.parametrize(
    ("amount", "part"), [(1, "“else” counts"), (9, "“then” counts")]
)
def test_the_branch_an_if_took_is_told(amount: int, part: str):
    explained = explain('if amount > 5 then "x" else "y"', {"amount": amount})

    assert part in sentences(explained, Words())[-1].say("en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_step_has_one_sentence_without_a_gap(language: str):
    text = 'if amount < param.limit and credit = "good" then 1 else count(lines)'
    found = sentences(explain(text, SCOPE, frame(), SETTING), Words())

    assert len(found) == 7
    assert not [each for each in found if "?" in each.say(language)]


def test_a_null_says_its_warning():
    found = [each.say("en") for each in sentences(explain("gone + 1", {}), Words())]

    assert "gone gives null. Expected a value" in found[0]


def test_the_values_an_expression_read_are_listed():
    explained = explain("amount + param.limit + gone", SCOPE, frame(), SETTING)

    assert values_read(explained) == "amount = 7200, param.limit = 5000, gone = null"


def test_an_explanation_is_plain_data():
    found = told(explain("amount < 5000", SCOPE), "en")

    assert found["value"] is False
    assert found["reasons"] == ["amount 7200 is not below 5000"]
    assert [each["text"] for each in found["steps"][0]["parts"]] == ["amount", "5000"]


def test_a_function_is_told_by_its_type():
    assert told(explain("function(a) a", {}), "en")["value"] == "function"
