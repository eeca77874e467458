"""What a table says of itself before it decides: exact for constants, else silent."""

from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.dmn.tables import cover
from tests.unit.dmn.drawing import decision, load, table

ALLOWED = "<inputValues><text>{}</text></inputValues>"
DEFAULT = "<defaultOutputEntry><text>0</text></defaultOutputEntry>"
RANKS = "<outputValues><text>3, 2, 1</text></outputValues>"


def review(rows, inputs=("x",), policy="UNIQUE", extra=None, kind="", **options):
    written = policy if "=" in policy else f'hitPolicy="{policy}"'
    logic = table(rows, inputs=inputs, policy=written, extra=extra, **options)
    if kind:
        logic = logic.replace(
            "<inputExpression>", f'<inputExpression typeRef="{kind}">'
        )
    return load(decision(logic)).review()


def told(*arguments, **more):
    return [(each.rule, each.level) for each in review(*arguments, **more)]


def example(*arguments, **more):
    (found,) = review(*arguments, **more)
    return found.text.facts["example"]


ALL = ("-", "9")


def test_rows_that_overlap_are_an_error_of_a_unique_table():
    assert told([("> 1", "1"), ("<= 2", "2")]) == [("dmn-rows-overlap", "error")]


def test_an_overlap_names_its_rows_and_an_example():
    (found,) = review([("> 1", "1"), ("<= 1", "1"), ("[2..3]", "2")])
    assert (found.text.facts["one"], found.text.facts["other"]) == (1, 3)
    assert found.text.facts["example"] == "x in [2..3]"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_findings_are_told_in_both_languages(language):
    (found,) = review([("> 1", "1"), ("<= 2", "2")])
    assert "x in (1..2]" in found.say(language)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<= 5", "> 5"),
        ("[1..5)", "[5..9]"),
        ('"a"', '"b", "c"'),
        ('"a"', 'not("a")'),
        ("true", "false"),
        ('< date("2026-01-01")', '>= @"2026-01-01"'),
        ("5", "!= 5"),
        ("null", "not(null)"),
        ("> 5", "? < limit"),
        ("> 5", "< limit"),
        ("5", '"a"'),
        ("> today()", "> 1"),
    ],
)
def test_rows_that_cannot_be_shown_to_overlap_are_no_error(first, second):
    rows = [(first, "1"), (second, "2")]
    assert "dmn-rows-overlap" not in dict(told(rows))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5", "5.0"),
        ("[1..5]", "[5..9]"),
        ("-", "null"),
        ('not("a")', 'not("b")'),
        ('date("2026-01-01")', '> date("2025-12-31")'),
        ('"b"', '["a".."c"]'),
        ('duration("P1D")', '< duration("PT25H")'),
        ("1, 2, 3", "(2..3]"),
    ],
)
def test_rows_that_share_a_value_are_an_error(first, second):
    rows = [(first, "1"), (second, "2")]
    assert ("dmn-rows-overlap", "error") in told(rows)


def test_columns_apart_keep_rows_apart():
    rows = [("> 1", '"a"', "1"), ("> 1", '"b"', "2"), ("<= 1", "-", "3")]
    more = {"y": ALLOWED.format('"a", "b"')}
    assert told(rows, inputs=("x", "y"), extra=more) == []


def test_columns_that_ask_the_same_data_only_make_it_likely():
    rows = [("> 1", "true", "1"), ("> 2", "true", "2")]
    found = told(rows, inputs=("x", "x > 9"))
    assert ("dmn-rows-overlap", "warning") in found


def test_an_overlap_outside_of_the_allowed_values_is_none():
    rows = [('"a"', "1"), ('not("a")', "2"), ('"z"', "3")]
    found = told(rows, extra={"x": ALLOWED.format('"a", "b"')})
    assert found == [("dmn-row-never-applies", "warning")]


def test_rows_of_any_may_overlap_when_they_agree():
    assert told([("-", "1"), ("> 1", "1")], policy="ANY") == []


def test_rows_of_any_that_differ_are_an_error():
    found = told([("-", "1"), ("> 1", "2")], policy="ANY")
    assert found == [("dmn-rows-contradict", "error")]


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rows_of_a_list_may_overlap(policy):
    assert told([("> 1", "1"), ("> 2", "2")], policy=policy) == []


def test_a_row_behind_one_that_takes_all_is_unreachable():
    (found,) = review([ALL, ("> 1", "1")], policy="FIRST")
    assert (found.rule, found.text.facts["rows"]) == ("dmn-row-unreachable", "1")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("> limit", "true"), ("> limit", "true")),
        (("> limit", "-"), ("> limit", "true")),
        (("> limit", "< 9"), ("> limit", "< 5")),
        (("-", "> limit"), ("> limit", "> limit")),
    ],
)
def test_a_row_behind_one_that_says_no_less_in_the_same_words_is_unreachable(
    first, second
):
    rows = [(*first, "1"), (*second, "2"), ("-", "-", "3")]
    (found,) = review(rows, inputs=("x", "y"), policy="FIRST")

    assert (found.rule, found.text.facts["row"]) == ("dmn-row-unreachable", 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("> limit", "true"), ("> limit", "-")),
        (("> limit", "< 5"), ("> limit", "< 9")),
        (("> limit", "-"), ("> other", "-")),
        (("> limit", "> limit"), ("> limit", "-")),
    ],
)
def test_a_row_behind_one_that_says_more_may_be_reached(first, second):
    rows = [(*first, "1"), (*second, "2"), ("-", "-", "3")]
    found = told(rows, inputs=("x", "y"), policy="FIRST")

    assert "dmn-row-unreachable" not in dict(found)


def test_rows_of_the_same_words_are_likely_to_overlap():
    rows = [("> limit", "1"), ("> limit", "2"), ("<= limit", "3")]

    assert ("dmn-rows-overlap", "warning") in told(rows)


def test_a_row_behind_several_that_take_all_together_names_them():
    rows = [("< 5", "1"), ("> 7", "2"), ("[5..6]", "3"), ("[4..6]", "4"), ALL]
    (found,) = review(rows, policy="FIRST")
    assert (found.text.facts["row"], found.text.facts["rows"]) == (4, "1, 3")


def test_a_row_that_null_still_reaches_is_reachable():
    assert told([("<= 5", "1"), ("> 5", "2"), ALL], policy="FIRST") == []


def test_a_row_behind_an_open_cell_is_reachable():
    assert told([("> limit", "1"), ("> 5", "2"), ALL], policy="FIRST") == []


def test_a_row_that_a_better_one_always_beats_is_unreachable():
    rows = [("> 5", "1"), ("-", "2")]
    (found,) = review(rows, policy="PRIORITY", extra={"r": RANKS})
    assert (found.text.facts["row"], found.text.facts["rows"]) == (1, "2")


def test_a_row_that_is_best_where_it_applies_is_reachable():
    assert told([("> 5", "3"), ("-", "2")], policy="PRIORITY", extra={"r": RANKS}) == []


@pytest.mark.parametrize(
    ("rows", "hole"),
    [
        ([("< 5", "1")], "x >= 5"),
        ([("<= 5", "1"), ("> 7", "2")], "x in (5..7]"),
        ([("< 5", "1"), ("> 5", "2")], "x = 5"),
        ([('"a"', "1"), ('"b"', "2")], 'not(x in ("a", "b"))'),
        ([("true", "1")], "x = false"),
        ([('< date("2026-01-01")', "1")], "x >= 2026-01-01"),
    ],
)
def test_a_gap_is_told_by_an_example(rows, hole):
    assert example(rows) == hole


def test_a_gap_names_all_columns_it_needs():
    rows = [("< 5", "-", "1"), (">= 5", '"good"', "2")]
    more = {"y": ALLOWED.format('"good", "bad"')}
    assert example(rows, inputs=("x", "y"), extra=more) == 'x >= 5 and y = "bad"'


def test_there_is_no_gap_between_two_days():
    rows = [('<= date("2026-01-01")', "1"), ('>= date("2026-01-02")', "2")]
    assert told(rows) == []


@pytest.mark.parametrize("kind", ["tGrade", "boolean"])
def test_the_type_of_a_column_tells_all_its_values(kind):
    grade = (
        '<itemDefinition name="tGrade"><typeRef>boolean</typeRef>'
        "<allowedValues><text>true, false</text></allowedValues></itemDefinition>"
    )
    logic = table([("true", "1"), ("false", "2")])
    logic = logic.replace("<inputExpression>", f'<inputExpression typeRef="{kind}">')
    assert load(grade, decision(logic)).review() == []


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([("< 5", "1")], {"extra": {"r": DEFAULT}}),
        ([("< 5", "1")], {"policy": "COLLECT"}),
        ([("< 5", "1"), ALL], {"policy": "FIRST"}),
        ([('"a"', "1")], {"extra": {"x": ALLOWED.format('"a"')}}),
    ],
)
def test_a_table_that_answers_everything_has_no_gap(rows, more):
    assert told(rows, **more) == []


def test_gaps_that_nobody_can_see_ask_for_a_default():
    assert told([("> limit", "1")]) == [("dmn-no-default", "warning")]


def test_a_column_of_dashes_is_unused():
    rows = [("> 1", "-", "1"), ("<= 1", "", "2")]
    (found,) = review(rows, inputs=("x", "y"))
    assert (found.rule, found.text.facts["where"].facts["column"]) == (
        "dmn-input-unused",
        "y",
    )


def test_a_cell_of_another_type_is_an_error():
    rows = [("> 1", "1"), ('"a"', "2"), ("<= 1", "3")]
    found = told(rows, kind="number", extra={"r": DEFAULT})
    assert found == [("dmn-cell-of-other-type", "error")]


def test_a_cell_of_another_type_names_its_row_and_column():
    rows = [("> 1", "1"), ('"a"', "2")]
    (found,) = review(rows, kind="number", extra={"r": DEFAULT})
    where = found.text.facts["where"].facts
    assert (where["row"], where["column"]) == (2, "x")


def test_a_column_whose_cells_all_are_of_another_type_is_doubtful():
    found = told([("> 1", "1"), ("<= 1", "2")], kind="string")
    assert found == [("dmn-column-of-other-type", "warning")]


def test_two_rows_that_say_the_same_are_told():
    rows = [("> 1", "1"), ("(1..null)", "1"), ("> 1", "1")]
    assert told(rows, policy="COLLECT") == [("dmn-rows-alike", "warning")]


def test_a_column_without_a_question_has_conditions_of_its_own():
    logic = table([("x > 5", "1"), ("x <= 5", "2")], inputs=("y",))
    logic = logic.replace("<inputExpression><text>y</text></inputExpression>", "")
    model = load(decision(logic))
    assert model.decision("d").decide({"x": 3}).rows == (2,)
    assert [each.rule for each in model.review()] == ["dmn-no-default"]


def test_a_check_that_grows_too_large_says_so():
    rows = [
        (f"[{a}..{a + 3}]", f"[{b}..{b + 3}]", "1")
        for a, b in product(range(0, 60, 6), range(0, 60, 6))
    ]
    with patch.object(cover.Steps.__init__, "__defaults__", (100,)):
        found = told(rows, inputs=("x", "y"))
    assert found == [("dmn-check-unfinished", "warning")]


def test_a_large_table_is_checked_to_its_end():
    rows = [
        (f"[{a}..{a + 1})", f"[{b}..{b + 1})", "1")
        for a, b in product(range(20), range(20))
    ]
    assert {rule for rule, _ in told(rows, inputs=("x", "y"))} == {"dmn-gap"}


CELLS = st.one_of(
    st.just("-"),
    st.builds(
        "{} {}".format, st.sampled_from(["<", ">=", "=", "!="]), st.integers(0, 4)
    ),
    st.builds("[{}..{})".format, st.integers(0, 1), st.integers(2, 4)),
    st.builds("not({}, {})".format, st.integers(0, 4), st.integers(0, 4)),
)
SAMPLES = [number / 2 for number in range(-1, 10)]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_gaps_and_overlaps_are_those_that_deciding_meets(cells):
    rows = [(*each, str(number)) for number, each in enumerate(cells)]
    logic = table(rows, inputs=("x", "y"), policy='hitPolicy="COLLECT"')
    decided = load(decision(logic)).decision("d").decide
    hits = [len(decided({"x": x, "y": y}).rows) for x, y in product(SAMPLES, SAMPLES)]
    rules = {rule for rule, _ in told(rows, inputs=("x", "y"))}
    assert ("dmn-gap" in rules) == (min(hits) == 0)
    assert ("dmn-rows-overlap" in rules) == (max(hits) > 1)


WORDED = st.sampled_from(["-", "> limit", "< limit", "> other", "< 3", "2", ">= 2"])


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(WORDED, WORDED), min_size=2, max_size=6))
def test_a_row_told_to_be_unreachable_never_answers(cells):
    rows = [(*each, str(number)) for number, each in enumerate(cells, 1)]
    logic = table(rows, inputs=("x", "y"), policy='hitPolicy="FIRST"')
    decided = load(decision(logic)).decision("d").decide
    found = review(rows, inputs=("x", "y"), policy="FIRST")
    vain = {
        each.text.facts["row"] for each in found if each.rule == "dmn-row-unreachable"
    }
    asked = product((1, 2, 3), (1, 2, 3), (0, 2, 4), (1, 3))
    names = [dict(zip(("x", "y", "limit", "other"), one, strict=True)) for one in asked]
    answers = {row for each in names for row in decided(each).rows}

    assert vain & answers == set()
