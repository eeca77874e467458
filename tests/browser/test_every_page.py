"""Every page, as people see it: readable, in their language, on their phone.

The list of pages is the application's own (`places.py`). A page is opened once a look
and asked everything there; the tests read what was found. Hostile names stand in its
orders, forms and processes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from runtime.cli.demo import shop as demo
from tests.browser import hostile, places
from tests.browser.conftest import Gate, Look, watched
from web.context import COOKIE

STRICT = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],  # of all others one example, which is quicker
}
# what axe finds wrong, one line a finding
FINDINGS = """(options) => axe.run(options).then(({violations}) => violations.map(
  (one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`))"""
# English that is right on a Chinese page: names, units, codes of goods and orders
NAMES = re.compile(
    r"\bEnglish\b|\bVIP\b|\bP[0-3]\b|\bSLA\b|\b[A-Z]{2,}[-0-9A-Z]*\d[-0-9A-Z]*\b"
    r"|https?://\S+|\b[A-Z]{2,4}\b|nothing[- ]like[- ]it"
)
OWN = "main :is(dd, del, ins):is([lang], .code)"  # rules, and words of a language
HOSTILE = re.compile(r"img src(=x)?|onerror=alert|script|\babc\b|W{9,}")
WORD = re.compile(r"[A-Za-z]{2,}(?: +[A-Za-z]{2,})+")
# what reaches beyond the edge of a phone, by how much and whose fault it is
BEYOND = """() => {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) =>
    one.getBoundingClientRect().right > window.innerWidth + 1 && !one.children.length);
  return [over, ...wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 90))];
}"""
# text that turns its direction without an element around it that keeps this inside
UNKEPT = """() => {
  const found = [];
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (all.nextNode()) {
    const text = all.currentNode, parent = text.parentElement;
    const isShown = !parent.closest("script, style, textarea, svg");
    if (!isShown || !text.data.includes("\\u202e")) continue;
    const way = getComputedStyle(parent).unicodeBidi;
    const beside = [...parent.childNodes].filter((one) => one.textContent.trim());
    const isAlone = beside.length === 1 || parent.closest("bdi, [dir=auto]");
    if (!isAlone || !["isolate", "plaintext"].includes(way))
      found.push(parent.outerHTML.slice(0, 120));
  }
  return found.slice(0, 3);
}"""


@dataclass
class Seen:
    """What was found on every page at one look: place → what is wrong there."""

    unreadable: dict[str, Any] = field(default_factory=dict)
    complaints: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    turned: dict[str, Any] = field(default_factory=dict)
    wide: dict[str, Any] = field(default_factory=dict)
    hostile: list[str] = field(default_factory=list)  # where such names are read
    read: set[str] = field(default_factory=set)  # several places may lead to one page


@pytest.fixture(scope="session")
def seen(gate: Gate, looker: Callable[..., Any]) -> Callable[[str, str], Seen]:
    """Look at every page in one language and in one scheme of colours, once."""

    @cache
    def look(language: str, colours: str) -> Seen:
        page, found = watched(looker(Look(language, colours))), Seen()
        for place in gate.places:
            note(page, place, found)
        page.context.close()
        return found

    return look


def note(page: Any, place: str, found: Seen) -> None:
    """Open one page and write down what is wrong with it."""
    page.faults.clear()
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto(place)
    if page.url in found.read:
        return
    found.read.add(page.url)
    said = page.inner_text("body")
    if hostile.IMAGE in said:
        found.hostile.append(place)
    own = said
    for marked in page.locator(OWN).all_inner_texts():
        own = own.replace(marked, "")
    tame = NAMES.sub("", HOSTILE.sub("", own))
    noted: Mapping[str, tuple[dict[str, Any], Any]] = {
        "complaints": (found.complaints, list(page.faults)),
        "foreign": (found.foreign, WORD.findall(tame)),
        "turned": (found.turned, page.evaluate(UNKEPT)),
        "unreadable": (found.unreadable, broken(page)),
    }
    page.set_viewport_size({"width": 390, "height": 844})
    for faults, what in (*noted.values(), (found.wide, page.evaluate(BEYOND))):
        if what:
            faults[place] = what


def broken(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, one line a finding."""
    page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(FINDINGS, STRICT))


def ills(page: Page) -> list[str]:
    """Return what is wrong with a page, at a desk and on a phone."""
    found = broken(page)
    page.set_viewport_size({"width": 390, "height": 844})
    return [*found, *map(str, page.evaluate(BEYOND))]


# each language and each scheme of colours once: words have no colour
LOOKS = pytest.mark.parametrize(
    ("language", "colours"), [("zh", "light"), ("en", "dark")]
)


@LOOKS
def test_everybody_can_read_it(seen: Any, language: str, colours: str):
    assert seen(language, colours).unreadable == {}


@LOOKS
def test_nothing_moves_sideways_on_a_phone(seen: Any, language: str, colours: str):
    assert seen(language, colours).wide == {}


@LOOKS
def test_the_browser_refuses_nothing_and_nobody_is_asked_anything(
    seen: Any, language: str, colours: str
):
    assert seen(language, colours).complaints == {}


@LOOKS
def test_what_is_read_from_the_right_turns_nothing_beside_it(
    seen: Any, language: str, colours: str
):
    assert seen(language, colours).turned == {}


def test_hostile_names_are_read_as_they_were_typed(seen: Any):
    read = seen("zh", "light").hostile

    assert {"inbox", "orders", "tasks", "people", "stages"} <= {
        re.split("[/?]", place)[1] for place in read
    }


def test_no_english_is_left_on_a_chinese_page(seen: Any):
    assert seen("zh", "light").foreign == {}


def test_every_page_that_takes_arguments_has_an_example(gate: Gate):
    assert places.without_example(gate.app) == []


@pytest.mark.parametrize("room", ["/tasks/", "/orders/", "/incidents/", "/people/"])
def test_a_room_is_looked_at_with_several_examples(gate: Gate, room: str):
    assert sum(place.startswith(room) for place in gate.places) >= 3


def test_the_browser_refuses_what_the_policy_forbids(opened: Callable[..., Page]):
    page = opened("/log-in", Look(), known=False)
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    page.evaluate("document.body.click()")
    page.wait_for_timeout(50)

    assert "Content Security Policy" in " ".join(page.faults)


def test_the_strangers_page_is_readable(opened: Callable[..., Page]):
    assert broken(opened("/log-in", Look("zh"), known=False)) == []


def test_whom_a_page_is_not_for_reads_why(opened: Callable[..., Page]):
    page = opened("/log-in", Look("en"), known=False)
    page.fill("#name", "王芳")
    page.fill("#password", demo.PASSWORD)
    page.press("#password", "Enter")
    page.goto("/people")

    assert "You may not look at people" in page.inner_text("[role=alert]")
    assert broken(page) == []


def logged_in(page: Page) -> Page:
    """Log the supervisor in by the page for that."""
    page.fill("#name", demo.SUPERVISOR)
    page.fill("#password", demo.PASSWORD)
    page.press("#password", "Enter")
    page.locator("#password").wait_for(state="detached")
    return page


@LOOKS
def test_the_page_of_a_batch_is_readable(
    opened: Callable[..., Page], language: str, colours: str
):
    page = opened("/inbox?tab=team", Look(language, colours))
    page.locator(".pick input").first.check()
    page.locator(".bulk [formaction$=batch]").click()
    page.locator(".batch li").wait_for()

    assert ills(page) == []


@LOOKS
def test_the_page_that_sends_a_form_again_is_readable(
    opened: Callable[..., Page], language: str, colours: str
):
    page = logged_in(opened("/log-in", Look(language, colours), known=False))
    page.goto("/away")
    page.context.clear_cookies(name=COOKIE)
    page.evaluate("document.querySelector('main form').submit()")
    page.locator("#password").wait_for()
    logged_in(page).locator("main form button[autofocus]").wait_for()

    assert ills(page) == []
