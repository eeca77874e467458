"""What a simulation may begin with: processes, cases, recorded orders (可选开头)."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.drafts.drafts import Draft
from runtime.designer.simulating import case_book
from runtime.designer.simulating.rehearsal import Rehearsal
from runtime.designer.titles import title_of
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import FlowError, Misconfigured
from runtime.kernel.texts import Title
from runtime.orders.order import queries
from web import context
from web.designer import playing

_LATEST = 20


def rehearsal(draft: Draft) -> tuple[Rehearsal | None, FlowError | None]:
    """Return what is tried, or why it cannot be."""
    try:
        return playing.rehearsal(draft), None
    except FlowError as wrong:
        return None, wrong


def processes(on: Rehearsal | None) -> list[tuple[str, Title]]:
    """Return each process with what people call it."""
    if on is None:
        return []
    files = on.shelf.files
    return [
        (one, title_of("process", one, files[Kind.PROCESS, one].body))
        for one in on.processes
    ]


def cases(on: Rehearsal | None) -> Iterator[tuple[str, str, Title]]:
    """Yield process, its case by number, and what the case is called."""
    for file in on.shelf.of(Kind.CASES) if on is not None else ():
        try:
            raw = case_book.raw_cases(file.body)
        except Misconfigured:
            continue  # its page says what is wrong
        for number, one in enumerate(raw):
            name = Title(one["name"]["zh"], one["name"]["en"])
            yield file.key, f"{file.key}/{number}", name


def latest() -> list[str]:
    """Return the numbers of the newest orders."""
    wanted = queries.Wanted(queries.EVERY_STATE)
    rows = queries.list_orders(context.reading(), wanted, _LATEST)
    return [row.order_no for row in rows]
