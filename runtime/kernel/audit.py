"""The audit trail: append-only, chained per subject, sealed per transaction (审计).

Every entry carries an HMAC over the one before it in its subject's chain, with
a key that is not in the database. All entries of a transaction are sealed in a
block, and each committed block is noted in an anchor file outside the database.
So an edited, removed, reordered or cut-off entry is found by ``verify``: inside
a chain by the chain, at its tail by the block, a whole block by the anchor.
Triggers refuse UPDATE and DELETE.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, LargeBinary, Text, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel import bulk
from runtime.kernel.anchors import Anchors
from runtime.kernel.clock import micros
from runtime.kernel.db import NO_ROWID, Base, table_of
from runtime.kernel.keys import Keys
from runtime.kernel.work import Work

START = b"\0" * 32


class AuditEntry(Base):
    """One thing that was done, to one subject, by one actor."""

    __tablename__ = "audit_entry"
    __table_args__ = NO_ROWID

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(Text)
    tag: Mapped[str] = mapped_column(Text)  # source:subject:verb
    doc: Mapped[str] = mapped_column(Text)  # canonical JSON, no secrets
    block: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditBlock(Base):
    """The seal over all entries of one transaction."""

    __tablename__ = "audit_block"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


def canonical(doc: Mapping[str, Any]) -> str:
    """Return ``doc`` as JSON with sorted keys; exact numbers and times as text."""
    return orjson.dumps(doc, default=str, option=orjson.OPT_SORT_KEYS).decode()


class Trail:
    """Writes the audit trail of one installation."""

    def __init__(self, keys: Keys, anchors: Anchors) -> None:
        self.key = keys.derive("audit")
        self.anchors = anchors

    def write(self, work: Work, subject: str, tag: str, doc: Mapping[str, Any]) -> None:
        """Append one entry to the chain of ``subject``.

        ``tag`` reads source:subject:verb; ``doc`` holds facts, never a secret.
        """
        page = self._page(work)
        page.add((subject, tag, canonical(doc)))

    def write_new(self, work: Work, entries: Iterable[tuple[str, str, str]]) -> None:
        """Append (subject, tag, canonical doc) for subjects that have no chain yet."""
        page = self._page(work)
        for entry in entries:
            page.add(entry, is_new=True)

    def _page(self, work: Work) -> _Page:
        page = work.pages.get(_Page)
        if not isinstance(page, _Page):
            page = work.pages[_Page] = _Page(self, work)
            work.before_commit(page.seal)
        return page


class _Page:
    """The entries of one transaction, sealed as its last act."""

    def __init__(self, trail: Trail, work: Work) -> None:
        self._trail, self._work = trail, work
        self._entries: list[tuple[str, str, str]] = []
        self._fresh: set[str] = set()

    def add(self, entry: tuple[str, str, str], *, is_new: bool = False) -> None:
        if is_new:
            self._fresh.add(entry[0])
        self._entries.append(entry)

    def seal(self) -> None:
        work, key = self._work, self._trail.key
        work.pages.pop(_Page, None)
        heads = self._heads()
        at, actor = micros(work.now), work.actor.id
        block = secrets.randbits(62)  # never a counter: writers must not meet here
        rows = []
        for subject, tag, doc in self._entries:
            seq, previous = heads.get(subject, (0, START))
            seq += 1
            mac = entry_mac(key, previous, (subject, seq, at, actor, tag, doc))
            heads[subject] = (seq, mac)
            rows.append((subject, seq, at, actor, tag, doc, block, mac))
        seal = block_mac(key, block, at, ((row[0], row[1], row[7]) for row in rows))
        bulk.insert(work, AuditEntry, rows)
        bulk.insert(work, AuditBlock, [(block, at, len(rows), seal)])
        work.after_commit(lambda: self._trail.anchors.note(work.now, block, seal))

    def _heads(self) -> dict[str, tuple[int, bytes]]:
        asked = sorted({entry[0] for entry in self._entries} - self._fresh)
        heads: dict[str, tuple[int, bytes]] = {}
        for start in range(0, len(asked), 500):
            heads |= _last_entries(self._work, asked[start : start + 500])
        return heads


def _last_entries(work: Work, subjects: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    heads: dict[str, tuple[int, bytes]] = {}
    for subject in subjects:
        found = work.session.execute(_LAST, {"subject": subject}).one_or_none()
        if found is not None:
            heads[subject] = (found.seq, found.mac)
    return heads


_ENTRY = table_of(AuditEntry)
_LAST = (
    select(_ENTRY.c.seq, _ENTRY.c.mac)
    .where(_ENTRY.c.subject == bindparam("subject"))
    .order_by(_ENTRY.c.seq.desc())
    .limit(1)
)


def entry_mac(key: bytes, previous: bytes, entry: tuple[Any, ...]) -> bytes:
    """Return the HMAC that binds ``entry`` to the one before it."""
    return hmac.digest(key, previous + orjson.dumps(entry), hashlib.sha256)


def block_mac(
    key: bytes, block: int, at: int, entries: Iterable[tuple[str, int, bytes]]
) -> bytes:
    """Return the HMAC over all entries of a block, in order of subject and seq."""
    content = b"".join(
        orjson.dumps((subject, seq)) + mac for subject, seq, mac in sorted(entries)
    )
    head = orjson.dumps((block, at))
    return hmac.digest(key, head + content, hashlib.sha256)
