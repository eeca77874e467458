"""Built-ins on ranges and truth values."""

from decimal import Decimal

import pytest

from runtime.feel.text import value_text
from tests.unit.feel.framed import at, call, outcome


def n(written):
    return Decimal(written)


def r(written):
    return call("range", written)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("[18..21]", "[18..21]"),
        (" ( 1.5 .. -0 ] ".replace("-0", "2"), "(1.5..2]"),
        ("]1..2[", "(1..2)"),
        ("[-2..-1)", "[-2..-1)"),
        ('["a".."z"]', '["a".."z"]'),
        ('[@"2026-11-21"..@"2026-11-22"]', "[2026-11-21..2026-11-22]"),
        ('[date("2026-11-21")..date("2026-11-22")]', "[2026-11-21..2026-11-22]"),
        ('[duration("P1D")..duration("P2D")]', "[P1D..P2D]"),
        ("(..5]", "(null..5]"),
        ("[5..)", "[5..null)"),
    ],
)
def test_a_range_is_read_from_its_text(written, normal):
    assert value_text(r(written)) == normal


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1..2", "feel-not-a-range"),
        ("[1..a]", "feel-not-a-range"),
        ("[1..now()]", "feel-not-a-range"),
        ("[..5]", "feel-not-a-range"),
        ("[5..]", "feel-not-a-range"),
        ("(..)", "feel-range-without-ends"),
        ("[2..1]", "feel-range-backwards"),
        ('[1.."a"]', "feel-range-mixed"),
        ('[@"2026-02-29"..@"2026-03-01"]', "feel-out-of-range"),
        (None, "feel-argument-null"),
    ],
)
def test_what_is_no_range_is_null_and_says_why(written, code):
    found = outcome("range", written)

    assert (found.value, found.warnings) == (None, (code,))


@pytest.mark.parametrize(
    ("name", "left", "right", "truth"),
    [
        ("before", "1", "10", True),
        ("before", "10", "1", False),
        ("before", "1", "(1..10]", True),
        ("before", "1", "[1..10]", False),
        ("before", "[1..10)", "10", True),
        ("before", "[1..10]", "[10..20]", False),
        ("before", "[1..10)", "[10..20]", True),
        ("after", "10", "5", True),
        ("after", "[11..20]", "[1..11)", True),
        ("after", "[11..20]", "[1..11]", False),
        ("meets", "[1..5]", "[5..10]", True),
        ("meets", "[1..5)", "[5..10]", False),
        ("met by", "[5..10]", "[1..5]", True),
        ("met by", "[5..10]", "[1..5)", False),
        ("overlaps", "[1..5]", "[3..8]", True),
        ("overlaps", "[1..5]", "[5..8]", True),
        ("overlaps", "[1..5)", "[5..8]", False),
        ("overlaps", "[1..8]", "[3..5]", True),
        ("overlaps before", "[1..5]", "[3..8]", True),
        ("overlaps before", "[1..5)", "[5..8]", False),
        ("overlaps before", "[1..8]", "[3..5]", False),
        ("overlaps before", "[1..5]", "(1..5]", True),
        ("overlaps before", "[1..5]", "[1..5]", False),
        ("overlaps after", "[3..8]", "[1..5]", True),
        ("overlaps after", "(5..8]", "[1..5]", False),
        ("overlaps after", "(1..5]", "[1..5)", True),
        ("overlaps after", "(1..5)", "[1..6]", False),
        ("finishes", "10", "[1..10]", True),
        ("finishes", "10", "[1..10)", False),
        ("finishes", "[5..10]", "[1..10]", True),
        ("finishes", "[5..10)", "[1..10]", False),
        ("finished by", "[1..10]", "10", True),
        ("finished by", "[1..10]", "[5..10)", False),
        ("includes", "[1..10]", "5", True),
        ("includes", "(1..5)", "1", False),
        ("includes", "[1..10]", "[1..10)", True),
        ("includes", "[1..10)", "[1..10]", False),
        ("during", "5", "[1..10]", True),
        ("during", "[1..10]", "(1..10]", False),
        ("starts", "1", "[1..10]", True),
        ("starts", "1", "(1..10]", False),
        ("starts", "[1..5]", "[1..10]", True),
        ("starts", "(1..10]", "[1..10]", False),
        ("started by", "[1..10]", "1", True),
        ("started by", "[1..10]", "[1..5)", True),
        ("coincides", "5", "5", True),
        ("coincides", "[1..5]", "[1..5]", True),
        ("coincides", "[1..5]", "[1..5)", False),
    ],
)
def test_two_points_or_ranges_are_related(name, left, right, truth):
    values = [r(each) if ".." in each else n(each) for each in (left, right)]

    assert call(name, *values) is truth


def test_days_are_related_too():
    month = r('[@"2026-11-01"..@"2026-12-01")')

    assert call("includes", month, at("2026-11-30")) is True


@pytest.mark.parametrize(
    ("names", "truth"),
    [
        ({"point": "1", "range": "[2..3]"}, True),
        ({"range": "[2..3]", "point": "1"}, False),
    ],
)
def test_named_sides_stand_in_the_order_they_are_written(names, truth):
    values = {k: r(v) if ".." in v else n(v) for k, v in names.items()}

    assert call("before", **values) is truth


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("before", [n(1), None], "feel-argument-null"),
        ("after", [n(1), "a"], "feel-unrelated"),
        ("meets", [n(1), r("[1..2]")], "feel-unrelated"),
        ("met by", [r("[1..2]"), n(1)], "feel-unrelated"),
        ("overlaps", [n(1), n(1)], "feel-unrelated"),
        ("overlaps before", [r("[1..2]"), r('["a".."b"]')], "feel-unrelated"),
        ("overlaps after", [n(1), n(2)], "feel-unrelated"),
        ("finishes", [r("[1..2]"), n(2)], "feel-unrelated"),
        ("finished by", [n(2), r("[1..2]")], "feel-unrelated"),
        ("includes", [n(1), r("[1..2]")], "feel-unrelated"),
        ("during", [r("[1..2]"), n(1)], "feel-unrelated"),
        ("starts", [r("[1..2]"), n(1)], "feel-unrelated"),
        ("started by", [n(1), r("[1..2]")], "feel-unrelated"),
        ("coincides", [n(1), r("[1..1]")], "feel-unrelated"),
    ],
)
def test_what_cannot_be_related_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


@pytest.mark.parametrize(
    ("name", "values", "truth"),
    [
        ("not", [True], False),
        ("not", [None], None),
        ("all", [[True, False]], False),
        ("all", [True, True], True),
        ("all", [[True, None]], None),
        ("all", [[None, False]], False),
        ("all", [[]], True),
        ("all", [None], None),
        ("any", [[False, True]], True),
        ("any", [[False, None]], None),
        ("any", [[]], False),
        ("any", [False], False),
        ("any", ["x"], None),
        ("is", [n("1.0"), n(1)], True),
        ("is", [n(1), "1"], False),
        ("is", [at("08:00:00Z"), at("09:00:00+01:00")], False),
        ("is", [at("08:00:00Z"), at("08:00:00+00:00")], True),
        ("is", [None, None], True),
    ],
)
def test_truth_is_reckoned_with_the_unknown(name, values, truth):
    assert call(name, *values) is truth


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("not", ["true"], "feel-argument-value"),
        ("is", [n(1)], "feel-wrong-arguments"),
        ("all", [], "feel-wrong-arguments"),
        ("any", [], "feel-wrong-arguments"),
    ],
)
def test_what_is_no_truth_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))
