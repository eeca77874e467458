"""What is an expression, how tight its operators bind, and what is refused how."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from runtime import feel
from tests.unit.feel.written import refusal, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 * 3 ** 2", 18),
        ("10 - 2 - 3", 5),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("1 - -1", 2),
        (".5 + 1e2", Decimal("100.5")),
        ("1 + 1 = 2 and 3 < 4", True),
        ("false and false or true", True),
        ("true or false and false", True),
        ("5 between 1 and 5 and true", True),
        ("if 1 = 1 then 2 else 3 + 4", 2),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("{a: 1, b: a + 1}.b", 2),
        ("1 /* two */ + // three\n 4", 5),
    ],
)
def test_expressions_mean_what_their_brackets_would_say(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a\\nb"', "a\nb"),
        ('"say \\"hi\\""', 'say "hi"'),
        ('"\\u4e2d\\u6587"', "中文"),
        ('"\\uD83D\\uDC0E"', "\U0001f40e"),
        ('"\\U01F40E"', "\U0001f40e"),
        ('"\\UFFFFFF"', "\ufffd"),
        ('"急单 🚀"', "急单 🚀"),
        ('"𠮷田"', "𠮷田"),
    ],
)
def test_text_keeps_every_character(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-11-21"', date(2026, 11, 21)),
        ('@"PT1H30M"', timedelta(minutes=90)),
        ('@"P1Y2M"', feel.YearMonth(14)),
    ],
)
def test_temporal_literals_follow_an_at_sign(text, expected):
    assert value(text) == expected


def test_numbers_have_34_digits():
    assert str(value("1 / 3")) == "0." + "3" * 34


def test_money_is_never_a_binary_float():
    assert value("0.1 + 0.2 = 0.3") is True


def test_a_leading_equals_sign_is_dropped():
    assert value(" = 1 + 1") == 2


def test_a_range_may_close_with_an_opening_bracket():
    assert value("[1..10[ = [1..10)") is True


def test_a_range_may_end_in_a_list_item():
    assert value("2 in [1..limits[1]]", limits=[3]) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "feel-expected-value"),
        ("1 +", "feel-expected-value"),
        ("1 2", "feel-unexpected-text"),
        ("(1", "feel-expected-closing"),
        ("[1, 2", "feel-expected-closing"),
        ("f(1", "feel-expected-closing"),
        ('"open', "feel-unclosed-text"),
        ('@"open', "feel-expected-temporal"),
        ("if a then b", "feel-expected-else"),
        ("if a", "feel-expected-then"),
        ("for x in y", "feel-expected-return"),
        ("for x return x", "feel-expected-in"),
        ("some x in y", "feel-expected-satisfies"),
        ("x between 1", "feel-expected-and"),
        ("a.", "feel-expected-field"),
        ("{a 1}", "feel-expected-colon"),
        ("{: 1}", "feel-expected-name"),
        ("]1, 2]", "feel-expected-range"),
        ("[1..2", "feel-expected-range-end"),
        ("x instance of foo", "feel-expected-type"),
        ("f(1, b: 2)", "feel-mixed-arguments"),
        ('function(a) external {java: "x"}', "feel-external-function"),
        ("1e9999", "feel-number-too-large"),
    ],
)
def test_what_is_no_expression_is_refused_by_name(text, code):
    assert refusal(text).code == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a == 1", "="),
        ("a === 1", "="),
        ("a <> 1", "!="),
        ("a => 1", ">="),
        ("a && b", "and"),
        ("a || b", "or"),
        ("!a", "not(…)"),
        ("a = 'good'", '"'),
        ("a = \u201cgood\u201d", '"'),
        ("金额\uff1c5000", "<"),
        ("f(1\uff0c2)", ","),
        ("\uff15 + 1", "5"),
        ("a ≥ 1", ">="),
    ],
)
def test_habits_of_other_languages_get_a_hint(text, meant):
    assert refusal(text).facts["meant"] == meant


def test_a_fault_says_line_and_column():
    fault = refusal("1 +\n  2 +")
    assert (fault.line, fault.column) == (2, 6)


def test_a_fault_speaks_english():
    expected = 'Expected "=", found "==": FEEL compares with a single =.'
    assert str(refusal("a == 1")) == f"{expected} (line 1, column 3)"


def test_a_fault_speaks_chinese():
    assert refusal("if a then b").say("zh").startswith("缺少 else")


def test_a_fault_quotes_what_it_found():
    assert 'found "2 3"' in str(refusal("1 2 3"))
