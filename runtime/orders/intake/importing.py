"""A whole file of orders: row by row in, batch by batch taken, every row told for."""

from __future__ import annotations

import gc
import hashlib
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.intake import operations, repeats
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.operations import Taken
from runtime.orders.intake.readers import Row, Source
from runtime.orders.intake.rejects import Reject, RejectsFile
from runtime.orders.intake.rules import check_header, read_row
from runtime.orders.order.decoding import Decoded

BATCH = 200
SHOWN_REJECTS = 1000
PLACES = ("held", "waiting_payment", "waiting_person", "straight_through", "failed")
Result = TypeVar("Result")
Attempt = Callable[[Callable[[Work], Result]], Result]


@dataclass(slots=True)
class Imported:
    """The result of an import; received = created + duplicate + rejected."""

    received: int = 0
    created: int = 0
    duplicate: int = 0
    rejected: int = 0
    places: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    rejects: list[Reject] = field(default_factory=list)
    notices: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the result as the contract has it."""
        return {
            "received": self.received,
            "created": self.created,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            **{place: self.places[place] for place in PLACES},
            "seconds": round(self.seconds, 3),
            "rejects": [one.as_json(language) for one in self.rejects],
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What to import: how many rows at most, and whether to write anything."""

    file: str
    limit: int | None = None
    is_dry: bool = False


class Import:
    """One import: gathers rows into batches and hands them to the engine."""

    def __init__(
        self, engine: Engine, channel: Channel, attempt: Attempt[Any], asked: Asked
    ) -> None:
        self._engine, self._channel, self._attempt = engine, channel, attempt
        self._asked = asked
        self._dry = _Seen() if asked.is_dry else None
        self.result = Imported()

    def run(
        self, source: Source, rejects: RejectsFile, progress: Callable[[int], None]
    ) -> Imported:
        """Import every row; raises what refuses the file as a whole."""
        check_header(self._channel, source.header, self._asked.file)
        started = time.perf_counter()
        try:
            with ExitStack() as stack:
                for number, batch in enumerate(self._batches(source, rejects)):
                    if number == 1:  # what one batch leaves is not worth the look
                        stack.enter_context(_rare_collection())
                    self._take(batch)
                    gc.collect(0)
                    progress(self.result.received)
        finally:
            if self._dry is not None:
                self._dry.close()
        self.result.seconds = time.perf_counter() - started
        return self.result

    def _batches(
        self, source: Source, rejects: RejectsFile
    ) -> Iterator[Sequence[Decoded]]:
        batch: list[Decoded] = []
        is_table = bool(source.header)
        for row in source.rows:
            if self._asked.limit is not None and row.number > self._asked.limit:
                break
            self.result.received += 1
            read = read_row(self._channel, row, is_table=is_table)
            if isinstance(read, Decoded):
                batch.append(read)
                for notice in read.notices:
                    self.result.notices[notice.text.code, notice.field] += 1
            else:
                self._reject(row, read, rejects)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _take(self, batch: Sequence[Decoded]) -> None:
        engine, channel, is_dry = self._engine, self._channel, self._asked.is_dry
        if self._dry is not None:
            before = len(batch)
            batch = self._dry.unseen(batch)
            self.result.duplicate += before - len(batch)

        def run(work: Work) -> Taken:
            return operations.take(work, engine, channel, batch, is_dry=is_dry)

        taken: Taken = self._attempt(run)
        self.result.created += taken.created
        self.result.duplicate += taken.duplicate
        self.result.places += taken.places
        if not is_dry:
            for again in taken.repeats:
                self._take_again(again)

    def _take_again(self, again: Decoded) -> None:
        engine = self._engine
        self._attempt(lambda work: repeats.take_again(work, engine, again))

    def _reject(self, row: Row, faults: Sequence[Reject], file: RejectsFile) -> None:
        self.result.rejected += 1
        for one in faults:
            file.add(one, row.values)
            if len(self.result.rejects) < SHOWN_REJECTS:
                self.result.rejects.append(one)


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Look for garbage only when asked to, and never among what was there before.

    A run is taken apart when it is over, so that there is hardly any.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


class _Seen:
    """Numbers met in a dry run, kept on disk so that memory stays flat."""

    def __init__(self) -> None:
        self._store = sqlite3.connect("")  # a temporary file of SQLite's own
        self._store.execute("PRAGMA journal_mode=OFF")
        self._store.execute("CREATE TABLE seen (number BLOB PRIMARY KEY) WITHOUT ROWID")

    def unseen(self, batch: Sequence[Decoded]) -> list[Decoded]:
        """Return those whose number has not been met before."""
        return [one for one in batch if self._is_new(one.order.external_no)]

    def _is_new(self, number: str) -> bool:
        digest = hashlib.blake2b(number.encode(), digest_size=12).digest()
        adding = "INSERT OR IGNORE INTO seen VALUES (?)"
        return self._store.execute(adding, (digest,)).rowcount == 1

    def close(self) -> None:
        self._store.close()


def default_rejects(path: Path) -> Path:
    """Return where rejects go unless told otherwise: beside nothing, here."""
    return Path.cwd() / f"{path.name}.rejects.csv"
