"""A process as a drawing: by the keyboard, in Chinese, with nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from runtime.designer.drafts import checking, drafts
from runtime.designer.drafts.naming import Name
from tests.browser.conftest import Look
from tests.browser.drawing import (
    APPROVAL,
    EVERY,
    Bench,
    bench,
    choose,
    drawn,
    every,
    field,
    fill,
    kept,
    xml,
)
from tests.browser.test_every_page import broken

__all__ = ["bench"]
HERE = Path(__file__).parent
BEGUN = (HERE / "begun.bpmn").read_text()  # a process of which there is the start
KEYED_IN = Name("process", "keyed_in")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# words that are right on a Chinese page: keys, formats, ids of data, FEEL
RIGHT = re.compile(
    r"Tab|Ctrl|PT\w+|R3/PT1H|SLA|English|every_element|every_element_di|[a-z]+_[a-z_]+"
    r"|grade|total|price|weight|\([a-z.]+\)|[a-z]+\.[a-z]+|photo|stop|broken|paid"
    r"|Every element"
)


def missing(page: Page) -> list[str]:
    """Return what was said in English for want of a word."""
    return list(page.evaluate("[...spillway.missing]"))


def presses(page: Page, *keys: str) -> None:
    """Press keys one after the other, as fast as somebody types."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(120)


def tabs_to(page: Page, entry: str) -> None:
    """Press Tab until a control of the panel has the focus."""
    inside = f"document.activeElement.closest('[data-entry-id=\"{entry}\"]')"
    control = "document.activeElement.matches('input, select, textarea')"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({inside}) && {control}"):
            return
    pytest.fail(f"Tab does not lead to {entry}")


def by_keys(bench: Bench) -> int:
    """Draw a process with a task and an end by the keyboard alone."""
    draft = bench.begins()
    bench.puts(draft, BEGUN, KEYED_IN)
    page = bench.opens(draft, KEYED_IN, Look("en", width=1440))
    page.locator(".djs-container svg[tabindex]").first.focus()
    page.keyboard.press("Control+f")
    page.keyboard.type("begun", delay=30)
    presses(page, "Enter", "a")
    page.locator(".djs-popup .entry").first.wait_for()
    page.keyboard.type("user task", delay=30)
    presses(page, "Enter")
    page.locator(".djs-direct-editing-content").wait_for()
    page.keyboard.type("Look", delay=30)
    presses(page, "Enter")
    for entry, key in (("role", "Sales"), ("formKey", "Approve"), ("sla", "2 hours")):
        tabs_to(page, f"spillway-{entry}")
        page.keyboard.type(key, delay=20)
    page.locator(".djs-container svg[tabindex]").first.focus()
    presses(page, "a")
    page.locator(".djs-popup .entry").first.wait_for()
    page.keyboard.type("end event", delay=30)
    presses(page, "Enter", "Escape", "Control+s")
    kept(page)
    return draft


def errors(bench: Bench, draft: int) -> list[str]:
    """Return what would keep a draft from being deployed."""
    runtime = bench.gate.runtime
    with runtime.database.reading() as read:
        found = drafts.get(read, draft)
        press = runtime.press
        findings = checking.findings(read, runtime.engine, press.gates, found)
    return [one.rule for one in findings if one.level == "error"]


@pytest.mark.req("S1-28")
def test_a_process_is_drawn_by_the_keyboard_alone_and_would_be_deployed(bench: Bench):
    draft = by_keys(bench)
    text = bench.reads(draft, KEYED_IN)

    assert re.search(r'<(bpmn:)?userTask id="\w+" name="Look">', text)
    assert 'name="role" value="sales"' in text
    assert 'name="formKey" value="approve_order"' in text
    assert 'name="sla" value="PT2H"' in text
    assert errors(bench, draft) == []


def test_what_the_editor_does_not_know_makes_it_read_only_and_says_so(bench: Bench):
    draft = bench.begins(APPROVAL)
    odd = (
        "<spiffworkflow:unheardOf>x</spiffworkflow:unheardOf></bpmn:extensionElements>"
    )
    body = bench.reads(draft).replace("</bpmn:extensionElements>", odd, 1)
    bench.puts(draft, body)
    page = bench.opens(draft)

    expect(page.locator('[data-part="bar-unknown"]')).to_be_visible()
    expect(page.locator(".djs-palette")).to_have_count(0)
    assert "unheardOf" in page.locator('[data-part="bar-unknown"] li').inner_text()
    assert bench.reads(draft) == body


def test_undo_gives_back_the_step_that_was_deleted(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL))
    choose(page, "sales_confirm")
    page.locator(".djs-container svg[tabindex]").first.focus()
    presses(page, "Delete")
    gone = drawn(page, "at('sales_confirm') === undefined")
    presses(page, "Control+z")

    assert (gone, drawn(page, "at('sales_confirm') !== undefined")) == (True, True)


def test_a_fault_is_marked_while_drawing_and_leads_to_its_element(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL))
    choose(page, "sales_confirm")
    field(page, "spillway-role").select_option("")
    entry = page.locator(".findings-list button", has_text="请选择办理岗位")
    entry.wait_for()
    drawn(page, "m.get('selection').select(null)")
    entry.click()

    assert drawn(page, "m.get('selection').get()[0].id") == "sales_confirm"
    expect(
        page.locator('[data-container-id="sales_confirm"] .bjsl-icon-error')
    ).to_be_visible()


def test_what_the_server_finds_is_marked_on_the_same_elements(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL))
    choose(page, "sales_confirm")
    fill(page, "spillway-priority", "grade +")
    kept(page)

    expect(page.locator(".findings-list li", has_text="grade +")).not_to_have_count(0)
    expect(
        page.locator('[data-container-id="sales_confirm"] .bjsl-icon')
    ).not_to_have_count(0)


def test_no_word_is_missing_in_chinese_over_all_panels_and_menus(bench: Bench):
    page = every(bench)
    page.evaluate("looking.visit()")
    page.locator('[data-part="expert"]').check()
    page.evaluate("looking.visit()")
    page.locator('[data-part="simulate"]').click()

    assert missing(page) == []
    assert page.faults == []  # type: ignore[attr-defined]  # see watched


def test_no_english_is_read_in_any_panel_or_menu(bench: Bench):
    page = every(bench)
    page.locator('[data-part="expert"]').check()
    said = page.evaluate("looking.visit()")
    foreign = {one for one in said if ENGLISH.search(RIGHT.sub("", one))}

    assert foreign == set()


def test_menus_offer_what_runs_and_more_of_it_to_experts(bench: Bench):
    page = every(bench)
    menu = "m.get('popupMenu')"
    providers = f"{menu}._getProviders('bpmn-append')"
    names = f"Object.keys({menu}._getEntries(at('people'), {providers}))"
    few = set(drawn(page, names))
    page.locator('[data-part="expert"]').check()
    many = set(drawn(page, names))
    refused = re.compile("conditional|compensation|complex|transaction|ad-?hoc|link")

    assert few < many
    assert [one for one in many if refused.search(one)] == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_mark_of_the_library_is_seen_and_nothing_lies_on_it(
    bench: Bench, colours: str
):
    page = bench.opens(bench.begins(APPROVAL), look=Look("zh", colours, 1440))

    assert page.evaluate("looking.mark()")


@pytest.mark.parametrize(("language", "colours"), [("zh", "light"), ("en", "dark")])
def test_everybody_can_read_the_editor(bench: Bench, language: str, colours: str):
    page = bench.opens(bench.begins(APPROVAL), look=Look(language, colours, 1440))
    choose(page, "finance_price_check")

    assert broken(page) == []
    assert page.faults == []  # type: ignore[attr-defined]  # see watched


def test_a_foreign_file_is_mended_told_and_put_in(bench: Bench, tmp_path: Path):
    foreign = EVERY.replace('isExecutable="true"', 'isExecutable="false"')
    file = tmp_path / "foreign.bpmn"
    file.write_text(foreign)
    page = bench.opens(bench.begins(APPROVAL))
    page.locator('[data-part="file"]').set_input_files(file)
    page.locator('[data-part="mended-take"]').click()
    page.locator("#editor[data-opened]").wait_for()

    assert drawn(page, "at('worked_out') !== undefined")
    assert 'isExecutable="true"' in xml(page)


def test_a_file_that_nobody_could_mend_says_why(bench: Bench, tmp_path: Path):
    (file := tmp_path / "foreign.bpmn").write_text(EVERY)
    page = bench.opens(bench.begins(APPROVAL))
    page.route("**/designs/mend", lambda route: route.abort())
    page.locator('[data-part="file"]').set_input_files(file)

    says = page.locator('[data-part="bar-unreadable"]')
    expect(says).to_contain_text("服务器没有回应")


def test_a_phone_is_sent_to_the_table_of_steps(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL), look=Look("zh", width=390))
    page.locator(".narrow-only a").click()

    expect(page).to_have_url(re.compile("/steps/order_approval$"))
