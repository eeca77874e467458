"""Process versions (流程定义): built once from their pinned files, then shared."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from runtime import dmn
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import decision_lookup
from runtime.engine.design.forms import Form
from runtime.engine.design.references import form_key, references
from runtime.engine.spiff import Model, load
from runtime.engine.tables import Definition
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound

DEFINITION = table_of(Definition)


@dataclass(frozen=True, slots=True)
class Deployed:
    """One process version, ready to run."""

    id: int
    process_id: str
    version: int
    model: Model
    forms: Mapping[str, Form]
    manifest: Mapping[str, Any]
    decisions: Mapping[str, dmn.Decision]
    ambient: frozenset[str]

    def form_of(self, element: str) -> Form | None:
        """Return the form of a user task's element, if it has one."""
        key = form_key(self.model.elements[element].properties)
        return self.forms[key] if key else None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a diagram may rely on besides its own files.

    ``subjects`` types the ambient names, for lint alone.
    """

    ambient: frozenset[str]  # read from the frame in expressions
    later: frozenset[str]  # operators answered by a delivery
    subjects: Mapping[str, Any] = field(default_factory=dict, compare=False)


class Definitions:
    """Process versions by id; a version never changes, so it is built once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._built: dict[int, Deployed] = {}
        self._lock = threading.Lock()

    def get(self, read: Connection, definition_id: int) -> Deployed:
        """Return the version with this id; raises NotFound."""
        built = self._built.get(definition_id)
        if built is not None:
            return built
        asked = select(DEFINITION).where(DEFINITION.c.id == definition_id)
        row = read.execute(asked).one_or_none()
        if row is None:
            raise NotFound("definition-unknown", definition=definition_id)
        return self._build(read, row)

    def current(self, read: Connection, process_id: str) -> Deployed:
        """Return the newest version of a process; raises NotFound."""
        row = newest(read, process_id)
        if row is None:
            raise NotFound("process-unknown", process=process_id)
        return self._built.get(row.id) or self._build(read, row)

    def _build(self, read: Connection, row: Any) -> Deployed:
        with self._lock:
            if row.id in self._built:
                return self._built[row.id]
            built = build(row.process_id, _pinned(read, row), self.vocabulary)
            self._built[row.id] = deployed = Deployed(
                row.id,
                row.process_id,
                row.version,
                built.model,
                built.forms,
                built.manifest,
                built.decisions,
                self.vocabulary.ambient,
            )
            return deployed


def files_of(read: Connection, definition_id: int) -> list[File]:
    """Return the exact files that a process version was proven with."""
    asked = select(DEFINITION).where(DEFINITION.c.id == definition_id)
    return _pinned(read, read.execute(asked).one())


def _pinned(read: Connection, row: Any) -> list[File]:
    rows = artifacts.by_ids(read, orjson.loads(row.pins))
    drawn: frozenset[str] = frozenset().union(
        *(
            references(bytes(one.body), one.file).forms
            for one in rows
            if one.kind == Kind.PROCESS.value
        )
    )
    newest = {(one.kind, one.key): one.version for one in sorted(rows, key=_version)}
    return [
        File(Kind(one.kind), name, one.file, bytes(one.body))
        for one in rows
        for name in _names(
            one, drawn, is_newest=newest[one.kind, one.key] == one.version
        )
    ]


def _names(row: Any, drawn: frozenset[str], *, is_newest: bool) -> list[str]:
    """Return the keys under which a version needs a file: forms also with theirs."""
    if row.kind != Kind.FORM.value:
        return [row.key]
    pinned = f"{row.key}@{row.version}"
    plain = [row.key] if is_newest and row.key in drawn else []
    return [*plain, pinned] if pinned in drawn else plain


def _version(row: Any) -> int:
    return int(row.version)


@dataclass(frozen=True, slots=True)
class Built:
    """What the files of a process version make together."""

    model: Model
    forms: Mapping[str, Form]
    manifest: Mapping[str, Any]
    decisions: Mapping[str, dmn.Decision]


def build(process_id: str, files: Sequence[File], vocabulary: Vocabulary) -> Built:
    """Build a process version; raises Misconfigured with all findings.

    The same files are built once: what deployment has checked is what then runs.
    """
    return _build(process_id, tuple(sorted(files, key=_place)), vocabulary)


@lru_cache(maxsize=32)
def _build(process_id: str, files: tuple[File, ...], vocabulary: Vocabulary) -> Built:
    drawn = [one for one in files if one.kind is Kind.DECISIONS]
    decisions = decision_lookup(drawn, vocabulary.ambient)
    model = load(
        process_id,
        {one.place: one.body for one in files if one.kind is Kind.PROCESS},
        decisions.get,
        later=vocabulary.later,
        ambient=vocabulary.ambient,
    )
    forms = {
        one.key: Form.parse(one.key, one.body) for one in files if one.kind is Kind.FORM
    }
    manifest: Mapping[str, Any] = {}
    for one in files:
        if one.kind is Kind.MANIFEST and one.key == process_id:
            manifest = tomllib.loads(one.body.decode())
    return Built(model, forms, manifest, decisions)


def _place(file: File) -> tuple[str, str]:
    return file.place, file.key


def newest(read: Connection, process_id: str) -> Any:
    """Return the row of the newest version of a process, or None."""
    return read.execute(_NEWEST, {"process": process_id}).one_or_none()


_NEWEST = (
    select(DEFINITION)
    .where(DEFINITION.c.process_id == bindparam("process"))
    .order_by(DEFINITION.c.version.desc())
    .limit(1)
)
