"""批量求值: JSON Lines in, an answer a line out, and a bad line stops nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from runtime.cli.app import spillway
from runtime.cli.bench import rulebook

CHILD = (sys.executable, "-m", "runtime", "feel", "--batch", "--lang", "en")


def answers(command: str, *lines: bytes, language: str = "en") -> list[dict[str, Any]]:
    """Return what the command answers to these lines."""
    words = [command, "--batch", "--lang", language]
    result = CliRunner().invoke(spillway, words, input=b"\n".join(lines))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def asked(expr: Any, **more: Any) -> bytes:
    return json.dumps({"id": 1, "expr": expr, **more}).encode()


def answer(expr: Any, **more: Any) -> dict[str, Any]:
    (found,) = answers("feel", asked(expr, **more))
    return found


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "rulebook.dmn"
    file.write_bytes(rulebook.table(20))
    return str(file)


@pytest.mark.parametrize(
    ("expr", "context", "value"),
    [
        ("amount * 2", {"amount": 21}, 42),
        ("0.1 + 0.2", {}, 0.3),
        ("1 / 0", {}, None),
        ("a", {"a": 12345678901234567890.5}, 12345678901234567000),
        ("loan amount + 1", {"loan amount": 1}, 2),
        ("order.ship to", {"order": {"ship to": "杭州"}}, "杭州"),
        ('[1, null, {a: "x"}]', {}, [1, None, {"a": "x"}]),
        (
            'day + duration("P1D")',
            {"day": {"type": "date", "value": "2026-02-28"}},
            {"type": "date", "value": "2026-03-01"},
        ),
        (
            "a - b",
            {
                "a": {"type": "date and time", "value": "2026-03-01T08:00:00Z"},
                "b": {"type": "days and time duration", "value": "PT8H"},
            },
            {"type": "date and time", "value": "2026-03-01T00:00:00Z"},
        ),
    ],
)
def test_values_go_in_and_come_out_typed(expr, context, value):
    assert answer(expr, context=context) == {"id": 1, "value": value}


def test_no_digit_of_a_number_is_lost():
    line = b'{"id": 1, "expr": "a + 1", "context": {"a": 1234567890.12345678901234}}'

    assert answers("feel", line) == [{"id": 1, "value": "1234567891.12345678901234"}]


def test_a_number_of_money_comes_back_as_it_was_sent():
    line = b'{"id": 1, "expr": "a", "context": {"a": 19.99}}'

    assert answers("feel", line) == [{"id": 1, "value": 19.99}]


@pytest.mark.parametrize(
    ("expr", "kind", "value"),
    [
        ("5", "number", 5),
        ("[5]", "number", 5),
        ("5", "list<number>", [5]),
        ("null", "string", None),
        ('"a"', "feel:string", "a"),
        ("{a: 1}", "context<a: number>", {"a": 1}),
        ("5", "Any", 5),
    ],
)
def test_a_value_is_made_to_fit_the_type_that_is_asked(expr, kind, value):
    assert answer(expr, type=kind) == {"id": 1, "value": value}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (asked("5", type="string"), "Expected a value of the type string, found one"),
        (asked("5", type="tShirt"), "Expected a type such as number"),
        (asked("5", type=7), 'Expected the field "type"'),
        (asked("1 +"), "the expression ends. (line 1, column 4)"),
        (asked(5), 'Expected the field "expr"'),
        (asked("a", context=[1]), 'Expected names and values in the field "context"'),
        (asked("[1..3]"), "The value is a range"),
        (asked("function(x) x"), "The value is a function"),
        (asked("for i in 1..10000000 return i"), "step budget"),
        (asked("a", context={"a": {"type": "date", "value": "x"}}), "Expected a date"),
    ],
)
def test_what_has_no_answer_says_why_under_its_id(line, told):
    (found,) = answers("feel", line)

    assert found["id"] == 1
    assert told in found["error"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"nonsense", "at place 1 stands: nonsense"),
        (b"[1]", "Expected a JSON object"),
        (b'{"id": 1, "expr": "1"', "Expected more JSON at place 22"),
        (b'{"expr": "a", "context": {"a": NaN}}', "found NaN"),
        (b'{"expr": "a", "context": {"a": -Infinity}}', "found -Infinity"),
        (b'{"expr": "\xff"}', "UTF-8"),
        (b"[" * 2_000, "at place"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(line, told):
    first, bad, last = answers("feel", asked("1"), b"", line, asked("2"))[:3]

    assert (first["value"], last["value"]) == (1, 2)
    assert (bad["id"], bad["line"]) == (None, 3)
    assert told in bad["error"]


def test_faults_are_told_in_chinese_too():
    (found,) = answers("feel", b"nonsense", language="zh")

    assert found["error"] == "应为合法的 JSON，第 1 个字符处却是：nonsense"


def test_a_line_of_ten_megabytes_is_answered():
    long = asked('a = "y"', context={"a": "x" * 10_000_000})

    assert answers("feel", long) == [{"id": 1, "value": False}]


def test_a_line_without_end_is_refused_and_the_next_one_answered():
    endless = b'{"id": 1, "expr": "' + b"x" * 17_000_000

    bad, good = answers("feel", endless, asked("1"))

    assert "at most 16 MB" in bad["error"]
    assert good["value"] == 1


def test_deeply_nested_data_is_refused_and_the_next_line_answered():
    deep = b'{"id": 1, "expr": "a", "context": {"a": %b}}' % (b"[" * 900 + b"]" * 900)

    bad, good = answers("feel", deep, asked("1"))

    assert bad["id"] == 1
    assert "error" in bad
    assert good["value"] == 1


def test_answers_keep_the_order_of_the_lines():
    lines = [
        json.dumps({"id": each, "expr": f"{each}"}).encode() for each in range(999)
    ]

    assert [one["value"] for one in answers("feel", *lines)] == list(range(999))


def test_each_line_has_a_budget_of_its_own():
    costly = asked("count(for i in 1..30000 return i)")

    assert [one["value"] for one in answers("feel", *[costly] * 20)] == [30_000] * 20


def test_a_decision_answers_line_by_line(table):
    cases = [
        {"id": each, "file": table, "decision": rulebook.DECISION, "context": context}
        for each, context in enumerate(rulebook.asked(20))
    ]

    found = answers("decide", *(json.dumps(each).encode() for each in cases))

    assert [one["value"] for one in found] == [f"r{each}" for each in range(20)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file": "/nowhere.dmn"}, "there is none"),
        ({"file": "/"}, "there is none"),
        ({"file": "a\0b"}, "there is none"),
        ({"file": "x" * 9_000}, "there is none"),
        ({"file": __file__}, "The file is damaged"),
        ({"decision": "other"}, "it has only: rate"),
        ({"decision": None}, 'Expected the field "decision"'),
        ({"context": {"amount": 5}}, 'Expected a value for "channel"'),
    ],
)
def test_a_decision_without_an_answer_says_why(table, change, told):
    case = {"id": 1, "file": table, "decision": rulebook.DECISION, "context": {}}

    (found,) = answers("decide", json.dumps(case | change).encode())

    assert found["id"] == 1
    assert told in found["error"]


def test_whoever_writes_a_line_and_waits_gets_its_answer():
    with subprocess.Popen(
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as child:
        child.stdin.write(asked("1 + 1") + b"\n")
        found = child.stdout.readline()
        child.stdin.close()

    assert json.loads(found) == {"id": 1, "value": 2}


def test_a_reader_that_goes_away_is_no_fault_to_shout_about():
    with subprocess.Popen(
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdout.close()
        _, told = child.communicate((asked("1") + b"\n") * 50_000)

    assert told == b""
    assert child.returncode == 1
