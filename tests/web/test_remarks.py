"""Remarks on an order: what colleagues should know, kept as it was written."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from runtime.identity import people
from runtime.kernel.actors import SYSTEM
from runtime.kernel.errors import Conflict
from tests.story import SALES, WAREHOUSE
from tests.visitors import ADMIN, PROGRAM, Site

HOSTILE = "<img src=x onerror=alert(1)>"
RTL = "\u202e反的 \u2066abc"
ONCE = re.compile(r'name="once" value="([^"]+)"')


@pytest.fixture
def number(site: Site) -> str:
    """Give an order that waits for the warehouse."""
    return site.shop.takes()


def added(site: Site, number: str, words: str, name: str = SALES, **more):
    """Add a remark through the interface."""
    body = {"text": words}
    return site.program(name).asks(
        "POST", f"/orders/{number}/comments", json=body, **more
    )


def listed(site: Site, number: str, query: str = "") -> list[str]:
    """Return the words of the remarks on an order."""
    answer = site.program(WAREHOUSE).asks("GET", f"/orders/{number}/comments{query}")
    return [one["text"] for one in answer.json["items"]]


def test_a_remark_is_answered_with_who_wrote_it(site: Site, number: str):
    answer = added(site, number, "客户明天不在家")

    assert answer.status_code == 201
    assert (answer.json["seq"], answer.json["by"]) == (1, SALES)


@pytest.mark.parametrize(
    "words", ["𠮷野家 🎉👨‍👩‍👧", HOSTILE, RTL, "一\n二", "字" * 10_000]
)
def test_a_remark_is_kept_as_it_was_written(site: Site, number: str, words: str):
    added(site, number, words)

    assert listed(site, number) == [words]


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "comment-empty"), (" \n", "comment-empty"), ("𠮷" * 10_001, "comment-long")],
)
def test_no_words_and_too_many_are_refused(
    site: Site, number: str, words: str, code: str
):
    answer = added(site, number, words)

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert list(answer.json["errors"]) == ["text"]


def test_characters_that_no_page_shows_are_left_out(site: Site, number: str):
    added(site, number, "一\x00二\x1b")

    assert listed(site, number) == ["一二"]


def test_remarks_come_in_pages_the_oldest_first(site: Site, number: str):
    sent = [added(site, number, words).status_code for words in "一二三"]
    program, place = site.program(WAREHOUSE), f"/orders/{number}/comments?limit=2"
    first = program.asks("GET", place).json
    rest = program.asks("GET", f"{place}&cursor={first['next']}").json

    assert sent == [201] * 3
    assert [one["text"] for one in first["items"] + rest["items"]] == [*"一二三"]


def test_a_key_makes_one_remark_of_two_requests(site: Site, number: str):
    key = {"Idempotency-Key": "k"}
    answers = [added(site, number, "一", headers=key) for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert listed(site, number) == ["一"]


@pytest.mark.parametrize("place", ["/orders/none/comments", "/orders/0/comments"])
def test_an_order_that_is_not_there_has_no_remarks(site: Site, place: str):
    program = site.program(SALES)
    answers = [
        program.asks("GET", place),
        program.asks("POST", place, json={"text": "x"}),
    ]

    assert [one.status_code for one in answers] == [404, 404]


def test_a_program_may_read_remarks_and_not_write_them(site: Site, number: str):
    assert added(site, number, "一", PROGRAM).status_code == 403


def test_the_page_of_the_order_takes_a_remark_and_shows_it(site: Site, number: str):
    visitor, place = site.visitor(SALES), f"/orders/{number}"
    answer = visitor.posts(f"{place}/comments", start=place, text="请先电话联系")
    page = visitor.gets(place).text

    assert (answer.status_code, answer.location) == (303, f"{place}#remarks")
    assert '<p class="said" dir="auto">请先电话联系</p>' in page
    assert "备注：请先电话联系" in page


def test_the_page_of_a_task_takes_a_remark_and_comes_back(site: Site, number: str):
    task = site.shop.task(WAREHOUSE, number)
    place, visitor = f"/tasks/{task}", site.visitor(WAREHOUSE)
    sent = {"start": place, "text": "缺一件", "task": task}
    answer = visitor.posts(f"/orders/{number}/comments", **sent)

    assert answer.location == f"{place}#remarks"
    assert '<p class="said" dir="auto">缺一件</p>' in visitor.gets(place).text


@pytest.mark.parametrize("words", [HOSTILE, f"{RTL}<script>"])
def test_a_hostile_remark_is_only_words(site: Site, number: str, words: str):
    added(site, number, words)
    page = site.visitor(SALES).gets(f"/orders/{number}").text

    assert words not in page
    assert f'<p class="said" dir="auto">{escape(words)}</p>' in page


def test_a_remark_that_is_too_long_is_kept_for_another_try(site: Site, number: str):
    visitor, words = site.visitor(SALES), "字" * 10_001
    answer = visitor.posts(f"/orders/{number}/comments", start="/me", text=words)

    assert answer.status_code == 422
    assert words in answer.text
    assert "最多 10000 个字，实际为 10001 个字" in answer.text


def test_a_double_click_is_one_remark(site: Site, number: str):
    visitor, place = site.visitor(SALES), f"/orders/{number}"
    (once,) = ONCE.findall(visitor.gets(place).text)
    sent = {"start": place, "once": once, "text": "一次"}
    answers = [visitor.posts(f"{place}/comments", **sent) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert listed(site, number) == ["一次"]


def test_other_words_from_the_same_page_are_another_remark(site: Site, number: str):
    visitor, place = site.visitor(SALES), f"/orders/{number}"
    (once,) = ONCE.findall(visitor.gets(place).text)
    sent = {"start": place, "once": once}
    visitor.posts(f"{place}/comments", text="一", **sent)
    visitor.posts(f"{place}/comments", text="二", **sent)

    assert listed(site, number) == ["一", "二"]


def test_an_ended_log_in_keeps_the_remark(site: Site, number: str):
    visitor = site.visitor(SALES)
    token = visitor.token("/me")
    visitor.client.delete_cookie("spillway")
    form = {"csrf_token": token, "text": "写了很久的备注"}
    answer = visitor.client.post(f"/orders/{number}/comments", data=form)

    assert 'name="kept:text" value="写了很久的备注"' in answer.text


def test_a_long_remark_is_told_by_its_beginning(site: Site, number: str):
    added(site, number, "字" * 500)
    story = site.program(SALES).asks("GET", f"/orders/{number}/timeline").json["items"]
    (told,) = [one for one in story if one["kind"] == "remark"]

    assert told["text"].count("字") == 200


@pytest.mark.parametrize(
    "change", ["UPDATE order_comment SET at = 0", "DELETE FROM order_comment"]
)
def test_a_remark_is_never_changed(site: Site, number: str, change: str):
    added(site, number, "一")
    with (
        pytest.raises(Conflict, match="append-only"),
        site.runtime.work(SYSTEM) as work,
    ):
        work.session.exec_driver_sql(change)


def test_the_trail_holds_a_digest_and_not_the_words(site: Site, number: str):
    added(site, number, "身份证号 110")
    with site.runtime.database.reading() as read:
        found = read.exec_driver_sql(
            "SELECT doc FROM audit_entry WHERE tag = 'order:comment:added'"
        ).scalar_one()

    assert "sha256" in found
    assert "110" not in found.replace("sha256", "")[:40]
    assert site.shop.is_sound()


def test_a_remark_outlives_its_writer(site: Site, number: str):
    added(site, number, "一", SALES)
    with site.runtime.work(SYSTEM) as work:
        people.disable(work, site.runtime.engine.trail, SALES)

    assert listed(site, number) == ["一"]
    assert site.visitor(ADMIN).gets(f"/orders/{number}").status_code == 200
