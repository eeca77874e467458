"""A channel is edited by a file that it is tried on, published, and imported by."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fromstring
from werkzeug.test import TestResponse

from tests.drafts import REVIEWER, Desk, on
from tests.visitors import Visitor

CHANNEL = "corner"
TITLES = {"title": "街角店", "title_en": "Corner shop", "zone": "Asia/Shanghai"}
TABLE = (
    "订单编号,下单时间,付款时间,应付金额,实付金额,收货省份,城市,区县,街道,楼栋,商品编码,单价\n"
    "C-1,2026-11-11 10:00:00,2026-11-11 10:01:00,199.00,199.00,浙江省,杭州市,西湖区,"
    "文三路 18 号,3 栋,A-1,199.00\n"
    "C-2,2026-13-40 10:00:00,,abc,199.00,浙江省,杭州市,西湖区,文三路,1 栋,A-1,199.00\n"
)


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft without any file."""
    return desk.begins()


def makes(
    visitor: Visitor, draft: Any, content: bytes, name: str = "订单.csv", **more: str
) -> TestResponse:
    """Begin a channel with a file of its orders."""
    where = f"/designer{on(draft)}"
    file = (io.BytesIO(content), name)
    typed = {**TITLES, "key": CHANNEL, **more}
    return visitor.posts(f"{where}/mapping", where, file=file, **typed)


def does(
    visitor: Visitor, page: str, changes: dict[str, Any], act: str = "save"
) -> TestResponse:
    """Send the fields of a page as they stand, with some of them changed."""
    return visitor.sends(page, "zone", {**changes, "act": act})


def text(page: str) -> str:
    """Return the words of a page."""
    return " ".join(fromstring(page).text_content().split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rows_of_a_file_are_shown_as_orders_in_whatever_encoding(
    desk: Desk, draft, author: Visitor, encoding: str
):
    page = text(makes(author, draft, TABLE.encode(encoding)).text)

    assert all(one in page for one in ("C-1", "浙江省", "订单编号"))


def test_what_is_refused_says_why(desk: Desk, draft, author: Visitor):
    page = text(makes(author, draft, TABLE.encode()).text)

    assert "2026-13-40" in page
    assert "abc" in page


def test_the_file_of_a_real_channel_is_shown(
    desk: Desk, draft, author: Visitor, shared: Path
):
    content = (shared / "data" / "tmall-orders-2020-02.csv.gz").read_bytes()
    begun = makes(author, draft, content, "orders.csv.gz")

    assert begun.status_code == 200
    assert "订单编号" in text(begun.text)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, "a.csv"),
        (b"PK\x03\x04" + b"\x00" * 100, "a.xlsx"),
        (gzip.compress(b"0" * (97 << 20)), "a.csv.gz"),
        (b"", "empty.csv"),
    ],
    ids=["picture", "broken-book", "bomb", "empty"],
)
def test_what_is_no_file_of_orders_is_refused_and_nothing_is_lost(
    desk: Desk, draft, author: Visitor, content: bytes, name: str
):
    refused = makes(author, draft, content, name)

    assert refused.status_code == 422
    assert ('value="街角店"' in refused.text, "file-wrong" in refused.text) == (
        True,
        True,
    )


def test_hostile_cells_are_words(desk: Desk, draft, author: Visitor):
    hostile = TABLE.replace("C-1", "<script>alert(1)</script>").replace(
        "文三路 18 号", '=HYPERLINK("http://x")'
    )
    page = makes(author, draft, hostile.encode()).text

    assert "<script>alert" not in page


def test_trying_saves_nothing(desk: Desk, draft, author: Visitor):
    begun = makes(author, draft, TABLE.encode()).text
    before = desk.reads(draft, ("mapping", CHANNEL))
    does(author, begun, {"title": "别名"}, "try")

    assert desk.reads(draft, ("mapping", CHANNEL)) == before


def test_who_saves_later_is_told_and_both_are_kept(desk: Desk, draft, author: Visitor):
    begun = makes(author, draft, TABLE.encode()).text
    other = desk.site.visitor(REVIEWER)
    theirs = other.gets(f"/designer{on(draft)}/mapping/{CHANNEL}").text
    does(other, theirs, {"title": "拐角店"})
    late = does(author, begun, {"title": "街口店"})
    copies = author.gets(f"/designer{on(draft)}").text

    assert (late.status_code, REVIEWER in late.text) == (409, True)
    assert ('value="街口店"' in late.text, "/copies/" in copies) == (True, True)


def test_what_is_published_is_what_an_import_uses(
    desk: Desk, draft, author: Visitor, tmp_path: Path
):
    begun = makes(author, draft, TABLE.encode()).text
    saved = does(author, begun, {})
    published = desk.publishes(draft)
    file = tmp_path / "orders.csv"
    file.write_bytes(TABLE.encode("gb18030"))
    counts = desk.site.shop.imports(file, CHANNEL)

    assert (saved.status_code, published.status_code) == (200, 200)
    assert (counts["created"], counts["rejected"]) == (1, 1)
