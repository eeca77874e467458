"""How a simulation begins: with a recorded order, a case, or one that is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from runtime.designer.case_file import merged
from runtime.designer.simulating import case_book
from runtime.designer.simulating.rehearsal import Rehearsal
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from runtime.orders.order.decoding import read_json
from web import context
from web.designer import playing

LONGEST = 300_000  # signs of a script that a page sends back
_WRITE = msgspec.json.Encoder(decimal_format="number")
_CASE = ("order", "parameters", "checks", "stock", "variables", "now")
_HOME = {
    "country": "CN",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "示例路12号",
    "building": "3栋",
}
UNTOUCHED: Mapping[str, str] = {
    "from": "made",
    "total": "199.00",
    "is_paid": "yes",
    "credit": "good",
    "kind": "ordinary",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page plays: a process, how it begins, the moves so far."""

    process: str
    start: Mapping[str, Any]
    moves: list[Any]

    @property
    def written(self) -> str:
        """The whole as a page sends it back."""
        whole = {"process": self.process, "start": self.start, "moves": self.moves}
        return _WRITE.encode(whole).decode()


def read_back(written: str) -> Wanted:
    """Return what a page sent back; raises Invalid for what is none of that."""
    if len(written) > LONGEST:
        raise Invalid("simulate-unclear")
    found = read_json(written)
    if not isinstance(found, dict):
        raise Invalid("simulate-unclear")
    start, moves = found.get("start", {}), found.get("moves", [])
    if not isinstance(start, dict) or not isinstance(moves, list):
        raise Invalid("simulate-unclear")
    return Wanted(str(found.get("process", "")), start, moves)


def begun(on: Rehearsal, given: Mapping[str, str]) -> Wanted:
    """Return how a simulation begins that somebody chose; raises Invalid, NotFound."""
    process = given.get("process", playing.MAIN)
    how = given.get("from")
    if how == "order":
        return Wanted(process, playing.order_beginning(on, given.get("order", "")), [])
    if how == "case":
        return of_case(on, given.get("case", ""))
    start = {"order": _made_up(given, _moment(given.get("at", "")))}
    return Wanted(process, start, [])


def of_case(on: Rehearsal, name: str) -> Wanted:
    """Return a case, by process and number, as a beginning with its steps as moves."""
    process, _, number = name.partition("/")
    file = on.shelf.files.get((Kind.CASES, process))
    if file is None or not (number.isascii() and number.isdigit() and len(number) < 9):
        raise Invalid("http-content", {"case": [text("simulate-case-unknown")]})
    raw = case_book.whole(file.body, int(number))
    start = {key: raw[key] for key in _CASE if key in raw}
    return Wanted(process, start, list(raw.get("steps", [])))


def _made_up(given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    total = _amount(given.get("total", ""))
    is_paid = given.get("is_paid") == "yes"
    at = now.isoformat()
    tags = given.get("tags", "").replace("，", ",").split(",")
    line = {"sku": "A-1", "quantity": 1, "unit_price": total}
    order: dict[str, Any] = {
        "channel": "own",
        "external_no": "TRY-1",
        "kind": given.get("kind") or "ordinary",
        "placed_at": at,
        "paid_at": at if is_paid else None,
        "payment_method": "prepaid",
        "total": total,
        "paid": total if is_paid else "0",
        "customer": {"credit": given.get("credit") or "good"},
        "ship_to": _HOME if given.get("has_address", "yes") == "yes" else {},
        "tags": [one.strip() for one in tags if one.strip()],
        "remark": given.get("remark", "").strip(),
        "lines": [{**line, "custom": "custom" in given}],
    }
    return merged(order, _more(given.get("more", "")))


def _moment(sent: str) -> datetime:
    """Return when the page was made, so that sent again it says the same; else now."""
    try:
        at = datetime.fromisoformat(sent)
    except ValueError:
        at = None
    return at if at is not None and at.tzinfo else context.runtime().clock.now()


def _amount(typed: str) -> str:
    try:
        return format(Decimal(typed.strip().replace(",", "") or "0"), "f")
    except InvalidOperation:
        return typed.strip()  # the order's own check says what is wrong


def _more(typed: str) -> Mapping[str, Any]:
    if not typed.strip():
        return {}
    try:
        found = read_json(typed)
    except Invalid as wrong:
        raise Invalid("http-content", {"more": [wrong.text]}) from None
    if not isinstance(found, dict):
        raise Invalid("http-content", {"more": [text("simulate-more-wrong")]})
    return found
