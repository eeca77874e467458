"""Bad input at the pages: each is told in words that help, and nothing is lost."""

from __future__ import annotations

import re

import pytest

from runtime.engine.run import queries
from tests.story import CS, EVERYBODY, SALES, WAREHOUSE
from tests.visitors import ADMIN, Site

EN = {"Accept-Language": "en"}
SHIPPED = {"answer.carrier": "SF", "answer.tracking_no": "SF1234567890123"}
LONG = "长" * 10_000
WIDE = "😀𠮷"
TOO_BIG = ["9" * 30, "9" * 5_000]


def shipping(site: Site, **changes: object) -> str:
    """Let an order come that is to be shipped; return the place of its task."""
    return f"/tasks/{site.shop.task(WAREHOUSE, site.shop.takes(**changes))}"


def said(page: str) -> str:
    """Return what a page warns of, without its markup."""
    found = re.findall(r'<(p|div)\b[^>]*role="alert"(.*?)</\1>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", " ".join(inner for _, inner in found))


@pytest.mark.parametrize("number", TOO_BIG, ids=["30-digits", "5000-digits"])
@pytest.mark.parametrize("place", ["/tasks/{}", "/incidents/{}/retry"])
def test_a_number_that_no_row_can_have_is_not_found(
    site: Site, place: str, number: str
):
    answer = site.visitor(EVERYBODY).gets(place.format(number), headers=EN)

    assert answer.status_code == 404
    assert "There is nothing at this address" in said(answer.text)


@pytest.mark.parametrize("number", TOO_BIG, ids=["30-digits", "5000-digits"])
@pytest.mark.parametrize(
    "place", ["/tasks/{}/remind", "/away/{}/end", "/people/沈清/absences/{}/end"]
)
def test_nothing_is_done_to_a_row_that_cannot_be(site: Site, place: str, number: str):
    visitor = site.visitor(ADMIN)

    assert visitor.posts(place.format(number)).status_code == 404


@pytest.mark.parametrize("number", [*TOO_BIG, "-1", "²", "1.5", "x"])
@pytest.mark.parametrize("what", ["claim", "release", "batch"])
def test_what_is_no_task_is_not_chosen(site: Site, what: str, number: str):
    visitor = site.visitor(WAREHOUSE)
    answer = visitor.posts(f"/inbox/{what}", start="/me", task=number)

    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/inbox")
    assert said(visitor.gets("/inbox", headers=EN).text)


@pytest.mark.parametrize(
    "mark",
    [
        "1~2026-01-01T00:00:00~1",
        "1~0001-01-01T00:00:00%2B14:00~1",
        f"{'9' * 30}~2026-01-01T00:00:00%2B00:00~1",
        f"1~2026-01-01T00:00:00%2B00:00~{'9' * 30}",
        "~".join(["9" * 5_000] * 3),
    ],
)
@pytest.mark.parametrize("tab", ["mine", "team", "overdue"])
def test_a_place_in_the_inbox_that_cannot_be_is_read(site: Site, tab: str, mark: str):
    visitor = site.visitor(WAREHOUSE)

    assert visitor.gets(f"/inbox?tab={tab}&after={mark}").status_code == 200


@pytest.mark.parametrize("mark", [f"a.1.{'9' * 30}", f"a.{'9' * 30}.1", "a.-1.-1"])
def test_a_place_in_the_list_of_orders_that_cannot_be_is_its_beginning(
    site: Site, mark: str
):
    number = site.shop.takes()

    assert number in site.visitor(CS).gets(f"/orders?state=all&after={mark}").text


@pytest.mark.parametrize("place", ["/inbox", "/orders", "/incidents", "/log-in"])
@pytest.mark.parametrize("name", ["q", "tab", "state", "after", "next", "unheard-of"])
def test_a_question_of_any_length_is_answered(site: Site, place: str, name: str):
    visitor = site.visitor(EVERYBODY)

    assert visitor.gets(f"{place}?{name}={'x' * 60_000}").status_code == 200


@pytest.mark.parametrize("name", ["q", "state", "grade", "channel", "kind"])
@pytest.mark.parametrize("sign", ["%00", "%F0%A0%AE%B7", "%FF%FE", "%E2%80%AE"])
def test_a_question_of_any_signs_is_answered(site: Site, name: str, sign: str):
    assert site.visitor(CS).gets(f"/orders?{name}={sign}").status_code == 200


def test_what_is_too_long_is_named_by_its_field_and_kept(site: Site):
    place = shipping(site)
    typed = {**SHIPPED, "answer.note": LONG}
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **typed)

    assert answer.status_code == 422
    assert "发货备注" in said(answer.text)
    assert "最多 500" in said(answer.text)
    assert LONG in answer.text


def test_a_fault_does_not_repeat_ten_thousand_characters(site: Site):
    place = shipping(site)
    typed = {**SHIPPED, "answer.tracking_no": LONG}
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **typed)

    assert len(said(answer.text)) < 600


@pytest.mark.parametrize("field", ["answer.note", "answer.tracking_no"])
def test_signs_beyond_the_first_plane_come_back_whole(site: Site, field: str):
    place = shipping(site)
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **{field: WIDE})

    assert (answer.status_code, WIDE in answer.text) == (422, True)


def test_a_remark_of_such_signs_is_kept_in_the_story(site: Site):
    number = site.shop.takes(customer={"name": WIDE, "credit": "good"})
    place = f"/tasks/{site.shop.task(WAREHOUSE, number)}"
    site.visitor(WAREHOUSE).posts(
        place, start=place, **SHIPPED, **{"answer.note": WIDE}
    )

    assert site.visitor(CS).gets(f"/orders/{number}").text.count(WIDE) >= 2


def test_an_order_is_found_by_such_signs(site: Site):
    number = site.shop.takes(external_no=f"N{WIDE}")
    answer = site.visitor(CS).gets("/orders", query_string={"q": f"N{WIDE}"})

    assert number in answer.text


def test_a_form_sent_as_something_else_changes_nothing(site: Site):
    place = shipping(site)
    visitor = site.visitor(WAREHOUSE)
    answer = visitor.client.post(place, json={"answer.carrier": "SF"}, headers=EN)

    assert answer.status_code == 400
    assert "nothing was changed" in said(answer.text)


def test_more_than_can_be_taken_is_refused_with_the_most_that_can(site: Site):
    visitor = site.visitor(WAREHOUSE)
    token = visitor.token("/me")
    typed = {"csrf_token": token, "answer.note": "y" * 30_000_000}
    answer = visitor.client.post(shipping(site), data=typed, headers=EN)

    assert (answer.status_code, "24 MB" in said(answer.text)) == (413, True)


@pytest.mark.parametrize(
    "name",
    ["名" * 101, "王\u202e芳", "王芳\u200b", "a\nb", "a/roles", "..", "a\\b"],
)
def test_a_name_that_nobody_can_read_or_reach_is_refused(site: Site, name: str):
    answer = site.visitor(ADMIN).posts("/people", "/people", name=name, role="cs")

    assert (answer.status_code, bool(said(answer.text))) == (422, True)


def test_what_no_page_shows_is_left_out_of_a_name(site: Site):
    visitor = site.visitor(ADMIN)
    added = visitor.posts("/people", "/people", name="王\0芳\x1b二", role="cs")

    assert (added.status_code, bool(site.id_of("王芳二"))) == (303, True)


@pytest.mark.parametrize("name", ["𠮷田健", "😀", "O'Brien ‹x›", "?", "#a", "a%2Fb"])
def test_a_name_of_any_letters_has_its_page(site: Site, name: str):
    visitor = site.visitor(ADMIN)
    added = visitor.posts("/people", "/people", name=name, role="cs")

    assert (added.status_code, visitor.gets(added.location).status_code) == (303, 200)


def test_a_telephone_number_of_ten_thousand_signs_is_refused(site: Site):
    typed = {"name": "新人", "role": "cs", "phone": LONG}
    answer = site.visitor(ADMIN).posts("/people", "/people", **typed)

    assert (answer.status_code, "50" in said(answer.text)) == (422, True)


def test_a_page_speaks_no_words_of_the_command_line(site: Site):
    pages = [
        site.visitor(EVERYBODY).gets("/tasks/999999").text,
        site.visitor(ADMIN).gets("/people/nobody").text,
    ]

    assert [page for page in pages if "spillway" in said(page)] == []


def test_many_refusals_still_reach_the_page(site: Site):
    tasks = [site.shop.task(WAREHOUSE, site.shop.takes()) for _ in range(12)]
    visitor = site.visitor(SALES)
    answer = visitor.posts("/inbox/claim", start="/me", task=tasks)
    page = visitor.gets("/inbox").text

    assert max(map(len, answer.headers.getlist("Set-Cookie"))) < 4_000
    assert "另有 7 个" in said(page)


def test_a_batch_sent_twice_is_done_once_and_told_the_same(site: Site):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    sent = {"task": [task], "go": "1", "count": 1, "answer.carrier": "SF"}
    sent[f"own.{task}.tracking_no"] = "SF1234567"
    visitor = site.visitor(WAREHOUSE)
    first, second = [
        visitor.posts("/inbox/batch", start="/me", **sent) for _ in range(2)
    ]

    assert "已办结" in first.text
    assert (second.status_code, "已办结" in second.text) == (200, True)


def test_a_form_sent_twice_leaves_one_completion(site: Site):
    number = site.shop.takes()
    place = f"/tasks/{site.shop.task(WAREHOUSE, number)}"
    visitor = site.visitor(WAREHOUSE)
    codes = [visitor.posts(place, "/me", **SHIPPED).status_code for _ in range(3)]
    with site.runtime.database.reading() as read:
        ended = [one for one in queries.list_of(read, number) if one.ended_by]

    assert (codes, len(ended)) == ([303] * 3, 1)
