"""Imports: a model speaks of others by the name it imports them under."""

from decimal import Decimal

import pytest

from runtime import dmn, feel
from runtime.dmn.explaining.explain import explain_decision
from runtime.kernel.errors import DecisionFailed, Misconfigured
from tests.unit.dmn.drawing import (
    decision,
    importing,
    input_data,
    literal,
    load,
    load_with,
    source,
)

PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="age">'
    "<typeRef>number</typeRef></itemComponent></itemDefinition>"
)
GREET = (
    '<businessKnowledgeModel id="greet" name="say hello"><encapsulatedLogic>'
    '<formalParameter name="to" typeRef="string"/>'
    + literal('"hello " + to')
    + "</encapsulatedLogic></businessKnowledgeModel>"
)
RATE = decision(literal("0.5"), "rate")
DOUBLE = decision(literal("n * 2"), "double", ["Input:n"])
SHARED = source("shared", PERSON, GREET, RATE)
ASKED = source("asked", input_data("n"), DOUBLE)
SERVICE = (
    '<decisionService id="twice" name="twice"><outputDecision href="#double"/>'
    '<inputData href="#n"/></decisionService>'
)


def value(sources, *boxes, **scope):
    return load_with(sources, *boxes).decision("d").decide(scope).value


def rules(sources, *boxes):
    with pytest.raises(Misconfigured) as caught:
        load_with(sources, *boxes)
    return [each.rule for each in caught.value.findings]


def test_an_imported_decision_is_known_by_the_name_of_the_import():
    logic = decision(literal("lib.rate * 4"), needs=["Decision:shared#rate"])
    assert value([SHARED], importing("shared", "lib"), logic) == Decimal(2)


def test_imported_knowledge_is_a_function_with_a_name_of_several_words():
    logic = decision(literal('lib.say hello("Li")'), needs=["Knowledge:shared#greet"])
    assert value([SHARED], importing("shared", "lib"), logic) == "hello Li"


def test_an_imported_function_is_called_with_named_parameters():
    logic = decision(
        literal('lib.say hello(to: "A")'), needs=["Knowledge:shared#greet"]
    )
    assert value([SHARED], importing("shared", "lib"), logic) == "hello A"


def test_an_import_may_have_a_name_of_several_words():
    logic = decision(literal("my lib.rate"), needs=["Decision:shared#rate"])
    assert value([SHARED], importing("shared", "my lib"), logic) == Decimal("0.5")


def test_an_import_without_a_name_brings_the_names_themselves():
    logic = decision(literal("rate"), needs=["Decision:shared#rate"])
    assert value([SHARED], importing("shared", ""), logic) == Decimal("0.5")


@pytest.mark.parametrize(("age", "answer"), [("7", Decimal(7)), ('"seven"', None)])
def test_an_imported_type_is_named_with_the_import(age, answer):
    person = f"if {{age: {age}}} instance of lib.tPerson then {age} else null"
    logic = decision(literal(person))
    assert value([SHARED], importing("shared", "lib"), logic) == answer


def test_input_data_of_an_imported_type_is_made_to_fit():
    person = input_data("p", "lib.tPerson")
    logic = decision(literal("p.age"), needs=["Input:p"])
    model = importing("shared", "lib"), person, logic
    assert value([SHARED], *model, p=[{"age": 3}]) == Decimal(3)


def test_input_data_that_is_no_imported_type_is_no_answer():
    person = input_data("p", "lib.tPerson")
    logic = decision(literal("p.age + 1"), needs=["Input:p"])
    with pytest.raises(DecisionFailed):
        value([SHARED], importing("shared", "lib"), person, logic, p={"age": "x"})


def test_an_imported_type_may_be_named_by_the_prefix_of_its_namespace():
    typed = input_data("p", "s:tPerson").replace("<inputData", '<inputData xmlns:s="x"')
    logic = decision(literal("p.age"), needs=["Input:p"])
    data = source("n", importing("shared", "lib"), typed, logic).data
    data = data.replace(b"<definitions", b'<definitions xmlns:s="shared"')
    model = dmn.load(data, imports=dmn.by_namespace([SHARED]))
    assert model.decision("d").decide({"p": [{"age": 4}]}).value == Decimal(4)


@pytest.mark.parametrize(
    "scope",
    [{"lib": {"n": 4}}, {"n": 4}, {"lib": {"other": 1}, "n": 4}],
)
def test_input_data_of_an_import_is_given_under_its_name_or_for_all(scope):
    logic = decision(literal("lib.double"), needs=["Decision:asked#double"])
    assert value([ASKED], importing("asked", "lib"), logic, **scope) == Decimal(8)


def test_a_model_imported_on_two_ways_has_input_data_on_each():
    left = decision(literal("a.double"), "left", ["Decision:asked#double"])
    one = source("one", importing("asked", "a"), left)
    two = source("two", importing("asked", "a"), left)
    logic = decision(
        literal("[one.left, two.left]"),
        needs=["Decision:one#left", "Decision:two#left"],
    )
    scope = {"one": {"a": {"n": 1}}, "two": {"a": {"n": 2}}}
    model = importing("one"), importing("two"), logic
    assert value([ASKED, one, two], *model, **scope) == [2, 4]


def test_what_an_import_imports_is_drawn_through_it():
    inner = source("inner", RATE)
    outer = source("outer", importing("inner", "i"))
    logic = decision(literal("o.i.rate"), needs=["Decision:inner#rate"])
    assert value([inner, outer], importing("outer", "o"), logic) == Decimal("0.5")


def test_imported_input_data_is_drawn_itself():
    logic = decision(literal("lib.n + 1"), needs=["Input:asked#n"])
    assert value([ASKED], importing("asked", "lib"), logic, lib={"n": 1}) == 2


def test_an_imported_service_is_a_function():
    shelf = source("asked", input_data("n"), DOUBLE, SERVICE)
    logic = decision(literal("lib.twice(6)"), needs=["Knowledge:asked#twice"])
    assert value([shelf], importing("asked", "lib"), logic) == Decimal(12)


def test_ids_of_an_import_may_be_the_same():
    logic = decision(literal("lib.d + 1"), needs=["Decision:twin#d"])
    twin = source("twin", decision(literal("1")))
    assert value([twin], importing("twin", "lib"), logic) == Decimal(2)


def test_a_requirement_may_name_its_own_namespace():
    logic = decision(literal("rate"), needs=["Decision:n#rate"])
    assert value([], RATE, logic) == Decimal("0.5")


def test_imported_decisions_stand_behind_those_of_the_model():
    model = load_with([SHARED], importing("shared", "lib"), decision(literal("1")))
    assert list(model.decisions) == ["d", "lib:rate"]
    assert model.decision("lib.rate").id == "lib:rate"


def test_an_explanation_tells_imported_decisions_by_their_names():
    logic = decision(literal("lib.rate * 4"), needs=["Decision:shared#rate"])
    model = load_with([SHARED], importing("shared", "lib"), logic)
    asked = model.decision("d"), model.decisions, {}, feel.Frame()
    told = explain_decision(*asked)
    assert [each.decision for each in told] == ["lib:rate", "d"]
    assert told[1].explained.value == Decimal(2)


def test_an_unknown_import_is_a_fault():
    assert rules([], importing("gone"), RATE) == ["dmn-import-unknown"]


def test_two_files_of_one_namespace_are_a_fault_that_names_them():
    with pytest.raises(Misconfigured) as caught:
        load_with([SHARED, SHARED], importing("shared"), RATE)
    (found,) = caught.value.findings
    assert (found.rule, found.text.facts["files"]) == (
        "dmn-import-ambiguous",
        "shared.dmn, shared.dmn",
    )


def test_of_two_files_the_location_says_which():
    other = dmn.Source("other.dmn", source("shared", decision(literal("9"), "x")).data)
    drawn = importing("shared", "lib").replace("/>", ' locationURI="./shared.dmn"/>')
    logic = decision(literal("lib.rate"), needs=["Decision:shared#rate"])
    assert value([SHARED, other], drawn, logic) == Decimal("0.5")


def test_models_that_import_each_other_are_a_fault():
    back = source("back", importing("n"), RATE)
    assert rules([back], importing("back"), RATE) == ["dmn-import-circle"]


def test_a_model_that_imports_itself_is_a_fault():
    assert rules([], importing("n"), RATE) == ["dmn-import-circle"]


def test_imports_that_double_at_each_step_end():
    ends = [source("end", RATE)]
    steps = [
        source(
            f"s{each}", importing(f"s{each + 1}", "a"), importing(f"s{each + 1}", "b")
        )
        for each in range(20)
    ]
    sources = [*steps, source("s20", importing("end")), *ends]
    assert "dmn-import-many" in rules(sources, importing("s0"), RATE)


def test_an_import_of_something_else_is_a_fault():
    drawn = importing("p").replace("/MODEL/", "").replace("DMN", "PMML")
    assert rules([], drawn, RATE) == ["dmn-import-other"]


def test_a_fault_of_an_import_tells_its_file():
    with pytest.raises(Misconfigured) as caught:
        load_with([source("bad", decision(literal("1 +")))], importing("bad"), RATE)
    (found,) = caught.value.findings
    assert (found.file, found.rule) == ("bad.dmn", "dmn-expression-broken")


def test_a_requirement_of_a_namespace_that_nobody_imports_is_a_fault():
    logic = decision(literal("1"), needs=["Decision:gone#x"])
    with pytest.raises(Misconfigured) as caught:
        load(logic)
    assert caught.value.findings[0].rule == "dmn-unknown-requirement"
