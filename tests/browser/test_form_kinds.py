"""Every kind of field that the form editor offers, filled in by who has the task."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page

from runtime.designer.forming import kinds
from tests import pictures
from tests.browser.test_five_minutes import publishes, submits
from tests.browser.test_form_editor import adds, asked, asks_it, begins, offers, saves
from tests.browser.workshop import AUTHOR, REVIEWER, Desk, Workshop, house

__all__ = ["house"]
INNER = "inner"
ANSWERS: Mapping[str, Any] = {
    "text": "收货人在家",
    "long": "第一行\n第二行",
    "whole": 3,
    "number": 12.5,
    "yes-no": True,
    "confirm": True,
    "choice": "red",
    "choices": ["red", "blue"],
    "date": "2026-11-20",
    "moment": "2026-11-20T10:30:00+08:00",
    "scan": "SF1234567890123",
    "email": "zhou@example.com",
    "lines": ["一", "二"],
    "group": {"inner": "里面的话"},
}
TYPED = {"moment": "2026-11-20T10:30", "lines": "一\n二", "group": "里面的话"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Give a photo."""
    file = tmp_path / "parcel.jpg"
    file.write_bytes(pictures.photo((800, 600)))
    return file


def key(kind: str) -> str:
    """Return how the field of a kind is called in the data."""
    return f"a_{kind.replace('-', '_')}"


def adds_inner(page: Page, number: int) -> None:
    """Add a field to the group of that number."""
    page.locator(f"button[value='inner.{number}']").click()
    for side in ("zh", "en"):
        page.locator(f"[id='{number + 1}.{side}']").fill(INNER)


def adds_all(author: Desk) -> None:
    """Add a field of each kind."""
    for number, kind in enumerate(kinds.BASES):
        adds(author.page, number, kind, (f"字段 {kind}", f"a {kind}"))
        if kind in kinds.WITH_CHOICES:
            offers(author.page, number, ("红", "Red"), ("蓝", "Blue"))
    adds_inner(author.page, number)


def ticks(page: Page, kind: str) -> None:
    """Tick what the answer of a kind consists of."""
    chosen = ANSWERS[kind] if isinstance(ANSWERS[kind], list) else [ANSWERS[kind]]
    for one in chosen:
        said = orjson.dumps(one).decode().strip('"')
        page.locator(f"[name='answer.{key(kind)}'][value='{said}']").check()


def types(page: Page, kind: str) -> None:
    """Type the answer of a kind."""
    field = f"{key(kind)}-{INNER}" if kind == "group" else key(kind)
    page.locator(f"#f-{field}").fill(str(TYPED.get(kind, ANSWERS.get(kind))))


def fills_in(page: Page, photo: Path) -> None:
    """Fill in every field as its kind is filled in."""
    ticked = ("yes-no", "confirm", "choice", "choices")
    how: dict[str, Callable[[Page, str], None]] = dict.fromkeys(ticked, ticks)
    for kind in ANSWERS:
        how.get(kind, types)(page, kind)
    for kind in kinds.UPLOADS:
        page.set_input_files(f"#f-{key(kind)}", photo)


def told(house: Workshop, page: Page) -> str:
    """Return what the story of the order tells of the answer."""
    page.wait_for_url("**/inbox*")
    (number,) = set(re.findall(r"DB\d+", page.get_by_text("已办结").first.inner_text()))
    story = house.shop.shows(number, "zh")["story"]
    said = [one["text"] for one in story if one["kind"] == "task-completed"]
    return str(said[-1])


def written(value: Any) -> str:
    """Return how the story writes a value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else orjson.dumps(value).decode()


@pytest.mark.req("S1-28")
def test_every_kind_of_field_is_made_published_and_filled_in(
    house: Workshop, photo: Path
):
    author, reviewer = house.desk(AUTHOR, "zh"), house.desk(REVIEWER, "zh")
    draft = begins(author)
    adds_all(author)
    saves(author)
    asks_it(author, draft)
    submits(author, draft, "全部种类")
    publishes(reviewer, draft, "同意")
    page = asked(house, "zh")
    fills_in(page, photo)
    page.locator("main form[data-fields] .primary").first.click()
    said = told(house, page)

    answers = {key(kind): written(value) for kind, value in ANSWERS.items()}
    assert {n: v for n, v in answers.items() if f"{n}: {v}" not in said} == {}
    assert [one for one in kinds.UPLOADS if f"{key(one)}: " not in said] == []
    assert set(ANSWERS) | kinds.UPLOADS == set(kinds.BASES)
