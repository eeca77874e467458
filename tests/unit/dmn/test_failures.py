"""A null that comes of a mistake is no answer: it must not fail open."""

from decimal import Decimal

import pytest

from runtime import feel
from runtime.kernel.errors import DecisionFailed, Stuck
from tests.unit.dmn.drawing import decision, literal, load, table

OTHERWISE = 'hitPolicy="FIRST"'


def refused(logic, frame=None, **scope):
    with pytest.raises(DecisionFailed) as caught:
        load(decision(logic)).decision("d").decide(scope, frame)
    return caught.value


def test_a_failed_decision_is_stuck():
    assert isinstance(refused(literal("missing")), Stuck)


def test_a_column_that_asks_an_unknown_name_is_refused():
    logic = table([("> 1", '"high"'), ("-", '"low"')], policy=OTHERWISE)
    assert refused(logic).code == "dmn-no-value"


def test_a_column_that_asks_an_unknown_field_is_refused():
    logic = table([("-", "1")], inputs=("facts.amonut",))
    assert "facts.amonut" in str(refused(logic, facts={"amount": 1}))


def test_a_column_that_is_null_in_the_data_is_no_mistake():
    logic = table([("> 1", '"high"'), ("-", '"low"')], policy=OTHERWISE)
    found = load(decision(logic)).decision("d").decide({"x": None})
    assert found.value == "low"


def test_a_cell_that_cannot_tell_is_refused_by_row_and_column():
    logic = table([("-", "1"), ("> limit", "2")], inputs=("x",))
    facts = refused(logic, x=1).facts
    assert (facts["row"], facts["column"], facts["expression"]) == (2, "x", "> limit")


def test_a_cell_that_compares_other_types_is_refused():
    logic = table([("> 5", '"high"'), ("-", '"low"')], policy=OTHERWISE)
    assert refused(logic, x="12").code == "dmn-cell-unknown"


def test_an_output_without_a_value_is_refused():
    assert refused(table([("-", "missing + 1")]), x=1).code == "dmn-no-value"


def test_an_expression_without_a_value_shows_the_variables_it_read():
    shown = refused(literal("a + b"), a="1", b=Decimal(2)).facts["values"]
    assert shown == 'a = "1", b = 2'


def test_an_expression_without_a_value_shows_why():
    assert "missing" in str(refused(literal("missing + 1")))


def test_an_expression_may_be_null_without_a_mistake():
    found = load(decision(literal("null"))).decision("d").decide({})
    assert found.outputs == {"d": None}


def test_a_warning_beside_a_value_is_no_failure():
    logic = literal("if missing = null then 1 else 2")
    assert load(decision(logic)).decision("d").decide({}).value == Decimal(1)


def test_warnings_of_an_earlier_evaluation_do_not_count():
    frame = feel.Frame()
    frame.warn("feel-name-not-set", name="old")
    found = load(decision(literal("null"))).decision("d").decide({}, frame)
    assert found.value is None


def test_a_value_nobody_thought_of_is_refused():
    allowed = '<inputValues><text>"own","tmall"</text></inputValues>'
    logic = table([("-", "1")], inputs=("channel",), extra={"channel": allowed})
    assert refused(logic, channel="ebay").code == "dmn-input-not-allowed"


def test_an_allowed_value_passes():
    allowed = '<inputValues><text>"own","tmall"</text></inputValues>'
    logic = table([("-", "1")], inputs=("channel",), extra={"channel": allowed})
    found = load(decision(logic)).decision("d").decide({"channel": "own"})
    assert found.rows == (1,)


def test_a_spent_budget_is_a_failed_decision():
    logic = literal("count(for i in 1..1000 return i)")
    assert refused(logic, feel.Frame(budget=100)).code == "dmn-exhausted"


def test_a_number_that_is_none_is_a_failed_decision():
    assert refused(table([("> 1", "1")]), x=Decimal("sNaN")).code == "dmn-failed"


@pytest.mark.parametrize(("language", "word"), [("zh", "应有结果"), ("en", "Expected")])
def test_the_failure_speaks_both_languages(language, word):
    assert word in refused(literal("missing")).say(language)
