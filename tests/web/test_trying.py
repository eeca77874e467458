"""Trying rules: an expression or a table on the values of an order, nothing kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete

from runtime.engine.design.artifacts import ARTIFACT, Kind
from runtime.kernel.actors import SYSTEM
from tests.story import CS, SUPERVISOR
from tests.visitors import Site

EN = {"Accept-Language": "en"}
SHADOWED = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
 id="d" name="d" namespace="https://shop.example/shadowed">
<decision id="shadowed" name="Shadowed"><variable name="answer"/>
<decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="ie" typeRef="number">
<text>n</text></inputExpression></input>
<output id="o" name="answer" typeRef="string"/>
<rule id="r1"><inputEntry id="r1i"><text>-</text></inputEntry>
<outputEntry id="r1o"><text>"a"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="r2i"><text>1</text></inputEntry>
<outputEntry id="r2o"><text>"b"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
GOOD = 'facts.amount < 5000 and facts.credit = "good"'


def tried(site: Site, **typed: str) -> str:
    """Send the form of the page as a browser does; return the page."""
    visitor = site.visitor(SUPERVISOR)
    return visitor.posts("/rules", "/rules", **{"kind": "expression", **typed}).text


def evaluated(site: Site, language: str = "en", **body: object):
    """Ask the interface for a value and its reasons."""
    program, headers = site.program(SUPERVISOR), {"Accept-Language": language}
    return program.asks("POST", "/rules/evaluate", json=body, headers=headers)


@pytest.fixture
def order(site: Site) -> str:
    """Give an order whose values are tried."""
    return site.shop.takes(total="1200.00", paid="1200.00")


def test_the_page_begins_with_an_order_and_an_answer(site: Site, order: str):
    page = site.visitor(SUPERVISOR).gets("/rules").text

    assert order in page
    assert "facts.amount" in page
    assert ">true<" in page


def test_an_expression_gives_its_value_and_why(site: Site):
    page = tried(site, expression="a < 5", names='{"a": 7}')

    assert ">false<" in page
    assert "a 为 7" in page


def test_the_values_of_an_order_are_taken(site: Site, order: str):
    page = tried(site, expression="facts.amount", order=order, take="1")

    assert ">1200<" in page


def test_a_fault_tells_its_place_and_what_to_do(site: Site):
    page = tried(site, expression="amont < 5", names='{"amount": 7}')

    assert "第 1 行第 1 列" in page
    assert "amount" in page


def test_values_that_are_no_json_are_told_where(site: Site):
    page = tried(site, expression="1", names='{"a": }')

    assert "第 1 行第 7 列有误" in page
    assert "{&#34;a&#34;: }" in page


def test_an_unknown_order_is_told_and_what_was_written_stays(site: Site):
    page = tried(site, expression="1 + 41", order="nobody", take="1")

    assert "nobody" in page
    assert "1 + 41" in page


def test_a_table_shows_the_row_that_applies(site: Site, order: str):
    chosen = {"kind": "decision", "decision": "order_routing"}
    page = tried(site, **chosen, order=order, take="1")

    assert 'class="hit"' in page
    assert "逐行查看决策表" in page


def test_nothing_is_kept_of_what_is_tried(site: Site, order: str):
    before = site.shop.shows(order)
    tried(site, expression="facts.amount", order=order, take="1")

    assert site.shop.shows(order) == before


def test_rules_are_not_for_everybody(site: Site):
    assert site.visitor(CS).gets("/rules").status_code == 403


@pytest.mark.req("S0-12")
def test_a_program_is_told_value_type_and_reasons(site: Site):
    context = {"facts": {"amount": 7200, "credit": "good"}}
    answer = evaluated(site, expr=GOOD, context=context).json

    assert (answer["value"], answer["type"]) == (False, "boolean")
    assert "facts.amount 7200 is not below 5000" in answer["reasons"]


def test_a_program_is_told_in_its_language(site: Site):
    answer = evaluated(site, "zh", expr="a < 5", context={"a": 7}).json

    assert "a 7 不低于 5" in " ".join(answer["reasons"])


def test_typed_values_go_both_ways(site: Site):
    day = {"type": "date", "value": "2026-11-21"}
    expr = 'd + duration("P1D")'
    answer = evaluated(site, expr=expr, context={"d": day}).json

    assert answer["value"] == {"type": "date", "value": "2026-11-22"}


def test_an_order_may_be_named_instead_of_values(site: Site, order: str):
    answer = evaluated(site, expr="order.total", order=order).json

    assert answer["value"] == 1200


def test_lint_is_a_service_of_its_own(site: Site):
    body = {"expr": 'amount == "5"', "context": {"amount": 5}}
    program = site.program(SUPERVISOR)
    answer = program.asks("POST", "/rules/lint", json=body, headers=EN).json
    found = answer["findings"][0]

    assert (found["level"], found["line"], found["column"]) == ("error", 1, 8)
    assert "=" in found["fix"]


def test_what_does_not_end_is_stopped_and_said(site: Site):
    expr = "count(for a in 1..9999, b in 1..9999 return a * b)"
    answer = evaluated(site, expr=expr).json

    assert answer["value"] is None
    assert answer["stopped"]


@pytest.mark.parametrize(
    "expr", ["", "a" * 8_001, None], ids=["nothing", "too-long", "null"]
)
def test_what_is_no_expression_is_refused_by_field(site: Site, expr: str | None):
    answer = evaluated(site, expr=expr)

    assert answer.status_code == 422
    assert "expr" in json.dumps(answer.json["errors"])


def test_a_decision_answers_with_its_rows(site: Site, order: str):
    program = site.program(SUPERVISOR)
    place = "/rules/decisions/order_routing/evaluate"
    answer = program.asks("POST", place, json={"order": order}).json

    assert answer["outputs"]
    assert answer["decisions"][-1]["hits"]


def test_a_decision_that_is_not_there_is_not_found(site: Site):
    program = site.program(SUPERVISOR)
    answer = program.asks("POST", "/rules/decisions/none/evaluate", json={})

    assert (answer.status_code, answer.json["code"]) == (404, "try-decision-unknown")


def test_a_table_tells_what_it_does_wrong(site: Site, tmp_path: Path):
    file = tmp_path / "shadowed.dmn"
    file.write_text(SHADOWED, "utf-8")
    site.shop.does("deploy", file)
    program, place = site.program(SUPERVISOR), "/rules/decisions/shadowed/evaluate"
    answer = program.asks("POST", place, json={"context": {"n": 1}}).json

    assert answer["outputs"] == {"answer": "a"}
    assert [one["level"] for one in answer["findings"]] == ["warning"]


def test_a_shop_without_tables_is_told_how_to_get_one(site: Site):
    with site.runtime.work(SYSTEM) as work:
        none = delete(ARTIFACT).where(ARTIFACT.c.kind == Kind.DECISIONS)
        work.session.execute(none)
    page = site.visitor(SUPERVISOR).gets("/rules?kind=decision").text

    assert "还没有发布过决策表" in page
    assert 'role="alert"' not in page
