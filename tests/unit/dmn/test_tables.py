"""Decision tables: which rows answer, and how each hit policy makes its answer."""

from decimal import Decimal

import pytest

from runtime import feel
from runtime.kernel.errors import DecisionFailed
from tests.unit.dmn.drawing import decision, load, table

STEPS = [("> 1", "10"), ("> 2", "20"), ("> 3", "30")]
VALUES = "<outputValues><text>30, 10, 20</text></outputValues>"
DEFAULT = "<defaultOutputEntry><text>7</text></defaultOutputEntry>"


def decide(logic, **scope):
    return load(decision(logic)).decision("d").decide(scope)


def test_the_output_stands_under_its_name():
    assert decide(table([("1", '"one"')]), x=1).outputs == {"r": "one"}


def test_several_outputs_stand_beside_each_other():
    logic = table([("1", '"P0"', '"red"')], outputs=("grade", "color"))
    assert decide(logic, x=1).outputs == {"grade": "P0", "color": "red"}


def test_a_verdict_names_the_row_from_one():
    assert decide(table([("1", "1"), ("2", "2")]), x=2).rows == (2,)


def test_a_verdict_shows_what_the_columns_asked():
    logic = table([("-", "-", "1")], inputs=("x + 1", "y"))
    assert decide(logic, x=1, y="a").inputs == (Decimal(2), "a")


def test_a_verdict_names_its_decision():
    assert decide(table([("1", "1")]), x=1).decision == "d"


def test_each_verdict_has_outputs_of_its_own():
    found = load(decision(table([("-", "1", "2")], outputs=("a", "b")))).decision("d")
    found.decide({"x": 1}).outputs["a"] = "changed"
    assert found.decide({"x": 1}).outputs["a"] == Decimal(1)


def test_the_scope_is_never_changed():
    scope = {"x": 1, "r": {"kept": True}}
    load(decision(table([("1", '"new"')]))).decision("d").decide(scope)
    assert scope == {"x": 1, "r": {"kept": True}}


def test_an_empty_cell_applies_to_everything():
    assert decide(table([("", "1")]), x=None).rows == (1,)


def test_all_columns_of_a_row_must_apply():
    logic = table([("1", "2", '"both"')], inputs=("x", "y"))
    assert decide(logic, x=1, y=3).rows == ()


def test_without_a_hit_the_output_is_null():
    assert decide(table([("1", "1")]), x=9).outputs == {"r": None}


def test_without_a_hit_every_output_is_null():
    logic = table([("1", "1", "2")], outputs=("a", "b"))
    assert decide(logic, x=9).outputs == {"a": None, "b": None}


def test_without_a_hit_the_default_answers():
    logic = table([("1", "1")], extra={"r": DEFAULT})
    assert decide(logic, x=9).outputs == {"r": Decimal(7)}


def test_a_default_names_no_row():
    assert decide(table([("1", "1")], extra={"r": DEFAULT}), x=9).rows == ()


def test_an_output_may_be_calculated():
    assert decide(table([("-", "x * 2")]), x=4).outputs == {"r": Decimal(8)}


def test_an_output_may_be_left_empty():
    assert decide(table([("-", "")]), x=4).outputs == {"r": None}


def test_unique_refuses_two_rows_by_number():
    with pytest.raises(DecisionFailed) as caught:
        decide(table(STEPS), x=3)
    assert (caught.value.code, caught.value.facts["rows"]) == (
        "dmn-several-rows",
        "1, 2",
    )


@pytest.mark.parametrize(
    ("policy", "value", "rows"),
    [
        ("FIRST", Decimal(10), (1,)),
        ("PRIORITY", Decimal(30), (3,)),
        ("RULE ORDER", [Decimal(10), Decimal(20), Decimal(30)], (1, 2, 3)),
        ("OUTPUT ORDER", [Decimal(30), Decimal(10), Decimal(20)], (3, 1, 2)),
        ("COLLECT", [Decimal(10), Decimal(20), Decimal(30)], (1, 2, 3)),
    ],
)
def test_each_policy_answers_in_its_own_way(policy, value, rows):
    found = decide(
        table(STEPS, policy=f'hitPolicy="{policy}"', extra={"r": VALUES}), x=9
    )
    assert (found.value, found.rows) == (value, rows)


@pytest.mark.parametrize(
    ("aggregation", "value"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)]
)
def test_collect_can_aggregate(aggregation, value):
    policy = f'hitPolicy="COLLECT" aggregation="{aggregation}"'
    assert decide(table(STEPS, policy=policy), x=9).value == Decimal(value)


def test_any_answers_when_all_rows_agree():
    logic = table([("> 1", '"a"'), ("> 2", '"a"')], policy='hitPolicy="ANY"')
    assert decide(logic, x=9).value == "a"


def test_any_refuses_rows_that_differ():
    with pytest.raises(DecisionFailed) as caught:
        decide(table(STEPS, policy='hitPolicy="ANY"'), x=9)
    assert caught.value.code == "dmn-rows-disagree"


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER"])
def test_a_list_without_hits_is_empty_and_never_null(policy):
    logic = table(STEPS, policy=f'hitPolicy="{policy}"')
    assert decide(logic, x=0).outputs == {"r": []}


def test_counting_no_rows_is_zero():
    policy = 'hitPolicy="COLLECT" aggregation="COUNT"'
    assert decide(table(STEPS, policy=policy), x=0).value == Decimal(0)


def test_a_sum_of_texts_is_refused():
    logic = table([("-", '"a"')], policy='hitPolicy="COLLECT" aggregation="SUM"')
    with pytest.raises(DecisionFailed) as caught:
        decide(logic, x=0)
    assert caught.value.code == "dmn-no-value"


def test_rows_of_several_columns_stand_under_the_decision():
    logic = table([("-", "1", "2")], outputs=("a", "b"), policy='hitPolicy="COLLECT"')
    assert decide(logic, x=0).outputs == {"d": [{"a": Decimal(1), "b": Decimal(2)}]}


def test_first_does_not_look_behind_the_hit():
    logic = table([("1", '"a"'), ("missing > 1", '"b"')], policy='hitPolicy="FIRST"')
    assert decide(logic, x=1).value == "a"


def test_ambient_names_are_read_from_the_frame():
    found = load(
        decision(table([("> param.limit", '"held"')])), ambient=frozenset({"param"})
    ).decision("d")
    frame = feel.Frame(ambient={"param": {"limit": Decimal("0.05")}})
    assert found.decide({"x": Decimal("0.0501")}, frame).value == "held"


def test_a_column_may_ask_an_ambient_path():
    logic = table([("5", '"five"')], inputs=("param.limit",))
    found = load(decision(logic), ambient=frozenset({"param"})).decision("d")
    frame = feel.Frame(ambient={"param": {"limit": Decimal(5)}})
    assert found.decide({}, frame).value == "five"


def test_a_table_tells_its_columns():
    logic = table([("1", "2", "3", "4")], inputs=("x", "y"), outputs=("a", "b"))
    found = load(decision(logic)).decision("d")
    assert [each.zh for each in found.inputs] == ["x", "y"]
    assert found.outputs == ("a", "b")
