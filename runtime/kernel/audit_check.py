"""Does the audit trail still say what was written?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from runtime.kernel.audit import (
    START,
    AuditBlock,
    AuditEntry,
    Trail,
    block_mac,
    entry_mac,
)
from runtime.kernel.clock import moment
from runtime.kernel.db import table_of
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work

SHOWN_FAULTS = 100


@dataclass(slots=True)
class AuditReport:
    """What the check found; ``faults`` is empty when the trail is whole."""

    entries: int = 0
    chains: int = 0
    blocks: int = 0
    anchored: int = 0
    faults: list[Text] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was changed."""
        return not self.faults

    def blame(self, code: str, **facts: object) -> None:
        """Add a fault, at most a hundred of them."""
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append(text(code, **facts))


def verify(trail: Trail, read: Connection) -> AuditReport:
    """Check every chain, every block and every anchor; report all faults.

    ``read`` is a snapshot. An anchor follows the commit of its block, so the
    anchors are read first: what is written meanwhile is no fault.
    """
    report = AuditReport()
    noted = list(trail.anchors.blocks())
    sealed: dict[int, list[tuple[str, int, bytes]]] = {}
    for entry in _entries(trail, read, report):
        sealed.setdefault(entry[3], []).append(entry[:3])
    blocks = _check_blocks(trail, read, sealed, report)
    _check_anchors(trail, noted, blocks, report)
    return report


def note_day(trail: Trail, work: Work) -> int:
    """Anchor the heads of all chains; return how many there are."""
    digest, chains, last = hashlib.sha256(), 0, None
    columns = (AuditEntry.subject, AuditEntry.seq, AuditEntry.mac)
    rows = work.read.execute(select(*columns).order_by(*columns[:2]))
    for row in rows:
        if last is not None and row.subject != last.subject:
            digest.update(last.mac)
            chains += 1
        last = row
    if last is not None:
        digest.update(last.mac)
        chains += 1
    trail.anchors.note_day(work.now, chains, digest.digest())
    return chains


def _entries(
    trail: Trail, read: Connection, report: AuditReport
) -> Iterator[tuple[str, int, bytes, int]]:
    subject, seq, previous = "", 0, START
    table = table_of(AuditEntry)
    rows = read.execution_options(yield_per=2000).execute(
        select(table).order_by(table.c.subject, table.c.seq)
    )
    for row in rows:
        if row.subject != subject:
            subject, seq, previous = row.subject, 0, START
            report.chains += 1
        seq += 1
        if row.seq != seq:
            report.blame("audit-gap", subject=subject, expected=seq, found=row.seq)
            seq = row.seq
        fields = (row.subject, row.seq, row.at, row.actor, row.tag, row.doc)
        if entry_mac(trail.key, previous, fields) != bytes(row.mac):
            report.blame("audit-changed", subject=subject, seq=row.seq)
        previous = bytes(row.mac)
        report.entries += 1
        yield subject, row.seq, previous, row.block


def _check_blocks(
    trail: Trail,
    read: Connection,
    sealed: dict[int, list[tuple[str, int, bytes]]],
    report: AuditReport,
) -> dict[int, bytes]:
    blocks: dict[int, bytes] = {}
    days: defaultdict[date, list[int]] = defaultdict(list)
    for row in read.execute(select(table_of(AuditBlock))):
        entries = sealed.pop(row.id, [])
        if block_mac(trail.key, row.id, row.at, entries) != bytes(row.mac):
            report.blame(
                "audit-block-broken",
                block=row.id,
                expected=row.entries,
                found=len(entries),
            )
        blocks[row.id] = bytes(row.mac)
        days[moment(row.at).date()].append(row.id)
    for block in sealed:
        report.blame("audit-block-missing", block=block)
    _check_days(trail, days, report)
    report.blocks = len(blocks)
    return blocks


def _check_anchors(
    trail: Trail,
    noted: list[tuple[int, bytes]],
    blocks: dict[int, bytes],
    report: AuditReport,
) -> None:
    for block, mac in noted:
        report.anchored += 1
        if blocks.get(block) != mac:
            report.blame("audit-anchor-broken", block=block)
    if blocks and not report.anchored:
        report.blame("audit-anchors-missing", folder=str(trail.anchors.folder))


def _check_days(
    trail: Trail, days: Mapping[date, list[int]], report: AuditReport
) -> None:
    """Blame days whose anchors are gone; one killed process leaves one block bare."""
    noted = {block for block, _ in trail.anchors.blocks()}
    for day, blocks in sorted(days.items()):
        if noted and len(blocks) > 1 and noted.isdisjoint(blocks):
            report.blame("audit-day-without-anchors", day=day, blocks=len(blocks))
