"""Why an order went its way, through the interface and on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.story import SUPERVISOR, an_order
from tests.visitors import Site

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
LARGE = {"total": "7200.00", "paid": "7200.00"}
BENEATH = re.compile(r"<details.*?</details>", re.S)
RULE = {
    "en": "Rule 1 does not apply: Custom goods: no.",
    "zh": "第 1 条规则不适用：含定制商品：否。",
}


def explained(site: Site, language: str = "en", **order: Any) -> Any:
    program = site.program()
    number = program.asks(
        "POST", "/orders", json=an_order(channel="own", **order)
    ).json["order_no"]
    headers = {"Accept-Language": language}
    return program.asks("GET", f"/orders/{number}/explain", headers=headers).json


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_explanation_says_beneath_a_decision_why_other_rules_did_not_apply(
    site: Site, language: str
):
    items = explained(site, language, **LARGE)["items"]

    assert any(RULE[language] in one["more"] for one in items)


def test_the_explanation_tells_the_gateways_in_their_sequence(site: Site):
    items = explained(site, **LARGE)["items"]
    told = [one["text"] for one in items if one["kind"] == "gateway"]
    names = [line.partition("”")[0].partition("“")[2] for line in told]

    assert names == ["Paid?", "Exceptions?", "Which route?"]


def test_a_timeline_tells_no_gateways(site: Site):
    program = site.program()
    number = program.asks("POST", "/orders", json=an_order(channel="own")).json[
        "order_no"
    ]
    items = program.asks("GET", f"/orders/{number}/timeline").json["items"]

    assert "gateway" not in {one["kind"] for one in items}


def page(site: Site, language: str, **order: Any) -> str:
    number = site.shop.takes(**order)
    headers = {"Accept-Language": language}
    visitor = site.visitor(SUPERVISOR)
    return visitor.gets(f"/orders/{number}", headers=headers).get_data(as_text=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_folds_the_reasons_beneath_a_decision(site: Site, language: str):
    folded = " ".join(BENEATH.findall(page(site, language, **LARGE)))

    assert RULE[language] in folded


def test_a_page_names_the_comparison_that_decided_at_a_gateway(site: Site):
    assert "because route is supervisor" in page(site, "en", **LARGE)


def test_what_a_customer_wrote_is_no_markup_in_a_reason(site: Site):
    hostile = "<img src=x onerror=alert(1)>"
    shown = page(site, "en", tags=[hostile])

    assert hostile not in shown
    assert "&lt;img src=x" in shown
