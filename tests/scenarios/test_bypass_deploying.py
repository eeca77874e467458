"""绕行把关: a shortcut that could not be trusted is refused at deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.shortcut import FLOWS, diagram, draw
from tests.story import Shop

STRAIGHT = {**FLOWS, "f5": ("by_code", "noted")}
DIAGRAMS = {
    "not-interrupting": (diagram(border='cancelActivity="false"'), "bypass-no-message"),
    "policy-unknown": (diagram(policy="no_such"), "bypass-policy-not-there"),
    "no-trace": (diagram(flows=STRAIGHT), "bypass-without-trace"),
    "twice": (
        diagram().replace(
            '<bpmn:parallelGateway id="split"/>',
            '<bpmn:parallelGateway id="split"/>'
            '<bpmn:boundaryEvent id="again" attachedToRef="sign">'
            "<bpmn:extensionElements><spiffworkflow:properties>"
            '<spiffworkflow:property name="bypassPolicy" value="quick_code"/>'
            "</spiffworkflow:properties></bpmn:extensionElements>"
            '<bpmn:messageEventDefinition messageRef="m_quick"/></bpmn:boundaryEvent>'
            '<bpmn:sequenceFlow id="f0" sourceRef="again" targetRef="paid"/>',
        ),
        "bypass-twice-at-task",
    ),
    "no-user-task": (
        diagram().replace('attachedToRef="sign"', 'attachedToRef="noted"'),
        "bypass-no-user-task",
    ),
}
POLICIES: dict[str, tuple[dict[str, Any], str]] = {
    "no-feel": ({"when": "deviation <= "}, "when"),
    "misspelt": ({"when": "deviatoin <= 0.05"}, "when"),
    "cost-misspelt": ({"budget": {"of": "agreeed"}}, "budget.of"),
    "not-boolean": ({"when": "1 + 1"}, "when"),
    "role-unknown": ({"opens": ["pirate"]}, "opens"),
    "nobody-opens": ({"opens": []}, "opens"),
    "no-end": ({"longest": None}, "longest"),
    "too-long": ({"longest": "P90D"}, "longest"),
    "money-as-number": ({"two_person_above": 1000}, "two_person_above"),
    "money-without-cost": ({"budget": {"money": "3.00"}}, "budget.of"),
    "no-uses": ({"budget": {"count": 0}}, "budget.count"),
    "one-language": ({"title": {"zh": "快"}}, "title"),
    "typing-error": ({"fore_eyes": True}, "fore_eyes"),
}


def refusals(shop: Shop, place: Path) -> list[tuple[str, str]]:
    """Return rule and sentence of every fault of a folder."""
    found = shop.refuses("deploy", place, "--lang", "en")["findings"]
    return [(one["rule"], one["message"]) for one in found if one["level"] == "error"]


def test_a_process_with_a_bypass_is_published(shop: Shop, tmp_path: Path):
    made = shop.does("deploy", draw(tmp_path))["published"]

    assert ("bypass", "quick") in [(one["kind"], one["key"]) for one in made]


@pytest.mark.req("S1-15")
@pytest.mark.parametrize("case", DIAGRAMS)
def test_a_diagram_with_a_doubtful_bypass_is_refused(
    shop: Shop, tmp_path: Path, case: str
):
    drawn, rule = DIAGRAMS[case]

    assert rule in [one for one, _ in refusals(shop, draw(tmp_path, drawn))]


@pytest.mark.parametrize("case", POLICIES)
def test_a_policy_with_a_fault_is_refused_with_its_field(
    shop: Shop, tmp_path: Path, case: str
):
    changes, field = POLICIES[case]
    said = refusals(shop, draw(tmp_path, **changes))

    assert [one.split(":")[0] for _, one in said] == [field]


def test_a_debt_that_no_step_pays_is_refused(shop: Shop, tmp_path: Path):
    debt = {"element": "no_such", "within": "P1D", "title": {"zh": "补", "en": "Owed"}}
    said = refusals(shop, draw(tmp_path, debt=debt))

    assert [rule for rule, _ in said] == ["bypass-debt-unknown"]


def test_an_export_writes_the_policies_back(shop: Shop, tmp_path: Path):
    place = draw(tmp_path)
    shop.does("deploy", place)
    shop.does("export", tmp_path / "out")
    written = tmp_path / "out" / "processes" / "quick" / "bypass.toml"

    assert written.read_bytes() == (place / "bypass.toml").read_bytes()
