"""A draft is tried by the keyboard: played, undone, recorded; its effect counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.saving import Saving
from tests.browser.conftest import Gate, Look
from tests.browser.test_every_page import ills

LOOKS = pytest.mark.parametrize(
    ("language", "colours"), [("zh", "light"), ("en", "dark")]
)


@pytest.fixture
def draft(gate: Gate) -> str:
    """Give the address of a draft that lets fewer orders go straight."""
    engine = gate.runtime.engine
    wanted = Saving("values", "parameters", b'straight_below = "3000"\n')
    with gate.runtime.work() as work:
        number = drafts.open_draft(work, engine.trail, "直通限额 3000")
        saving.save(work, engine.trail, number, wanted)
    return f"/designer/drafts/{number}"


def begins(page: Page, total: str = "3800") -> None:
    """Begin with a made-up order, by the keyboard."""
    page.locator("#total").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(total)
    page.keyboard.press("Enter")
    page.locator("#stands").wait_for()


@LOOKS
def test_where_a_play_stands_is_readable(
    opened: Callable[..., Page], draft: str, language: str, colours: str
):
    page = opened(f"{draft}/simulate", Look(language, colours))
    begins(page)

    assert ills(page) == []


def test_a_play_is_gone_through_undone_and_recorded_by_the_keyboard(
    opened: Callable[..., Page], draft: str
):
    page = opened(f"{draft}/simulate", Look("en"))
    begins(page)
    page.locator("#stands input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#stands h3").first).to_have_text("Finance checks the price")
    page.locator("button[name=undo]").press("Enter")
    expect(page.locator("#stands h3").first).to_have_text("Sales confirms")
    page.locator("#name_zh").fill("先问销售")
    page.locator("#name_en").fill("Sales first")
    page.keyboard.press("Enter")

    expect(page.locator(".affected")).to_contain_text("Sales first")


def test_a_refused_answer_leads_to_its_field(opened: Callable[..., Page], draft: str):
    page = opened(f"{draft}/simulate", Look("en"))
    begins(page)
    page.locator("#stands button.primary").press("Enter")

    expect(page.locator("#faults a")).to_have_text("Decision")


@LOOKS
def test_cases_being_changed_are_readable(
    opened: Callable[..., Page], draft: str, language: str, colours: str
):
    page = opened(f"{draft}/cases/price_sign_off?edit=0", Look(language, colours))

    assert ills(page) == []


@LOOKS
def test_the_effect_on_the_orders_of_the_demo_is_readable(
    opened: Callable[..., Page], draft: str, language: str, colours: str
):
    page = opened(f"{draft}/effect?last=200", Look(language, colours))
    page.locator("#effect-sum:not([data-next])").wait_for()

    assert ills(page) == []


def test_a_look_in_several_pages_goes_on_by_itself(
    opened: Callable[..., Page], draft: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("web.ui.designer.trials.effect.SECONDS", 0.0)
    page = opened(f"{draft}/effect?last=1000", Look("en"))

    expect(page.locator("#effect-sum")).not_to_have_attribute("data-next", "")
    page.locator("#effect-sum:not([data-next])").wait_for()
    assert page.locator("#effect-sum").get_attribute("data-seen") != "200"
