"""The form of a policy as a browser sends it: everything that stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml.html import fromstring
from werkzeug.test import TestResponse

from tests.visitors import Visitor

PLACE = "/bypasses/price_sign_off_code"
EDIT = f"{PLACE}/edit"
WHY = {"note": "双十一后收紧"}


def saves(
    visitor: Visitor, changes: Mapping[str, Any], place: str = EDIT
) -> TestResponse:
    """Open the form, change some fields and save; with a reason unless one is given."""
    return sends(visitor, visitor.gets(place).text, {**WHY, **changes})


def sends(
    visitor: Visitor, page: str, changes: Mapping[str, Any], button: str = "save"
) -> TestResponse:
    """Send the form of a page as it stands, with some fields changed."""
    return visitor.sends(page, "note", {**changes, button: "1"})


def typed(page: str, name: str) -> list[str]:
    """Return what a field of the form holds; each tick of one with several."""
    (form,) = [one for one in fromstring(page).forms if "note" in one.fields]
    return [value for field, value in form.form_values() if field == name]


def beside(page: str, path: str) -> str:
    """Return what stands as a fault beside a field, "" for nothing."""
    found = fromstring(page).xpath("//*[@id=$id]", id=f"{path}-wrong")
    return "".join(one.text_content().strip() for one in found)


def part(page: str, anchor: str) -> str:
    """Return the words of a part of a page, "" where it is not there."""
    found = fromstring(page).xpath("//*[@id=$id]", id=anchor)
    return " ".join(" ".join(one.text_content().split()) for one in found)
