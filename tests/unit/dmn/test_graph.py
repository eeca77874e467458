"""The requirements graph: a decision sees what is drawn into it, and nothing else."""

from decimal import Decimal
from unittest.mock import Mock

import pytest

from runtime import feel
from runtime.kernel.errors import DecisionFailed, NotFound
from tests.unit.dmn.drawing import decision, input_data, literal, load, table

GRADE = decision(
    table(
        [('"VIP"', '"P1"'), ("-", '"P2"')],
        inputs=("tag",),
        outputs=("grade",),
        policy='hitPolicy="FIRST"',
    ),
    "grade",
)
LEVEL = decision(
    table(
        [('"P1"', '"high"'), ('"P2"', '"normal"')],
        inputs=("grade",),
        outputs=("level",),
    ),
    "level",
    ["Decision:grade"],
)
HALVE = (
    '<businessKnowledgeModel id="halve" name="halve"><encapsulatedLogic>'
    '<formalParameter name="n"/>' + literal("n / 2") + "</encapsulatedLogic>"
    "</businessKnowledgeModel>"
)
SERVICE = (
    '<decisionService id="service" name="service">'
    '<outputDecision href="#level"/><inputDecision href="#grade"/>'
    "</decisionService>"
)


def test_a_decision_stands_on_another():
    found = load(GRADE, LEVEL).decision("level").decide({"tag": "VIP"})
    assert found.outputs == {"level": "high"}


def test_a_verdict_keeps_the_verdicts_it_stands_on():
    found = load(GRADE, LEVEL).decision("level").decide({"tag": "VIP"})
    assert [(each.decision, each.rows) for each in found.parts] == [("grade", (1,))]


def test_a_decision_without_drawn_data_sees_the_whole_scope():
    assert (
        load(decision(literal("a.b"))).decision("d").decide({"a": {"b": "seen"}}).value
        == "seen"
    )


def test_a_decision_with_drawn_data_sees_it():
    model = load(input_data("age"), decision(literal("age + 1"), needs=["Input:age"]))
    assert model.decision("d").decide({"age": 17}).value == Decimal(18)


def test_a_drawn_decision_does_not_see_the_rest():
    model = load(
        input_data("age"),
        decision(literal("age + other"), needs=["Input:age"]),
        tolerant=True,
    )
    with pytest.raises(DecisionFailed):
        model.decision("d").decide({"age": 17, "other": 1})


def test_a_drawn_decision_sees_ambient_names():
    model = load(
        input_data("age"),
        decision(literal("age + param.more"), needs=["Input:age"]),
        ambient=frozenset({"param"}),
    )
    frame = feel.Frame(ambient={"param": {"more": Decimal(5)}})
    assert model.decision("d").decide({"age": 1}, frame).value == Decimal(6)


def test_input_data_that_is_missing_is_no_null():
    model = load(input_data("age"), decision(literal("age + 1"), needs=["Input:age"]))
    with pytest.raises(DecisionFailed):
        model.decision("d").decide({})


def test_input_data_of_another_type_is_no_answer():
    model = load(
        input_data("age", "number"), decision(literal("age + 1"), needs=["Input:age"])
    )
    with pytest.raises(DecisionFailed):
        model.decision("d").decide({"age": "old"})


def test_a_name_with_blanks_is_known():
    model = load(
        input_data("order total"),
        decision(literal("order total * 2"), needs=["Input:order total"]),
    )
    assert model.decision("d").decide({"order total": 4}).value == Decimal(8)


def test_a_knowledge_model_is_a_function():
    model = load(HALVE, decision(literal("halve(8)"), needs=["Knowledge:halve"]))
    assert model.decision("d").decide({}).value == Decimal(4)


def test_knowledge_alone_does_not_hide_the_scope():
    model = load(HALVE, decision(literal("halve(x)"), needs=["Knowledge:halve"]))
    assert model.decision("d").decide({"x": 6}).value == Decimal(3)


def test_a_service_is_asked_as_a_whole():
    found = load(GRADE, LEVEL, SERVICE).decision("service").decide({"grade": "P2"})
    assert found.value == "normal"


def test_a_service_is_a_function_for_expressions():
    model = load(
        GRADE,
        LEVEL,
        SERVICE,
        decision(literal('service("P1")'), needs=["Knowledge:service"]),
    )
    assert model.decision("d").decide({}).value == "high"


def test_a_service_names_the_inputs_it_misses():
    with pytest.raises(DecisionFailed) as caught:
        load(GRADE, LEVEL, SERVICE).decision("service").decide({})
    assert caught.value.facts["names"] == "grade"


def test_each_box_is_solved_once():
    needs = ["Decision:one", "Decision:two"]
    model = load(
        decision(literal("1"), "zero"),
        decision(literal("zero + 1"), "one", ["Decision:zero"]),
        decision(literal("zero + 2"), "two", ["Decision:zero"]),
        decision(literal("one + two"), needs=needs),
    )
    parts = model.decision("d").decide({}).parts
    assert sorted(each.decision for each in parts) == ["one", "two", "zero"]


def test_a_long_chain_needs_no_recursion():
    links = [
        decision(
            literal(f"d{number - 1} + 1"), f"d{number}", [f"Decision:d{number - 1}"]
        )
        for number in range(1, 1500)
    ]
    model = load(decision(literal("0"), "d0"), *links)
    assert model.decision("d1499").decide({}).value == Decimal(1499)


def test_a_decision_is_found_by_its_name():
    box = '<decision id="d1" name="订单检查">' + literal("1") + "</decision>"
    assert load(box).decision("订单检查").id == "d1"


def test_an_unknown_decision_says_which_there_are():
    with pytest.raises(NotFound) as caught:
        load(GRADE, LEVEL).decision("price")
    assert caught.value.facts["known"] == "grade, level"


def test_deciding_reads_no_text_again(monkeypatch):
    decided = load(GRADE).decision("grade")
    refuse = Mock(side_effect=AssertionError("a text was read again"))
    monkeypatch.setattr(feel, "compile_cell", refuse)
    monkeypatch.setattr(feel, "compile_expression", refuse)
    monkeypatch.setattr(feel.program, "Parsing", refuse)

    assert decided.decide({"tag": "VIP"}).outputs == {"grade": "P1"}


def test_knowledge_that_is_drawn_to_itself_may_call_itself():
    text = literal("if n <= 1 then 1 else n * times(n - 1)")
    times = (
        '<businessKnowledgeModel id="times" name="times"><encapsulatedLogic>'
        f'<formalParameter name="n"/>{text}</encapsulatedLogic><knowledgeRequirement>'
        '<requiredKnowledge href="#times"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
    )
    model = load(times, decision(literal("times(5)"), needs=["Knowledge:times"]))
    assert model.decision("d").decide({}).value == Decimal(120)


def test_knowledge_does_not_see_what_its_caller_sees():
    reads = HALVE.replace("n / 2", "n / other")
    needs = ["Input:other", "Knowledge:halve"]
    model = load(input_data("other"), reads, decision(literal("halve(8)"), needs=needs))
    with pytest.raises(DecisionFailed):
        model.decision("d").decide({"other": 2})


def test_a_name_is_found_whatever_its_blanks():
    model = load('<decision id="o" name="order  total">' + literal("1") + "</decision>")
    assert model.decision("order   total").id == "o"


def test_a_service_with_several_outputs_gives_all_by_name():
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#a"/>'
        '<outputDecision href="#b"/><inputData href="#n"/></decisionService>'
    )
    boxes = (
        input_data("n", "number"),
        decision(literal("n + 1"), "a", ["Input:n"]),
        decision(literal("n + 2"), "b", ["Input:n"]),
    )
    asks = decision(literal("s(n: [1])"), needs=["Knowledge:s"])
    model = load(*boxes, service, asks)
    assert model.decision("d").decide({}).value == {"a": Decimal(2), "b": Decimal(3)}


def test_a_service_takes_input_data_before_decisions():
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#sum"/>'
        '<inputDecision href="#k"/><inputData href="#n"/></decisionService>'
    )
    boxes = (
        input_data("n"),
        decision(literal("9"), "k"),
        decision(literal("n - k"), "sum", ["Input:n", "Decision:k"]),
    )
    asks = decision(literal("s(5, 2)"), needs=["Knowledge:s"])
    model = load(*boxes, service, asks)
    assert model.decision("d").decide({}).value == Decimal(3)
