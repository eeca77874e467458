"""The index of a long table: its answers are those of the walk over all rows."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime import feel
from runtime.dmn.tables import index
from runtime.kernel.errors import FlowError
from tests.unit.dmn.drawing import decision, load, table

NUMBERS = st.integers(0, 9)
DAYS = st.integers(1, 9)


def written(texts, values):
    return st.builds(lambda text, each: text.format(each), texts, values)


NUMBER_CELLS = st.one_of(
    st.just("-"),
    written(st.sampled_from(["{}", "> {}", "<= {}", "!= {}", "= {}", "{}.0"]), NUMBERS),
    st.builds("[{0}..{1}]".format, st.integers(0, 5), st.integers(5, 9)),
    st.builds("not(]{0}..{1}[)".format, st.integers(0, 5), st.integers(5, 9)),
    st.builds("{}, {}".format, NUMBERS, NUMBERS),
)
TEXT_CELLS = st.one_of(
    st.just("-"),
    st.sampled_from(['"a"', '"b"', '"a", "c"', 'not("a")', '> "b"', '["a".."c")']),
)
DAY_CELLS = st.one_of(
    st.just("-"),
    written(st.sampled_from(['date("2026-01-0{}")', '<= @"2026-01-0{}"']), DAYS),
)
# What only running tells, or fails: names, other types, null, a built-in function.
OPEN_CELLS = st.sampled_from(
    ["> y", "? > y", "true", '"a"', "5", "null", "not(null)", "contains(?, x)", "[]"]
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS.map(Decimal),
    st.sampled_from(["a", "b", "z", Decimal("4.5"), Decimal("5.0"), [Decimal(3)]]),
    DAYS.map(lambda day: date(2026, 1, day)),
)


@st.composite
def tables(draw):
    """Return the rows of a table of two columns, mostly of one kind each."""
    kinds = [NUMBER_CELLS, TEXT_CELLS, DAY_CELLS]
    left, right = draw(st.sampled_from(kinds)), draw(st.sampled_from(kinds))
    odd = draw(st.sampled_from([st.nothing(), OPEN_CELLS]))
    count = draw(st.integers(1, 14))
    return [(draw(left | odd), draw(right | odd), str(n)) for n in range(count)]


def answer(rows, policy, scope, fewest):
    with patch.object(index, "FEWEST_ROWS", fewest):
        logic = table(rows, inputs=("x", "y"), policy=f'hitPolicy="{policy}"')
        decided = load(decision(logic), tolerant=True).decision("d")
    try:
        verdict = decided.decide(scope, feel.Frame())
    except FlowError as refused:
        return refused.code, str(refused)
    return verdict.value, verdict.rows


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from(["UNIQUE", "FIRST", "ANY", "COLLECT"]), VALUES, VALUES)
def test_an_index_answers_as_the_walk_does(rows, policy, x, y):
    scope = {"x": x, "y": y}
    assert answer(rows, policy, scope, 1) == answer(rows, policy, scope, 1_000)


def rules(rows, inputs=("x", "y")):
    return load(decision(table(rows, inputs=inputs))).decision("d")._box.table.rules


def found(rows, *values, columns=2):
    built = index.build_index(rules(rows), columns)
    return [each.number for each in built.candidates(values)]


def test_rows_of_a_text_are_found_with_those_that_take_any():
    rows = [(f'"{each}"', "-", "1") for each in range(14)] + [("-", "-", "2")]
    assert found(rows, "7", None) == [8, 15]


def test_rows_of_a_number_are_found_by_their_interval():
    rows = [(f"[{each}0..{each + 1}0)", "-", "1") for each in range(14)]
    assert found(rows, Decimal(40), None) == [5]


def test_a_column_that_tells_nothing_apart_is_passed_over():
    rows = [('"a"', f"{each}", "1") for each in range(14)]
    assert found(rows, "a", Decimal(3)) == [4]


def test_a_value_of_another_type_is_looked_for_in_all_rows():
    built = index.build_index(rules([(f"{n}", "-", "1") for n in range(14)]), 2)
    assert built.candidates(("text", None)) is None


@pytest.mark.parametrize(
    "rows",
    [
        [(f"{each}", "-", "1") for each in range(11)],
        [("-", "-", "1")] * 14,
        [("> y", f"{each}", "1") for each in range(14)],
        [("> 1", "-", "1"), *[('"a"', "-", "1")] * 14],
    ],
    ids=["short", "dashes", "an open cell before", "two types"],
)
def test_a_table_without_a_column_worth_it_has_no_index(rows):
    assert index.build_index(rules(rows), 2) is None


def test_an_index_that_would_grow_too_large_is_not_built():
    rows = [(f"> {each}", "-", "1") for each in range(14)]
    with patch.object(index, "MOST_ENTRIES", 50):
        assert index.build_index(rules(rows), 2) is None
