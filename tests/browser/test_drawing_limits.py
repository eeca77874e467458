"""Drawings as they come: very large, with hostile names, wider than the window."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Page, Route, expect

from runtime.designer.drafts.naming import LARGEST, Name
from tests.browser import hostile
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
    xml,
)

__all__ = ["bench"]
SLOW_MS = 60_000  # so many shapes take a while
CROWDED = Name("process", "crowded")
NODE = '<bpmn:userTask id="t{0}" name="{0}"/>'
SHAPE = (
    '<bpmndi:BPMNShape id="s{0}" bpmnElement="t{0}">'
    '<dc:Bounds x="{0}0" y="0" width="100" height="80"/></bpmndi:BPMNShape>'
)


def crowded(count: int) -> str:
    """Return a drawing of that many tasks, three elements each."""
    head, rest = EVERY.split("<bpmn:message ", 1)[0], "</bpmn:definitions>"
    nodes = "".join(map(NODE.format, range(count)))
    shapes = "".join(map(SHAPE.format, range(count)))
    return (
        f'{head}<bpmn:process id="crowded" name="很多步骤" isExecutable="true">{nodes}'
        '</bpmn:process><bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="p" '
        f'bpmnElement="crowded">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>{rest}'
    )


@pytest.fixture
def page(bench: Bench) -> Page:
    """Give the editor of a process, in Chinese."""
    return bench.opens(bench.begins(APPROVAL))


def hands_in(page: Page, file: Path, body: str) -> None:
    """Choose a file of this machine to be put in."""
    file.write_text(body)
    page.locator('[data-part="file"]').set_input_files(file)


def test_nearly_twenty_thousand_elements_are_drawn_only_if_one_wants_it(bench: Bench):
    draft = bench.begins()
    bench.puts(draft, crowded(6_600), CROWDED)
    page = bench.opens(draft, CROWDED)
    bar = page.locator('[data-part="bar-many"]')

    expect(bar).to_contain_text("6601")
    expect(bar.get_by_role("link", name="步骤表")).to_be_visible()
    expect(page.locator(".djs-container")).to_have_count(0)


def test_who_wants_it_drawn_gets_it(bench: Bench):
    draft = bench.begins()
    bench.puts(draft, crowded(1_001), CROWDED)
    page = bench.opens(draft, CROWDED)
    page.locator('[data-part="many-draw"]').click()
    page.locator(".djs-container").wait_for(timeout=SLOW_MS)
    page.locator("#editor[data-ready]").wait_for(timeout=SLOW_MS)
    tasks = "all.filter((one) => one.type === 'bpmn:UserTask').length"

    assert drawn(page, tasks) == 1_001


def test_a_file_of_three_megabytes_is_refused_before_it_is_sent(
    page: Page, tmp_path: Path
):
    before = xml(page)
    hands_in(page, tmp_path / "large.bpmn", EVERY + " " * (LARGEST + 1_000_000))

    expect(page.locator('[data-part="bar-large"]')).to_contain_text("2,000 kB")
    assert xml(page) == before


def test_a_file_of_more_than_twenty_thousand_elements_is_refused_in_plain_words(
    page: Page, tmp_path: Path
):
    before = xml(page)
    hands_in(page, tmp_path / "crowded.bpmn", crowded(7_000))

    expect(page.locator('[data-part="bar-unreadable"]')).to_contain_text("20000")
    assert xml(page) == before


@pytest.mark.parametrize("bomb", ["<!DOCTYPE bpmn>", "<!DOCTYPE a [<!ENTITY b 'c'>]>"])
def test_a_file_with_a_bomb_is_refused_and_the_drawing_stays(
    page: Page, tmp_path: Path, bomb: str
):
    before = xml(page)
    hands_in(page, tmp_path / "bomb.bpmn", EVERY.replace("?>", f"?>{bomb}", 1))

    expect(page.locator('[data-part="bar-unreadable"]')).to_be_visible()
    assert xml(page) == before


def test_a_hostile_name_is_shown_as_it_is_written_and_does_nothing(page: Page):
    choose(page, "sales_confirm")

    expect(field(page, "name").first).to_have_value(hostile.NASTY)
    assert drawn(page, "at('sales_confirm').businessObject.name") == hostile.NASTY
    assert page.faults == []  # type: ignore[attr-defined]  # see watched


def test_a_drawing_wider_than_the_window_can_be_read_and_has_an_overview(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL), look=Look("zh", width=1024))
    start = page.locator(".djs-element[data-element-id='approval_wanted']").first

    expect(page.locator(".djs-minimap.open")).to_be_visible()
    expect(start).to_be_in_viewport()
    assert drawn(page, "m.get('canvas').zoom()") >= 0.7


def test_a_token_walks_through_the_drawing_and_editing_goes_on(page: Page):
    page.locator('[data-part="simulate"]').click()
    page.locator(".bts-palette").wait_for()
    pad = '[data-container-id="approval_wanted"] .bts-context-pad'
    page.locator(pad).first.click()
    page.locator(".bts-token").first.wait_for(state="attached")
    page.locator('[data-part="simulate"]').click()

    expect(page.locator(".djs-palette")).to_be_visible()


# a browser in which the lists arrive when the test says so
HELD = """
const asked = window.fetch;
window.fetch = async (place, ...more) => {
  const said = await asked(place, ...more);
  if (!String(place).includes("/designs/catalogue")) return said;
  const body = await said.text();
  await new Promise((go) => {
    window.release = go;
    document.documentElement.dataset.held = "1";
  });
  return new Response(body, { status: said.status, headers: said.headers });
};
"""


def typed(route: Route) -> None:
    """Answer with a catalogue in which an operator takes something."""
    said = route.fetch()
    found = said.json()
    takes = [{"name": "limit", "type": "number"}, {"name": "why", "type": "string"}]
    title = {"zh": "核对限额", "en": "Check the limit"}
    one = {"name": "order.limit", "title": title, "parameters": takes, "gives": []}
    found["operators"].append({**one, "is_later": False})
    route.fulfill(response=said, body=orjson.dumps(found))


def test_what_is_chosen_while_the_lists_arrive_stays_chosen(bench: Bench):
    page = every(bench)
    page.add_init_script(HELD)
    page.reload()
    page.locator("#editor[data-ready]").wait_for()
    page.locator("html[data-held]").wait_for()
    drawn(page, "(m.get('selection').select(at('served')), window.release())")

    page.wait_for_timeout(1000)  # by then the panel would have gone back

    expect(field(page, "spillway-operator")).to_have_count(1)


def test_an_operator_brings_its_parameters_with_their_types(bench: Bench):
    page = every(bench)
    page.route("**/api/v1/designs/catalogue*", typed)
    page.reload()
    page.locator("#editor[data-ready]").wait_for()
    choose(page, "served")
    fill(page, "spillway-operator", "order.limit")
    label = page.locator('[data-entry-id="spillway-parameter-limit"] label')

    expect(label).to_have_text("参数 limit（数字）")
    assert 'parameter id="limit" type="number"' in xml(page)
    assert 'parameter id="why" type="string"' in xml(page)
