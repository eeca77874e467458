"""用例有效性: break any rule of the seed, and some promise is broken."""

import pytest
from lxml import etree

from tests import case_bench
from tests.case_bench import files

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
RULES = [
    (name, each.get("id"))
    for name, body in files(".dmn").items()
    for each in etree.fromstring(body).iter("{*}rule")
]
CONDITIONS = [
    (name.removesuffix(".bpmn"), each.getparent().get("id"))
    for name, body in files(".bpmn").items()
    for each in etree.fromstring(body).iter(f"{BPMN}conditionExpression")
]
# a case has no stock to lack: tests/scenarios/test_stock.py asks this one
OF_STOCK = ("is_in_stock_to_rejected", "false")
ALWAYS = [
    (process, flow, written)
    for process, flow in CONDITIONS
    for written in ("true", "false")
    if (flow, written) != OF_STOCK
]
LIMITS = [
    ("order_checks.dmn", b"&gt; param.payment", b"&gt;= param.payment"),
    ("order_routing.dmn", b"&gt; param.approval", b"&gt;= param.approval"),
    ("order_routing.dmn", b"&lt; param.straight", b"&lt;= param.straight"),
]


def without_rule(name: str, rule: str) -> dict[str, bytes]:
    tables = files(".dmn")
    root = etree.fromstring(tables[name])
    row = root.find(f".//*[@id='{rule}']")
    row.getparent().remove(row)
    return {**tables, name: etree.tostring(root)}


def broken_somewhere(tables: dict[str, bytes]) -> list[str]:
    found = (
        case_bench.first_broken(process, case_bench.built(files(".bpmn"), tables))
        for process in case_bench.PROCESSES
    )
    return [each for each in found if each]


def with_condition(process: str, flow: str, written: str) -> dict[str, bytes]:
    diagrams = files(".bpmn")
    root = etree.fromstring(diagrams[f"{process}.bpmn"])
    root.find(f".//*[@id='{flow}']/{BPMN}conditionExpression").text = written
    return {**diagrams, f"{process}.bpmn": etree.tostring(root)}


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[rule for _, rule in RULES])
def test_a_rule_that_is_gone_is_missed(name, rule):
    assert broken_somewhere(without_rule(name, rule))


@pytest.mark.parametrize(
    ("process", "flow", "written"), ALWAYS, ids=["-".join(one[1:]) for one in ALWAYS]
)
def test_a_condition_that_always_says_the_same_is_noticed(process, flow, written):
    diagrams = with_condition(process, flow, written)
    changed = case_bench.built(diagrams, files(".dmn"))

    assert case_bench.first_broken(process, changed)


@pytest.mark.parametrize(("name", "limit", "moved"), LIMITS)
def test_a_limit_that_takes_its_own_value_in_is_noticed(name, limit, moved):
    tables = files(".dmn")
    tables[name] = tables[name].replace(limit, moved)

    assert broken_somewhere(tables)
