"""The frame of every page: who may, in which language, with which headers."""

from __future__ import annotations

import pytest

from runtime.identity import people
from tests.story import SUPERVISOR
from tests.visitors import PASSWORD, Site


def views(site: Site):
    """Return every endpoint with its view."""
    return site.app.view_functions.items()


def test_every_view_says_what_it_does_or_is_public(site: Site):
    silent = [
        endpoint
        for endpoint, view in views(site)
        if not hasattr(view, "verb") and not getattr(view, "is_public", False)
    ]

    assert silent == []


def test_a_stranger_is_asked_to_log_in(site: Site):
    answer = site.visitor().gets("/inbox")

    assert (answer.status_code, 'name="password"' in answer.text) == (401, True)


def test_a_program_without_a_token_is_told_so(site: Site):
    answer = site.visitor().gets("/api/v1/me", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json["code"]) == (401, "log-in-missing")


def test_a_program_with_a_token_is_known(site: Site):
    assert site.program(SUPERVISOR).asks("GET", "/me").json["roles"] == ["supervisor"]


def test_a_wrong_password_tells_nobody_whether_the_name_exists(site: Site):
    known = site.visitor().logs_in(SUPERVISOR, "wrong").text
    unknown = site.visitor().logs_in("nobody", "wrong").text

    assert known.count('role="alert"') == unknown.count('role="alert"') == 1


@pytest.mark.parametrize("place", ["/log-out", "/language", "/log-in"])
def test_a_form_without_its_token_is_refused(site: Site, place: str):
    assert site.visitor(SUPERVISOR).client.post(place).status_code == 400


@pytest.mark.parametrize(("asked", "said"), [("zh", "登录"), ("en", "Log in")])
def test_the_browser_is_spoken_to_in_its_language(site: Site, asked: str, said: str):
    page = site.visitor().gets("/log-in", headers={"Accept-Language": asked})

    assert f">{said}</button>" in page.text


@pytest.mark.parametrize("place", ["/log-in", "/nothing-here", "/api/v1/me"])
def test_every_answer_leaves_a_browser_no_choice(site: Site, place: str):
    headers = site.visitor().gets(place).headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_where_one_wanted_to_go_is_never_another_site(site: Site):
    visitor = site.visitor()
    trail = site.runtime.engine.trail
    with site.runtime.work() as work:
        people.set_password(work, trail, site.id_of(SUPERVISOR), PASSWORD)
    answer = visitor.logs_in(SUPERVISOR, next="//evil.example/")

    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("周雨 𠮷😀", "周雨 𠮷😀"),
        ("سارة", "\u2068سارة\u2069"),
        ("a\u202eb", "\u2068ab\u2069"),
    ],
    ids=["as-it-is", "from-the-right", "turned"],
)
def test_a_name_in_a_sentence_turns_nothing_beside_it(
    site: Site, name: str, shown: str
):
    page = site.visitor(SUPERVISOR).gets("/inbox", query_string={"q": name}).text

    assert f"订单 {shown} 没有待您办理的任务" in page
