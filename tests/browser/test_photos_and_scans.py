"""A telephone at the packing table: photos are made smaller, a scan goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from runtime.engine.run import queries
from tests import pictures
from tests.browser.conftest import Gate, Look, watched

PHONE = Look("en", width=375)
PARCEL = "SF1234567890123"
AT_FIRST = """addEventListener("DOMContentLoaded", () => {
    window.atFirst = document.activeElement.id;
});"""


@pytest.fixture
def task(gate: Gate) -> str:
    """Return the place of a task that asks for photos."""
    runtime = gate.app.extensions["spillway"]
    with runtime.database.reading() as read:
        rows = queries.list_queue(read, frozenset({"warehouse"}), 200)
    return next(f"/tasks/{row.id}" for row in rows if "ship" in row.element.lower())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo as a telephone takes it."""
    file = tmp_path / "parcel.jpg"
    file.write_bytes(pictures.photo((4000, 3000)) + bytes(500_000))
    return file


def chosen(page: Page, photo: Path) -> list[object]:
    """Choose a photo; return what the form then holds."""
    page.set_input_files("#f-photos", photo)
    page.wait_for_selector(".previews img")
    asked = """async () => {
        const file = document.querySelector("#f-photos").files[0];
        const picture = await createImageBitmap(file);
        return [file.name, file.type, picture.width, picture.height];
    }"""
    return list(page.evaluate(asked))


def comes_back(page: Page, place: str) -> None:
    """Open a page until the browser has kept what belongs to it: then it is quick."""
    for _ in range(5):
        page.goto(place)


def test_a_photo_is_made_smaller_before_it_is_sent(
    opened: Callable[..., Page], task: str, photo: Path
):
    page = opened(task, PHONE)

    assert chosen(page, photo) == ["parcel.jpg", "image/jpeg", 1600, 1200]
    assert page.faults == []


def test_enter_after_a_scan_goes_on_and_sends_nothing(
    opened: Callable[..., Page], task: str
):
    page = opened(task, PHONE)
    page.keyboard.type(PARCEL)
    page.keyboard.press("Enter")

    assert page.input_value("#f-tracking_no") == PARCEL
    assert page.evaluate("document.activeElement.id") == "f-photos"
    assert page.url.endswith(task)


def test_the_field_of_a_scan_has_the_focus_before_the_page_is_drawn(
    looker: Callable[..., BrowserContext], task: str
):
    page = watched(looker(PHONE))
    page.add_init_script(AT_FIRST)
    comes_back(page, task)

    assert page.evaluate("atFirst") == "f-tracking_no"


@pytest.mark.req("S4-12")
def test_without_script_a_photo_is_kept_over_a_fault(
    opened: Callable[..., Page], task: str, photo: Path
):
    page = opened(task, Look("en", width=375, has_script=False))
    page.set_input_files("#f-photos", photo)
    page.select_option("#f-carrier", "SF")
    page.fill("#f-tracking_no", "no such label")
    page.click(".acts .primary")

    assert page.locator(".form .files img").get_attribute("alt") == "parcel.jpg"
    assert page.input_value("#f-tracking_no") == "no such label"
    assert page.input_value("#f-carrier") == "SF"


def test_the_page_with_photos_fits_a_phone(
    opened: Callable[..., Page], task: str, photo: Path
):
    page = opened(task, PHONE)
    chosen(page, photo)
    wide = "() => document.documentElement.scrollWidth - window.innerWidth"

    assert page.evaluate(wide) == 0
