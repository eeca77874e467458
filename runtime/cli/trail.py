"""``audit`` and ``ledger``: prove that nothing was changed and nothing is lost."""

from __future__ import annotations

import sys

from runtime.cli.app import CLI, REFUSED, Frame, command, spillway
from runtime.cli.console import Console
from runtime.kernel import audit_check
from runtime.kernel.texts import Text
from runtime.orders.inventory import ledger as stock_ledger
from runtime.orders.order import ledger as order_ledger


@spillway.group("audit")
def audit() -> None:
    """Check the audit trail."""


@command("verify", group=audit)
def verify(frame: Frame) -> None:
    """Find edited, removed, reordered or cut-off entries."""
    console = frame.console
    with frame.runtime() as runtime, runtime.database.snapshot() as read:
        report = audit_check.verify(runtime.engine.trail, read)
    counts = {
        "entries": report.entries,
        "chains": report.chains,
        "blocks": report.blocks,
        "anchored": report.anchored,
    }
    console.say("audit-whole" if report.is_whole else "audit-broken", **counts)
    for fault in report.faults:
        console.warn(f"  {fault.say(console.language)}")
    faults = [
        {"code": f.code, "message": f.say(console.language)} for f in report.faults
    ]
    console.data({"ok": report.is_whole, **counts, "faults": faults})
    if not report.is_whole:
        sys.exit(REFUSED)


@command("anchor", group=audit)
def anchor(frame: Frame) -> None:
    """Note the heads of all chains in the anchor file of today."""
    with frame.runtime() as runtime:
        trail = runtime.engine.trail
        chains = runtime.attempt(CLI, lambda work: audit_check.note_day(trail, work))
    frame.console.say("audit-anchored", chains=chains)
    frame.console.data({"chains": chains})


@spillway.group("ledger")
def ledger() -> None:
    """Check that every order is in one bucket, and that the stock adds up."""


@command("verify", group=ledger)
def verify_ledger(frame: Frame) -> None:
    """Add up all movements; compare them with the orders and the stock."""
    console = frame.console
    with frame.runtime() as runtime, runtime.database.snapshot() as read:
        report = order_ledger.verify(read)
        stock = stock_ledger.verify(read)
    is_balanced = report.is_balanced and not stock.faults
    code = "ledger-balanced" if is_balanced else "ledger-unbalanced"
    facts = {"arrived": report.arrived, "ended": report.ended, "open": report.open}
    console.say(code, **facts)
    console.table(
        ("head-bucket", "head-orders"),
        [(console.state(state), count) for state, count in report.buckets.items()],
    )
    console.say("stock-added-up", items=stock.items, entries=stock.entries)
    told = [*report.faults, *stock.faults]
    for fault in told:
        console.warn(f"  {fault.say(console.language)}")
    faults = [{"code": f.code, "message": f.say(console.language)} for f in told]
    counts = {"items": stock.items, "entries": stock.entries}
    answer = {"ok": is_balanced, **facts, "buckets": report.buckets}
    console.data({**answer, "stock": counts, "faults": faults})
    if not is_balanced:
        sys.exit(REFUSED)


def _faults(console: Console, texts: list[Text]) -> list[dict[str, str]]:
    return [{"code": one.code, "message": one.say(console.language)} for one in texts]
