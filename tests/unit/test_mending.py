"""修正: what is safely mended in a diagram from elsewhere, and what is left alone."""

from __future__ import annotations

import pytest

from runtime.designer.mending.foreign import expression, script
from runtime.designer.mending.mend import mend
from runtime.designer.mending.registry import by_rule
from runtime.engine.spiff import load
from runtime.kernel.errors import Misconfigured

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" '
    'targetNamespace="t">'
)
DRAWN = (
    '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><di:BPMNPlane>'
    '<di:BPMNShape id="t_di" bpmnElement="t">'
    '<dc:Bounds x="100" y="80" width="100" height="80"/></di:BPMNShape>'
    "</di:BPMNPlane></di:BPMNDiagram>"
)
BEGIN = '<startEvent id="s"/>'
CLOSE = '<endEvent id="e"/>'
NEVER = '<conditionExpression xsi:type="tFormalExpression">{}</conditionExpression>'
FORK = '<exclusiveGateway id="g"{}/><endEvent id="f"/>'


def flow(source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow."""
    inner = NEVER.format(condition) if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def file(*inner: str, more: str = "", process: str = "") -> bytes:
    """Return a file with one process."""
    drawn = "".join(inner)
    return (
        f'{HEAD}<process id="p" {process}>{drawn}</process>{more}</definitions>'
    ).encode()


SCRIPT = '<scriptTask id="t"><script>{}</script></scriptTask>'
LINE = (flow("s", "t"), flow("t", "e"))
LOOP = (
    '<userTask id="t"><multiInstanceLoopCharacteristics>{}'
    "<loopCardinality>2</loopCardinality>"
    "</multiInstanceLoopCharacteristics></userTask>"
)
# a diagram with the fault of each rule that is mended, by rule
FAULTY = {
    "process-not-executable": file(
        BEGIN, CLOSE, flow("s", "e"), process='isExecutable="false"'
    ),
    "id-missing": file("<userTask/>"),
    "id-is-reserved": file('<startEvent id="Start"/>', CLOSE, flow("Start", "e")),
    "split-without-default": file(
        *(BEGIN, CLOSE, FORK.format(""), flow("s", "g")),
        *(flow("g", "e", "a = 1"), flow("g", "f", "a = 2")),
    ),
    "expression-missing": file(BEGIN, CLOSE, SCRIPT.format(""), *LINE),
    "output-half-named": file(
        *(BEGIN, CLOSE, *LINE),
        LOOP.format('<outputDataItem id="o" name="o"/>'),
    ),
    "path-stops": file(BEGIN, '<userTask id="t"/>', flow("s", "t")),
    "event-not-run": file(
        *(BEGIN, CLOSE, flow("s", "out"), flow("in", "e")),
        '<intermediateThrowEvent id="out"><linkEventDefinition name="A"/>'
        "</intermediateThrowEvent>",
        '<intermediateCatchEvent id="in"><linkEventDefinition name="A"/>'
        "</intermediateCatchEvent>",
    ),
    "called-process-not-named": file(
        *(BEGIN, CLOSE, *LINE),
        '<callActivity id="t"><extensionElements>'
        '<z:calledElement xmlns:z="urn:z" processId="other"/>'
        "</extensionElements></callActivity>",
        more=f'<process id="other"><startEvent id="s2"/><endEvent id="e2"/>'
        f"{flow('s2', 'e2')}</process>",
    ),
    "items-from-where": file(
        *(BEGIN, CLOSE, *LINE),
        '<userTask id="t"><multiInstanceLoopCharacteristics xmlns:c="urn:c" '
        'c:collection="${items}" c:elementVariable="item"/></userTask>',
    ),
    "items-behind-specification": file(
        *(BEGIN, CLOSE, *LINE),
        '<userTask id="t"><ioSpecification><dataInput id="i" name="goods"/>'
        "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>"
        "</ioSpecification><multiInstanceLoopCharacteristics>"
        "<loopDataInputRef>i</loopDataInputRef>"
        '<inputDataItem id="one" name="item"/>'
        "</multiInstanceLoopCharacteristics></userTask>",
    ),
    "start-missing": file('<userTask id="t"/>', CLOSE, flow("t", "e")),
    "split-without-gateway": file(
        *(BEGIN, CLOSE, '<userTask id="t"/><endEvent id="f"/>'),
        *(*LINE, flow("t", "f")),
    ),
    "condition-outside-gateway": file(
        BEGIN, CLOSE, '<userTask id="t"/>', flow("s", "t"), flow("t", "e", "a = 1")
    ),
    "element-not-run": file(
        BEGIN, CLOSE, flow("s", "e"), more='<dataStore id="store"/>'
    ),
    "expression-not-feel": file(
        *(BEGIN, CLOSE, FORK.format(' default="g_f"'), flow("s", "g")),
        *(flow("g", "e", "${variables.a === 'x'}"), flow("g", "f")),
    ),
}
# mended too: what another file must bring, and a process that is not the one run
ELSEWHERE = {"decision-not-named", "scope-empty"}


def runs(body: bytes) -> bool:
    """Tell whether the process of a file can be run."""
    try:
        load("p", {"f": body}, lambda _: None)
    except Misconfigured:
        return False
    return True


@pytest.mark.parametrize("rule", sorted(FAULTY))
def test_a_faulty_diagram_is_mended_and_runs(rule: str):
    found = mend(FAULTY[rule], "f.bpmn")

    assert (runs(FAULTY[rule]), rule in {one.rule for one in found.changes}) == (
        False,
        True,
    )
    assert (found.runs, runs(found.body)) == (True, True)


def test_every_mending_has_a_faulty_diagram_here():
    assert set(by_rule()) - ELSEWHERE == set(FAULTY)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rule", sorted(FAULTY))
def test_each_change_is_told_with_its_element(rule: str, language: str):
    (change, *_) = mend(FAULTY[rule], "f.bpmn").changes

    assert change.element in change.text.say(language)


@pytest.mark.parametrize("rule", sorted(FAULTY))
def test_what_is_mended_is_not_mended_again(rule: str):
    once = mend(FAULTY[rule], "f.bpmn")
    twice = mend(once.body, "f.bpmn")

    assert (twice.changes, twice.body) == ((), once.body)


def test_a_good_diagram_stays_as_it_is():
    good = file(BEGIN, CLOSE, '<userTask id="t"/>', *LINE)

    assert mend(good, "f.bpmn").body == good


def test_the_condition_of_a_way_without_id_is_mended_too():
    nameless = flow("g", "e", "${a == 1}").replace('id="g_e" ', "")
    body = file(
        *(BEGIN, CLOSE, FORK.format(' default="g_f"'), flow("s", "g")),
        *(nameless, flow("g", "f")),
    )
    found = mend(body, "f.bpmn")

    assert [one.rule for one in found.changes] == ["id-missing", "expression-not-feel"]
    assert found.runs


def test_what_is_added_is_drawn_beside_what_is_there():
    body = file(BEGIN, '<userTask id="t"/>', flow("s", "t"), more=DRAWN)
    found = mend(body, "f.bpmn").body.decode()

    assert 'bpmnElement="t_end"' in found
    assert 'bpmnElement="t_to_t_end"' in found


def test_a_new_id_stands_wherever_the_old_one_was_named():
    body = mend(FAULTY["id-is-reserved"], "f.bpmn").body.decode()

    assert 'sourceRef="start_1"' in body
    assert '"Start"' not in body


def test_of_two_ways_without_condition_none_is_taken_for_the_default():
    body = file(
        *(BEGIN, CLOSE, FORK.format(""), flow("s", "g")),
        *(flow("g", "e"), flow("g", "f")),
    )
    found = mend(body, "f.bpmn")

    assert (found.changes, found.runs) == ((), False)


def test_what_nobody_can_guess_is_left_with_its_fault():
    service = '<serviceTask id="t"/>'
    found = mend(file(BEGIN, CLOSE, service, *LINE), "f.bpmn")

    assert ([one.rule for one in found.left], found.changes) == (
        ["operator-not-named"],
        (),
    )


def test_a_data_store_that_something_reads_stays():
    task = (
        '<userTask id="t"><dataInputAssociation id="i"><sourceRef>store</sourceRef>'
        "</dataInputAssociation></userTask>"
    )
    body = file(BEGIN, CLOSE, task, *LINE, more='<dataStore id="store"/>')

    assert "element-not-run" not in {one.rule for one in mend(body, "f").changes}


def test_what_is_no_xml_is_refused():
    with pytest.raises(Misconfigured):
        mend(b"<!DOCTYPE x><x/>", "f.bpmn")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("${variables.a}", "a"),
        ("${environment.variables.order.total >= 5000}", "order.total >= 5000"),
        ("$data['times']", "times"),
        ("""$data["action"]=='exit'""", 'action = "exit"'),
        ("a && !b || c !== 2", "a and not(b) or c != 2"),
        ("!(a || b)", "not(( a or b ))"),
        ("next(null, !environment.variables.stop);", "not(stop)"),
        ("this.variables.a", "a"),
        ("${var:lowerThan(total, 10)}", "total < 10"),
        ("${var:gte(total, 10)}", "total >= 10"),
        ("${execution.getVariable('total') != null}", "total != null"),
    ],
)
def test_an_expression_of_another_dialect_is_written_in_feel(written: str, said: str):
    assert expression(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "a ? b : c",
        "f(x) => y",
        "a[0]",
        "`a`",
        "new Date()",
        "a.b.c;drop",
        "",
        "${a}${b}",
        "${var:containsAny(a, 1)}",
        "${execution.getVariable(a)}",
    ],
)
def test_what_is_not_understood_is_not_guessed(written: str):
    assert expression(written) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("next();", "{}"),
        ("this.variables.input++;\nnext()", "{ input: input + 1 }"),
        ("variables.input += 2; next();", "{ input: input + (2) }"),
        ("environment.variables.stop = true;\nnext();", "{ stop: true }"),
        ("return ['n' => $data['n']+1];", "{ n: n + 1 }"),
    ],
)
def test_a_script_that_sets_names_is_written_in_feel(written: str, said: str):
    assert script(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "if (a) { next(); }",
        "throw new Exception('x');",
        "a = 1",
        "variables.a = f(1);;x",
    ],
)
def test_a_script_that_does_more_is_left(written: str):
    assert script(written) is None
