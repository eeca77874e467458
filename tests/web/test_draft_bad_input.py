"""Bad input at drafts, and what becomes of a draft's text: it stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.drafts import AUTHOR, Desk, on, place
from tests.visitors import Site

TABLE, DIAGRAM = ("decisions", "order_routing"), ("process", "order_approval")
ROLES = ("roles", "roles")
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
BOMB = "".join(
    [
        '<!DOCTYPE a [<!ENTITY x0 "spill">',
        *(f'<!ENTITY x{one + 1} "{f"&x{one};" * 10}">' for one in range(9)),
        f"]>{HEAD}<process>&x9;</process></definitions>",
    ]
)
OUTSIDE = f'<!DOCTYPE a SYSTEM "http://spillway.invalid/a.dtd">{HEAD}</definitions>'
SECRET = (
    f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>{HEAD}&x;</definitions>'
)
MANY = f"{HEAD}<process>{'<task/>' * 20_001}</process></definitions>"
LARGE = f"{HEAD}<!-- {'x' * 3_000_000} --></definitions>"
CUT = f"{HEAD}<process id='p'>"
UNSAFE = {
    "bomb": (BOMB, "DOCTYPE"),
    "outside": (OUTSIDE, "DOCTYPE"),
    "secret": (SECRET, "DOCTYPE"),
    "elements": (MANY, "20000"),
    "megabytes": (LARGE, "2000000"),
    "cut": (CUT, "损坏"),
    "signs": (f"{HEAD}&#1;</definitions>", "损坏"),
    "nothing": (" ", "空"),
}
EACH_UNSAFE = pytest.mark.parametrize(
    ("body", "word"), UNSAFE.values(), ids=list(UNSAFE)
)
LABEL = {
    "script": "<script>alert(1)</script>",
    "turned": "审\u202e批\u2066人\u200b",
    "long": "长" * 10_000,
    "markup": "'\"><img src=x onerror=alert(1)>",
    "braces": "{element} {{ config }} {% raw %}",
}
TURNS = re.compile("[\u200b\u202e\u2066]")
EACH_LABEL = pytest.mark.parametrize("label", LABEL.values(), ids=list(LABEL))


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft whose diagram says something of its own."""
    made = desk.begins(DIAGRAM)
    desk.saves(
        made, desk.reads(made, DIAGRAM)["body"] + "<!-- 我的 \u00a0 -->\n", DIAGRAM
    )
    return made


def text(desk: Desk, draft: Any, name: tuple[str, str] = DIAGRAM) -> bytes:
    """Return what the draft says now."""
    return str(desk.reads(draft, name)["body"]).encode()


def said(answer: Any) -> str:
    """Return all sentences of an answer."""
    return str(answer.json)


@EACH_UNSAFE
def test_an_unsafe_diagram_is_not_kept_and_the_draft_stays(
    desk: Desk, draft: Any, body: str, word: str
):
    before = text(desk, draft)
    refused = desk.saves(draft, body, DIAGRAM)

    assert (refused.status_code, word in said(refused)) == (422, True)
    assert text(desk, draft) == before


@EACH_UNSAFE
def test_an_unsafe_diagram_is_linted_in_words(
    desk: Desk, draft: Any, body: str, word: str
):
    before = text(desk, draft)
    sent = {"kind": DIAGRAM[0], "key": DIAGRAM[1], "body": body}
    answer = desk.author.asks("POST", on(draft, "lint"), json=sent)

    assert answer.status_code in {200, 422}
    assert word in said(answer)
    assert text(desk, draft) == before


@EACH_UNSAFE
def test_an_unsafe_diagram_is_not_mended_but_told(desk: Desk, body: str, word: str):
    answer = desk.author.asks("POST", "/designs/mend", json={"body": body})

    assert (answer.status_code, word in said(answer)) == (422, True)


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "big5", "nonsense"])
def test_a_diagram_that_names_another_encoding_is_answered(desk: Desk, encoding: str):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}</definitions>'
    answer = desk.author.asks("POST", "/designs/mend", json={"body": declared})

    assert answer.status_code in {200, 422}


def test_half_a_sign_is_refused(desk: Desk, draft: Any):
    before = text(desk, draft)
    sent = b'{"body": "\\ud800", "revision": 2}'
    refused = desk.author.asks(
        "PUT", place(draft, DIAGRAM), data=sent, content_type="application/json"
    )

    assert refused.status_code == 422
    assert text(desk, draft) == before


def labelled(desk: Desk, draft: Any, label: str) -> None:
    """Let a step of the draft carry a label, and lack its role."""
    body = desk.reads(draft, DIAGRAM)["body"]
    shown = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    named = re.sub(r'(<bpmn:userTask id="\w+" name=")[^"]*"', rf"\g<1>{shown}\"", body)
    named = named.replace('\\"', '"').replace(
        'name="role" value="', 'name="role" value="x'
    )
    assert desk.saves(draft, named, DIAGRAM).status_code == 200


PAGES: dict[str, Callable[[Any], str]] = {
    "draft": lambda draft: f"/designer/drafts/{draft['id']}",
    "steps": lambda draft: f"/designer/drafts/{draft['id']}/steps/order_approval",
    "text": lambda draft: f"/designer/drafts/{draft['id']}/text/process/order_approval",
}


@EACH_LABEL
@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_label_is_shown_as_a_label(
    desk: Desk, draft: Any, page: str, label: str
):
    labelled(desk, draft, label)
    shown = desk.site.visitor(AUTHOR).gets(PAGES[page](draft))

    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text


@EACH_LABEL
def test_what_is_found_at_a_hostile_label_is_short_and_reads_in_its_direction(
    desk: Desk, draft: Any, label: str
):
    labelled(desk, draft, label)
    items = desk.author.asks("GET", on(draft, "lint")).json["items"]
    told = [one["message"] for one in items]

    assert "role-not-there" in {one["rule"] for one in items}
    assert max(map(len, told)) < 1_000
    assert not TURNS.search("".join(told))


@EACH_LABEL
def test_what_is_changed_about_a_hostile_label_is_short_and_reads_in_its_direction(
    desk: Desk, draft: Any, label: str
):
    labelled(desk, draft, label)
    page = desk.site.visitor(AUTHOR).gets(PAGES["draft"](draft)).text
    changes = re.findall(r'<li dir="auto">(.*?)</li>', page, re.DOTALL)

    assert changes
    assert max(map(len, changes)) < 1_000
    assert not TURNS.search("".join(changes))


def test_a_role_that_another_open_draft_needs_cannot_be_used_there_any_more(
    desk: Desk, draft: Any
):
    body = desk.reads(draft, DIAGRAM)["body"].replace(
        'value="custom"', 'value="porter"'
    )
    begun = desk.begins(ROLES)
    known = desk.reads(begun, ROLES)["body"]
    more = known + '\n[porter]\ntitle = { zh = "搬运", en = "Porter" }\n'
    desk.saves(begun, more, ROLES)
    desk.publishes(begun)
    desk.saves(draft, body, DIAGRAM)
    removal = desk.begins(ROLES)
    desk.saves(removal, known, ROLES)
    done = desk.publishes(removal)

    found = desk.author.asks("GET", on(draft, "lint")).json["items"]
    refused = desk.publishes(draft)
    assert done.status_code == 200
    assert "role-not-there" in {one["rule"] for one in found}
    assert (refused.status_code, text(desk, draft)) == (422, body.encode())


def test_a_superseded_draft_keeps_its_text(desk: Desk, draft: Any):
    before = text(desk, draft)
    quick = desk.begins(DIAGRAM)
    body = desk.reads(quick, DIAGRAM)["body"].replace("PT1H", "PT50M")
    desk.saves(quick, body, DIAGRAM)
    desk.publishes(quick)
    refused = desk.publishes(draft)

    assert (refused.status_code, refused.json["code"]) == (409, "draft-superseded")
    assert text(desk, draft) == before


def test_a_decision_that_is_gone_leaves_the_draft_that_asks_it(desk: Desk, draft: Any):
    before = text(desk, draft)
    sent = {"kind": DIAGRAM[0], "key": DIAGRAM[1]}
    body = before.decode().replace(">order_routing<", ">order_gone<")
    answer = desk.author.asks("POST", on(draft, "lint"), json={**sent, "body": body})

    assert "decision-missing" in {one["rule"] for one in answer.json["items"]}
    assert text(desk, draft) == before


def test_a_save_after_the_log_in_ended_changes_nothing(desk: Desk, draft: Any):
    before = text(desk, draft)
    visitor = desk.site.visitor(AUTHOR)
    headers = {"X-CSRFToken": visitor.token("/me")}
    visitor.client.delete_cookie("spillway")
    sent = {"body": "<a/>", "revision": 2}
    address = f"/api/v1{place(draft, DIAGRAM)}"
    answer = visitor.client.put(address, json=sent, headers=headers)

    assert answer.status_code == 401
    assert text(desk, draft) == before


def test_a_save_with_a_token_of_nobody_changes_nothing(
    desk: Desk, draft: Any, site: Site
):
    before = text(desk, draft)
    sent = {"body": "<a/>", "revision": 2}
    answer = site.program().client.put(
        f"/api/v1{place(draft, DIAGRAM)}",
        json=sent,
        headers={"Authorization": "Bearer spw_nobody"},
    )

    assert answer.status_code == 401
    assert text(desk, draft) == before
