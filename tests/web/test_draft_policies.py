"""Policies of shortcuts are changed in a draft, with plain fields, and published."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.drafts import REVIEWER, Desk, on
from tests.policy_form import beside, saves
from tests.story import SUPERVISOR
from tests.visitors import Visitor

FILE, POLICY = ("bypass", "price_sign_off"), "price_sign_off_code"
COMMENT = "# 价格会签的绕行策略"


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft with the policies of a process."""
    return desk.begins(FILE)


def place(draft: Any, key: str = "price_sign_off") -> str:
    """Return the page of the policies of a process."""
    return f"/designer{on(draft)}/bypass/{key}"


def sends(
    visitor: Visitor, page: str, changes: dict[str, Any], act: str = "save"
) -> TestResponse:
    """Send the fields of a page as they stand, with some of them changed."""
    return visitor.sends(page, "longest.unit", {**changes, "act": act})


def change(visitor: Visitor, draft: Any, **changes: Any) -> TestResponse:
    """Open the page, change some fields and save."""
    return sends(visitor, visitor.gets(place(draft)).text, changes)


def body(desk: Desk, draft: Any) -> str:
    """Return what the file says in the draft."""
    return str(desk.reads(draft, FILE)["body"])


def in_force(desk: Desk) -> Any:
    """Return what the policy says now, as its supervisor reads it."""
    boss = desk.site.program(SUPERVISOR)
    return boss.asks("GET", f"/bypasses/{POLICY}").json["body"]


def test_what_is_saved_stands_in_the_draft_and_the_rest_stays(
    desk: Desk, draft, author: Visitor
):
    saved = change(author, draft, **{"budget.count": "7"})
    found = body(desk, draft)

    assert (saved.status_code, "count = 7" in found) == (303, True)
    assert (found.startswith(COMMENT), "saved=2" in saved.location) == (True, True)


def test_fields_sent_as_they_were_change_nothing(desk: Desk, draft, author: Visitor):
    before = desk.reads(draft, FILE)
    change(author, draft)

    assert desk.reads(draft, FILE) == before


def test_a_draft_is_not_in_force(desk: Desk, draft, author: Visitor):
    change(author, draft, **{"budget.count": "7"})

    assert in_force(desk)["budget"]["count"] == 20


def test_what_is_published_is_in_force(desk: Desk, draft, author: Visitor):
    change(author, draft, **{"budget.count": "7"})
    published = desk.publishes(draft)

    assert (published.status_code, in_force(desk)["budget"]["count"]) == (200, 7)


def test_nobody_approves_a_policy_of_their_own(desk: Desk, draft, author: Visitor):
    change(author, draft, **{"budget.count": "7"})
    desk.author.asks("POST", on(draft, "submit"), json={"note": "请看"})
    version = desk.author.asks("GET", on(draft)).json["version"]
    seen = {"note": "好", "version": version}

    assert desk.author.asks("POST", on(draft, "approve"), json=seen).status_code == 403


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"when": "price.deviatoin < 1"}, "when", "是否应为“deviation”"),
        ({"opens": []}, "opens", "请至少勾选一个"),
        ({"title.en": ""}, "title", "请填写中英文两种"),
        ({"debt.element": "no_such"}, "debt.element", "该环节已不存在"),
    ],
)
def test_what_is_wrong_is_kept_and_said_beside_its_field(
    desk: Desk, draft, author: Visitor, changes, path: str, said: str
):
    page = author.gets(change(author, draft, **changes).location).text

    assert (said in beside(page, path), f'href="#{path}"' in page) == (True, True)
    assert desk.publishes(draft).status_code == 422


def test_checking_saves_nothing(desk: Desk, draft, author: Visitor):
    before, page = body(desk, draft), author.gets(place(draft)).text
    checked = sends(author, page, {"budget.count": "7"}, "check")

    assert ("检查通过，尚未保存" in checked.text, body(desk, draft)) == (True, before)


def test_who_saves_later_is_told_and_both_are_kept(desk: Desk, draft, author: Visitor):
    opened = author.gets(place(draft)).text
    change(desk.site.visitor(REVIEWER), draft, **{"budget.count": "9"})
    late = sends(author, opened, {"budget.count": "7"})
    copies = author.gets(f"/designer{on(draft)}").text

    assert (late.status_code, REVIEWER in late.text) == (409, True)
    assert ('value="7"' in late.text, "count = 9" in body(desk, draft)) == (True, True)
    assert f"{on(draft)}/copies/" in copies


def test_who_was_told_may_save_over_it(desk: Desk, draft, author: Visitor):
    opened = author.gets(place(draft)).text
    change(desk.site.visitor(REVIEWER), draft, **{"budget.count": "9"})
    late = sends(author, opened, {"budget.count": "7"})
    again = sends(author, late.text, {})

    assert (again.status_code, "count = 7" in body(desk, draft)) == (303, True)


def test_a_new_policy_of_a_process_without_any_is_begun(
    desk: Desk, draft, author: Visitor
):
    typed = {
        "title.zh": "夜间放行",
        "title.en": "At night",
        "process": "order_approval",
    }
    made = author.posts(
        f"/designer{on(draft)}/bypass", f"/designer{on(draft)}", **typed
    )
    page = author.gets(made.location).text

    assert made.location.endswith("/bypass/order_approval?policy=at_night")
    assert ("夜间放行" in page, "这里缺少规则" in beside(page, "when")) == (True, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": POLICY}, "已有策略"),
        ({"key": "a b"}, "a b"),
        ({"process": "nowhere"}, "请从列表中选择"),
        ({"title.en": " "}, "中文和英文标题"),
        ({"title.en": "x" * 101}, "101"),
    ],
)
def test_a_new_policy_that_cannot_be_is_refused(
    desk: Desk, draft, author: Visitor, changes: dict[str, str], said: str
):
    typed = {"title.zh": "夜间", "title.en": "At night", "process": "order_approval"}
    where = f"/designer{on(draft)}"
    refused = author.posts(f"{where}/bypass", where, **{**typed, **changes})

    assert (refused.status_code, said in refused.text) == (422, True)


def test_a_removed_policy_that_is_drawn_keeps_the_draft_from_being_published(
    desk: Desk, draft, author: Visitor
):
    removed = sends(author, author.gets(place(draft)).text, {}, "remove")
    page = author.gets(removed.location).text
    found = desk.author.asks("GET", on(draft, "lint")).json["items"]

    assert ("没有绕行策略" in page, POLICY in body(desk, draft)) == (True, False)
    assert any(POLICY in one["message"] for one in found)


def test_a_change_on_the_policys_own_page_meanwhile_is_told(
    desk: Desk, draft, author: Visitor
):
    saves(desk.site.visitor(SUPERVISOR), {"budget.count": "15"})
    page = author.gets(place(draft)).text

    assert f'href="/bypasses/{POLICY}/versions/2"' in page
    assert SUPERVISOR in page


def test_a_draft_begins_with_what_holds_now(desk: Desk, author: Visitor):
    saves(desk.site.visitor(SUPERVISOR), {"budget.count": "15"})

    assert "count = 15" in body(desk, desk.begins(FILE))


def test_who_may_only_look_saves_nothing(desk: Desk, draft):
    boss = desk.site.visitor(SUPERVISOR)
    page = boss.gets(place(draft)).text

    assert ('value="save"' in page.split("<fieldset")[0], "disabled" in page) == (
        False,
        True,
    )
    assert sends(boss, page, {"budget.count": "7"}).status_code == 403


def test_hostile_words_are_words(desk: Desk, draft, author: Visitor):
    saved = change(author, draft, **{"title.zh": "<script>alert(1)</script>"})
    page = author.gets(saved.location).text

    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


@pytest.mark.parametrize("said", ["x = 1", "[[a]]\nb = 1"])
def test_a_file_of_something_else_is_left_to_the_text_editor(
    desk: Desk, draft, author: Visitor, said: str
):
    desk.saves(draft, said, FILE)
    page = author.gets(place(draft)).text

    assert f"/designer{on(draft)}/text/bypass/price_sign_off" in page
