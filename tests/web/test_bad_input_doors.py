"""Who may come in, with what in hand: passwords, forged forms, others' tasks."""

from __future__ import annotations

import re

import pytest

from runtime.identity import passwords, people, sessions
from tests.story import CS, EVERYBODY, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import PASSWORD, Site, Visitor
from web.security import limiter

EN = {"Accept-Language": "en"}
NOTE = "轻放 😀𠮷 <b>"
TYPED = {"answer.carrier": "SF", "answer.tracking_no": "SF7654321", "answer.note": NOTE}
WHO_AND_WHEN = rf"{WAREHOUSE} 于 20\d\d-\d\d-\d\d \d\d:\d\d"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
BEHIND = ("/api/", "/static/")


@pytest.fixture
def open_site(site: Site) -> Site:
    """A shop where two people of the warehouse and one more have a password."""
    with site.runtime.work() as work:
        for name in (WAREHOUSE, EVERYBODY, SUPERVISOR):
            person = people.get(work.read, name).id
            people.set_password(work, site.runtime.engine.trail, person, PASSWORD)
    return site


@pytest.fixture
def guarded(open_site: Site):
    """The same with the limits of a real one."""
    limiter.enabled = True
    limiter.reset()
    yield open_site
    limiter.reset()
    limiter.enabled = False


def alerts(page: str) -> str:
    """Return what a page warns of, without its markup."""
    found = re.findall(r'<(p|div)\b[^>]*role="alert"(.*?)</\1>', page, re.DOTALL)
    return " ".join(inner for _, inner in found)


def entered(site: Site, name: str = WAREHOUSE) -> Visitor:
    """Give a browser in which somebody has logged in by the page."""
    visitor = site.visitor()
    assert visitor.logs_in(name).status_code == 302
    return visitor


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a page's content."""
    form = page.partition('id="main"')[2].partition("</form>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {
        name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in found
    }


def missed(site: Site, times: int, name: str, address: str = "10.0.0.1") -> Visitor:
    """Type a wrong password that often at one address."""
    visitor = site.visitor()
    visitor.client.environ_base["REMOTE_ADDR"] = address
    for _ in range(times):
        visitor.logs_in(name, "wrong")
    return visitor


def unsafe_pages(site: Site) -> list[str]:
    """Return the address of every page that changes something."""
    return [
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in site.app.url_map.iter_rules()
        if UNSAFE & (rule.methods or set()) and not rule.rule.startswith(BEHIND)
    ]


def shipping(site: Site) -> str:
    """Let an order come that is to be shipped; return the place of its task."""
    return f"/tasks/{site.shop.task(WAREHOUSE, site.shop.takes())}"


def ended_amid(site: Site, visitor: Visitor, place: str) -> str:
    """Send a form whose log-in has just ended; return the page that answers."""
    token = visitor.token(place)
    with site.runtime.work() as work:
        person = site.id_of(WAREHOUSE)
        sessions.close_all(work, site.runtime.engine.trail, person)
    answer = visitor.client.post(place, data={"csrf_token": token, **TYPED})
    assert answer.status_code == 401
    return answer.text


def test_ten_wrong_passwords_tell_when_to_try_again(guarded: Site):
    visitor = missed(guarded, 10, WAREHOUSE)
    answer = visitor.posts("/log-in", name=WAREHOUSE, password="wrong")

    assert answer.status_code == 429
    assert re.search(r"请 \d+.*后再试", alerts(answer.text))


def test_who_waits_may_still_log_in_from_elsewhere(guarded: Site):
    missed(guarded, 11, WAREHOUSE)

    assert missed(guarded, 0, "", "10.0.0.2").logs_in(WAREHOUSE).status_code == 302


def test_who_waits_keeps_nobody_else_of_the_house_waiting(guarded: Site):
    visitor = missed(guarded, 11, WAREHOUSE)

    assert visitor.logs_in(SUPERVISOR).status_code == 302


def test_names_tried_one_after_the_other_are_slowed_too(
    guarded: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(passwords, "is_right", lambda *_: False)
    visitor = missed(guarded, 0, "")
    codes = [visitor.logs_in(f"no {one}", "wrong").status_code for one in range(101)]

    assert (codes[99], codes[100]) == (401, 429)


def test_who_waits_still_has_what_was_typed(guarded: Site):
    visitor, place = entered(guarded), shipping(guarded)
    page = ended_amid(guarded, visitor, place)
    again = {"name": WAREHOUSE, "password": "wrong"}
    form = hidden(page) | again
    answers = [visitor.client.post("/log-in", data=form) for _ in range(11)]

    assert answers[-1].status_code == 429
    assert hidden(answers[-1].text)["kept:answer.note"] == NOTE


def test_after_the_log_in_the_form_is_there_as_it_was_filled_in(open_site: Site):
    visitor, place = entered(open_site), shipping(open_site)
    page = ended_amid(open_site, visitor, place)
    again = {"name": WAREHOUSE, "password": PASSWORD}
    resumed = visitor.client.post("/log-in", data=hidden(page) | again).text
    done = visitor.client.post(place, data=hidden(resumed) | TYPED)

    assert 'value="SF7654321"' in resumed
    assert "轻放 😀𠮷 &lt;b&gt;</textarea>" in resumed
    assert done.status_code == 303


def test_what_somebody_typed_is_never_shown_to_another(open_site: Site):
    visitor, place = entered(open_site), shipping(open_site)
    page = ended_amid(open_site, visitor, place)
    other = {"name": EVERYBODY, "password": PASSWORD}
    answer = visitor.client.post("/log-in", data=hidden(page) | other)

    assert (answer.status_code, answer.location) == (302, "/")
    assert "SF7654321" not in answer.text


def test_a_log_in_anew_leaves_the_forms_of_other_windows_valid(open_site: Site):
    visitor, place = entered(open_site), shipping(open_site)
    token = visitor.token(place)
    visitor.client.set_cookie("spillway", "ended")
    visitor.logs_in(WAREHOUSE)

    sent = visitor.client.post(place, data={"csrf_token": token, **TYPED})
    assert sent.status_code == 303


def test_the_form_of_one_person_is_not_sent_by_the_next(open_site: Site):
    visitor, place = entered(open_site), shipping(open_site)
    token = visitor.token(place)
    visitor.logs_in(EVERYBODY)

    sent = visitor.client.post(place, data={"csrf_token": token, **TYPED})
    assert sent.status_code == 400


def test_what_was_typed_for_a_task_that_is_gone_is_still_shown(open_site: Site):
    visitor, place = entered(open_site), shipping(open_site)
    page = ended_amid(open_site, visitor, place)
    open_site.visitor(EVERYBODY).posts(f"{place}/claim", start="/me")
    again = {"name": WAREHOUSE, "password": PASSWORD}
    resumed = visitor.client.post("/log-in", data=hidden(page) | again).text

    assert EVERYBODY in alerts(resumed)
    assert "SF7654321" in resumed


@pytest.mark.parametrize("token", ["missing", "wrong", "another's"])
def test_no_page_takes_a_forged_form(site: Site, token: str):
    tokens = {
        "missing": {},
        "wrong": {"csrf_token": "forged"},
        "another's": {"csrf_token": site.visitor(EVERYBODY).token("/me")},
    }
    visitor = site.visitor(EVERYBODY)
    visitor.gets("/me")
    codes = {
        place: visitor.client.post(place, data=tokens[token]).status_code
        for place in unsafe_pages(site)
    }

    assert len(codes) > 15
    assert {place: code for place, code in codes.items() if code != 400} == {}


def test_no_call_of_the_interface_takes_the_cookie_of_a_browser_alone(site: Site):
    visitor = site.visitor(EVERYBODY)
    codes = {
        rule.rule: visitor.client.post(re.sub(r"<[^>]+>", "1", rule.rule), json={})
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and "POST" in (rule.methods or set())
    }

    assert {place: one for place, one in codes.items() if one.status_code != 400} == {}


def test_a_forged_form_is_told_what_to_do(site: Site):
    answer = site.visitor(CS).client.post("/inbox/claim", headers=EN)

    assert "Load the page again" in alerts(answer.text)


@pytest.mark.parametrize("what", ["", "/claim", "/release"])
def test_anothers_task_is_not_touched(site: Site, what: str):
    number = site.shop.takes()
    place = f"/tasks/{site.shop.task(WAREHOUSE, number)}"
    answer = site.visitor(SALES).posts(f"{place}{what}", start="/me", **TYPED)

    assert (answer.status_code, "周雨" in answer.text, number in answer.text) == (
        403,
        False,
        False,
    )
    assert site.shop.tasks(WAREHOUSE, number)[0]["assignee"] is None


@pytest.mark.parametrize("what", ["", "/claim", "/release", "/complete", "/approve"])
def test_anothers_task_is_not_touched_by_a_program(site: Site, what: str):
    number = site.shop.takes()
    place = f"/tasks/{site.shop.task(WAREHOUSE, number)}"
    asked = {"json": {"data": {}}} if what else {}
    answer = site.program(SALES).asks("POST" if what else "GET", place + what, **asked)

    assert (answer.status_code, number in answer.text) == (403, False)
    assert site.shop.tasks(WAREHOUSE, number)[0]["assignee"] is None


def test_chosen_among_ones_own_anothers_task_is_left_out(site: Site):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    answer = site.visitor(SALES).posts("/inbox/batch", start="/me", task=task)

    assert (answer.status_code, number in answer.text) == (303, False)


def test_who_comes_second_is_told_who_and_when_and_keeps_what_was_typed(site: Site):
    place = shipping(site)
    second = site.visitor(EVERYBODY)
    token = second.token(place)
    site.visitor(WAREHOUSE).posts(place, start=place, **TYPED)
    answer = second.client.post(place, data={"csrf_token": token, **TYPED})

    assert answer.status_code == 409
    assert re.search(WHO_AND_WHEN, alerts(answer.text))
    assert "轻放 😀𠮷 &lt;b&gt;</textarea>" in answer.text


def test_whose_task_somebody_took_is_told_who_and_since_when(site: Site):
    place = shipping(site)
    second = site.visitor(EVERYBODY)
    token = second.token(place)
    site.visitor(WAREHOUSE).posts(f"{place}/claim", start="/me")
    answer = second.client.post(place, data={"csrf_token": token, **TYPED})

    assert answer.status_code == 409
    assert re.search(WHO_AND_WHEN, alerts(answer.text))
    assert "轻放 😀𠮷 &lt;b&gt;</textarea>" in answer.text
