"""What the audit trail adds to the story of an order: payments, buckets, repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.engine.run import queries, story
from runtime.engine.run.story import Line
from runtime.kernel.clock import moment
from runtime.kernel.texts import Text, text
from runtime.orders.order import comments
from runtime.orders.order.facts import Tag

Doc = Mapping[str, Any]
_SHOWN = 200  # characters of a remark; it stands whole among the remarks
_MOST_REMARKS = 500


def tell(read: Connection, order_no: str) -> list[Line]:
    """Return what happened to an order outside of its process, oldest first."""
    noted = [
        Line(moment(row.at), row.actor, kind, sentence)
        for row in queries.trail_of(read, order_no, _TELLERS)
        for kind, sentence in _TELLERS[row.tag](orjson.loads(row.doc))
    ]
    said = comments.list_page(read, order_no, _MOST_REMARKS)
    return noted + [_remarked(row) for row in said]


def _remarked(row: Any) -> Line:
    words = row.words if len(row.words) <= _SHOWN else row.words[:_SHOWN] + "…"
    return Line(row.at, row.actor, "remark", text("story-remark", words=words))


def tell_all(
    read: Connection, engine: Engine, order_no: str, *, whole: bool = False
) -> list[Line]:
    """Return everything that happened to an order, oldest first.

    With ``whole`` gateways are told too, and decisions tell in detail why.
    """
    lines = story.tell(read, engine, order_no, whole=whole) + tell(read, order_no)
    return sorted(lines, key=lambda line: line.at)


def _registered(doc: Doc) -> Iterator[tuple[str, Text]]:
    """Tell how times without a zone were read, and what was put in order."""
    for field, (raw, zone, utc, *_) in doc.get("times", {}).items():
        yield "time", text("story-time", field=field, raw=raw, zone=zone, utc=utc)
    for field, code in doc.get("notices", {}).items():
        yield "notice", Text(code, {"field": field})


def _paid(doc: Doc) -> Iterator[tuple[str, Text]]:
    facts = {"amount": doc["amount"], "at": doc["at"], "sum": doc["sum"]}
    yield "paid", text("story-paid", **facts)


def _told_again(doc: Doc) -> Iterator[tuple[str, Text]]:
    changes = doc["differences"].items()
    shown = ", ".join(f"{path}: {before} → {now}" for path, (before, now) in changes)
    yield "told-again", text("story-told-again", differences=shown)


def _attached(doc: Doc) -> Iterator[tuple[str, Text]]:
    is_photo = doc["media_type"].startswith("image/")
    yield "attached", text("story-photo") if is_photo else text("story-file")


def _reserved(doc: Doc) -> Iterator[tuple[str, Text]]:
    yield "stock", text("story-reserved", goods=_goods(doc))


def _unreserved(doc: Doc) -> Iterator[tuple[str, Text]]:
    yield "stock", Text(f"story-released-{doc['why']}", {"goods": _goods(doc)})


def _stock_shipped(doc: Doc) -> Iterator[tuple[str, Text]]:
    yield "stock", text("story-stock-shipped", goods=_goods(doc))


def _goods(doc: Doc) -> str:
    return ", ".join(f"{sku} × {count}" for sku, count in doc["goods"].items())


def _moved(doc: Doc) -> Iterator[tuple[str, Text]]:
    before, after = (_state(doc[end]) for end in ("from", "to"))
    yield "moved", text("story-moved", before=before, after=after)


def _state(name: str) -> Text:
    return Text(f"state-{name.replace('_', '-')}", {})


_TELLERS: Mapping[str, Callable[[Doc], Iterator[tuple[str, Text]]]] = {
    Tag.REGISTERED.value: _registered,
    Tag.PAID.value: _paid,
    Tag.TOLD_AGAIN.value: _told_again,
    Tag.MOVED.value: _moved,
    Tag.ATTACHED.value: _attached,
    Tag.RESERVED.value: _reserved,
    Tag.UNRESERVED.value: _unreserved,
    Tag.STOCK_SHIPPED.value: _stock_shipped,
}
