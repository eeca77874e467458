"""Every page says what it is for; a red warning is never passed by (S0-33)."""

from __future__ import annotations

import re

import pytest

from runtime.kernel.texts import LANGUAGES, catalogue
from tests.story import CS, SUPERVISOR, WAREHOUSE
from tests.visitors import ADMIN, Site
from web.ui import help as help_pages

NOT_PAGES = ("/static/", "/api/", "/healthz", "/readyz", "/metrics")
NEXT = re.compile(r'rel="next" href="([^"]+)"')
RADIO = re.compile(r'<input type="radio" name="choice"[^>]*>')


def pages(site: Site) -> set[str]:
    """Return the endpoint of every page that people open."""
    return {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NOT_PAGES)
    }


def topics(site: Site) -> set[str]:
    """Return what every page must be helped with, whether there is such help or not."""
    own = help_pages.OWN
    return {own.get(one, one.partition(".")[0]) for one in pages(site)}


@pytest.mark.req("S0-33")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["title", "for", "do"])
def test_every_page_has_its_help_in_both_languages(
    site: Site, part: str, language: str
):
    without = [
        topic
        for topic in sorted(topics(site))
        if not catalogue().get(f"help-{topic}-{part}", {}).get(language)
    ]

    assert without == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_every_page_can_be_read(site: Site, language: str):
    visitor, headers = site.visitor(), {"Accept-Language": language}
    wrong = [
        topic
        for topic in sorted(topics(site))
        if visitor.gets(f"/help/{topic}", headers=headers).status_code != 200
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("place", "topic"),
    [
        ("/inbox", "inbox"),
        ("/orders", "orders"),
        ("/me", "me"),
        ("/stages", "stages"),
        ("/nothing-here", "help"),
    ],
)
def test_every_page_leads_to_its_own_help(site: Site, place: str, topic: str):
    page = site.visitor(SUPERVISOR).gets(place).text

    assert f'class="helps" href="/help/{topic}"' in page


def test_the_page_of_an_order_has_help_of_its_own(site: Site):
    page = site.visitor(CS).gets(f"/orders/{site.shop.takes()}").text

    assert 'href="/help/order"' in page


def test_a_stranger_is_helped_too(site: Site):
    assert 'href="/help/log-in"' in site.visitor().gets("/log-in").text


def test_there_is_no_help_for_what_there_is_not(site: Site):
    assert site.visitor().gets("/help/nothing").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tour_goes_from_its_first_step_to_its_last(site: Site, language: str):
    visitor, headers = site.visitor(CS), {"Accept-Language": language}
    steps = [
        visitor.gets(f"/help/tour/{n}", headers=headers).text
        for n in range(1, len(help_pages.TOUR) + 1)
    ]
    onward = [found for step in steps for found in NEXT.findall(step)]

    assert onward == [f"/help/tour/{n}" for n in range(2, len(steps) + 1)]


def test_the_tour_leads_to_pages_that_one_may_open(site: Site):
    assert 'href="/inbox"' in site.visitor(WAREHOUSE).gets("/help/tour/1").text
    assert 'href="/inbox"' not in site.visitor().gets("/help/tour/1").text


@pytest.mark.parametrize("number", [0, 99])
def test_the_tour_has_no_other_steps(site: Site, number: int):
    assert site.visitor(CS).gets(f"/help/tour/{number}").status_code == 404


def test_the_keys_are_told_without_script(site: Site):
    page = site.visitor(CS).gets("/help/keys").text

    assert all(
        f"<kbd>{key}</kbd>" in page for key in ("J", "K", "X", "Enter", "/", "?")
    )


def test_the_keys_are_switched_off_and_on(site: Site):
    visitor = site.visitor(CS)
    visitor.posts("/help/keys", start="/me", keys="off")
    off = visitor.gets("/inbox").text
    visitor.posts("/help/keys", start="/me", keys="on")
    on = visitor.gets("/inbox").text

    assert ('data-keys="off"' in off, 'data-keys="off"' in on) == (True, False)


@pytest.mark.req("S0-33")
def test_a_red_warning_has_chosen_neither_answer(site: Site):
    radios = RADIO.findall(site.visitor(ADMIN).gets(f"/people/{CS}").text)

    assert len(radios) == 2
    assert all("required" in one and "checked" not in one for one in radios)


@pytest.mark.req("S0-33")
@pytest.mark.parametrize("choice", [{}, {"choice": ""}, {"choice": "maybe"}])
def test_without_a_choice_nobody_is_let_go(site: Site, choice: dict[str, str]):
    visitor = site.visitor(ADMIN)
    answer = visitor.posts(f"/people/{CS}/disable", "/me", **choice)

    assert answer.status_code == 422
    assert site.visitor(CS).gets("/me").status_code == 200


def test_who_chooses_no_changes_nothing(site: Site):
    answer = site.visitor(ADMIN).posts(f"/people/{CS}/disable", "/me", choice="no")

    assert answer.status_code == 303
    assert site.visitor(CS).gets("/me").status_code == 200


@pytest.mark.req("S0-33")
def test_a_batch_shows_the_filter_and_the_count(site: Site):
    tasks = [site.shop.task(WAREHOUSE, site.shop.takes()) for _ in range(2)]
    page = site.visitor(WAREHOUSE).posts(
        "/inbox/batch", start="/me", task=tasks, tab="team"
    )

    assert "选择范围：小组" in page.text
    assert "已勾选 2 项" in page.text
