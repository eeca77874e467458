"""What is published now, as a draft sees it: the version it begins from, its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.drafts.naming import VALUES, Name, place_of
from runtime.designer.drafts.values import changed_since
from runtime.engine.design import artifacts, deploy
from runtime.engine.design.artifacts import Kind
from runtime.engine.machine import Engine
from runtime.kernel.clock import micros
from runtime.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing needs to know of other layers.

    ``gates`` check kinds of files that they understand; ``exports`` write what a
    published file says by now where it may have been edited since.
    """

    engine: Engine
    gates: Mapping[Kind, deploy.Gate]
    exports: Mapping[Kind, artifacts.Export]


class Base(NamedTuple):
    """The published version of a file, 0 for none, and its place in an export.

    For parameters' values it is the moment, in microseconds since 1970.
    """

    version: int
    place: str


def base_of(read: Connection, name: Name, now: datetime) -> Base:
    """Return what a draft of this file begins from."""
    if name.kind == VALUES:
        return Base(micros(now), "")
    try:
        row = artifacts.get_latest(read, Kind(name.kind), name.key)
    except NotFound:
        return Base(0, "")
    return Base(row.version, row.file)


def body_of(read: Connection, press: Press, name: Name) -> bytes:
    """Return what is published of a file; raises NotFound if nothing is."""
    if name.kind == VALUES:
        return b""
    row = artifacts.get_latest(read, Kind(name.kind), name.key)
    exported = press.exports.get(Kind(name.kind))
    return exported(read, row, None) if exported else bytes(row.body)


def superseded(read: Connection, draft: Draft, now: datetime) -> list[DraftFile]:
    """Return the files of a draft whose published version is a newer one by now."""
    return [file for file in draft.files.values() if _is_superseded(read, file, now)]


def _is_superseded(read: Connection, file: DraftFile, now: datetime) -> bool:
    if file.kind == VALUES:
        return bool(changed_since(read, file.body, file.base_version))
    return base_of(read, Name(file.kind, file.key), now).version != file.base_version


def place_in(file: DraftFile) -> str:
    """Return where findings of a file say that it is."""
    return file.place or place_of(Name(file.kind, file.key)) or file.kind
