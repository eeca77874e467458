"""The inbox: what to do first, whose it is, and until when."""

from __future__ import annotations

import re

import pytest

from runtime.engine.tables import UserTask
from runtime.kernel.db import table_of
from tests.statements import counting
from tests.story import CS, EVERYBODY, WAREHOUSE, an_order
from tests.visitors import Site
from web.ui import inbox


def rows(page: str) -> list[str]:
    """Return the order numbers of a page of the inbox, in its sequence."""
    return re.findall(r'class="no muted number">([^<]+)<', page)


def moved(site: Site, **values: object) -> None:
    """Change every open task, as the passing of time would."""
    with site.runtime.work() as work:
        work.session.execute(table_of(UserTask).update().values(values))


def test_what_waits_for_the_team_is_shown(site: Site):
    number = site.shop.takes()

    assert rows(site.visitor(WAREHOUSE).gets("/inbox").text) == [number]


def test_what_waits_for_another_role_is_not_shown(site: Site):
    site.shop.takes()
    page = site.visitor(CS).gets("/inbox").text

    assert rows(page) == []
    assert 'class="empty"' in page


@pytest.mark.req("S0-03")
@pytest.mark.parametrize(
    ("kind", "said"), [("rush", "加急"), ("presale", "预售"), ("ordinary", "普通")]
)
def test_a_row_says_kind_and_grade_in_words_beside_the_colour(
    site: Site, kind: str, said: str
):
    number = site.shop.takes(kind=kind)
    order = site.shop.shows(number)["order"]
    page = site.visitor(EVERYBODY).gets("/inbox?tab=team").text

    assert f">{said}</span>" in page
    assert f'<span class="tag {order["color"]}">{order["grade"]}</span>' in page


def test_the_clock_of_a_row_is_told_in_words(site: Site):
    site.shop.takes()
    page = site.visitor(WAREHOUSE).gets("/inbox").text

    assert re.search(r'class="sla ok" data-due="[^"]+".*>还剩 \d+', page)


def test_what_is_late_is_overdue_also_when_somebody_holds_it(site: Site):
    number = site.shop.takes()
    site.shop.does(
        "task", "claim", site.shop.task(EVERYBODY, number), "--as", EVERYBODY
    )
    moved(site, due_at=site.runtime.clock.now().replace(year=2020))
    page = site.visitor(WAREHOUSE).gets("/inbox?tab=overdue").text

    assert rows(page) == [number]
    assert 'class="sla late"' in page


def test_an_order_number_finds_its_task(site: Site):
    numbers = [site.shop.takes() for _ in range(2)]
    page = site.visitor(WAREHOUSE).gets(f"/inbox?q={numbers[1]}").text

    assert rows(page) == [numbers[1]]


def test_a_number_that_nothing_waits_under_says_what_to_do(site: Site):
    assert "请核对订单号" in site.visitor(WAREHOUSE).gets("/inbox?q=none").text


@pytest.mark.parametrize("tab", ["team", "overdue"])
def test_pages_follow_each_other_without_gap_or_repeat(
    site: Site, monkeypatch: pytest.MonkeyPatch, tab: str
):
    monkeypatch.setattr(inbox, "PAGE", 2)
    numbers = [site.shop.takes() for _ in range(3)]
    moved(site, due_at=site.runtime.clock.now().replace(year=2020))
    visitor = site.visitor(WAREHOUSE)
    first = visitor.gets(f"/inbox?tab={tab}").text
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = visitor.gets(onward.replace("&amp;", "&")).text

    assert rows(first) + rows(second) == numbers


@pytest.mark.parametrize("mark", ["x", "1~2~3", "~~", "9~2026-01-01~x"])
def test_a_crooked_place_in_the_list_is_its_start(site: Site, mark: str):
    number = site.shop.takes()
    page = site.visitor(WAREHOUSE).gets(f"/inbox?tab=team&after={mark}").text

    assert rows(page) == [number]


def test_chosen_tasks_are_claimed_and_given_back(site: Site):
    numbers = [site.shop.takes() for _ in range(2)]
    tasks = [site.shop.task(WAREHOUSE, number) for number in numbers]
    visitor = site.visitor(WAREHOUSE)
    visitor.posts("/inbox/claim", start="/me", task=tasks)
    held = rows(visitor.gets("/inbox?tab=mine").text)
    visitor.posts("/inbox/release", start="/me", task=tasks, one=tasks[0])

    assert held == numbers
    assert rows(visitor.gets("/inbox?tab=mine").text) == numbers[1:]


def test_a_refused_claim_names_who_was_quicker(site: Site):
    task = site.shop.task(WAREHOUSE, site.shop.takes())
    site.shop.does("task", "claim", task, "--as", EVERYBODY)
    visitor = site.visitor(WAREHOUSE)
    visitor.posts("/inbox/claim", start="/me", one=task)

    assert f"已被 {EVERYBODY} 认领" in visitor.gets("/inbox").text


def test_a_longer_page_asks_the_database_no_more(site: Site):
    visitor = site.visitor(WAREHOUSE)
    site.shop.takes()
    visitor.gets("/inbox")
    with counting(site.runtime.database) as said:
        visitor.gets("/inbox")
    before = said.total
    site.shop.tells(*(an_order() for _ in range(20)))
    with counting(site.runtime.database) as said:
        visitor.gets("/inbox")

    assert said.total == before
