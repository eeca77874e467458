"""Every page, as people see it: readable, in their language, on their phone.

The list of pages is the application's own: a new page joins by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from runtime.cli.demo import shop as demo
from tests.browser.conftest import Gate, Look

STRICT = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}
NOT_PAGES = ("/static/", "/api/", "/healthz", "/readyz", "/metrics")
# English that is right on a Chinese page: names, units, codes of goods and orders
NAMES = re.compile(
    r"\bEnglish\b|\bVIP\b|\bP[0-3]\b|\bSLA\b|\b[A-Z]{2,}[-0-9A-Z]*\d[-0-9A-Z]*\b"
    r"|https?://\S+|\b[A-Z]{2,4}\b"
)
WORD = re.compile(r"[A-Za-z]{2,}(?: +[A-Za-z]{2,})+")
WHOLE = f"/people/{demo.SUPERVISOR}"
SETTING = "/parameters/sla_urgent"


def places(app: Flask) -> list[str]:
    """Return the address of every page that takes no arguments."""
    return sorted(
        {
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and not rule.arguments
            and not rule.rule.startswith(NOT_PAGES)
        }
        | {WHOLE, SETTING, "/nothing-here"}
    )


def each(gate: Gate, look: Callable[[str], Any]) -> dict[str, Any]:
    """Return place → what ``look`` found there, where it found something."""
    found = {place: look(place) for place in places(gate.app)}
    return {place: fault for place, fault in found.items() if fault}


def broken(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, one line a finding."""
    found = Axe().run(page, options=STRICT).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_can_read_it(
    gate: Gate, opened: Callable[..., Page], language: str, colours: str
):
    look = Look(language, colours)

    assert each(gate, lambda at: broken(opened(at, look, free=True))) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_moves_sideways_on_a_phone(
    gate: Gate, opened: Callable[..., Page], language: str
):
    wide = "() => document.documentElement.scrollWidth - window.innerWidth"

    def overflow(place: str) -> int:
        return max(0, opened(place, Look(language, width=390)).evaluate(wide))

    assert each(gate, overflow) == {}


def test_the_browser_refuses_nothing(gate: Gate, opened: Callable[..., Page]):
    assert each(gate, lambda at: opened(at, Look()).faults) == {}


def test_the_browser_refuses_what_the_policy_forbids(opened: Callable[..., Page]):
    page = opened("/log-in", Look(), known=False)
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    page.evaluate("document.body.click()")
    page.wait_for_timeout(50)

    assert "Content Security Policy" in " ".join(page.faults)


def test_no_english_is_left_on_a_chinese_page(gate: Gate, opened: Callable[..., Page]):
    def foreign(place: str) -> list[str]:
        said = opened(place, Look("zh")).inner_text("body")
        return WORD.findall(NAMES.sub("", said))

    assert each(gate, foreign) == {}


def test_the_strangers_page_is_readable(opened: Callable[..., Page]):
    assert broken(opened("/log-in", Look("zh"), free=True, known=False)) == []


def test_without_script_one_logs_in_and_out(opened: Callable[..., Page]):
    page = opened("/log-in", Look("en", has_script=False), known=False)
    page.fill("#name", demo.ADMIN)
    page.fill("#password", demo.PASSWORD)
    page.press("#password", "Enter")
    page.click("text=People")

    assert page.inner_text("h1") == "People"


def test_the_pages_are_found(gate: Gate):
    assert {"/inbox", "/people", "/me", "/log-in"} <= set(places(gate.app))
