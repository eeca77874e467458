"""Are the editors built, and from the sources that lie here? (no dependencies)

The build hook loads this file by its path, before anything is installed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "editor"
FOLDER = HERE / "static" / "editor"
COMMAND = "pip install -e ."  # builds the editors where the sources lie
_UNREAD = {"node_modules"}


class State(StrEnum):
    """What there is of the editors."""

    READY = "ready"
    OLD = "old"  # built from other sources than those that lie here
    MISSING = "missing"


def state(sources: Path = SOURCES, folder: Path = FOLDER) -> State:
    """Tell what there is; an installation without sources has what it came with."""
    kept = folder / "stamp.txt"
    if not kept.is_file():
        return State.MISSING
    is_right = not sources.is_dir() or kept.read_text() == stamp_of(sources)
    return State.READY if is_right else State.OLD


def stamp_of(sources: Path) -> str:
    """Return a digest of everything that the editors are built from."""
    found = hashlib.sha256()
    for path in _files(sources):
        found.update(path.relative_to(sources).as_posix().encode() + b"\0")
        found.update(path.read_bytes() + b"\0")
    return found.hexdigest()


def _files(sources: Path) -> Iterator[Path]:
    for path in sorted(sources.rglob("*")):
        is_read = _UNREAD.isdisjoint(path.relative_to(sources).parts)
        if is_read and path.is_file() and path.suffix != ".md":
            yield path
