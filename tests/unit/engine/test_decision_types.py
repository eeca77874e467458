"""What a decision gives, and what it reads, from its file alone."""

import pytest

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_types import Asked, DecisionFile
from runtime.feel.types import Allowed, ListOf

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m">'
TABLE = (
    '<decision id="d" name="Decide"><variable name="v"/>{needs}'
    '<decisionTable hitPolicy="{policy}"{more}><input id="i"><inputExpression>'
    '<text>facts.amount</text></inputExpression></input><output name="{name}"{kind}/>'
    "<rule><inputEntry><text>&lt; 5</text></inputEntry>"
    "<outputEntry><text>{first}</text></outputEntry></rule>"
    "<rule><inputEntry><text>-</text></inputEntry>"
    '<outputEntry><text>"b"</text></outputEntry></rule></decisionTable></decision>'
)


def table(**changed):
    given = {
        "policy": "FIRST",
        "more": "",
        "name": "out",
        "kind": "",
        "first": '"a"',
        "needs": "",
        "before": "",
        **changed,
    }
    body = HEAD + given["before"] + TABLE.format(**given) + "</definitions>"
    return DecisionFile(File(Kind.DECISIONS, "m", "m.dmn", body.encode()), frozenset())


WORDS = Allowed("string", ("a", "b"))


@pytest.mark.parametrize(
    ("changed", "given"),
    [
        ({}, {"out": WORDS}),
        ({"name": ""}, {"v": WORDS}),
        ({"first": "x"}, {"out": "any"}),
        ({"first": "x", "kind": ' typeRef="string"'}, {"out": "string"}),
        ({"policy": "COLLECT"}, {"out": ListOf(WORDS)}),
        ({"policy": "COLLECT", "more": ' aggregation="COUNT"'}, {"out": "number"}),
    ],
)
def test_a_table_gives_what_its_columns_say(changed, given):
    assert table(**changed).outputs("d") == given


def test_a_decision_is_found_by_its_name_too():
    assert table().outputs("Decide") == table().outputs("d")


def test_a_decision_that_is_not_there_gives_nothing():
    assert (table().outputs("no"), table().question("no")) == ({}, None)


def test_a_table_reads_its_heads_cells_and_entries():
    question = table().question("d")

    assert set(question.asked) == {
        Asked("facts.amount"),
        Asked("< 5", "facts.amount"),
        Asked("-", "facts.amount"),
        Asked('"a"'),
        Asked('"b"'),
    }


def test_names_that_the_file_brings_are_no_business_of_the_process():
    drawn = '<import name="rates" namespace="r" importType="dmn"/>'
    question = table(before=drawn).question("d")

    assert {"rates", "v", "Decide"} <= question.own
