"""Pages that ask whether they are still right: 304 while they are, never too long."""

from __future__ import annotations

import re

import pytest

from tests.statements import counting
from tests.story import CS, PARCEL, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import Site, Visitor

EVERYBODY = "全体"
PAGES = ["/inbox", "/inbox?tab=team", "/stages", "/incidents", "/notices"]
POLL = {"X-Poll": "1"}
LATER = {"answer.carrier": "SF", "answer.tracking_no": "SF1234567890123"}


def mark(visitor: Visitor, place: str, **headers: str) -> str:
    """Return the mark of a page."""
    return str(visitor.gets(place, headers=headers).headers["ETag"])


def again(visitor: Visitor, place: str, known: str, **headers: str):
    """Ask for a page anew, as the script does that knows its mark."""
    return visitor.gets(place, headers={"If-None-Match": known, **POLL, **headers})


@pytest.fixture
def order(site: Site) -> str:
    """Give an order that waits for the warehouse."""
    return site.shop.takes()


@pytest.fixture
def task(site: Site, order: str) -> str:
    """Give the place of its task."""
    return f"/tasks/{site.shop.task(WAREHOUSE, order)}"


@pytest.mark.parametrize("place", PAGES)
def test_a_page_that_is_still_right_is_not_sent_again(site: Site, order, place: str):
    visitor = site.visitor(EVERYBODY)
    answer = again(visitor, place, mark(visitor, place))

    assert (answer.status_code, answer.data) == (304, b"")


def test_an_order_that_did_not_move_is_not_sent_again(site: Site, order: str):
    visitor, place = site.visitor(SALES), f"/orders/{order}"

    assert again(visitor, place, mark(visitor, place)).status_code == 304


def test_a_task_that_nobody_touched_is_not_sent_again(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)

    assert again(visitor, task, mark(visitor, task)).status_code == 304


@pytest.mark.parametrize("place", ["/inbox", "/stages", "/notices"])
def test_a_page_is_sent_again_after_a_task_came(site: Site, order, place: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, place)
    site.shop.takes()
    answer = again(visitor, place, known)

    assert (answer.status_code, answer.headers["ETag"] != known) == (200, True)


def test_the_inbox_is_sent_again_after_somebody_took_a_task(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, "/inbox")
    site.visitor(EVERYBODY).posts(f"{task}/claim", start="/me")

    assert again(visitor, "/inbox", known).status_code == 200


@pytest.mark.parametrize(
    ("verb", "data"), [("/claim", {}), ("", LATER), ("/remind", {})]
)
def test_order_and_task_are_sent_again_after_somebody_acted(
    site: Site, order: str, task: str, verb: str, data: dict[str, str]
):
    visitor = site.visitor(WAREHOUSE)
    places = (task, f"/orders/{order}")
    known = [mark(visitor, place) for place in places]
    site.visitor(EVERYBODY).posts(f"{task}{verb}", start="/me", **data)
    answers = [again(visitor, *each) for each in zip(places, known, strict=True)]

    assert [one.status_code for one in answers] == [200, 200]


def test_a_remark_sends_the_page_of_its_order_again(site: Site, order: str):
    visitor, place = site.visitor(SALES), f"/orders/{order}"
    known = mark(visitor, place)
    site.visitor(CS).posts(f"{place}/comments", start="/me", text="一")

    assert again(visitor, place, known).status_code == 200


def test_a_notice_sends_any_page_again_because_the_way_counts_it(site: Site, task):
    visitor = site.visitor(WAREHOUSE)
    visitor.posts(f"{task}/claim", start="/me")
    known = mark(visitor, "/stages")
    site.visitor(SALES).posts(f"{task}/remind", start="/me")

    assert again(visitor, "/stages", known).status_code == 200


@pytest.mark.parametrize("place", PAGES)
def test_nobody_has_the_mark_of_somebody_else(site: Site, place: str):
    marks = {mark(site.visitor(name), place) for name in (SUPERVISOR, EVERYBODY, CS)}

    assert len(marks) == 3


@pytest.mark.parametrize("place", PAGES)
def test_a_mark_is_for_one_language(site: Site, place: str):
    visitor = site.visitor(EVERYBODY)
    marks = {
        mark(visitor, place, **{"Accept-Language": language})
        for language in ("zh", "en")
    }

    assert len(marks) == 2


def test_a_mark_is_for_one_page_of_a_list(site: Site):
    visitor = site.visitor(EVERYBODY)

    assert mark(visitor, "/inbox?tab=team") != mark(visitor, "/inbox?tab=overdue")


def test_what_is_not_sent_again_sets_no_cookie_and_keeps_the_policy(site: Site):
    visitor = site.visitor(EVERYBODY)
    answer = again(visitor, "/inbox", mark(visitor, "/inbox"))

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Content-Type" not in answer.headers


def test_the_page_tells_its_mark_to_the_script(site: Site):
    answer = site.visitor(EVERYBODY).gets("/inbox")
    (told,) = re.findall(r'data-poll="([^"]+)"', answer.text)

    assert told.replace("&#34;", '"') == answer.headers["ETag"]


def test_whoever_is_logged_out_is_not_told_that_nothing_changed(site: Site):
    visitor = site.visitor(EVERYBODY)
    known = mark(visitor, "/inbox")
    visitor.client.delete_cookie("spillway")

    assert again(visitor, "/inbox", known).status_code == 401


def test_whoever_may_no_longer_see_a_task_is_refused(site: Site, task: str):
    known = mark(site.visitor(WAREHOUSE), task)

    assert again(site.visitor(SALES), task, known).status_code == 403


def test_a_poll_leaves_what_is_to_be_said_to_the_next_page(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, "/inbox")
    visitor.posts("/inbox/claim", start="/me", one=task.rpartition("/")[2])
    polled, opened = again(visitor, "/inbox", known), visitor.gets("/inbox")

    assert ("已认领 1" in polled.text, "已认领 1" in opened.text) == (False, True)


def test_an_inbox_that_is_still_right_reads_no_order(site: Site, order: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, "/inbox")
    with counting(site.runtime.database) as counted:
        again(visitor, "/inbox", known)

    assert [one for one in counted.statements if "FROM orders" in one] == []


def test_an_order_that_is_still_right_costs_few_statements(site: Site, order: str):
    visitor, place = site.visitor(SALES), f"/orders/{order}"
    known = mark(visitor, place)
    with counting(site.runtime.database) as counted:
        again(visitor, place, known)

    assert counted.total <= 6, "\n".join(counted.statements)


@pytest.mark.parametrize("place", ["/tasks", "/notices", "/orders", "/stages"])
def test_a_list_of_the_interface_has_a_mark_too(site: Site, order: str, place: str):
    program = site.program(EVERYBODY)
    known = program.asks("GET", place).headers["ETag"]
    answer = program.asks("GET", place, headers={"If-None-Match": known})

    assert (answer.status_code, answer.data) == (304, b"")


def test_a_list_of_the_interface_that_changed_is_sent(site: Site, task: str):
    program = site.program(WAREHOUSE)
    known = program.asks("GET", "/tasks").headers["ETag"]
    number = task.rpartition("/")[2]
    program.asks("POST", f"/tasks/{number}/complete", json={"data": PARCEL})
    answer = program.asks("GET", "/tasks", headers={"If-None-Match": known})

    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_the_second_in_a_task_is_told_who_took_it_and_when(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, task)
    site.visitor(EVERYBODY).posts(f"{task}/claim", start="/me")
    told = again(visitor, task, known).text

    assert re.search(
        rf"此任务已于 \d{{4}}-\d\d-\d\d \d\d:\d\d 由 {EVERYBODY} 认领办理", told
    )


def test_the_second_in_a_task_is_told_who_did_it_and_when(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)
    known = mark(visitor, task)
    site.visitor(EVERYBODY).posts(task, start="/me", **LATER)
    told = again(visitor, task, known).text

    assert re.search(rf"{EVERYBODY} 已于 \d\d-\d\d \d\d:\d\d 办结此任务", told)


def test_a_second_claim_is_told_on_the_page_of_the_task(site: Site, task: str):
    visitor = site.visitor(WAREHOUSE)
    site.visitor(EVERYBODY).posts(f"{task}/claim", start="/me")
    answer = visitor.posts(f"{task}/claim", start="/me")

    assert (answer.status_code, answer.location) == (303, task)
    assert f"已被 {EVERYBODY} 认领" in visitor.gets(task).text
