"""A step with ten thousand dear items stops its own order, once, and no other."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.story import ROOT, SUPERVISOR, Shop

HEAVY = {"remark": "heavy"}
PLAIN = "<spiffworkflow:parameters />"
DEAR = (
    '<spiffworkflow:parameters><spiffworkflow:parameter id="seen" type="any" '
    'value="count(for i in 1..900 return i)"/></spiffworkflow:parameters>'
)
MANY = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
    '<bpmn:loopCardinality>if order.remark = "heavy" then 10000 else 1'
    "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)
END = "</bpmn:serviceTask>"


@pytest.fixture(params=["false", "true"], ids=["at-once", "in-turn"])
def heavy(shop: Shop, request: pytest.FixtureRequest) -> str:
    """An order whose release is repeated ten thousand times, each of them dear."""
    folder = shop.folder / "processes" / "order_main"
    shutil.copytree(ROOT / "processes" / "order_main", folder)
    diagram = folder / "order_main.bpmn"
    before, service, after = diagram.read_text("utf-8").partition('"order.release"')
    after = after.replace(PLAIN, DEAR, 1).replace(
        END, MANY.format(sequential=request.param) + END, 1
    )
    diagram.write_text(before + service + after, "utf-8")
    shop.does("deploy", diagram)
    return shop.takes(**HEAVY)


def incidents(shop: Shop) -> list[Any]:
    return list(shop.does("incident", "list", "--lang", "en")["items"])


def test_it_ends_in_one_incident_with_a_plain_sentence(shop: Shop, heavy: str) -> None:
    (found,) = incidents(shop)

    assert found["order_no"] == heavy
    assert "Expected the rule to finish within its step budget" in found["message"]


def test_nothing_of_it_is_half_done(shop: Shop, heavy: str) -> None:
    assert shop.waiting(heavy) == {}
    assert shop.is_sound()


def test_other_orders_go_on(shop: Shop, heavy: str) -> None:
    other = shop.takes()

    assert (shop.state(other), len(incidents(shop))) == ("released", 1)


def test_a_person_may_end_it(shop: Shop, heavy: str) -> None:
    reason = ("--reason", "规则过重", "--as", SUPERVISOR)
    (found,) = incidents(shop)

    shop.does("incident", "cancel", found["id"], *reason)

    assert incidents(shop) == []
