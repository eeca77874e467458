"""Loading names every fault at once: which table, which row, which column."""

import pytest

from runtime import dmn
from runtime.kernel.errors import DecisionFailed, Misconfigured
from tests.unit.dmn.drawing import (
    decision,
    draw,
    input_data,
    literal,
    load,
    table,
)

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]
TYPED = '<decision id="d" name="d"><variable name="d" typeRef="money"/>{}</decision>'
ITEM = '<itemDefinition name="{}"><typeRef>{}</typeRef></itemDefinition>'

TAKES = (
    "<functionDefinition><formalParameter name='n' typeRef='t0'/>"
    f"{literal('n')}</functionDefinition>"
)


def faults(*boxes):
    with pytest.raises(Misconfigured) as caught:
        load(*boxes)
    return [each.rule for each in caught.value.findings if each.level == "error"]


def finding(*boxes):
    with pytest.raises(Misconfigured) as caught:
        load(*boxes)
    return next(each for each in caught.value.findings if each.level == "error")


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_from_1_1_to_1_5_is_read(namespace):
    data = draw(decision(literal("1")), namespace=namespace)
    assert dmn.load(data).decision("d").decide({}).value == 1


def test_another_namespace_is_refused():
    with pytest.raises(Misconfigured) as caught:
        dmn.load(draw(decision(literal("1")), namespace="http://example.org/dmn"))
    assert caught.value.findings[0].rule == "dmn-unknown-version"


def test_a_doctype_is_refused():
    data = b"<!DOCTYPE definitions>" + draw(decision(literal("1")))
    with pytest.raises(Misconfigured) as caught:
        dmn.load(data)
    assert caught.value.findings[0].rule == "xml-doctype"


@pytest.mark.parametrize(
    ("rule", "box"),
    [
        ("dmn-without-decision", ""),
        ("dmn-no-logic", decision("")),
        ("dmn-no-logic", decision(literal(" "))),
        ("dmn-expression-broken", decision(literal("1 +"))),
        ("dmn-unknown-type", TYPED.format(literal("1"))),
        ("dmn-unknown-requirement", decision(literal("1"), needs=["Decision:gone"])),
        ("dmn-circle", decision(literal("d"), needs=["Decision:d"])),
        ("dmn-external-function", decision('<functionDefinition kind="Java"/>')),
        ("dmn-table-without-rows", decision(table([]))),
        ("dmn-table-without-outputs", decision(table([("1",)], outputs=()))),
        ("dmn-row-of-other-length", decision(table([("1",)]))),
        ("dmn-column-without-question", decision(table([("1", "1")], inputs=("",)))),
        (
            "dmn-unknown-hit-policy",
            decision(table([("1", "1")], policy='hitPolicy="X"')),
        ),
        (
            "dmn-output-without-name",
            decision(table([("1", "1", "1")], outputs=("", ""))),
        ),
        ("dmn-output-twice", decision(table([("1", "1", "1")], outputs=("a", "a")))),
    ],
)
def test_a_fault_of_the_model_is_refused(rule, box):
    assert rule in faults(box)


@pytest.mark.parametrize(
    ("rule", "policy"),
    [
        ("dmn-no-ranks", 'hitPolicy="PRIORITY"'),
        ("dmn-no-ranks", 'hitPolicy="OUTPUT ORDER"'),
        ("dmn-misplaced-aggregation", 'hitPolicy="FIRST" aggregation="SUM"'),
        ("dmn-unknown-aggregation", 'hitPolicy="COLLECT" aggregation="AVG"'),
    ],
)
def test_a_fault_of_the_policy_is_refused(rule, policy):
    assert faults(decision(table([("1", "1")], policy=policy))) == [rule]


def test_an_output_that_is_not_allowed_is_refused():
    allowed = '<outputValues><text>"P0","P1"</text></outputValues>'
    logic = table([("1", '"P9"')], extra={"r": allowed})
    assert faults(decision(logic)) == ["dmn-output-not-allowed"]


def test_an_output_of_another_type_is_refused():
    logic = table([("1", '"two"')]).replace('name="r"', 'name="r" typeRef="number"')
    assert faults(decision(logic)) == ["dmn-output-of-other-type"]


def test_another_expression_language_is_refused():
    logic = literal("1").replace(
        "<literalExpression", '<literalExpression expressionLanguage="python"'
    )
    assert faults(decision(logic)) == ["dmn-other-language"]


def test_a_model_that_is_there_for_others_needs_no_decision():
    assert load(ITEM.format("a", "number")).decisions == {}


def test_a_name_that_stands_twice_is_refused():
    boxes = input_data("x"), decision(literal("1")), '<decision id="e" name="x"/>'
    assert faults(*boxes).count("dmn-name-twice") == 2


def test_a_type_defined_by_itself_is_refused():
    items = ITEM.format("a", "b") + ITEM.format("b", "a")
    assert faults(items, decision(literal("1"))) == ["dmn-type-circle"] * 2


def test_types_that_lead_on_for_ever_are_refused_at_once():
    fields = "<itemComponent name='f'><typeRef>t{}</typeRef></itemComponent>"
    chain = "".join(
        f'<itemDefinition name="t{each}">{fields.format(each + 1)}</itemDefinition>'
        for each in range(2000)
    )
    last = ITEM.format("t2000", "number")
    assert faults(chain, last, decision(TAKES)) == ["dmn-too-deep"]


def test_types_of_many_types_are_compiled_once_each():
    part = '<itemComponent name="f{}"><typeRef>t{}</typeRef></itemComponent>'
    chain = "".join(
        f'<itemDefinition name="t{each}">'
        + "".join(part.format(field, each + 1) for field in range(10))
        + "</itemDefinition>"
        for each in range(30)
    )
    last = ITEM.format("t30", "number")
    assert load(chain, last, decision(TAKES)).findings == ()


def test_a_circle_of_two_decisions_is_told_of_both():
    boxes = (
        decision(literal("e"), "d", ["Decision:e"]),
        decision(literal("d"), "e", ["Decision:d"]),
    )
    assert faults(*boxes) == ["dmn-circle", "dmn-circle"]


def test_a_name_that_no_arrow_brings_is_refused():
    boxes = input_data("x"), decision(literal("x + y"), needs=["Input:x"])
    assert finding(*boxes).text.facts["name"] == "y"


def test_a_field_of_a_filtered_list_needs_no_arrow():
    boxes = input_data("x"), decision(literal("x[price > 1]"), needs=["Input:x"])
    assert load(*boxes).findings == ()


def test_a_broken_cell_is_named_by_table_row_and_column():
    where = finding(decision(table([("1", "1"), ("> ", "2")]))).text.facts["where"]
    assert where.facts == {"decision": "d", "row": 2, "column": "x"}


def test_a_finding_names_the_nearest_id():
    assert finding(decision(table([("1", "1"), ("> ", "2")]))).element == "d"


def test_a_finding_names_file_and_line():
    box = decision("\n\n" + literal("1 +"))
    assert (finding(box).file, finding(box).line) == ("model.dmn", 3)


def test_all_faults_are_told_at_once():
    rows = [("> ", "1"), ("1", "2 +"), ("[1..", "3")]
    assert faults(decision(table(rows))) == ["dmn-expression-broken"] * 3


def test_python_is_no_expression():
    logic = literal("__import__('os').system('true')")
    assert faults(decision(logic)) == ["dmn-expression-broken"]


def test_a_missing_hit_policy_is_a_remark():
    findings = load(decision(table([("1", "1")], policy=""))).findings
    assert [(each.rule, each.level) for each in findings] == [
        ("dmn-no-hit-policy", "warning")
    ]


def test_a_tolerant_load_keeps_what_is_sound():
    model = load(decision(literal("1")), decision(literal("1 +"), "e"), tolerant=True)
    assert model.decision("d").decide({}).value == 1


def test_a_tolerant_load_tells_the_faults():
    model = load(decision(literal("1 +")), tolerant=True)
    assert [each.rule for each in model.findings] == ["dmn-expression-broken"]


@pytest.mark.parametrize(
    "logic",
    [literal("1 +"), table([("> ", "1")]), table([("1", "1 +")]), table([("1",)])],
)
def test_what_is_broken_never_answers(logic):
    found = load(decision(logic), tolerant=True).decision("d")
    with pytest.raises(DecisionFailed):
        found.decide({"x": 1})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_speak_both_languages(language):
    with pytest.raises(Misconfigured) as caught:
        load(decision(table([("> ", "1")])))
    assert "model.dmn:1 [d]" in caught.value.say(language)
