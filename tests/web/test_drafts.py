"""Drafts: saved, told apart, reviewed by somebody else, published whole or not."""

from __future__ import annotations

import pytest

from tests.drafts import AUTHOR, TABLE, Desk, on, place


def changed(body: str) -> str:
    """Return a table with another title."""
    return body.replace("</definitions>", "<!-- 改 --></definitions>")


def test_a_draft_begins_from_what_is_published(desk: Desk):
    draft = desk.begins(TABLE)

    (file,) = draft["files"]
    assert (file["base_version"], file["revision"], draft["state"]) == (1, 1, "open")


def test_who_saves_upon_an_old_revision_is_told_by_whom_and_nothing_is_lost(
    desk: Desk,
):
    draft = desk.begins(TABLE)
    first = desk.reads(draft)
    desk.saves(draft, changed(first["body"]))
    late = {"body": first["body"].replace("\n", "\n\n", 1), "revision": 1}
    told = desk.reviewer.asks("PUT", place(draft), json=late)
    copy = desk.author.asks("GET", on(draft, f"copies/{told.json['copy']}")).json

    assert (told.status_code, told.json["code"]) == (409, "draft-clash")
    assert (told.json["revision"], told.json["saved_by"]) == (2, AUTHOR)
    assert copy["body"] == late["body"]
    assert desk.reads(draft)["body"] == changed(first["body"])


def test_what_is_saved_over_after_a_clash_is_kept_with_who_wrote_it(desk: Desk):
    draft = desk.begins(TABLE)
    first = desk.reads(draft)["body"]
    desk.saves(draft, changed(first))
    mine = {"body": first.replace("\n", "\n\n", 1), "revision": 1}
    told = desk.reviewer.asks("PUT", place(draft), json=mine).json
    over = {**mine, "revision": told["revision"]}
    done = desk.reviewer.asks("PUT", place(draft), json=over)
    newest = desk.author.asks("GET", on(draft, "copies")).json["items"][0]
    copy = desk.author.asks("GET", on(draft, f"copies/{newest['id']}")).json

    assert done.json == {"revision": 3}
    assert (copy["body"], copy["kept_by"]) == (changed(first), AUTHOR)


def test_going_on_with_what_somebody_else_saved_keeps_no_copy(desk: Desk):
    draft = desk.begins(TABLE)
    first = desk.reads(draft)["body"]
    desk.saves(draft, changed(first))
    desk.reviewer.asks("PUT", place(draft), json={"body": first, "revision": 2})

    assert desk.author.asks("GET", on(draft, "copies")).json["items"] == []


def test_the_same_text_saved_twice_is_no_clash(desk: Desk):
    draft = desk.begins(TABLE)
    body = changed(desk.reads(draft)["body"])
    desk.saves(draft, body)
    again = desk.reviewer.asks("PUT", place(draft), json={"body": body, "revision": 1})

    assert (again.status_code, again.json) == (200, {"revision": 2})


@pytest.mark.req("S1-28")
def test_a_draft_is_published_after_somebody_else_has_approved_it(desk: Desk):
    draft = desk.begins(TABLE)
    desk.saves(draft, changed(desk.reads(draft)["body"]))
    done = desk.publishes(draft)
    versions = desk.author.asks("GET", "/decisions/order_routing/versions").json

    newest = versions["items"][0]
    assert done.status_code == 200, done.json
    assert newest["version"] == 2
    assert newest["publication"] == done.json["publication"]


def test_an_author_does_not_approve_their_own_draft(desk: Desk):
    draft = desk.begins(TABLE)
    desk.author.asks("POST", on(draft, "submit"), json={"note": "请看"})
    now = desk.author.asks("GET", on(draft)).json
    said = {"note": "好", "version": now["version"]}
    refused = desk.author.asks("POST", on(draft, "approve"), json=said)

    assert (refused.status_code, refused.json["code"]) == (403, "draft-own-review")


def test_a_draft_that_nobody_approved_is_not_published(desk: Desk):
    draft = desk.begins(TABLE)
    refused = desk.reviewer.asks("POST", on(draft, "publish"), json={})

    assert (refused.status_code, refused.json["code"]) == (409, "draft-not-approved")


def test_a_change_after_the_approval_asks_for_another_one(desk: Desk):
    draft = desk.begins(TABLE)
    desk.passes(draft)
    desk.saves(draft, changed(desk.reads(draft)["body"]))
    refused = desk.reviewer.asks("POST", on(draft, "publish"), json={})

    assert refused.json["code"] == "draft-not-approved"


def test_a_reviewer_approves_what_they_looked_at_and_nothing_newer(desk: Desk):
    draft = desk.begins(TABLE)
    desk.author.asks("POST", on(draft, "submit"), json={"note": "请看"})
    old = {"note": "好", "version": draft["version"]}
    refused = desk.reviewer.asks("POST", on(draft, "approve"), json=old)

    assert (refused.status_code, refused.json["code"]) == (409, "draft-changed")


@pytest.mark.req("S4-27")
def test_a_publication_is_rolled_back_whole(desk: Desk):
    limits = ("values", "parameters")
    draft = desk.begins(TABLE, limits)
    before = desk.reads(draft)["body"]
    desk.saves(draft, changed(before))
    desk.saves(draft, "straight_below = 3000\n", limits)
    done = desk.publishes(draft).json["publication"]
    assert limit(desk) == "3000"
    back = {"note": "改错了"}
    undone = desk.author.asks("POST", f"/publications/{done}/rollback", json=back)

    newest = desk.author.asks("GET", "/decisions/order_routing/versions/3").json
    assert undone.status_code == 200, undone.json
    assert (newest["body"], limit(desk)) == (before, "5000")


def test_a_draft_whose_base_was_replaced_is_told_which_file_and_publishes_nothing(
    desk: Desk,
):
    slow, quick = desk.begins(TABLE), desk.begins(TABLE)
    desk.saves(slow, changed(desk.reads(slow)["body"]) + "\n")
    desk.saves(quick, changed(desk.reads(quick)["body"]))
    desk.publishes(quick)
    refused = desk.publishes(slow)

    assert (refused.status_code, refused.json["code"]) == (409, "draft-superseded")
    assert "processes/shared/order_routing.dmn" in refused.json["detail"]
    assert desk.author.asks("GET", on(slow)).json["state"] == "approved"


def test_going_on_with_what_was_published_meanwhile_keeps_no_second_copy(desk: Desk):
    slow, quick = desk.begins(TABLE), desk.begins(TABLE)
    first = desk.reads(slow)["body"]
    desk.saves(slow, first + "\n")
    desk.saves(quick, changed(first))
    desk.publishes(quick)
    desk.author.asks("POST", f"{place(slow)}/rebase", json={"take": "theirs"})
    desk.saves(slow, changed(first) + "\n")
    kept = desk.author.asks("GET", on(slow, "copies")).json["items"]

    assert [one["revision"] for one in kept] == [2]


def limit(desk: Desk) -> str:
    """Return the limit of the straight lane that holds now."""
    items = desk.author.asks("GET", "/parameters").json["items"]
    return next(str(one["value"]) for one in items if one["name"] == "straight_below")
