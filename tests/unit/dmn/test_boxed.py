"""Boxed expressions: each form of logic beside tables."""

from decimal import Decimal

import pytest

from runtime.kernel.errors import DecisionFailed
from tests.unit.dmn.drawing import decision, literal, load, table

BIG, SMALL = '"big"', '"small"'
ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def entry(name, logic, kind=""):
    reference = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{reference}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def value_of(logic, **scope):
    return load(decision(logic)).decision("d").decide(scope).value


def loop(tag, source, body, answer):
    return (
        f'<{tag} iteratorVariable="i"><in>{literal(source)}</in>'
        f"<{answer}>{literal(body)}</{answer}></{tag}>"
    )


def chosen(source, match):
    return f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>"


def test_a_context_gives_all_its_entries():
    logic = f"<context>{entry('a', literal('1'))}{entry('b', literal('2'))}</context>"
    assert value_of(logic) == {"a": ONE, "b": TWO}


def test_an_entry_sees_the_entries_before_it():
    entries = entry("a", literal("1")) + entry("b", literal("a + x"))
    assert value_of(f"<context>{entries}</context>", x=1) == {"a": ONE, "b": TWO}


def test_an_entry_without_a_name_is_the_result():
    entries = entry("a", literal("1")) + entry("", literal("a + 2"))
    assert value_of(f"<context>{entries}</context>") == THREE


def test_an_entry_fits_its_type():
    logic = f"<context>{entry('a', literal('[1]'), 'number')}</context>"
    assert value_of(logic) == {"a": ONE}


def test_a_list_gives_its_items():
    assert value_of(f"<list>{literal('1')}{literal('2')}</list>") == [ONE, TWO]


def test_a_relation_gives_a_context_a_row():
    logic = (
        '<relation><column name="a"/><column name="b"/>'
        f"<row>{literal('1')}{literal('2')}</row></relation>"
    )
    assert value_of(logic) == [{"a": ONE, "b": TWO}]


def test_a_function_is_called_by_an_invocation():
    function = (
        "<functionDefinition><formalParameter name='n'/>"
        + literal("n + 1")
        + "</functionDefinition>"
    )
    call = (
        "<invocation>"
        + literal("f")
        + "<binding><parameter name='n'/>"
        + literal("2")
        + "</binding></invocation>"
    )
    logic = f"<context>{entry('f', function)}{entry('', call)}</context>"
    assert value_of(logic) == THREE


def test_a_function_is_called_by_an_expression():
    function = (
        "<functionDefinition><formalParameter name='n' typeRef='number'/>"
        + literal("n + x")
        + "</functionDefinition>"
    )
    logic = f"<context>{entry('f', function)}{entry('', literal('f(2)'))}</context>"
    assert value_of(logic, x=1) == THREE


@pytest.mark.parametrize(("x", "answer"), [(5, "big"), (1, "small"), (None, "small")])
def test_a_conditional_takes_one_side(x, answer):
    sides = f"<then>{literal(BIG)}</then><else>{literal(SMALL)}</else>"
    logic = f"<conditional><if>{literal('x > 2')}</if>{sides}</conditional>"
    assert value_of(logic, x=x) == answer


def test_a_filter_keeps_what_matches():
    assert value_of(chosen("[1, 2, 3]", "item > 1")) == [TWO, THREE]


def test_a_filter_sees_the_fields_of_an_item():
    assert value_of(chosen("[{a: 1}, {a: 2}]", "a = 2")) == [{"a": TWO}]


@pytest.mark.parametrize(
    ("position", "found"), [("1", ONE), ("-1", THREE), ("9", None)]
)
def test_a_filter_may_be_a_position(position, found):
    assert value_of(chosen("[1, 2, 3]", position)) == found


def test_a_filter_without_a_truth_is_refused():
    with pytest.raises(DecisionFailed):
        value_of(chosen("[1]", '"yes"'))


def test_for_gives_a_value_an_item():
    assert value_of(loop("for", "[1, 2]", "i * 1", "return")) == [ONE, TWO]


def test_for_walks_a_range():
    assert value_of(loop("for", "[1..3]", "i", "return")) == [ONE, TWO, THREE]


def test_for_sees_what_it_has_made():
    assert value_of(loop("for", "[1, 2]", "i + count(partial)", "return")) == [
        ONE,
        THREE,
    ]


def test_for_over_nothing_is_refused():
    with pytest.raises(DecisionFailed):
        value_of(loop("for", "null", "i", "return"))


@pytest.mark.parametrize(
    ("tag", "body", "truth"),
    [
        ("some", "i > 1", True),
        ("some", "i > 2", False),
        ("every", "i > 0", True),
        ("every", "i > 1", False),
        ("every", "null", None),
    ],
)
def test_some_and_every_say_whether_items_satisfy(tag, body, truth):
    assert value_of(loop(tag, "[1, 2]", body, "satisfies")) is truth


def test_a_table_may_stand_inside_a_context():
    logic = (
        f"<context>{entry('t', table([('1', '5')]))}{entry('', literal('t'))}</context>"
    )
    assert value_of(logic, x=1) == Decimal(5)


def test_an_expression_fits_the_type_it_names():
    logic = '<literalExpression typeRef="number"><text>[3]</text></literalExpression>'
    assert value_of(logic) == THREE


def test_deep_boxes_are_compiled_and_run():
    logic = "<list>" * 120 + literal("1") + "</list>" * 120
    assert str(value_of(logic)).count("[") == 120
