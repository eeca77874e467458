"""检查表达式: what an expression reads is known before it runs; faults are refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.story import ROOT, Shop

MAIN = "processes/order_main/order_main.bpmn"
APPROVAL = "processes/order_approval/order_approval.bpmn"
CHECKS = "processes/shared/order_checks.dmn"
MANIFEST = "processes/order_main/process.toml"
TMALL = "processes/channels/tmall.toml"
RECHECK, ROUTE = 'decision = "recheck"', 'route = "custom"<'
BATCH, GRADE = '"grade = &quot;P2&quot;"', '"priority" value="grade"'
CANCELLED = '{ outcome: "cancelled" }'
SERVICE = '"released">\n            <spiffworkflow:parameters />'
PARAMETER = (
    '"released"><spiffworkflow:parameters><spiffworkflow:parameter id="n" type="any"'
    ' value="{}"/></spiffworkflow:parameters>'
)
SHIP = "<bpmn:outgoing>ship_to_note_shipped</bpmn:outgoing>\n      "
ITEMS = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
    "<bpmn:loopDataInputRef>{}</bpmn:loopDataInputRef>"
    '<bpmn:inputDataItem id="line"/>'
    "<bpmn:completionCondition>{}</bpmn:completionCondition>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)
LATE = '<bpmn:serviceTask id="note_shipped"'
TIMER = (
    '<bpmn:boundaryEvent id="late" attachedToRef="ship"><bpmn:outgoing>late_to_end'
    "</bpmn:outgoing><bpmn:timerEventDefinition><bpmn:timeDuration>{}"
    "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:endEvent id="too_late"/>'
    '<bpmn:sequenceFlow id="late_to_end" sourceRef="late" targetRef="too_late"/>'
)
UNPAID = "facts.unpaid</"
# What is written instead of what: the element, and the rule that it breaks.
BAD = {
    "a name nobody gives": (MAIN, RECHECK, 'decison = "recheck"', "feel-unknown-name"),
    "a value no form gives": (
        MAIN,
        RECHECK,
        'decision = "rechek"',
        "feel-value-not-allowed",
    ),
    "a value no table gives": (
        APPROVAL,
        ROUTE,
        'route = "costum"<',
        "feel-value-not-allowed",
    ),
    "a value no script gives": (
        MAIN,
        'outcome = "cancelled"<',
        'outcome = "canceled"<',
        "feel-value-not-allowed",
    ),
    "a field no service gives": (MAIN, UNPAID, "facts.unpayed</", "feel-unknown-field"),
    "another type of a table": (
        MAIN,
        "count(reasons) &gt; 0",
        "reasons &gt; 0",
        "feel-never-comparable",
    ),
    "a condition that is none": (MAIN, UNPAID, "facts.amount</", "feel-place-wants"),
    "two equals signs": (
        MAIN,
        RECHECK,
        'decision == "recheck"',
        "feel-double-equals",
    ),
    "single quotes": (MAIN, RECHECK, "decision = 'recheck'", "feel-single-quote"),
    "never true": (
        MAIN,
        UNPAID,
        "facts.amount &lt; 5 and facts.amount &gt; 10</",
        "feel-never-true",
    ),
    "always false": (MAIN, UNPAID, "1 &gt; 2</", "feel-constant-false"),
    "wrong arguments": (
        MAIN,
        UNPAID,
        "contains(facts.remark)</",
        "feel-wrong-arguments",
    ),
    "an order has no such field": (
        MAIN,
        BATCH,
        '"order.totl &gt; 5"',
        "feel-unknown-field",
    ),
    "an order has no such value": (
        MAIN,
        BATCH,
        "'order.kind = \"rus\"'",
        "feel-value-not-allowed",
    ),
    "a parameter nobody has": (
        MAIN,
        BATCH,
        '"facts.amount &gt; param.limit"',
        "feel-unknown-field",
    ),
    "a parameter of another type": (
        MAIN,
        BATCH,
        '"facts.amount &gt; param.sla_high"',
        "feel-never-comparable",
    ),
    "sla": (MAIN, '"= level"', '"= facts.amount"', "feel-place-wants"),
    "priority": (MAIN, GRADE, '"priority" value="greade"', "feel-unknown-name"),
    "script": (MAIN, CANCELLED, "{ outcome: shipped }", "feel-unknown-name"),
    "service parameter": (
        MAIN,
        SERVICE,
        PARAMETER.format("facts.amount + order.remark"),
        "feel-never-calculable",
    ),
    "collection": (
        MAIN,
        SHIP,
        SHIP + ITEMS.format("order.total", "facts.custom"),
        "feel-place-wants",
    ),
    "item of a collection": (
        MAIN,
        SHIP,
        SHIP + ITEMS.format("order.lines", "line.skuu = null"),
        "feel-unknown-field",
    ),
    "timer": (MAIN, LATE, TIMER.format("facts.amount") + LATE, "feel-place-wants"),
    "what a decision reads": (
        CHECKS,
        "facts.address_complete",
        "facts.adress_complete",
        "feel-unknown-field",
    ),
    "a cell of a decision": (
        CHECKS,
        "param.payment_deviation_limit",
        "param.payment_deviation_limt",
        "feel-unknown-field",
    ),
    "a variable without a type": (
        MANIFEST,
        'decision = "string"',
        'decision = "strin"',
        "variable-type-unknown",
    ),
    "a mapping": (
        TMALL,
        "'number(总金额)'",
        "'numbr(总金额)'",
        "feel-unknown-function",
    ),
}
GOOD = {
    "another value of the form": (MAIN, RECHECK, 'decision = "release"'),
    "a date and a length of time": (
        MAIN,
        UNPAID,
        'order.placed_at + @"P3D" &lt; now()</',
    ),
    "fields and parameters": (
        MAIN,
        BATCH,
        '"order.customer.credit = &quot;good&quot; and facts.amount &lt; '
        'param.straight_below and some l in order.lines satisfies l.fragile"',
    ),
    "anything a channel brings": (MAIN, BATCH, '"order.extra.size &gt; 5"'),
    "sla by a parameter": (MAIN, '"= level"', '"= param.sla_high"'),
    "script": (MAIN, CANCELLED, f"{CANCELLED[:-1]}, at: now(), n: facts.amount * 2 }}"),
    "service parameter": (MAIN, SERVICE, PARAMETER.format("facts.amount + 1")),
    "items": (
        MAIN,
        SHIP,
        SHIP + ITEMS.format("order.lines", "line.quantity &gt; 5"),
    ),
    "timer": (MAIN, LATE, TIMER.format("param.sla_normal * 2") + LATE),
    "a mapping": (TMALL, "'number(总金额)'", "'number(总金额) * 2'"),
    "allowed values that are stated": (
        MANIFEST,
        'decision = "string"',
        'decision = \'string("release", "later")\'',
    ),
}


def tree(shop: Shop, file: str, old: str, new: str) -> Path:
    """Write the shipped files with one thing written differently."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, shop.folder / name)
    changed = shop.folder / file
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new, 1), "utf-8")
    return shop.folder


def lint(shop: Shop, folder: Path, language: str = "en") -> list[Any]:
    """Return what `spillway lint` finds in a tree."""
    paths = folder / "processes", folder / "forms"
    answer = shop.run("lint", *paths, "--json", "--lang", language)
    return list(orjson.loads(answer.out))


@pytest.fixture(params=BAD)
def bad(request: pytest.FixtureRequest) -> tuple[str, str, str, str]:
    found: tuple[str, str, str, str] = BAD[request.param]
    return found


def test_the_shipped_files_raise_no_alarm(shop: Shop):
    assert lint(shop, ROOT) == []


def test_a_fault_is_found_with_its_rule_place_and_fix(
    shop: Shop, bad: tuple[str, str, str, str]
):
    *change, rule = bad
    (found,) = lint(shop, tree(shop, *change))

    assert (found["rule"], found["level"]) == (rule, "error")
    assert found["element"]
    assert rule == "variable-type-unknown" or all(
        found[name] for name in ("line", "column", "expression", "expected", "fix")
    )


def test_a_fault_is_told_in_chinese(shop: Shop, bad: tuple[str, str, str, str]):
    (found,) = lint(shop, tree(shop, *bad[:3]), "zh")

    assert any("一" <= sign <= "鿿" for sign in found["message"] + found["fix"])


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_sound_expressions_raise_no_alarm(shop: Shop, change: tuple[str, str, str]):
    assert lint(shop, tree(shop, *change)) == []


@pytest.mark.parametrize("name", ["a name nobody gives", "never true", "timer"])
def test_deploying_refuses_what_would_fail_later(shop: Shop, name: str):
    *change, rule = BAD[name]
    folder = tree(shop, *change)
    error = shop.refuses("deploy", folder / "processes", folder / "forms")

    (found,) = error["findings"]
    assert (found["file"], found["rule"]) == (MAIN, rule)
    assert found["line"] > 0
    assert found["column"] > 0


def test_advice_does_not_stop_a_deployment(shop: Shop):
    folder = tree(shop, MAIN, UNPAID, "facts.unpaid or true</")
    done = shop.does("deploy", folder / "processes", folder / "forms")

    assert {one["kind"] for one in done["published"]} >= {"process", "form"}


def test_where_nobody_states_variables_an_unknown_name_is_advice(shop: Shop):
    folder = tree(shop, MAIN, RECHECK, 'decison = "recheck"')
    (folder / MANIFEST).write_text('title = "x"\n', "utf-8")
    levels = {one["rule"]: one["level"] for one in lint(shop, folder)}

    assert levels["feel-unknown-name"] == "warning"


def test_an_expression_is_linted_against_the_types_given(shop: Shop):
    schema = '{"amount": "number"}'
    answer = shop.run("feel", 'amount > "5"', "--lint", "--schema", schema, "--json")
    (found,) = answer.content["findings"]

    assert (answer.code, found["code"], found["column"]) == (
        1,
        "feel-never-comparable",
        8,
    )


def test_a_text_that_is_no_feel_is_a_finding_with_its_fix(shop: Shop):
    answer = shop.run("feel", "a == 'x'", "--lint", "--json", "--lang", "en")
    (found,) = answer.content["findings"]

    assert (found["expected"], found["fix"]) == ("=", "write = instead of ==")


def test_a_schema_that_names_no_type_is_refused(shop: Shop):
    error = shop.refuses("feel", "a", "--lint", "--schema", '{"a": "money"}')

    assert error["code"] == "schema-no-type"
