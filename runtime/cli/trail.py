"""``audit`` and ``ledger``: prove that nothing was changed and nothing is lost."""

from __future__ import annotations

import sys

from runtime.cli.app import CLI, REFUSED, Frame, command, spillway
from runtime.cli.console import Console
from runtime.kernel import audit_check
from runtime.kernel.texts import Text
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
    """Check that every order is in exactly one bucket."""


@command("verify", group=ledger)
def verify_ledger(frame: Frame) -> None:
    """Add up all movements and compare them with where the orders stand."""
    console = frame.console
    with frame.runtime() as runtime, runtime.database.snapshot() as read:
        report = order_ledger.verify(read)
    code = "ledger-balanced" if report.is_balanced else "ledger-unbalanced"
    facts = {"arrived": report.arrived, "ended": report.ended, "open": report.open}
    console.say(code, **facts)
    console.table(
        ("head-bucket", "head-orders"),
        [(console.state(state), count) for state, count in report.buckets.items()],
    )
    for fault in report.faults:
        console.warn(f"  {fault.say(console.language)}")
    faults = [
        {"code": f.code, "message": f.say(console.language)} for f in report.faults
    ]
    console.data(
        {"ok": report.is_balanced, **facts, "buckets": report.buckets, "faults": faults}
    )
    if not report.is_balanced:
        sys.exit(REFUSED)


def _faults(console: Console, texts: list[Text]) -> list[dict[str, str]]:
    return [{"code": one.code, "message": one.say(console.language)} for one in texts]
