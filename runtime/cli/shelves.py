"""Which files a command works on: those it names, those around them, and the rest.

A file that is named wins over the tree it stands in (``processes/`` and ``forms/``
beside each other), the tree over what is published. Where nothing is published the
rest is what ``init`` would publish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from runtime.cli.setup import seed_folders
from runtime.engine.design import folder
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf, shelf_of, shelf_with
from runtime.kernel.db import Database
from runtime.kernel.errors import Misconfigured
from runtime.migrations import schema

ROOTS = ("processes", "forms")
NOTHING_THERE = frozenset({"database-folder-missing", "database-not-initialised"})


def shelf_around(url: str, paths: Sequence[Path]) -> tuple[Shelf, list[File]]:
    """Return everything that is valid together with ``paths``, and their own files.

    ``url`` names the database to look into; none is made. Raises Misconfigured.
    """
    named = folder.collect(paths)
    files: dict[tuple[Kind, str], File] = {}
    with _reading(url) as read:
        published = [] if read is None else list(shelf_of(read, []).files.values())
        for some in (published or _seed(), folder.collect(_trees(paths)), named):
            files |= {(file.kind, file.key): file for file in some}
        return shelf_with(read, files), named


def _trees(paths: Sequence[Path]) -> list[Path]:
    homes = dict.fromkeys(home for path in paths for home in _home(path))
    return [home / root for home in homes for root in ROOTS if (home / root).is_dir()]


def _home(path: Path) -> Iterator[Path]:
    whole = path.absolute()
    for place in (whole, *whole.parents):
        if place.name in ROOTS:
            yield place.parent
            return


@contextmanager
def _reading(url: str) -> Iterator[Connection | None]:
    """Open the database for reading; None where nothing is published."""
    with ExitStack() as stack:
        yield _opened(url, stack)


def _opened(url: str, stack: ExitStack) -> Connection | None:
    try:
        database = Database(url)
        stack.callback(database.close)
        if database.path is not None and not database.path.exists():
            return None
        schema.check(database)
    except Misconfigured as wrong:
        if wrong.code not in NOTHING_THERE:
            raise
        return None
    return stack.enter_context(database.reading())


def _seed() -> list[File]:
    try:
        return folder.collect(seed_folders())
    except Misconfigured:
        return []  # neither a seed nor a database: what is named must do
