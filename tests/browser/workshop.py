"""A house where the way of working itself is changed: author, reviewer, next order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from runtime.cli.demo import shop as demo
from runtime.kernel.texts import say
from tests.browser.conftest import House
from tests.served import serving
from tests.story import EVERYBODY, ROLES, Shop, copied

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NARROW = {"width": 390, "height": 844}


@dataclass
class Desk:
    """Somebody's browser; everything is found by the words that stand there."""

    page: Page
    language: str

    def said(self, code: str, **facts: Any) -> str:
        """Return a sentence of the product as this person reads it."""
        return say(code, self.language, facts)

    def presses(self, code: str, within: str = "main") -> None:
        """Press the button or the link that says this."""
        said = self.page.get_by_text(self.said(code), exact=True)
        self.page.locator(f"{within} :is(button, a)").and_(said).first.click()

    def fills(self, code: str, value: str, within: str = "main") -> None:
        """Type into the field that is called so."""
        self.field(code, within).fill(value)

    def chooses(self, code: str, value: str, within: str = "main") -> None:
        """Choose by what stands in the list of the field that is called so."""
        self.field(code, within).select_option(label=value)

    def field(self, code: str, within: str = "main") -> Locator:
        """Return the field that is called so."""
        room = self.page.locator(within)
        return room.get_by_label(self.said(code), exact=True).first


@dataclass
class Workshop(House):
    """A house of which a test changes the rules."""

    def desk(self, name: str, language: str, width: int = 1280) -> Desk:
        """Let somebody log in, who reads in a language."""
        size = NARROW if width < NARROW["height"] else {"width": width, "height": 900}
        page = self.enters(name, locale=LOCALES[language], viewport=size)
        return Desk(page, language)


@contextmanager
def workshop(browser: Browser, played: Shop, folder: Path) -> Iterator[Workshop]:
    """Serve a copy of the demo's shop that may be changed."""
    shop = copied(played, folder)
    roles = [word for role in ROLES.values() for word in ("--role", role)]
    shop.does("user", "add", EVERYBODY, *roles)
    with serving(shop.starts("serve", "--port", "0", "--json")) as served:
        yield Workshop(shop, browser, served.address)


@pytest.fixture
def house(browser: Browser, played: Shop, tmp_path: Path) -> Iterator[Workshop]:
    """Serve a shop of the test's own."""
    with workshop(browser, played, tmp_path) as made:
        yield made


AUTHOR, REVIEWER = demo.DESIGNER, demo.SUPERVISOR
