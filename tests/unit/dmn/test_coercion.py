"""Where a model names a type, a value is made to fit it: one list less or more, a date
at midnight; else it is null."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from runtime.kernel.errors import DecisionFailed
from tests.unit.dmn.drawing import decision, input_data, literal, load, table

ONE = Decimal(1)
POSITIVE = (
    '<itemDefinition name="tPositive"><typeRef>number</typeRef>'
    "<allowedValues><text>&gt; 0</text></allowedValues></itemDefinition>"
)
PAIR = (
    '<itemDefinition name="tPair" isCollection="true"><typeRef>tPositive</typeRef>'
    "<typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>"
)
MAKER = (
    '<itemDefinition name="tMaker"><functionItem outputTypeRef="string">'
    '<parameters name="n" typeRef="number"/></functionItem></itemDefinition>'
)
NEEDS = ["Knowledge:f"]


def typed(name, kind):
    return f'<variable name="{name}" typeRef="{kind}"/>'


def knowledge(text, *, parameter="", kind=""):
    given = f' typeRef="{parameter}"' if parameter else ""
    return (
        f'<businessKnowledgeModel id="f" name="f">{typed("f", kind) if kind else ""}'
        f'<encapsulatedLogic><formalParameter name="n"{given}/>{literal(text)}'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )


def value(*boxes, **scope):
    return load(*boxes).decision("d").decide(scope).value


def asked(text, kind):
    box = decision(literal(text))
    return box.replace("<literal", f"{typed('d', kind)}<literal", 1)


def test_a_date_becomes_the_moment_it_begins_with():
    found = value(asked('date("2026-05-01")', "dateTime"))
    assert found == datetime(2026, 5, 1, tzinfo=UTC)


def test_input_data_is_made_to_fit():
    box = decision(literal("day"), needs=["Input:day"])
    found = value(input_data("day", "dateTime"), box, day=date(2026, 5, 1))
    assert found == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["[1, 2]", "[[1, 2]]"])
def test_a_constraint_of_a_list_looks_at_the_list(text):
    assert value(POSITIVE, PAIR, asked(text, "tPair")) == [1, 2]


@pytest.mark.parametrize("text", ["[1]", "[1, 2, 3]", "[1, -2]", "1"])
def test_a_list_that_breaks_a_constraint_is_no_answer(text):
    with pytest.raises(DecisionFailed):
        value(POSITIVE, PAIR, asked(text, "tPair"))


def test_an_argument_is_made_to_fit_the_parameter():
    call = decision(literal("f([4])"), needs=NEEDS)
    assert value(knowledge("n + 1", parameter="number"), call) == Decimal(5)


def test_an_argument_that_breaks_a_constraint_makes_the_call_null():
    call = decision(literal("if f(-1) = null then 1 else 2"), needs=NEEDS)
    assert value(POSITIVE, knowledge("n", parameter="tPositive"), call) == ONE


def test_an_argument_within_the_constraint_is_taken():
    call = decision(literal("f(7)"), needs=NEEDS)
    assert value(POSITIVE, knowledge("n", parameter="tPositive"), call) == 7


@pytest.mark.parametrize("kind", ["number", "tNumber"])
def test_knowledge_gives_what_its_variable_says(kind):
    item = MAKER.replace("tMaker", "tNumber").replace('"string"', '"number"')
    call = decision(literal("f([3])"), needs=NEEDS)
    assert value(item, knowledge("n", kind=kind), call) == Decimal(3)


def test_a_function_value_fits_a_type_of_functions():
    box = asked("function(n: number) string(n)", "tMaker")
    found = value(MAKER, box)
    assert [name for name, _ in found.parameters] == ["n"]


@pytest.mark.parametrize("text", ["1", "function(a, b) a", "function(s: string) s"])
def test_what_is_no_such_function_is_no_answer(text):
    with pytest.raises(DecisionFailed):
        value(MAKER, asked(text, "tMaker"))


def test_a_named_type_may_type_a_parameter_of_an_expression():
    box = decision(literal("(function(p: tPair) count(p))([1, 2])"))
    assert value(POSITIVE, PAIR, box) == 2


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("[1, 2] instance of tPair", True),
        ("[-1] instance of tPair", True),
        ('"a" instance of tPositive', False),
        ("null instance of tPositive", False),
        ("[1] instance of list<tPositive>", True),
        ("{a: 1} instance of context<a: tPositive>", True),
        ("(function(n: number) string(n)) instance of tMaker", True),
        ("[1..2] instance of range<tPositive>", True),
    ],
)
def test_a_named_type_stands_behind_instance_of(text, truth):
    assert value(POSITIVE, PAIR, MAKER, decision(literal(text))) is truth


def test_the_longest_name_of_a_type_is_meant():
    item = POSITIVE.replace("tPositive", "date of birth").replace("number", "string")
    assert value(item, decision(literal('"x" instance of date of birth'))) is True


def test_the_column_of_a_relation_makes_its_cells_fit():
    logic = (
        '<relation><column name="a" typeRef="number"/>'
        f"<row>{literal('[1]')}</row></relation>"
    )
    assert value(decision(logic)) == [{"a": ONE}]


def test_the_parameter_of_an_invocation_makes_its_value_fit():
    call = (
        f"<invocation>{literal('f')}<binding>"
        f'<parameter name="n" typeRef="number"/>{literal("[5]")}</binding></invocation>'
    )
    assert value(knowledge("n"), decision(call, needs=NEEDS)) == Decimal(5)


def test_a_boxed_function_gives_the_type_it_names():
    function = (
        '<functionDefinition typeRef="number"><formalParameter name="n"/>'
        f"{literal('[n]')}</functionDefinition>"
    )
    entries = (
        f'<contextEntry><variable name="g"/>{function}</contextEntry>'
        f"<contextEntry>{literal('g(2)')}</contextEntry>"
    )
    assert value(decision(f"<context>{entries}</context>")) == Decimal(2)


def test_a_written_output_is_made_to_fit_its_column():
    many = (
        '<itemDefinition name="tMany" isCollection="true"><typeRef>number</typeRef>'
        "</itemDefinition>"
    )
    logic = table([("-", "1")]).replace('name="r"', 'name="r" typeRef="tMany"')
    assert value(many, decision(logic), x=1) == [ONE]


def test_a_type_ranks_the_outputs_of_a_priority_table():
    grade = (
        '<itemDefinition name="tGrade"><typeRef>string</typeRef>'
        '<allowedValues><text>"high", "low"</text></allowedValues></itemDefinition>'
    )
    logic = table([("> 1", '"low"'), ("> 2", '"high"')], policy='hitPolicy="PRIORITY"')
    logic = logic.replace('name="r"', 'name="r" typeRef="tGrade"')
    assert value(grade, decision(logic), x=9) == "high"


def test_outputs_may_be_allowed_by_an_interval():
    allowed = "<outputValues><text>[1..9]</text></outputValues>"
    logic = table([("-", "5")], extra={"r": allowed})
    assert value(decision(logic), x=1) == Decimal(5)


@pytest.mark.parametrize(
    "logic", ["", "<context><contextEntry/></context>", "<invocation/>"]
)
def test_what_has_no_logic_is_null(logic):
    model = load(decision(f"<list>{logic}</list>"), tolerant=True)
    assert model.decision("d").decide({}).value in ([], [None])


def test_what_stands_on_a_decision_without_logic_sees_null():
    empty, asks = decision("", "e"), decision(literal("e = null"), needs=["Decision:e"])
    assert load(empty, asks, tolerant=True).decision("d").decide({}).value is True


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("list&lt;number&gt;", "[1, 2]"),
        ("list&lt;tPositive&gt;", "[1, 2]"),
        ("range&lt;number&gt;", "[1..2]"),
    ],
)
def test_a_type_may_be_written_with_its_parts(kind, text):
    assert value(POSITIVE, asked(text, kind)) is not None


def test_a_list_of_another_type_is_no_answer():
    with pytest.raises(DecisionFailed):
        value(asked('["a"]', "list&lt;number&gt;"))


def test_a_service_whose_value_does_not_fit_is_null_to_its_caller():
    service = (
        '<decisionService id="s" name="s"><variable name="s" typeRef="string"/>'
        '<outputDecision href="#a"/><inputData href="#i"/></decisionService>'
    )
    boxes = input_data("i"), decision(literal("i"), "a", ["Input:i"]), service
    asks = decision(literal("s(1) = null"), needs=["Knowledge:s"])
    assert value(*boxes, asks) is True
