"""A form is edited field by field; nothing that somebody typed is lost."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from lxml.html import fromstring
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from runtime.identity import people
from tests.drafts import AUTHOR, REVIEWER, Desk, on
from tests.policy_form import beside
from tests.story import SUPERVISOR
from tests.visitors import PASSWORD, Visitor

FORM = ("form", "ship_order")


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft with a form."""
    return desk.begins(FORM)


def place(draft: Any) -> str:
    """Return the editor of the form."""
    return f"/designer{on(draft)}/form/ship_order"


def does(
    visitor: Visitor, page: str, changes: dict[str, str], act: str = "save"
) -> TestResponse:
    """Send the fields of a page as they stand, with some of them changed."""
    return visitor.sends(page, "source", {**changes, "act": act})


def schema(desk: Desk, draft: Any) -> Any:
    """Return what the form asks in the draft."""
    body = orjson.loads(desk.reads(draft, FORM)["body"])
    return orjson.loads(body["schema"])


def test_a_form_saved_as_it_was_keeps_every_byte(desk: Desk, draft, author: Visitor):
    before = desk.reads(draft, FORM)
    does(author, author.gets(place(draft)).text, {})

    assert desk.reads(draft, FORM) == before


def test_a_label_is_changed_in_both_languages(desk: Desk, draft, author: Visitor):
    does(author, author.gets(place(draft)).text, {"0.zh": "快递", "0.en": "Courier"})
    (first, *_) = schema(desk, draft)["properties"].values()

    assert first["title"] == {"zh": "快递", "en": "Courier"}


@pytest.mark.parametrize(
    ("changes", "place_of_fault", "said"),
    [
        ({"0.en": ""}, "0.title", "英文"),
        ({"1.key": "a b"}, "1.key", "a b"),
        ({"1.key": "carrier"}, "1.key", "carrier"),
        ({"1.shortest": "9", "1.longest": "3"}, "1.longest", "3"),
        ({"1.pattern": "("}, "1.pattern", "("),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    desk: Desk, draft, author: Visitor, changes, place_of_fault: str, said: str
):
    page = does(author, author.gets(place(draft)).text, changes, "look").text

    assert said in beside(page, place_of_fault)


def test_looking_saves_nothing(desk: Desk, draft, author: Visitor):
    before = schema(desk, draft)
    looked = does(author, author.gets(place(draft)).text, {"0.zh": "快递"}, "look")

    assert ("快递" in looked.text, schema(desk, draft)) == (True, before)


def test_who_saves_later_is_told_and_both_are_kept(desk: Desk, draft, author: Visitor):
    opened = author.gets(place(draft)).text
    other = desk.site.visitor(REVIEWER)
    does(other, other.gets(place(draft)).text, {"0.zh": "承运"})
    late = does(author, opened, {"0.zh": "快递"})
    copies = author.gets(f"/designer{on(draft)}").text

    assert (late.status_code, REVIEWER in late.text) == (409, True)
    assert ('value="快递"' in late.text, "/copies/" in copies) == (True, True)


def test_who_was_told_may_save_over_it(desk: Desk, draft, author: Visitor):
    opened = author.gets(place(draft)).text
    other = desk.site.visitor(REVIEWER)
    does(other, other.gets(place(draft)).text, {"0.zh": "承运"})
    late = does(author, opened, {"0.zh": "快递"})
    again = does(author, late.text, {})
    (first, *_) = schema(desk, draft)["properties"].values()

    assert (again.status_code, first["title"]["zh"]) == (303, "快递")


def test_a_log_in_that_ended_meanwhile_loses_nothing(
    desk: Desk, draft, author: Visitor
):
    trail, person = desk.site.runtime.engine.trail, desk.site.id_of(AUTHOR)
    with desk.site.runtime.work() as work:
        people.set_password(work, trail, person, PASSWORD)
    opened = author.gets(place(draft)).text
    author.client.delete_cookie("spillway")
    asked = does(author, opened, {"0.zh": "快递"})
    (form,) = [one for one in fromstring(asked.text).forms if "password" in one.fields]
    sent = MultiDict(form.form_values())
    sent["name"], sent["password"] = AUTHOR, PASSWORD
    resumed = author.client.post("/log-in", data=sent).text

    assert (asked.status_code, 'value="快递"' in resumed) == (401, True)
    assert does(author, resumed, {}).status_code == 303


def test_who_may_only_look_saves_nothing(desk: Desk, draft):
    boss = desk.site.visitor(SUPERVISOR)
    page = boss.gets(place(draft)).text

    assert "您可以查看该表单" in page
    assert does(boss, page, {"0.zh": "x"}).status_code == 403


def test_a_published_draft_is_only_looked_at(desk: Desk, draft, author: Visitor):
    opened = author.gets(place(draft)).text
    does(author, opened, {"0.zh": "快递"})
    desk.publishes(draft)
    late = does(author, author.gets(place(draft)).text, {"0.zh": "晚了"})

    assert (late.status_code, "晚了" in late.text) == (409, True)


@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "\u202e反"])
def test_hostile_words_are_words(desk: Desk, draft, author: Visitor, words: str):
    page = author.gets(
        does(author, author.gets(place(draft)).text, {"0.zh": words}).location
    ).text

    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"0.zh": "快递"}, "快递"),
        ({"1.req": ""}, "必填"),
        ({"0.cz": "新快递"}, "新快递"),
    ],
)
def test_the_draft_says_in_words_what_became_of_a_field(
    desk: Desk, draft, author: Visitor, changes: dict[str, str], said: str
):
    does(author, author.gets(place(draft)).text, changes)
    page = fromstring(author.gets(f"/designer{on(draft)}").text)
    told = " ".join(one.text_content() for one in page.xpath("//ul[@class='changes']"))

    assert said in told


def test_the_draft_says_which_fields_came_and_went(desk: Desk, draft, author: Visitor):
    added = does(author, author.gets(place(draft)).text, {}, "add.text").text
    named = does(author, added, {"4.zh": "楼层", "4.en": "Floor"}, "look").text
    removed = does(author, named, {}, "remove.3").text
    does(author, removed, {})
    page = fromstring(author.gets(f"/designer{on(draft)}").text)
    told = " ".join(one.text_content() for one in page.xpath("//ul[@class='changes']"))

    assert ("楼层" in told, "发货备注" in told) == (True, True)
