"""What a shortcut allows is changed on a page, by people who write no program."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import fromstring
from werkzeug.datastructures import MultiDict

from runtime.identity import people
from runtime.orders.bypass import versions
from tests.policy_form import EDIT, PLACE, WHY, beside, part, saves, sends, typed
from tests.story import SALES, SUPERVISOR
from tests.visitors import ADMIN, PASSWORD, Site, Visitor

FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "one-language": ({"title.en": ""}, "title", "请填写中英文两种"),
    "no-words": ({"text.zh": " "}, "text", "请填写中英文两种"),
    "no-rule": ({"when": ""}, "when", "这里缺少规则"),
    "no-feel": ({"when": "price.deviation <="}, "when", "第 1 行，第"),
    "misspelt": ({"when": "price.deviatoin < 1"}, "when", "是否应为“deviation”"),
    "no-condition": ({"when": "1 + 1"}, "when", "boolean"),
    "nobody-opens": ({"opens": []}, "opens", "请至少勾选一个"),
    "role-gone": ({"uses": ["pirate"]}, "uses", "没有角色“pirate”"),
    "nobody-issues": ({"issues": []}, "issues", "请至少勾选一个"),
    "no-number": ({"longest.number": "x"}, "longest", "1 分钟到 31 天"),
    "too-long": (
        {"longest.number": "32", "longest.unit": "days"},
        "longest",
        "1 分钟到 31 天",
    ),
    "no-uses": ({"budget.count": "0"}, "budget.count", "1 到 100000 的整数"),
    "no-money": ({"budget.money": "much"}, "budget.money", "请填写大于零的金额"),
    "no-cost": ({"budget.of": ""}, "budget.of", "这里缺少规则"),
    "wrong-limit": ({"two_person_above": "-1"}, "two_person_above", "大于零的金额"),
    "step-gone": ({"debt.element": "no_such"}, "debt.element", "该环节已不存在"),
    "debt-no-end": ({"debt.element": "owe_photo"}, "debt.within", "1 分钟到 31 天"),
    "debt-no-name": ({"debt.element": "owe_photo"}, "debt.title", "中英文两种"),
    "no-choice": ({"code": "maybe"}, "code", "请二选一"),
    "no-note": ({"note": " "}, "note", "请填写修改原因"),
}
OWED = {
    "debt.element": "owe_photo",
    "debt.within.number": "2",
    "debt.within.unit": "days",
    "debt.title.zh": "补照片",
    "debt.title.en": "Photo owed",
}
CHANGES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "title": ({"title.en": "By code"}, "title.en", "By code"),
    "text": ({"text.zh": "说明"}, "text.zh", "说明"),
    "condition": ({"when": "price.deviation < 0.03"}, "when", "price.deviation < 0.03"),
    "who-opens": ({"opens": ["supervisor", "admin"]}, "opens", ["supervisor", "admin"]),
    "whoever-does-it": ({"uses": []}, "uses", None),
    "no-code": ({"code": "no"}, "code", False),
    "one-may-do-both": ({"four_eyes": "no"}, "four_eyes", False),
    "one-is-enough": ({"two_person_above": ""}, "two_person_above", None),
    "money": ({"budget.money": "99.50"}, "budget.money", "99.50"),
    "no-money": ({"budget.money": "", "budget.of": ""}, "budget", {"count": 20}),
    "debt": (OWED, "debt.within", "P2D"),
    "debt-name": (OWED, "debt.title", {"zh": "补照片", "en": "Photo owed"}),
}


@pytest.fixture
def boss(site: Site) -> Visitor:
    """Give the supervisor, who may change policies."""
    return site.visitor(SUPERVISOR)


def waiting(site: Site, price: str) -> str:
    """Let an order come that waits for the supervisor to sign its price."""
    line = {"sku": "A-1", "unit_price": price, "list_price": "1000.00"}
    return site.shop.takes(total=price, paid=price, lines=[line])


def body(site: Site) -> Any:
    """Return the policy as a program reads it."""
    place = PLACE.removesuffix("/edit")
    return site.program(SUPERVISOR).asks("GET", place).json["body"]


@pytest.mark.req("S1-15")
def test_what_is_saved_on_the_page_is_what_the_policy_says(site: Site, boss: Visitor):
    changes = {"longest.number": "90", "longest.unit": "minutes", "budget.count": "5"}
    saved = saves(boss, {**changes, "uses": ["cs", "sales"], "code": "yes"})
    found = body(site)

    assert saved.status_code == 303
    assert (found["longest"], found["budget"]["count"]) == ("PT90M", 5)
    assert found["uses"] == ["cs", "sales"]


@pytest.mark.parametrize("case", CHANGES)
def test_every_part_can_be_changed_on_the_page(site: Site, boss: Visitor, case: str):
    changes, path, wanted = CHANGES[case]
    saves(boss, changes)

    assert versions.at(body(site), path) == wanted


@pytest.mark.parametrize("policy", ["price_sign_off_code", "photo_later"])
def test_a_form_sent_as_it_was_opened_writes_no_version(boss: Visitor, policy: str):
    place = f"/bypasses/{policy}"
    saved = saves(boss, {}, f"{place}/edit")

    assert "未写入新版本" in boss.gets(saved.headers["Location"]).text
    assert "第 2 版" not in boss.gets(place).text


@pytest.mark.req("S1-15")
@pytest.mark.parametrize("case", FAULTS)
def test_each_fault_stands_beside_its_field(boss: Visitor, case: str):
    changes, path, said = FAULTS[case]
    refused = saves(boss, changes)

    assert refused.status_code == 422
    assert said in beside(refused.text, path)
    assert f'href="#{path}"' in refused.text


def test_a_refused_form_keeps_what_was_typed_and_saves_nothing(
    site: Site, boss: Visitor
):
    before = body(site)
    page = saves(boss, {"when": "price. <", "note": "试试", "uses": ["cs"]}).text

    assert (typed(page, "when"), typed(page, "note")) == (["price. <"], ["试试"])
    assert (typed(page, "uses"), body(site)) == (["cs"], before)


def test_checking_tells_faults_and_saves_nothing(site: Site, boss: Visitor):
    before = body(site)
    checked = sends(boss, boss.gets(EDIT).text, {"when": "price.x > 1"}, "check")

    assert (checked.status_code, body(site)) == (200, before)
    assert "price 没有字段“x”" in beside(checked.text, "when")


def test_checking_what_is_sound_says_so(site: Site, boss: Visitor):
    before = body(site)
    checked = sends(boss, boss.gets(EDIT).text, {"budget.count": "7"}, "check")

    assert ("检查通过，尚未保存" in checked.text, body(site)) == (True, before)


@pytest.mark.parametrize(
    ("price", "said"), [("950.00", "可以通过"), ("949.00", "会被拒绝")]
)
def test_a_rule_is_tried_on_an_order_that_waits(
    site: Site, boss: Visitor, price: str, said: str
):
    number = waiting(site, price)
    page = boss.gets(EDIT).text

    assert (typed(page, "order"), said in page) == ([number], True)
    assert "price.deviation 0.05" in page


def test_a_rule_is_not_tried_on_an_order_that_is_not_there(site: Site, boss: Visitor):
    number, page = site.shop.takes(), boss.gets(EDIT).text
    elsewhere = sends(boss, page, {"order": number}, "check").text
    unknown = sends(boss, page, {"order": "none"}, "check").text

    assert f"订单 {number} 不在该环节" in elsewhere
    assert beside(unknown, "order")


def test_parameters_that_a_rule_reads_are_named_with_their_value(boss: Visitor):
    page = boss.gets(EDIT).text

    assert 'href="/parameters/price_code_limit"' in page
    assert "现为 0.05" in page


@pytest.mark.req("S1-15")
def test_who_saves_over_a_newer_version_is_told_and_loses_nothing(
    site: Site, boss: Visitor
):
    opened = boss.gets(EDIT).text
    saves(site.visitor(ADMIN), {"budget.count": "15", "note": "库存紧张"})
    late = sends(boss, opened, {**WHY, "budget.count": "12"})

    assert (late.status_code, body(site)["budget"]["count"]) == (409, 15)
    assert all(one in late.text for one in (ADMIN, "库存紧张", "第 2 版"))
    assert typed(late.text, "budget.count") == ["12"]


def test_who_has_seen_the_newer_version_may_save_over_it(site: Site, boss: Visitor):
    opened = boss.gets(EDIT).text
    saves(site.visitor(ADMIN), {"budget.count": "15"})
    late = sends(boss, opened, {**WHY, "budget.count": "12"})
    again = sends(boss, late.text, {})

    assert (again.status_code, body(site)["budget"]["count"]) == (303, 12)


def test_a_log_in_that_ended_meanwhile_loses_nothing(site: Site, boss: Visitor):
    trail, person = site.runtime.engine.trail, site.id_of(SUPERVISOR)
    with site.runtime.work() as work:
        people.set_password(work, trail, person, PASSWORD)
    opened = boss.gets(EDIT).text
    boss.client.delete_cookie("spillway")
    asked = sends(boss, opened, {**WHY, "uses": ["cs", "qc"], "budget.count": "7"})
    (form,) = [one for one in fromstring(asked.text).forms if "password" in one.fields]
    sent = MultiDict(form.form_values())
    sent["name"], sent["password"] = SUPERVISOR, PASSWORD
    resumed = boss.client.post("/log-in", data=sent).text

    assert asked.status_code == 401
    assert (typed(resumed, "uses"), typed(resumed, "budget.count")) == (
        ["cs", "qc"],
        ["7"],
    )
    assert sends(boss, resumed, {}).status_code == 303


def test_the_steps_that_may_pay_a_debt_are_those_around_the_policy(boss: Visitor):
    page = boss.gets("/bypasses/photo_later/edit").text

    assert typed(page, "debt.element") == ["owe_photo"]
    assert 'label="订单主流程"' in page


@pytest.mark.req("S1-15")
def test_who_may_not_change_policies_finds_no_form(site: Site):
    sales = site.visitor(SALES)
    answers = [sales.gets(EDIT), sales.posts(EDIT, "/bypasses")]

    assert [one.status_code for one in answers] == [403, 403]
    assert "修改策略" not in sales.gets(PLACE).text


def test_a_policy_that_is_none_has_no_form(boss: Visitor):
    assert boss.gets("/bypasses/none/edit").status_code == 404


@pytest.mark.parametrize("name", [SUPERVISOR, ADMIN])
def test_who_may_change_policies_reads_the_log_on_the_page(site: Site, name: str):
    page = site.visitor(name).gets(PLACE).text

    assert "策略变更：第 1 版" in page
    assert part(page, "versions")
