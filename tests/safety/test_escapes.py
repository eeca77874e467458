"""Wherever the product takes an expression, none leads to Python: no file, no value.

``tests/unit/spiff/test_escapes.py`` asks the places that the process library itself
evaluates, with and without a reload. Here are all of the product, through deployment,
a running instance and its worker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from runtime import feel
from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.forms import bundle
from runtime.engine.run import batches, starting
from runtime.engine.tables import UserTask
from runtime.kernel.actors import Actor
from runtime.kernel.db import table_of
from runtime.kernel.errors import FlowError
from runtime.kernel.work import open_work
from runtime.orders.intake.mapping import REQUIRED, compile_mapping
from tests.scenarios.deliveries.world import World
from tests.unit.dmn import drawing as tables
from tests.unit.spiff import drawing as d

PAYLOADS = {
    "import": "__import__('os').system('echo out > {marker}')",
    "attribute": (
        "().__class__.__base__.__subclasses__()[0].__init__.__globals__['system']"
        "('echo out > {marker}')"
    ),
    "feel-attribute": 'string(hostile.__class__.__mro__) + "{marker}"',
    "feel-import": '__import__("os").system("echo out > {marker}")',
    "shadowed": '{{r: count("echo out > {marker}"), s: eval("1")}}.r',
}
HOSTILE = {
    "hostile": "__import__('os')",
    "__builtins__": {"eval": "eval", "count": "system"},
    "__class__": "type",
    "count": "os.system",
    "eval": "eval",
    "items": [1, 2],
}
ASKED = {"role": "cs", "formKey": "f"}
FORM = bundle(
    b'{"$id": "urn:spillway:form:f", "type": "object", "properties": {}, '
    b'"$schema": "https://json-schema.org/draft/2020-12/schema", '
    b'"additionalProperties": false, "title": {"zh": "f", "en": "f"}}',
    None,
)
BETWEEN = "s > t, t > e"


def straight(node: str, *more: str) -> bytes:
    """Return the file of a process with one node between its ends."""
    drawn = d.process(d.start(), node, d.end(), *more, flows=BETWEEN, id="bad")
    (body,) = d.file(drawn).values()
    return body


def scripted(tag: str, x: str) -> bytes:
    inner = f"<spiffworkflow:{tag}>{d.escaped(x)}</spiffworkflow:{tag}>"
    return straight(
        '<bpmn:manualTask id="t"><bpmn:extensionElements>'
        f"{inner}</bpmn:extensionElements></bpmn:manualTask>"
    )


def thrown(kind: str, reference: str, payload: str, x: str) -> bytes:
    """Return a process that throws an event with a payload."""
    return straight(
        f'<bpmn:intermediateThrowEvent id="t"><bpmn:{kind}EventDefinition '
        f'{kind}Ref="{reference}"><bpmn:extensionElements><spiffworkflow:{payload}>'
        f"{d.escaped(x)}</spiffworkflow:{payload}></bpmn:extensionElements>"
        f"</bpmn:{kind}EventDefinition></bpmn:intermediateThrowEvent>"
    )


def repeated(inner: str) -> bytes:
    return straight(d.script("t", "{ n: 1 }", inner))


def counted(x: str) -> bytes:
    return repeated(
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        f"<bpmn:loopCardinality>{d.escaped(x)}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def looped(x: str) -> bytes:
    return repeated(
        '<bpmn:standardLoopCharacteristics loopMaximum="2" testBefore="true">'
        f"<bpmn:loopCondition>{d.escaped(x)}</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>"
    )


def conditioned(x: str) -> bytes:
    nodes = (d.start(), d.gateway("exclusive", "t", default="bad_f2"), d.end())
    flows = f"s > t, t > e, t > f [{x}]"
    (body,) = d.file(d.process(*nodes, d.end("f"), flows=flows, id="bad")).values()
    return body


HONEST = "items[1] = 1"  # what no payload needs

DIAGRAMS: dict[str, Callable[[str], bytes]] = {
    "condition": conditioned,
    "script": lambda x: straight(d.script("t", x)),
    "script before": lambda x: scripted("preScript", x),
    "script after": lambda x: scripted("postScript", x),
    "timer": lambda x: straight(d.catch("t", "duration", x)),
    "date": lambda x: straight(d.catch("t", "date", x)),
    "cardinality": counted,
    "collection": lambda x: repeated(d.many(d.escaped(x), output="no")),
    "completion": lambda x: repeated(d.many(until=x, output="no")),
    "loop": looped,
    "message": lambda x: thrown("message", "m_paid", "messagePayload", x),
    "signal": lambda x: thrown("signal", "s_bell", "payloadExpression", x),
    "error": lambda x: thrown("error", "e_short", "payloadExpression", x),
    "parameter": lambda x: straight(
        d.service("t", "connector:warehouse.ship", number=x)
    ),
    "sla": lambda x: straight(d.user("t", sla=f"= {x}", batch=HONEST, **ASKED)),
    "priority": lambda x: straight(d.user("t", priority=x, batch=HONEST, **ASKED)),
    "batch": lambda x: straight(d.user("t", batch=x, **ASKED)),
}
DECISIONS: dict[str, Callable[[str], str]] = {
    "cell": lambda x: tables.table([(x, "1")], ["1"]),
    "column": lambda x: tables.table([("-", "1")], [x]),
    "output": lambda x: tables.table([("-", x)], ["1"]),
    "literal": tables.literal,
    "list": lambda x: f"<list>{tables.literal(x)}</list>",
    "filter": lambda x: (
        f"<filter><in>{tables.literal('[1]')}</in>"
        f"<match>{tables.literal(x)}</match></filter>"
    ),
    "function": lambda x: (
        "<invocation><literalExpression><text>function(n) n</text></literalExpression>"
        f'<binding><parameter name="n"/>{tables.literal(x)}</binding></invocation>'
    ),
}


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "escaped"


@pytest.fixture(params=PAYLOADS)
def payload(request: pytest.FixtureRequest, marker: Path) -> str:
    return PAYLOADS[request.param].format(marker=marker)


def lives(world: World, body: bytes) -> None:
    """Publish a process and let an instance go as far as it can."""
    with world.work() as work:
        wanted = [
            File(Kind.PROCESS, "bad", "bad.bpmn", body),
            File(Kind.ROLES, "roles", "roles.toml", b'[cs]\ntitle = "cs"\n'),
            File(Kind.FORM, "f", "forms/f/schema.json", FORM),
        ]
        deploy.deploy(work, world.engine, wanted, {})
    with world.work() as work:
        starting.start(work, world.engine, "bad", "B-1", HOSTILE)
    world.clock.advance(timedelta(days=1))
    world.timers.tick()
    clerk = Actor("lin", "lin", frozenset({"cs"}))
    with open_work(world.database, clerk, world.clock) as work:
        for task in work.read.execute(select(table_of(UserTask).c.id)).scalars():
            batches.check(work, world.engine, task)


def told(world: World) -> str:
    """Return everything that was noted of what went wrong."""
    return " ".join(each.facts + each.detail for each in world.incidents())


@pytest.mark.parametrize("place", DIAGRAMS)
def test_no_place_of_a_diagram_leads_to_python(
    place: str, payload: str, world: World, marker: Path
) -> None:
    with contextlib.suppress(FlowError):
        lives(world, DIAGRAMS[place](payload))

    assert not marker.exists()
    assert "<class" not in told(world)


@pytest.mark.parametrize("place", DECISIONS)
def test_no_place_of_a_decision_leads_to_python(
    place: str, payload: str, marker: Path
) -> None:
    found: Any = None

    with contextlib.suppress(FlowError):
        model = tables.load(tables.decision(DECISIONS[place](payload)))
        found = model.decision("d").decide(HOSTILE, feel.Frame()).value

    assert not marker.exists()
    assert "<class" not in str(found)


def test_no_column_of_a_channel_leads_to_python(payload: str, marker: Path) -> None:
    fields = dict.fromkeys((*REQUIRED, "customer.name", "extra.note"), payload)

    mapping, findings = compile_mapping(fields, "bad.toml")
    found = mapping.apply(HOSTILE)

    assert not marker.exists()
    assert "<class" not in f"{found.payload}{findings}"


@pytest.mark.parametrize("place", ["condition", "script", "sla", "priority", "batch"])
def test_an_honest_rule_in_the_same_place_is_run(place: str, world: World) -> None:
    honest = {
        "condition": "items[1] = 1",
        "script": "{ n: 1 }",
        "batch": HONEST,
        "priority": "3",
    }

    lives(world, DIAGRAMS[place](honest.get(place, 'duration("PT1H")')))

    assert world.incidents() == []
