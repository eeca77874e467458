"""A channel is made from a file of its orders, in the browser, and imported by."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_five_minutes import publishes, submits
from tests.browser.workshop import AUTHOR, REVIEWER, Desk, Workshop, house

__all__ = ["house"]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
CHANNEL = "corner"
HEAD = (
    "订单编号,下单时间,付款时间,应付金额,实付金额,"
    "收货省份,城市,区县,街道,楼栋,商品编码,单价\n"
)
GOOD = (
    "C-1,2026-11-11 10:00:00,2026-11-11 10:01:00,199.00,199.00,"
    "浙江省,杭州市,西湖区,文三路 18 号,3 栋,A-1,199.00\n"
)
BAD = (
    "C-2,2026-13-40 10:00:00,,abc,199.00,浙江省,杭州市,西湖区,文三路,1 栋,A-1,199.00\n"
)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Give a file of orders as a till of Windows writes it; one of them is wrong."""
    file = tmp_path / "orders.csv"
    file.write_bytes((HEAD + GOOD + BAD).encode("gb18030"))
    return file


def begins(author: Desk, orders: Path) -> str:
    """Open a draft with a new channel, made from a file; return its address."""
    page = author.page
    page.goto("/designer")
    author.fills("designer-title", "街角店 corner")
    author.presses("designer-open")
    draft = page.url
    author.presses("mapping-new")
    page.locator("#title").fill("街角店")
    page.locator("#title_en").fill("Corner shop")
    page.locator("#key").fill(CHANNEL)
    page.locator("#file").set_input_files(orders)
    author.presses("mapping-new-make")
    page.locator("[data-editor]").wait_for()
    return draft


def became(author: Desk, field: str) -> Locator:
    """Return what stands below a field: what the rows of the file become."""
    return author.page.locator(f"[id='b-{field}']")


def saves(author: Desk) -> None:
    """Save the channel into the draft."""
    author.presses("forms-save", ".acts")
    expect(author.page.locator("#said")).to_contain_text(author.said("forms-saved"))


@pytest.mark.req("S1-28")
@LANGUAGES
def test_a_channel_is_made_from_a_file_published_and_imported_by(
    house: Workshop, orders: Path, language: str
):
    author, reviewer = house.desk(AUTHOR, language), house.desk(REVIEWER, language)
    draft = begins(author, orders)
    judged = author.page.locator("[data-part=judged]").inner_text()
    saves(author)
    submits(author, draft, "新渠道 new channel")
    publishes(reviewer, draft, "同意 agreed")
    counts = house.shop.imports(orders, CHANNEL)

    assert author.said("mapping-orders", count=1) in judged
    assert author.said("mapping-refused", count=1) in judged
    assert (counts["created"], counts["rejected"]) == (1, 1)
    assert author.page.faults == []


@LANGUAGES
def test_what_a_rule_makes_of_the_rows_is_seen_while_it_is_typed(
    house: Workshop, orders: Path, language: str
):
    author = house.desk(AUTHOR, language)
    begins(author, orders)
    rule = author.page.locator("[id='f.external_no']")
    rule.fill('"W-" + 订单编号')
    expect(became(author, "external_no")).to_contain_text("W-C-1")
    rule.fill("订单编好")
    expect(became(author, "external_no").locator(".fault")).to_contain_text("订单编号")
    rule.fill('"X-" + 订单编号')
    saves(author)
    author.page.reload()

    assert rule.input_value() == '"X-" + 订单编号'


def test_a_channel_is_made_without_script(house: Workshop, orders: Path):
    author = Desk(house.enters(AUTHOR, java_script_enabled=False), "zh")
    begins(author, orders)
    author.page.locator("[id='f.external_no']").fill('"W-" + 订单编号')
    author.presses("mapping-try", ".acts")

    expect(became(author, "external_no")).to_contain_text("W-C-1")
    saves(author)
