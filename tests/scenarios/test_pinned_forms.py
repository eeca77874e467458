"""表单版本: a diagram that names a version of a form keeps that one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.story import PARCEL, ROOT, WAREHOUSE, Shop, completing

MAIN = "processes/order_main/order_main.bpmn"
FORM = "forms/ship_order/schema.json"
MORE = '"required": ["carrier", "tracking_no"]'


@pytest.fixture
def drafts(shop: Shop) -> Path:
    """A copy of the seed that may be changed."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, shop.folder / name)
    return shop.folder


def change(file: Path, old: str, now: str) -> Path:
    """Replace text in a file that must have it."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, now), "utf-8")
    return file


def pinned(drafts: Path, version: str) -> Path:
    """Let the task of the warehouse name a version of its form."""
    return change(drafts / MAIN, '"ship_order"', f'"ship_order@{version}"')


def stricter(drafts: Path) -> Path:
    """Make a form ask for one field more."""
    change(drafts / FORM, MORE, MORE.replace("]", ', "photo"]'))
    return change(
        drafts / FORM, '"properties": {', '"properties": {"photo": {"type": "string"},'
    )


def refusal(shop: Shop, *words: object) -> Any:
    (found,) = shop.refuses(*words)["findings"]
    return found


def test_a_pinned_form_stays_when_a_new_version_is_published(shop: Shop, drafts: Path):
    shop.does("deploy", pinned(drafts, "1"))
    shop.does("deploy", stricter(drafts))
    number = shop.takes()

    assert shop.completes(WAREHOUSE, number, **PARCEL)["state"] == "completed"


def test_without_a_pin_the_new_version_is_asked(shop: Shop, drafts: Path):
    shop.does("deploy", stricter(drafts))
    words = completing(shop.task(WAREHOUSE, shop.takes()), WAREHOUSE, **PARCEL)

    assert shop.refuses(*words)["code"] == "answer-invalid"


def test_a_later_version_can_be_pinned(shop: Shop, drafts: Path):
    shop.does("deploy", stricter(drafts))
    shop.does("deploy", pinned(drafts, "2"))
    words = completing(shop.task(WAREHOUSE, shop.takes()), WAREHOUSE, **PARCEL)

    assert shop.refuses(*words)["code"] == "answer-invalid"


def test_the_version_that_the_same_deployment_makes_can_be_pinned(
    shop: Shop, drafts: Path
):
    shop.does("deploy", stricter(drafts), pinned(drafts, "2"))
    words = completing(shop.task(WAREHOUSE, shop.takes()), WAREHOUSE, **PARCEL)

    assert shop.refuses(*words)["code"] == "answer-invalid"


def test_a_new_form_makes_no_new_version_of_a_process_that_pins_another(
    shop: Shop, drafts: Path
):
    shop.does("deploy", pinned(drafts, "1"))
    made = shop.does("deploy", stricter(drafts))["published"]

    assert [one["key"] for one in made if one["new"]] == ["ship_order"]


def test_the_task_says_which_version_its_form_has(shop: Shop, drafts: Path):
    shop.does("deploy", pinned(drafts, "1"))
    task = shop.task(WAREHOUSE, shop.takes())

    assert shop.does("task", "show", task)["form"]["key"] == "ship_order@1"


@pytest.mark.parametrize("version", ["3", "0", "01", "newest", ""])
def test_a_version_that_is_not_there_is_refused_at_its_element(
    shop: Shop, drafts: Path, version: str
):
    found = refusal(shop, "deploy", pinned(drafts, version))

    assert (found["element"], found["rule"]) == ("ship", "form-version-unknown")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "使用表单 ship_order 的版本 3，但已发布的版本只有：1。"),
        ("en", "asks for version 3 of the form ship_order; there are: 1."),
    ],
)
def test_the_refusal_names_the_versions_there_are(
    shop: Shop, drafts: Path, language: str, sentence: str
):
    found = refusal(shop, "deploy", pinned(drafts, "3"), "--lang", language)

    assert sentence in found["message"]


def test_a_version_of_a_form_that_is_not_there_is_an_unknown_form(
    shop: Shop, drafts: Path
):
    diagram = change(drafts / MAIN, '"ship_order"', '"no_such_form@1"')

    assert refusal(shop, "deploy", diagram)["rule"] == "form-unknown"


def test_lint_says_it_before_anything_is_published(shop: Shop, drafts: Path):
    answer = shop.run("lint", pinned(drafts, "3"), "--json")
    (found,) = answer.content

    assert (answer.code, found["element"], found["rule"]) == (
        1,
        "ship",
        "form-version-unknown",
    )


def test_cases_are_played_with_the_pinned_form(shop: Shop, drafts: Path):
    shop.does("deploy", stricter(drafts))
    pinned(drafts, "1")

    assert shop.run("test", drafts / "processes" / "order_main").code == 0
