"""Characters that are no writing reach no database, at whatever door they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.story import EVERYBODY, SALES, WAREHOUSE, Shop
from tests.visitors import ADMIN, PROGRAM, Site, Visitor, opened

BAD = "a\0b\x1f\x7f"
ASKED = frozenset(
    {
        *("q", "tab", "state", "after", "before", "grade", "channel", "kind", "next"),
        *("at", "view", "room", "order"),
    }
)
TYPED = frozenset(
    {
        *("name", "password", "old", "new", "text", "at", "once", "reason", "choice"),
        *("query", "typed", "phone", "role", "to", "from", "deputy", "value", "keys"),
        *("language", "next", "back", "tab", "count", "go", "task", "notice"),
        *("answer.note", "answer.tracking_no", "answer.carrier", "default"),
    }
)
CALLS = (
    ("POST", "/orders/{order}/comments", {"text": BAD}),
    ("POST", "/orders/{order}/events", {"event": BAD, "data": {BAD: BAD}}),
    ("POST", "/orders/{order}/cancel", {"reason": BAD}),
    ("POST", "/tasks/{task}/complete", {"data": {"carrier": BAD, "note": BAD}}),
    ("POST", "/people", {"name": BAD, "roles": ["cs"], "phone": BAD}),
    ("POST", "/people", {"name": "x", "roles": [BAD]}),
    ("POST", "/orders", {"channel": BAD, "external_no": BAD, "remark": BAD}),
    ("POST", "/orders/batch", {"items": [{"channel": BAD, "external_no": BAD}]}),
)


@pytest.fixture
def site(any_shop: Shop) -> Iterator[Site]:
    """Serve a shop on either database."""
    yield from opened(any_shop)


def places(site: Site, method: str) -> list[str]:
    """Return every page of a method, with an order, a task and a person in it."""
    number = site.shop.takes()
    known = {"order_no": number, "task_id": site.shop.task(WAREHOUSE, number)}
    rules = [
        one.rule
        for one in site.app.url_map.iter_rules()
        if method in (one.methods or ()) and not one.rule.startswith("/static")
    ]
    return [
        re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: str(known.get(m[1], "1")), rule)
        for rule in rules
    ]


def failed(codes: dict[str, int]) -> list[str]:
    """Return what was answered with a fault of the product's own."""
    return [place for place, code in codes.items() if code >= 500]


def posted(visitor: Visitor, token: str, place: str) -> int:
    """Send every field that there is, all of them bad."""
    fields = {"csrf_token": token, **dict.fromkeys(TYPED, BAD)}
    return visitor.client.post(place, data=fields).status_code


def test_no_question_of_an_address_fails(site: Site):
    visitor = site.visitor(ADMIN)
    asked = dict.fromkeys(ASKED, BAD)
    codes = {
        place: visitor.gets(place, query_string=asked).status_code
        for place in places(site, "GET")
    }

    assert len(codes) > 30
    assert failed(codes) == []


@pytest.mark.parametrize("name", [EVERYBODY, ADMIN])
def test_no_field_of_a_form_fails(site: Site, name: str):
    visitor = site.visitor(name)
    token = visitor.token("/me")
    codes = {place: posted(visitor, token, place) for place in places(site, "POST")}

    assert len(codes) > 20
    assert failed(codes) == []


@pytest.mark.parametrize("place", ["/orders/{}", "/people/{}", "/api/v1/orders/{}"])
def test_nothing_is_at_an_address_of_such_characters(site: Site, place: str):
    answer = site.visitor(ADMIN).gets(place.format("a%00b"))

    assert answer.status_code == 404


@pytest.mark.parametrize(("method", "place", "body"), CALLS)
def test_no_call_of_the_interface_fails(
    site: Site, method: str, place: str, body: object
):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    at = place.format(order=number, task=task)
    codes = {
        name: site.program(name).asks(method, at, json=body).status_code
        for name in (EVERYBODY, ADMIN, PROGRAM)
    }

    assert failed(codes) == []


def test_what_was_typed_is_kept_without_them(site: Site):
    place = f"/orders/{site.shop.takes()}"
    site.visitor(SALES).posts(f"{place}/comments", start=place, text=f"一{BAD}二")

    assert "一ab二" in site.visitor(SALES).gets(place).text
