"""The stock ledger checked: every balance is what its entries make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from runtime.kernel.texts import Text, text
from runtime.orders.inventory import rules
from runtime.orders.inventory.balances import ENTRY, HOLD, ITEM
from runtime.orders.inventory.rules import Balance

SHOWN_FAULTS = 100


@dataclass(slots=True)
class StockReport:
    """How many SKUs and entries there are, and what does not add up."""

    items: int = 0
    entries: int = 0
    faults: list[Text] = field(default_factory=list)

    def blame(self, sku: str, expected: Any, found: Any) -> None:
        """Add a fault, at most a hundred of them."""
        if len(self.faults) < SHOWN_FAULTS:
            fault = text("stock-unbalanced", sku=sku, expected=expected, found=found)
            self.faults.append(fault)


def verify(read: Connection) -> StockReport:
    """Fold all entries and compare them with the balances and what is held."""
    report = StockReport()
    folded = _fold(read, report)
    promised = _promised(read)
    for row in read.execution_options(yield_per=2000).execute(select(ITEM)):
        report.items += 1
        seq, balance = folded.pop(row.sku, (0, Balance()))
        found = (row.entries, row.on_hand, row.held)
        if (seq, *balance) != found or not balance.is_possible:
            report.blame(row.sku, _said(seq, balance), _said(row.entries, found[1:]))
        held = promised.pop(row.sku, 0)
        if held != row.held:
            report.blame(row.sku, row.held, held)
    for sku in sorted({*folded, *promised}):
        report.blame(sku, "-", folded.get(sku) or promised[sku])
    return report


def _fold(read: Connection, report: StockReport) -> dict[str, tuple[int, Balance]]:
    """Return SKU → number and balance behind its last entry."""
    folded: dict[str, tuple[int, Balance]] = {}
    asked = select(ENTRY).order_by(ENTRY.c.sku, ENTRY.c.seq)
    for row in read.execution_options(yield_per=2000).execute(asked):
        seq, balance = folded.get(row.sku, (0, Balance()))
        balance = rules.after(balance, row.kind, row.quantity)
        written = Balance(row.on_hand, row.held)
        if row.seq != seq + 1 or written != balance or not balance.is_possible:
            report.blame(row.sku, _said(seq + 1, balance), _said(row.seq, written))
        folded[row.sku] = (row.seq, balance)
        report.entries += 1
    return folded


def _promised(read: Connection) -> dict[str, int]:
    """Return SKU → the sum of what is held for orders."""
    asked = select(HOLD.c.sku, func.sum(HOLD.c.quantity).label("held"))
    rows = read.execute(asked.group_by(HOLD.c.sku))
    return {row.sku: int(row.held) for row in rows}


def _said(seq: int, balance: Any) -> str:
    return f"#{seq} {balance[0]}/{balance[1]}"
