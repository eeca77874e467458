"""The runner of cases tells every way in which a promise is not kept."""

import json

import pytest

from runtime import feel
from runtime.designer.case_file import read_cases
from runtime.designer.cases import run_case
from runtime.engine.design.forms import Form, bundle
from runtime.engine.spiff import load

HEAD = """<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">
<b:message id="m" name="nudge"/><b:error id="e" errorCode="refused"/>
<b:process id="small" isExecutable="true">"""
PROPERTIES = """<b:extensionElements><s:properties>
<s:property name="role" value="sales"/><s:property name="formKey" value="note"/>
<s:property name="stage" value="open"/></s:properties></b:extensionElements>"""
OPERATOR = """<b:extensionElements><s:serviceTaskOperator id="{}"
 resultVariable="reply"><s:parameters/></s:serviceTaskOperator></b:extensionElements>"""
BODY = f"""<b:startEvent id="begin"/><b:sequenceFlow id="f1" sourceRef="begin"
 targetRef="ask"/><b:userTask id="ask">{PROPERTIES}</b:userTask>
<b:sequenceFlow id="f2" sourceRef="ask" targetRef="call"/>
<b:serviceTask id="call">{OPERATOR.format("outside.call")}</b:serviceTask>
<b:sequenceFlow id="f3" sourceRef="call" targetRef="done"/><b:endEvent id="done"/>
<b:boundaryEvent id="late" attachedToRef="ask"><b:timerEventDefinition id="t">
<b:timeDuration>PT2H</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
<b:sequenceFlow id="f4" sourceRef="late" targetRef="overdue"/><b:endEvent id="overdue"/>
<b:boundaryEvent id="nudged" attachedToRef="ask"><b:messageEventDefinition id="n"
 messageRef="m"/></b:boundaryEvent><b:sequenceFlow id="f5" sourceRef="nudged"
 targetRef="moved"/><b:endEvent id="moved"/>
<b:boundaryEvent id="failed" attachedToRef="call"><b:errorEventDefinition id="x"
 errorRef="e"/></b:boundaryEvent><b:sequenceFlow id="f6" sourceRef="failed"
 targetRef="given_up"/><b:endEvent id="given_up"/>"""
XML = f"{HEAD}{BODY}</b:process></b:definitions>".encode()
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["note"],
    "properties": {"note": {"type": "string"}},
}
FORMS = {"note": Form.parse("note", bundle(json.dumps(SCHEMA).encode(), None))}
NAME = '[[case]]\nname = { zh = "甲", en = "A" }\n'
ASK = '{ at = "ask", as = "sales", data = { note = "x" } }'


def frame_of(situation):
    return feel.Frame(ambient={"order": situation.order}, now=situation.now)


def play(promise: str, services=None, later=frozenset({"outside.call"})):
    model = load("small", {"small.bpmn": XML}, {}.get, later=later)
    case = read_cases((NAME + promise).encode())[0]
    return run_case(model, case, services or {}, frame_of, FORMS)


def codes(promise: str, **more) -> list[str]:
    return [each.code for each in play(promise, **more).differences]


@pytest.mark.parametrize(
    "promise",
    [
        'waits_at = "ask"\nstage = "open"',
        f'steps = [{ASK}]\nwaits_at = "call"',
        f'steps = [{ASK}, {{ answer = "call", data = {{ ok = true }} }}]\n'
        'ends_at = "done"\ngives = { note = "x", reply.ok = true }',
        f'steps = [{ASK}, {{ fail = "call", error = "refused" }}]\n'
        'ends_at = "given_up"\navoids = ["done"]',
        'steps = [{ fire = "late" }]\nends_at = "overdue"\npasses = ["late"]',
        'steps = [{ message = "nudge" }]\nends_at = "moved"\navoids = ["ask"]',
    ],
)
def test_a_promise_that_is_kept_passes(promise):
    assert play(promise).differences == ()


@pytest.mark.parametrize(
    ("promise", "code"),
    [
        ('waits_at = "call"', "case-other-place"),
        ('waits_at = ["ask", "call"]', "case-other-place"),
        ('ends_at = "done"', "case-other-end"),
        ('steps = [{ fire = "late" }]\nends_at = "done"', "case-other-end"),
        ('steps = [{ fire = "late" }]\nwaits_at = "ask"', "case-other-place"),
        ('waits_at = "ask"\nstage = "shut"', "case-other-stage"),
        ('waits_at = "ask"\npasses = ["call"]', "case-not-passed"),
        ('waits_at = "ask"\navoids = ["begin"]', "case-not-avoided"),
        ('waits_at = "ask"\ngives = { note = "x" }', "case-other-value"),
        (
            f'steps = [{ASK}]\nwaits_at = "call"\ngives = {{ note = 1 }}',
            "case-other-value",
        ),
        (f'steps = [{ASK}, {ASK}]\nwaits_at = "call"', "case-not-waiting"),
        ('steps = [{ message = "other" }]\nwaits_at = "ask"', "case-message-uncaught"),
        (
            f'steps = [{ASK.replace("sales", "cs")}]\nwaits_at = "call"',
            "case-other-role",
        ),
        (
            f'steps = [{ASK.replace("note", "memo")}]\nwaits_at = "call"',
            "case-answer-refused",
        ),
        (
            f'steps = [{{ fire = "late" }}, {ASK}]\nends_at = "overdue"',
            "case-over-already",
        ),
    ],
)
def test_a_promise_that_is_broken_is_told(promise, code):
    assert code in codes(promise)


def test_a_service_that_is_not_there_stops_the_case_where_it_stands():
    report = play(f'steps = [{ASK}]\nends_at = "done"', later=frozenset())

    assert [each.facts["element"] for each in report.differences] == ["call"]


def test_a_service_sees_what_the_step_changed_on_the_order():
    seen = []
    services = {"outside.call": lambda call, now: seen.append(now.order["paid"]) or {}}
    step = f'{ASK[:-2]}, order = {{ paid = "5" }} }}'
    promise = f'order = {{ paid = "0" }}\nsteps = [{step}]\nends_at = "done"'
    play(promise, services=services, later=frozenset())

    assert seen == ["5"]


def test_true_is_not_one():
    services = {"outside.call": lambda call, now: {"ok": True}}
    promise = f'steps = [{ASK}]\nends_at = "done"\ngives = {{ reply.ok = 1 }}'

    assert codes(promise, services=services, later=frozenset()) == ["case-other-value"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_difference_can_be_said_in_both_languages(language):
    report = play('ends_at = "done"')

    assert "done" in report.differences[0].say(language)
