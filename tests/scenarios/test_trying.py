"""试算: one expression or decision from the shell, told to a person."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runtime.cli.app import spillway
from runtime.cli.bench import rulebook


def invoke(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(spillway, [*words, "--lang", language])


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "rulebook.dmn"
    file.write_bytes(rulebook.table(20))
    return str(file)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("1 + 1", "2"),
        ('"a" + "b"', '"ab"'),
        ("null", "null"),
        ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
        ('{a: "x", b: [1..3]}', '{a: "x", b: [1..3]}'),
        ("function(x) x", "function"),
    ],
)
def test_a_value_is_shown_as_feel_writes_it(expression, shown):
    assert invoke("feel", expression).stdout == shown + "\n"


def test_a_null_says_why():
    result = invoke("feel", "1 / 0")

    assert result.stdout == "null\n"
    assert "zero" in result.stderr


def test_names_and_values_come_from_the_context():
    result = invoke("feel", "unit price * 2", "--context", '{"unit price": 1.5}')

    assert result.stdout == "3\n"


def test_a_fault_is_pointed_at():
    result = invoke("feel", "amount > > 5")

    assert result.exit_code == 1
    assert result.stderr.startswith("amount > > 5\n         ^\n")


def test_a_fault_behind_chinese_characters_is_pointed_at():
    result = invoke("feel", "金额 > > 5", language="zh")

    assert result.stderr.startswith("金额 > > 5\n       ^\n")


def test_a_fault_far_into_a_long_line_is_pointed_at():
    result = invoke("feel", "1 + " * 100 + "> 2")

    code, caret = result.stderr.splitlines()[:2]
    assert code[len(caret) - 1] == ">"


def test_a_fault_in_the_second_line_shows_that_line():
    result = invoke("feel", "1 +\n 2 + > 3")

    assert result.stderr.startswith(" 2 + > 3\n     ^\n")


def test_the_wanted_type_is_checked():
    result = invoke("feel", "5", "--type", "string")

    assert result.exit_code == 1
    assert "type string" in result.stderr


def test_json_has_value_and_warnings():
    found = json.loads(invoke("feel", "2 ** 70", "--json").stdout)

    assert found == {"value": "1180591620717411303424", "warnings": []}


def test_a_decision_tells_value_row_and_inputs(table):
    context = '{"amount": 15, "channel": "c1"}'

    result = invoke("decide", table, "rate", "--context", context)

    assert result.stdout.splitlines() == [
        '"r1"',
        "rate: row 2 applied",
        "  amount = 15",
        '  channel = "c1"',
    ]


def test_a_decision_without_a_row_says_so(table):
    context = '{"amount": 15, "channel": "c9"}'

    result = invoke("decide", table, "rate", "--context", context, language="zh")

    assert result.stdout.splitlines()[:2] == ["null", "rate：没有命中任何行"]
