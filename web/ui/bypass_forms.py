"""What people type to issue codes, and to go around a task (绕行表单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from runtime.kernel.errors import FlowError, Invalid
from runtime.kernel.money import parse_money
from runtime.kernel.texts import Text, text
from runtime.orders.bypass.operations import Wanted
from web.ui import moments, quantities

Faults = Mapping[str, Sequence[Text]]
_DIGITS = 6


def beside(wrong: FlowError, field: str) -> Faults:
    """Return what was refused by the field it is about; ``field`` where none is."""
    told = wrong.fields if isinstance(wrong, Invalid) else {}
    return told or {field: [wrong.text]}


def wanted(form: Mapping[str, str], zone: ZoneInfo) -> tuple[Wanted, Faults]:
    """Return which codes are wanted, and what is wrong with that."""
    faults: dict[str, Sequence[Text]] = {}
    numbers = {}
    for field in ("count", "uses"):
        typed = form.get(field, "1").strip() or "1"
        numbers[field] = quantities.whole(typed, _DIGITS) or 0
        if not numbers[field]:
            faults[field] = [text("bypasses-number-wrong")]
    typed = form.get("money", "").strip()
    money = parse_money(typed) if typed else None
    if typed and (money is None or money <= 0):
        faults["money"] = [text("bypasses-money-wrong")]
    typed = form.get("code_until", "").strip()
    until = moments.read(typed, zone) if typed else None
    if typed and until is None:
        faults["code_until"] = [text("bypasses-until-missing")]
    found = Wanted(
        count=numbers["count"],
        uses=numbers["uses"],
        money=money,
        order_no=form.get("order", "").strip() or None,
        until=until,
    )
    return found, faults
