"""Why a decision answered as it did: rows, the cell that failed, what was seen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from runtime import dmn, feel
from runtime.dmn.explaining.explain import DecisionTold, explain_decision
from runtime.dmn.explaining.reasons import decision_sentences, row_reason
from runtime.dmn.explaining.telling import try_decision
from runtime.feel.explaining.reasons import Words
from tests.unit.dmn.drawing import decision, literal, load, table

FIRST = 'hitPolicy="FIRST"'
ROWS = [
    ("true", "> param.large", '"supervisor"'),
    ("-", '< param.small, "x"', '"odd"'),
    ("-", "[100..200]", '"middle"'),
    ("-", "-", '"chain"'),
]
ROUTE = decision(
    table(ROWS, inputs=("custom", "amount"), outputs=("route",), policy=FIRST)
)
PARAM = {"param": {"large": Decimal(5000), "small": Decimal(10)}}


def frame() -> feel.Frame:
    return feel.Frame(ambient=PARAM)


def model(*boxes: str) -> dmn.Model:
    return load(*(boxes or (ROUTE,)), ambient=frozenset({"param"}))


def told(custom: Any, amount: Any) -> DecisionTold:
    loaded = model()
    scope = {"custom": custom, "amount": amount}
    (found,) = explain_decision(loaded.decision("d"), loaded.decisions, scope, frame())
    return found


def whys(found: DecisionTold) -> list[str]:
    """Return the reason of each row before the one that applied."""
    reasons = [row_reason(each, Words()) for each in found.before]
    return [each.say("en") for each in reasons if each is not None]


def test_the_first_cell_that_failed_is_named_with_its_column_and_value():
    assert whys(told(False, 7200))[0] == "custom: false"


def test_a_bound_from_a_parameter_is_told_with_its_value():
    assert whys(told(True, 7))[0] == "amount 7 is not above 5000 (param.large)"


def test_a_row_that_failed_keeps_only_the_cell_that_failed():
    row = told(True, 7).before[0]

    assert [(each.text, each.holds) for each in row.cells] == [("> param.large", False)]


def test_a_row_that_applies_keeps_all_its_cells():
    (row,) = told(True, 7200).hits

    assert [(each.text, each.holds) for each in row.cells] == [
        ("true", True),
        ("> param.large", True),
    ]


def test_the_columns_are_told_with_their_values():
    asked = [(text, value) for _, text, value in told(True, 7200).columns]

    assert asked == [("custom", True), ("amount", 7200)]


def test_the_row_that_applied_and_the_answer_are_told():
    found = told(False, 7200)

    assert [each.number for each in found.hits] == [4]
    assert found.outputs == {"route": "chain"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“d” gave route: \"middle\", by row 3 "
         "(amount 150 is at least 100 and at most 200)."),
        ("zh", "“d”得出 route：\"middle\"，依据第 3 条规则"
         "（amount 150 在“不低于 100且不高于 200”之内）。"),
    ],
)  # fmt: skip
def test_a_decision_is_one_sentence(language: str, sentence: str):
    said = [
        each.say(language) for each in decision_sentences(told(False, 150), Words())
    ]

    assert said[0] == sentence
    assert len(said) == 3


def test_a_table_of_which_no_row_applies_tells_why_each_did_not():
    loaded = model(decision(table([("> 5", '"a"'), ("< 1", '"b"')])))
    (found,) = explain_decision(
        loaded.decision("d"), loaded.decisions, {"x": Decimal(3)}, frame()
    )

    assert found.hits == ()
    assert whys(found) == ["x 3 is not above 5", "x 3 is not below 1"]


def test_the_decisions_before_it_are_told_first():
    first = decision(table([("> 1", '"a"')]), "first")
    second = decision(
        table([('"a"', '"b"')], inputs=("first",)), "second", ["Decision:first"]
    )
    loaded = model(first, second)
    found = explain_decision(
        loaded.decision("second"), loaded.decisions, {"x": 2}, frame()
    )

    assert [(each.decision, each.outputs) for each in found] == [
        ("first", {"r": "a"}),
        ("second", {"r": "b"}),
    ]


def test_a_decision_by_expression_is_explained_as_one():
    loaded = model(decision(literal('if x > 5 then "a" else "b"')))
    (found,) = explain_decision(
        loaded.decision("d"), loaded.decisions, {"x": 7}, frame()
    )
    (said,) = decision_sentences(found, Words())

    assert said.say("en") == '“d” gave d: "a", because x 7 is above 5; "a": "a".'


def test_a_decision_without_an_answer_is_told_with_why():
    loaded = model(decision(table([("> 1", '"a"'), ("> 2", '"b"')])))
    (found,) = explain_decision(
        loaded.decision("d"), loaded.decisions, {"x": 3}, frame()
    )
    (said,) = decision_sentences(found, Words())

    assert "rows 1, 2" in said.say("en")


def test_a_table_of_a_thousand_rows_is_told_in_part():
    rows = [(f"> {5000 + n}", '"a"') for n in range(300)]
    loaded = model(decision(table(rows, policy=FIRST)))
    (found,) = explain_decision(
        loaded.decision("d"), loaded.decisions, {"x": 1}, frame()
    )

    assert (len(found.before), found.left_out) == (200, 100)


def test_explaining_asks_the_table_only_for_what_it_answered():
    scope = {"custom": True, "amount": Decimal(7200)}
    loaded = model()
    before = loaded.decision("d").decide(scope, frame())
    explain_decision(loaded.decision("d"), loaded.decisions, scope, frame())

    assert loaded.decision("d").decide(scope, frame()) == before


def test_a_tried_decision_is_plain_data_in_one_language():
    scope = {"custom": False, "amount": 7}
    found = try_decision(model(), "d", scope, frame(), "zh")
    (only,) = found["decisions"]

    assert found["outputs"] == {"route": "odd"}
    assert only["before"][0]["why"] == "custom：false"
    assert only["hits"][0]["cells"][0]["text"] == '< param.small, "x"'


def test_a_tried_decision_that_fails_says_why():
    found = try_decision(model(), "d", {"custom": True, "amount": "x"}, frame(), "en")

    assert "“d” has no answer" in found["sentences"][0]
    assert found["failure"]
