"""A long table of steps, a part at a time: which part, what is looked for (分页)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import url_for

from runtime.designer.steps.steps import Step, Table
from web.ui import quantities

AT_ONCE = 50  # steps of one page
_DIGITS = 6


class Part(NamedTuple):
    """The steps of one page: which page of how many, of how many steps found."""

    steps: Sequence[Step]
    number: int
    pages: int
    found: int
    find: str


def part_of(table: Table, sent: Mapping[str, str]) -> Part:
    """Return the part that is asked for by ``page``, or that holds the step ``at``.

    ``find`` leaves the steps whose id or name contains it. What does not exist gives
    the nearest part that does.
    """
    find = sent.get("find", "").strip()
    rows = [one for one in table.steps if _is_meant(one, find.casefold())]
    pages = max(1, -(-len(rows) // AT_ONCE))
    number = _page_of(rows, table, sent.get("at", ""))
    asked = number or quantities.whole(sent.get("page", ""), _DIGITS) or 1
    number = min(asked, pages)
    shown = rows[(number - 1) * AT_ONCE : number * AT_ONCE]
    return Part(shown, number, pages, len(rows), find)


def place_of(draft_id: int, key: str, element: str, saved: int | None = None) -> str:
    """Return the address of a step, on whichever page of the table it stands."""
    return url_for(
        "draft_steps.shown",
        draft_id=draft_id,
        key=key,
        at=element,
        saved=saved,
        _anchor=f"step-{element}",
    )


def same_page(draft_id: int, key: str, sent: Mapping[str, str]) -> str:
    """Return the address of the page that a request came from, after saving."""
    return url_for(
        "draft_steps.shown",
        draft_id=draft_id,
        key=key,
        page=sent.get("page"),
        find=sent.get("find"),
        saved=1,
    )


def _is_meant(step: Step, find: str) -> bool:
    said = (step.id, step.title.zh, step.title.en)
    return not find or any(find in one.casefold() for one in said)


def _page_of(rows: Sequence[Step], table: Table, element: str) -> int:
    """Return the number of the page on which an element stands, 0 for none."""
    for at, step in enumerate(rows if element else ()):
        here = (step, *table.beside.get(step.id, ()))
        if any(one.id == element for one in here):
            return at // AT_ONCE + 1
    return 0
