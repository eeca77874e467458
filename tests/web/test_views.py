"""我的视图: filters that one keeps under a name, for oneself alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.story import SALES, SUPERVISOR, WAREHOUSE, unpaid
from tests.visitors import Site, Visitor

CHIP = re.compile(r'class="chip" href="([^"]+)"( aria-current="page")?><bdi>([^<]+)')
HOSTILE = '<img src=x onerror="alert(1)">𠮷'


def keeps(visitor: Visitor, name: str, query: str, **more: Any) -> TestResponse:
    """Keep filters of the order list."""
    return visitor.posts("/views/orders", start="/me", name=name, query=query, **more)


def changes(visitor: Visitor, act: str, name: str, **more: Any) -> TestResponse:
    """Change a view of the order list."""
    form = {"act": act, "name": name, **more}
    return visitor.posts("/views/orders/change", start="/me", **form)


def chips(visitor: Visitor, place: str = "/orders?view=none") -> list[str]:
    """Return the names of the views that a list shows."""
    return [name for _, _, name in CHIP.findall(visitor.gets(place).text)]


@pytest.fixture
def chen(site: Site) -> Visitor:
    """Give the supervisor's browser."""
    return site.visitor(SUPERVISOR)


def test_a_view_is_kept_and_leads_to_its_filters(chen: Visitor):
    keeps(chen, "急单", "grade=P0&state=held")
    ((place, _, name),) = CHIP.findall(chen.gets("/orders?view=none").text)

    assert (name, place) == ("急单", "/orders?state=held&amp;grade=P0")


def test_the_view_that_is_shown_is_marked(chen: Visitor):
    keeps(chen, "急单", "grade=P0")

    assert CHIP.findall(chen.gets("/orders?grade=P0").text)[0][1]


def test_somebody_elses_views_are_not_seen(site: Site, chen: Visitor):
    keeps(chen, "急单", "grade=P0")

    assert chips(site.visitor(SALES)) == []


def test_the_same_name_again_replaces_the_filters(chen: Visitor):
    keeps(chen, "急单", "grade=P0")
    keeps(chen, "急单", "grade=P1")
    page = chen.gets("/orders?view=none").text

    assert [place for place, _, _ in CHIP.findall(page)] == ["/orders?grade=P1"]


def test_a_view_is_renamed(chen: Visitor):
    keeps(chen, "急单", "grade=P0")
    changes(chen, "rename", "急单", to="特急")

    assert chips(chen) == ["特急"]


def test_a_name_in_use_is_refused(chen: Visitor):
    keeps(chen, "甲", "grade=P0")
    keeps(chen, "乙", "grade=P1")
    changes(chen, "rename", "乙", to="甲")

    assert "已有名为“甲”的视图" in chen.gets("/orders?view=none").text


def test_a_view_is_dropped(chen: Visitor):
    keeps(chen, "急单", "grade=P0")
    changes(chen, "remove", "急单")

    assert chips(chen) == []


def test_the_list_opens_with_the_chosen_view(chen: Visitor):
    keeps(chen, "急单", "grade=P0", default="1")
    answer = chen.gets("/orders")

    assert (answer.status_code, answer.location) == (303, "/orders?grade=P0")


def test_everything_is_still_within_reach(chen: Visitor):
    keeps(chen, "急单", "grade=P0", default="1")

    assert chen.gets("/orders?view=none").status_code == 200


def test_the_list_opens_with_one_view_at_most(chen: Visitor):
    keeps(chen, "急单", "grade=P0", default="1")
    keeps(chen, "缓单", "grade=P3")
    changes(chen, "choose", "缓单")

    assert chen.gets("/orders").location == "/orders?grade=P3"


def test_the_list_opens_without_a_view_again(chen: Visitor):
    keeps(chen, "急单", "grade=P0", default="1")
    changes(chen, "free", "急单")

    assert chen.gets("/orders").status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_name_is_of_one_to_forty_letters(chen: Visitor, name: str):
    keeps(chen, name, "grade=P0")

    assert "视图名称应为 1 至 40 个字" in chen.gets("/orders?view=none").text


def test_there_is_room_for_twenty_views(chen: Visitor):
    asked = [keeps(chen, f"视图 {n}", "grade=P0") for n in range(21)]

    assert (len(chips(chen)), len(asked)) == (20, 21)


def test_a_view_keeps_no_foreign_words(chen: Visitor):
    keeps(chen, "怪", "grade=P0&next=https://evil.example&after=1")
    page = chen.gets("/orders?view=none").text

    assert [place for place, _, _ in CHIP.findall(page)] == ["/orders?grade=P0"]


def test_a_hostile_name_is_text(chen: Visitor):
    keeps(chen, HOSTILE, "grade=P0")

    assert "<img src=x" not in chen.gets("/orders?view=none").text


@pytest.mark.parametrize("place", ["/views/kitchen", "/views/kitchen/change"])
def test_there_are_views_of_lists_alone(chen: Visitor, place: str):
    assert chen.posts(place, start="/me", name="x").status_code == 404


def test_the_inbox_has_views_too(site: Site):
    liu = site.visitor(WAREHOUSE)
    liu.posts("/views/inbox", start="/me", name="发货", query="tab=team&at=ship")

    assert chips(liu, "/inbox?tab=team&at=ship") == ["发货"]


def test_the_inbox_shows_one_step_alone(site: Site):
    site.shop.takes()
    liu = site.visitor(WAREHOUSE)
    shown, none = (
        liu.gets(f"/inbox?tab=team&at={at}").text for at in ("ship", "finance")
    )

    assert ('class="row"' in shown, 'class="row"' in none) == (True, False)


def test_the_inbox_shows_one_grade_alone(site: Site):
    site.shop.takes()
    liu = site.visitor(WAREHOUSE)
    (grade,) = re.findall(
        r"<b>(P\d)</b>|\b(P\d)</span>", liu.gets("/inbox?tab=team").text
    )
    mine = next(filter(None, grade))
    other = "P0" if mine != "P0" else "P3"
    shown, none = (
        liu.gets(f"/inbox?tab=team&grade={one}").text for one in (mine, other)
    )

    assert ('class="row"' in shown, "这里没有" in none) == (True, True)


def test_orders_of_one_step_are_listed(site: Site, chen: Visitor):
    number, other = site.shop.takes(**unpaid()), site.shop.takes()
    page = chen.gets("/orders?waits=wait_for_payment").text

    assert (number in page, other in page) == (True, False)


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2026-11-11", "2026-11-11", 1),
        ("2026-11-12", "", 0),
        ("", "2026-11-10", 0),
        ("gestern", "", 1),
    ],
)
def test_orders_of_some_days_are_listed(
    site: Site, chen: Visitor, since: str, until: str, count: int
):
    site.shop.takes(placed_at="2026-11-11T23:59:00+08:00")
    page = chen.gets(f"/orders?since={since}&until={until}").text

    assert page.count('class="order-row"') == count


def test_programs_keep_views_too(site: Site):
    program = site.program(SUPERVISOR)
    view = {"room": "orders", "name": "急单", "filters": {"grade": "P0", "x": "y"}}
    program.asks("POST", "/me/views", json=view)
    kept = {**view, "filters": {"grade": "P0"}, "is_default": False}

    assert program.asks("GET", "/me/views").json["items"] == [kept]


def test_programs_drop_views_too(site: Site):
    program, name = site.program(SUPERVISOR), {"room": "orders", "name": "急单"}
    program.asks("POST", "/me/views", json={**name, "filters": {}})

    assert program.asks("POST", "/me/views/drop", json=name).status_code == 200
    assert program.asks("POST", "/me/views/drop", json=name).status_code == 404
