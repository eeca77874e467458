"""The names of checks are read from the files that ask about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.engine.design.artifacts import File, Kind
from runtime.orders.intake.checks import known_checks

SHARED = Path(__file__).parents[3] / "processes" / "shared"
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    id="d" name="d" namespace="n"><decision id="a" name="a">{logic}</decision>
</definitions>"""
TABLE = """<decisionTable id="t">
    <input id="i"><inputExpression id="e"><text>{asked}</text></inputExpression></input>
    <output id="o" name="o" />
    <rule id="r">
      <inputEntry id="c"><text>not(list contains(?, "cell"))</text></inputEntry>
      <outputEntry id="v"><text>"outcome"</text></outputEntry>
    </rule></decisionTable>"""
SAID = '<literalExpression id="l"><text>{text}</text></literalExpression>'


def decisions(logic: str) -> File:
    """Return a file of one decision."""
    body = MODEL.format(logic=logic).encode()
    return File(Kind.DECISIONS, "a", "processes/shared/a.dmn", body)


def test_the_checks_of_the_shop_are_those_its_table_asks_about():
    path = SHARED / "order_checks.dmn"
    file = File(Kind.DECISIONS, path.stem, path.name, path.read_bytes())

    expected = {"payment_deviation", "address_incomplete", "zero_total"}
    assert known_checks([file]) == expected


@pytest.mark.parametrize(
    ("logic", "names"),
    [
        (TABLE.format(asked="facts.checks_off"), {"cell"}),
        (TABLE.format(asked="facts.tags"), set()),
        (TABLE.format(asked='list contains(facts.checks_off, "h")'), {"cell", "h"}),
        (SAID.format(text='list contains(facts.checks_off, "said")'), {"said"}),
        (SAID.format(text='"no check"'), set()),
        ("<broken", set()),
    ],
    ids=["cells", "other-column", "head", "expression", "other-expression", "broken"],
)
def test_a_name_counts_where_the_switches_are_looked_at(logic: str, names: set[str]):
    assert known_checks([decisions(logic)]) == names
