"""Built-ins on text."""

from decimal import Decimal

import pytest

from tests.unit.feel.framed import call, outcome


def n(written):
    return Decimal(written)


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("substring", ["foobar", n(3)], "obar"),
        ("substring", ["foobar", n(3), n(3)], "oba"),
        ("substring", ["foobar", n(-2), n(1)], "a"),
        ("substring", ["foobar", n(3), n(4)], "obar"),
        ("substring", ["foobar", n(3), n(5)], None),
        ("substring", ["\U0001f40eab", n(2)], "ab"),
        ("string length", ["中文\U0001f40e"], n(3)),
        ("upper case", ["aBc4"], "ABC4"),
        ("lower case", ["aBc4"], "abc4"),
        ("substring before", ["foobar", "bar"], "foo"),
        ("substring before", ["foobar", "xyz"], ""),
        ("substring before", ["foobar", ""], ""),
        ("substring after", ["foobar", "ob"], "ar"),
        ("substring after", ["foobar", "xyz"], ""),
        ("substring after", ["foobar", ""], "foobar"),
        ("contains", ["foobar", "oba"], True),
        ("contains", ["foobar", "x"], False),
        ("starts with", ["foobar", "fo"], True),
        ("starts with", ["foobar", "ob"], False),
        ("ends with", ["foobar", "r"], True),
        ("ends with", ["foobar", "f"], False),
        ("string join", [["a", "b", None, "c"], "-"], "a-b-c"),
        ("string join", [["a", "b"]], "ab"),
        ("string join", [["a", "b"], None], "ab"),
        ("string join", [[]], ""),
    ],
)
def test_text_is_cut_searched_and_joined(name, values, value):
    assert call(name, *values) == value


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("foobar", "^fo*b", None, True),
        ("foobar", "bar$", None, True),
        ("foobar", "x", None, False),
        ("a\nb", "a.b", None, False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b", None, False),
        ("a\nb", "^b", "m", True),
        ("ABC", "abc", "i", True),
        ("abc", "a b c", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("北京市朝阳区", r"^\p{IsCJKUnifiedIdeographs}+$", None, True),
        ("12号楼", r"\d+号楼", None, True),
    ],
)
def test_patterns_match_as_the_flags_say(text, pattern, flags, found):
    assert call("matches", text, pattern, flags) is found


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "value"),
    [
        ("abracadabra", "bra", "*", "a*cada*"),
        ("abracadabra", "a", "", "brcdbr"),
        ("0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3", "(012) 345-6789"),
        ("foobar", "(x)?foo", "[$1]", "[]bar"),
        ("abc", "b", "$9", "ac"),
        ("abc", "b", r"\$1\\", "a$1\\c"),
        ("订单", "单", "购", "订购"),
    ],
)
def test_matches_are_replaced(text, pattern, replacement, value):
    assert call("replace", text, pattern, replacement) == value


@pytest.mark.parametrize(
    ("text", "delimiter", "parts"),
    [
        ("John Doe", r"\s", ["John", "Doe"]),
        ("a;b;;c", ";", ["a", "b", "", "c"]),
        ("abc", ",", ["abc"]),
        ("", ",", [""]),
    ],
)
def test_text_is_split_at_a_pattern(text, delimiter, parts):
    assert call("split", text, delimiter) == parts


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("substring", ["foo", n(0)], "feel-position"),
        ("substring", ["foo", n(4)], "feel-position"),
        ("substring", ["foo", n(1), n(0)], "feel-length"),
        ("substring", ["foo", n("1e30")], "feel-out-of-range"),
        ("string join", [["a", n(1)]], "feel-items"),
        ("string join", [["x" * 1000] * 300], "feel-text-too-long"),
        ("matches", ["a", "(a"], "feel-pattern"),
        ("matches", ["aa", r"(a)\1"], "feel-pattern-back-reference"),
        ("replace", ["abc", "x*", "-"], "feel-pattern-empty"),
        ("replace", ["abc", "b", "$x"], "feel-replacement"),
        ("matches", ["a", "(?=a)"], "feel-pattern"),
        ("matches", ["a", "a", "g"], "feel-pattern-flags"),
        ("matches", ["a", "a" * 501], "feel-pattern-too-long"),
        ("replace", ["a" * 1000, "a", "b" * 1000], "feel-text-too-long"),
        ("split", ["a", "["], "feel-pattern"),
        ("upper case", ["ß" * 150_000], "feel-text-too-long"),
        ("lower case", [None], "feel-argument-null"),
        ("contains", ["a", n(1)], "feel-argument-value"),
        ("starts with", [None, "a"], "feel-argument-null"),
        ("ends with", ["a", None], "feel-argument-null"),
        ("substring before", ["a", None], "feel-argument-null"),
        ("substring after", [None, "a"], "feel-argument-null"),
        ("string length", [n(1)], "feel-argument-value"),
    ],
)
def test_what_has_no_text_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


def test_a_hostile_pattern_takes_no_longer_than_its_text():
    assert call("matches", "a" * 100_000, "(a+)+$b") is False


def test_a_bad_pattern_writes_nothing_to_stderr(capfd):
    call("matches", "a", "(unclosed")

    assert capfd.readouterr().err == ""
