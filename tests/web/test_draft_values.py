"""Limits are changed in a draft: from publishing on, or from one day until another."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml.html import fromstring
from werkzeug.test import TestResponse

from runtime.kernel import parameters
from tests.drafts import REVIEWER, Desk, on
from tests.visitors import Visitor

LIMITS, NAME = ("values", "parameters"), "straight_below"
SUMMER = {f"{NAME}.from": "2031-06-01T00:00", f"{NAME}.to": "2031-09-01T00:00"}


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft without any file."""
    return desk.begins()


def place(draft: Any) -> str:
    """Return the page of a draft's limits."""
    return f"/designer{on(draft)}/values/parameters"


def sends(visitor: Visitor, page: str, changes: dict[str, str]) -> TestResponse:
    """Send the fields of a page as they stand, with some of them changed."""
    return visitor.sends(page, f"{NAME}.value", {**changes, "act": "save"})


def sets(visitor: Visitor, draft: Any, changes: dict[str, str]) -> TestResponse:
    """Open the page, change some fields and save."""
    return sends(visitor, visitor.gets(place(draft)).text, changes)


def body(desk: Desk, draft: Any) -> str:
    """Return what the draft says of limits."""
    return str(desk.reads(draft, LIMITS)["body"])


def holds(desk: Desk, day: str) -> Decimal:
    """Return the limit that holds on a day."""
    at = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    with desk.site.runtime.database.reading() as read:
        value: Decimal = parameters.values_at(read, at)[NAME]
    return value


@pytest.mark.req("S0-31")
@pytest.mark.parametrize(
    ("day", "limit"),
    [("2031-05-31", "5000"), ("2031-06-01", "3000"), ("2031-09-01", "5000")],
)
def test_a_limit_of_a_season_holds_in_that_season_alone(
    desk: Desk, draft, author: Visitor, day: str, limit: str
):
    sets(author, draft, {f"{NAME}.value": "3000", **SUMMER})
    published = desk.publishes(draft)

    assert (published.status_code, holds(desk, day)) == (200, Decimal(limit))


@pytest.mark.req("S0-31")
def test_the_page_of_a_parameter_tells_when_who_and_why(
    desk: Desk, draft, author: Visitor
):
    sets(author, draft, {f"{NAME}.value": "3000", **SUMMER})
    desk.publishes(draft)
    page = author.gets(f"/parameters/{NAME}").text

    assert all(one in page for one in ("2031-06-01 00:00", REVIEWER, "没问题"))


def test_a_season_is_shown_again_and_saved_as_it_was(
    desk: Desk, draft, author: Visitor
):
    page = author.gets(
        sets(author, draft, {f"{NAME}.value": "3000", **SUMMER}).location
    ).text
    before = body(desk, draft)
    sends(author, page, {})

    assert ('value="2031-06-01T00:00"' in page, body(desk, draft)) == (True, before)
    assert "from = 2031-06-01" in before


def test_a_season_is_taken_away_again(desk: Desk, draft, author: Visitor):
    sets(author, draft, {f"{NAME}.value": "3000", **SUMMER})
    sets(author, draft, {name: "" for name in SUMMER})

    assert body(desk, draft).strip() == f"{NAME} = 3000"


def test_the_draft_says_from_when_to_when_in_words(desk: Desk, draft, author: Visitor):
    sets(author, draft, {f"{NAME}.value": "3000", **SUMMER})
    page = author.gets(f"/designer{on(draft)}").text

    assert all(one in page for one in ("3000", "2031", "低于此金额且信用良好可直通"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({f"{NAME}.to": "2031-05-01T00:00"}, "失效时间必须晚于生效时间"),
        ({f"{NAME}.from": "tomorrow"}, "时间"),
        ({f"{NAME}.value": ""}, "请填写这段时间内的值"),
        ({f"{NAME}.value": "much"}, "数"),
    ],
)
def test_what_is_wrong_with_a_season_is_said_beside_it(
    desk: Desk, draft, author: Visitor, changes: dict[str, str], said: str
):
    refused = sets(author, draft, {f"{NAME}.value": "3000", **SUMMER, **changes})
    beside = fromstring(refused.text).xpath(f"//*[@id='{NAME}.value-wrong']")

    assert refused.status_code == 422
    assert said in beside[0].text_content()


@pytest.mark.parametrize(
    "said",
    [
        "{ value = 3000, from = 2031-06-01T00:00:00 }",
        '{ value = 3000, from = "summer" }',
        "{ value = 3000, from = 2031-06-01T00:00:00Z, to = 2031-06-01T00:00:00Z }",
        "{ value = 3000, since = 2031-06-01T00:00:00Z }",
    ],
)
def test_what_is_written_wrong_is_not_published(desk: Desk, draft, said: str):
    desk.saves(draft, f"{NAME} = {said}\n", LIMITS)

    assert desk.publishes(draft).status_code == 422


def test_a_season_that_was_published_is_taken_back(desk: Desk, draft, author: Visitor):
    sets(author, draft, {f"{NAME}.value": "3000", **SUMMER})
    publication = desk.publishes(draft).json["publication"]
    undone = desk.reviewer.asks(
        "POST", f"/publications/{publication}/rollback", json={"note": "不合适"}
    )

    assert undone.status_code in (200, 201)
    assert holds(desk, "2031-07-01") == Decimal("5000")


def test_who_saves_later_is_told_and_loses_nothing(desk: Desk, draft, author: Visitor):
    desk.saves(draft, f"{NAME} = 4500\n", LIMITS)
    opened = author.gets(place(draft)).text
    sets(desk.site.visitor(REVIEWER), draft, {f"{NAME}.value": "4000"})
    late = sends(author, opened, {f"{NAME}.value": "3000", **SUMMER})

    assert (late.status_code, REVIEWER in late.text) == (409, True)
    assert 'value="2031-06-01T00:00"' in late.text
