"""Who sees which field of an order: searched for in every page and every answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from runtime.identity import people
from runtime.identity.people import NewPerson
from runtime.identity.permissions import EVERYBODY
from runtime.kernel.actors import SYSTEM
from tests.story import CS, an_order
from tests.story import EVERYBODY as EVERY_ROLE
from tests.visitors import ADMIN, Program, Site

SECRETS = {
    "extra.invoice_title": ["西湖密抬头商贸有限公司"],
    "extra.发票税号": ["91330100MA27SECRET"],
    "customer.phone": ["13987654321", "13812345678"],
    "ship_to.street": ["莫干山路隐街 77 号"],
    "ship_to.building": ["隐楼 9 栋 901 室"],
    "lines.list_price": ["18765.43", "18,765.43"],
}
INVOICE = {"extra.invoice_title", "extra.发票税号"}
PLACE = {"customer.phone", "ship_to.street", "ship_to.building"}
PRICE = {"lines.list_price"}
SEES = {
    "cs": INVOICE | PLACE | PRICE,
    "sales": PLACE | PRICE,
    "finance": INVOICE | PRICE,
    "warehouse": PLACE,
    "qc": set(),
    "supervisor": INVOICE | PLACE | PRICE,
    "aftersales": INVOICE | PLACE | PRICE,
    "custom": set(),
    "designer": PRICE,
    "admin": INVOICE | PLACE | PRICE,
    "integrator": INVOICE | PLACE | PRICE,
}
SUMS = ["16543.21", "16,543.21"]
HIDDEN_SUM = '["total"]\nsupervisor = "hide"\n"*" = "read"\n'


def secretive(site: Site, **changes: object) -> str:
    """Let an order with every secret come, told twice with another phone."""
    order = an_order(
        total="16543.21",
        customer={"name": "周雨", "credit": "good", "phone": "13987654321"},
        ship_to={
            "city": "杭州市",
            "street": "莫干山路隐街 77 号",
            "building": "隐楼 9 栋 901 室",
        },
        lines=[{"sku": "A", "unit_price": "16543.21", "list_price": "18765.43"}],
        extra={
            "invoice_title": "西湖密抬头商贸有限公司",
            "发票税号": "91330100MA27SECRET",
        },
        **changes,
    )
    number = site.shop.takes(**order)
    other = {**order["customer"], "phone": "13812345678"}
    site.shop.tells({**order, "customer": other})
    return number


def of_role(site: Site, role: str) -> Program:
    """Give a program of somebody who has this one role."""
    with site.runtime.work(SYSTEM) as work:
        person = NewPerson(f"only {role}", (role,))
        people.add(work, site.runtime.engine.trail, person, EVERYBODY)
    return site.program(f"only {role}")


def answers(site: Site, role: str, number: str) -> str:
    """Return all that somebody of a role is shown, at every address there is."""
    program = of_role(site, role)
    headers = {"Authorization": f"Bearer {program.token}"}
    task = site.shop.tasks(EVERY_ROLE, number)[0]["id"]
    known = {"order_no": number, "task_id": str(task)}
    places = [
        re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: known.get(m[1], "1"), rule.rule)
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/static")
    ]
    places += [f"/rules?order={number}", f"/orders?q={number}", f"/inbox?q={number}"]
    found = [program.client.get(place, headers=headers).text for place in places]
    tried = {"expr": "order", "order": number}
    found.append(program.asks("POST", "/rules/evaluate", json=tried).text)
    return "\n".join(found)


def escaped(value: str) -> str:
    """Return a value as JSON of plain letters has it."""
    return json.dumps(value)[1:-1]


def shown(text: str) -> set[str]:
    """Return the fields of which a value stands in a text."""
    return {
        field
        for field, values in SECRETS.items()
        if any(value in text or escaped(value) in text for value in values)
    }


@pytest.mark.req("S3-21")
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_meets_exactly_the_fields_that_the_file_lets_it_see(
    site: Site, role: str
):
    number = secretive(site)

    assert shown(answers(site, role, number)) == SEES[role]


@pytest.mark.req("S3-21")
def test_a_hidden_field_is_not_even_named(site: Site):
    card = of_role(site, "custom").asks("GET", f"/orders/{secretive(site)}").json

    assert card["extra"] == {}
    assert "phone" not in card["customer"]
    assert "list_price" not in card["lines"][0]


@pytest.mark.req("S3-21")
def test_an_administrator_hides_the_sum_and_it_is_nowhere(site: Site, tmp_path: Path):
    (tmp_path / "rights.toml").write_text(HIDDEN_SUM, "utf-8")
    number = secretive(site)
    before = answers(site, "finance", number)
    site.shop.does("deploy", tmp_path / "rights.toml")
    after = answers(site, "supervisor", number)

    assert [one for one in SUMS if one in before] == SUMS
    assert [one for one in (*SUMS, "16543") if one in after] == []


@pytest.mark.req("S3-21")
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.parametrize("name", ["finance", "warehouse"])
def test_an_export_in_somebodys_name_holds_what_they_may_see(
    site: Site, tmp_path: Path, kind: str, name: str
):
    secretive(site)
    of_role(site, name)
    file = tmp_path / "orders"
    wanted = ("--format", kind, "--out", file, "--as", f"only {name}")
    site.shop.does("export-orders", *wanted)

    assert shown(file.read_text("utf-8")) == SEES[name]


@pytest.mark.req("S3-21")
@pytest.mark.parametrize("name", ["finance", "warehouse"])
def test_a_story_in_somebodys_name_holds_what_they_may_see(site: Site, name: str):
    number = secretive(site)
    of_role(site, name)
    told = site.shop.run("show", number, "--json", "--as", f"only {name}")

    assert shown(told.out) == SEES[name]


@pytest.mark.req("S3-21")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('["customer.phone"]\nboss = "read"', "rights-role"),
        ('["customer.phone"]\ncs = "edit"', "rights-word"),
        ('["customer.phone"]', "rights-empty"),
        ('["kind"]\ncs = "read"', "rights-field"),
        ('["extra.*"]\ncs = "read"', "rights-field"),
    ],
)
def test_rights_that_cannot_be_kept_are_refused(
    site: Site, tmp_path: Path, text: str, code: str
):
    (tmp_path / "rights.toml").write_text(text, "utf-8")
    error = site.shop.refuses("deploy", tmp_path / "rights.toml")

    assert [one["rule"] for one in error["findings"]] == [code]


@pytest.mark.req("S3-21")
def test_an_administrator_changes_the_rights_and_they_hold_at_once(site: Site):
    number, admin = secretive(site), site.program(ADMIN)
    fields = {"customer.phone": {"admin": "read", "*": "hide"}}
    changed = admin.asks("POST", "/rights", json={"fields": fields})
    held = admin.asks("GET", "/rights").json

    assert (changed.status_code, held["fields"]) == (200, fields)
    assert held["version"] == changed.json["version"] == 2
    card = site.program(CS).asks("GET", f"/orders/{number}").text
    assert shown(card) == set(SECRETS) - {"customer.phone"}


@pytest.mark.req("S3-21")
def test_rights_of_a_role_that_is_not_there_are_refused(site: Site):
    fields = {"customer.phone": {"boss": "read"}}
    said = site.program(ADMIN).asks("POST", "/rights", json={"fields": fields})

    assert (said.status_code, "boss" in said.text) == (422, True)
    assert site.program(ADMIN).asks("GET", "/rights").json["version"] == 1
