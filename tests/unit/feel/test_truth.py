"""Three truths: and, or, not, comparisons; null is never silently taken as true."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import feel
from tests.unit.feel.written import value, warnings

TRUTHS = [True, False, None]
AND = {(True, True): True, (True, None): None, (None, True): None, (None, None): None}
OR = {
    (False, False): False,
    (False, None): None,
    (None, False): None,
    (None, None): None,
}
SIGNS = ["=", "!=", "<", "<=", ">", ">="]
DATA = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.sampled_from(["", "a", "b"]),
    st.dates(),
    st.lists(st.integers(0, 2), max_size=2),
)


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_and_knows_three_truths(left, right):
    assert value("a and b", a=left, b=right) is AND.get((left, right), False)


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_or_knows_three_truths(left, right):
    assert value("a or b", a=left, b=right) is OR.get((left, right), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 = null", False),
        ("1 != null", True),
        ("1 < null", None),
        ('"a" < "b"', True),
        ('"a" < 1', None),
        ("true < false", None),
        ("[1] = [1]", True),
        ("{a: 1} = {a: 1}", True),
        ('@"2026-11-21" < @"2026-11-22"', True),
        ('@"P1Y" = @"P12M"', True),
        ('@"PT1H" < @"P1D"', True),
        ("3 in (1, 2, 3)", True),
        ("3 in [1, 2, 3]", True),
        ("3 in [1..3)", False),
        ("3 in (< 5)", True),
        ("3 in (> 5, = 3)", True),
        ("3 in (? > 2)", True),
        ("null in (1, null)", True),
        ("3 in ([1, 3])", True),
        ("3 in ([[1], [3]])[2]", True),
    ],
)
def test_comparisons_are_true_false_or_null(text, expected):
    assert value(text) is expected


@pytest.mark.parametrize("sign", SIGNS)
@given(left=DATA, right=st.one_of(st.integers(-9, 9), st.sampled_from(["a", "b"])))
def test_quick_comparisons_agree_with_the_general_ones(sign, left, right):
    constant = f'"{right}"' if isinstance(right, str) else str(right)
    quick = value(f"x {sign} {constant}", x=left)
    assert quick is value(f"x {sign} y", x=left, y=right)


@pytest.mark.parametrize("sign", SIGNS)
@given(left=DATA, right=st.integers(-9, 9))
def test_quick_comparisons_of_paths_agree_with_the_general_ones(sign, left, right):
    quick = value(f"x.a {sign} {right}", x={"a": left})
    assert quick is value(f"(x.a) {sign} (y)", x={"a": left}, y=right)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("amount < 5000", {"amount": "3000"}),
        ("amount < 5000", {"amount": None}),
        ("amount = 5000", {"amount": "5000"}),
        ("facts.amount < 5000", {"facts": {"amount": "3000"}}),
        ("limit < amount", {"amount": "3000", "limit": 1}),
        ("placed < today", {"placed": "2026-11-21", "today": 1}),
    ],
)
def test_comparing_what_cannot_be_compared_leaves_a_warning(text, data):
    assert warnings(text, **data) == ["feel-not-comparable"]


@pytest.mark.parametrize(
    "text", ["rush and true", "false or rush", "if rush then 1 else 2"]
)
def test_text_in_place_of_a_truth_leaves_a_warning(text):
    assert warnings(text, rush="yes") == ["feel-not-a-truth"]


@pytest.mark.parametrize(("truth", "expected"), [(True, False), (False, True)])
def test_not_turns_a_truth(truth, expected):
    assert value("not(rush)", rush=truth) is expected


def test_not_of_null_is_null():
    assert value("not(rush)", rush=None) is None


def test_not_of_text_leaves_a_warning():
    assert warnings("not(rush)", rush="yes") == ["feel-function-failed"]


def test_if_without_a_truth_goes_the_other_way():
    assert value("if rush then 1 else 2", rush=None) == 2


@pytest.mark.parametrize("text", ["false and missing", "true or missing"])
def test_the_right_side_is_read_only_when_it_matters(text):
    assert warnings(text) == []


def test_a_number_that_is_none_is_null_with_a_warning():
    frame = feel.Frame()
    found = feel.compile_expression("x < 5").evaluate({"x": Decimal("NaN")}, frame)
    assert (found, len(frame.warnings)) == (None, 1)
