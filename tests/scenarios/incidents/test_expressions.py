"""An expression without a value is an incident that says why, wherever it stands."""

from __future__ import annotations

import shutil

import pytest

from tests.scenarios.incidents.conftest import incidents
from tests.story import CS, ROOT, Shop

SHIPPED = (ROOT / "processes/order_main/order_main.bpmn").read_text("utf-8")
SIZE = "order.extra.size &gt; 5"
ITEMS = '<bpmn:multiInstanceLoopCharacteristics isSequential="true">{}'
ITEMS += "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
CARDINALITY = "<bpmn:loopCardinality>order.extra.size + 1</bpmn:loopCardinality>"
COLLECTION = "<bpmn:loopDataInputRef>order.extra.size[1]</bpmn:loopDataInputRef>"
TIMER = (
    '<bpmn:boundaryEvent id="late" attachedToRef="ship"><bpmn:outgoing>late_to_end'
    "</bpmn:outgoing><bpmn:timerEventDefinition><bpmn:timeDuration>"
    "duration(order.extra.size)</bpmn:timeDuration></bpmn:timerEventDefinition>"
    '</bpmn:boundaryEvent><bpmn:endEvent id="too_late"/>'
    '<bpmn:sequenceFlow id="late_to_end" sourceRef="late" targetRef="too_late"/>'
)
SHIP_END = '<bpmn:serviceTask id="note_shipped"'
SHIP = "<bpmn:outgoing>ship_to_note_shipped</bpmn:outgoing>\n      </bpmn:userTask>"
SERVICE = (
    'id="order.release" resultVariable="released">\n'
    "            <spiffworkflow:parameters />"
)
PARAMETER = (
    'id="order.release" resultVariable="released"><spiffworkflow:parameters>'
    '<spiffworkflow:parameter id="n" type="any" value="order.extra.size + 1"/>'
    "</spiffworkflow:parameters>"
)
# What is written instead of what, and the element that then cannot go on.
PLACES = {
    "sequence flow": ("facts.unpaid</", f"{SIZE}</", "is_unpaid"),
    "sla": ('"= level"', '"= order.extra.size"', "ship"),
    "priority": (
        '"priority" value="grade" />\n            <spiffworkflow:property name="sla" v'
        'alue="= level"',
        '"priority" value="order.extra.size + 1" />\n'
        '<spiffworkflow:property name="sla" value="= level"',
        "ship",
    ),
    "batch": ('"grade = &quot;P2&quot;"', f'"{SIZE}"', "ship"),
    "timer": (SHIP_END, TIMER + SHIP_END, "late"),
    "number of instances": (
        SHIP,
        SHIP.replace("</bpmn:userTask>", ITEMS.format(CARDINALITY)),
        "ship",
    ),
    "collection": (
        SHIP,
        SHIP.replace("</bpmn:userTask>", ITEMS.format(COLLECTION)),
        "ship",
    ),
    "service parameter": (SERVICE, PARAMETER, "release_order"),
}
SCRIPT = (
    '{ outcome: "cancelled" }',
    '{ outcome: "cancelled", n: order.extra.size + 1 }',
)


def drawn(shop: Shop, old: str, new: str, text: str = SHIPPED) -> None:
    """Deploy the main process with one thing written differently."""
    folder = shop.folder / "processes" / "order_main"
    shutil.copytree(ROOT / "processes" / "order_main", folder)
    diagram = folder / "order_main.bpmn"
    assert old in text
    diagram.write_text(text.replace(old, new), "utf-8")
    shop.does("deploy", diagram)


def inclusive(gateway: str) -> str:
    """Return the main process with one gateway that may take several ways."""
    before, _, rest = SHIPPED.partition(f'<bpmn:exclusiveGateway id="{gateway}"')
    inner, _, after = rest.partition("</bpmn:exclusiveGateway>")
    head = f'{before}<bpmn:inclusiveGateway id="{gateway}"'
    return f"{head}{inner}</bpmn:inclusiveGateway>{after}"


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    found: tuple[str, str, str] = PLACES[request.param]
    return found


def test_a_null_by_mistake_is_an_incident_of_its_element(
    shop: Shop, place: tuple[str, str, str]
):
    drawn(shop, *place[:2])
    shop.takes()

    assert [one["element"] for one in incidents(shop)] == [place[2]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_incident_shows_what_was_read_and_why_it_is_null(
    shop: Shop, place: tuple[str, str, str], language: str
):
    drawn(shop, *place[:2])
    shop.takes()
    (found,) = incidents(shop, language)
    why = {"zh": "size", "en": "“size”"}[language]

    assert "order.extra.size = null" in found["message"]
    assert why in found["message"]


def test_an_inclusive_gateway_takes_no_null_for_a_no(shop: Shop):
    drawn(shop, *PLACES["sequence flow"][:2], inclusive("is_unpaid"))
    shop.takes()
    (found,) = incidents(shop)

    assert found["element"] == "is_unpaid"
    assert "order.extra.size = null" in found["message"]


def test_an_entry_of_a_script_that_is_null_by_mistake_is_an_incident(shop: Shop):
    drawn(shop, *SCRIPT)
    shop.completes(CS, shop.takes(paid="150.00"), decision="cancel")
    (found,) = incidents(shop)

    assert found["element"] == "note_cancel"
    assert "order.extra.size = null" in found["message"]


def test_data_that_is_there_makes_no_incident(shop: Shop):
    drawn(shop, *PLACES["batch"][:2])
    shop.takes(extra={"size": 7})

    assert incidents(shop) == []
