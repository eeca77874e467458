"""Publish files and make process versions of them: all or nothing (部署).

Idempotent by content: unchanged files make no new version. A process version
pins the exact diagram, decisions and forms it was checked with; running
instances stay on theirs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from runtime.engine.design import artifacts, checks, definitions
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.border_checks import border_findings
from runtime.engine.design.definitions import DEFINITION
from runtime.engine.design.references import pinned_version, references
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.engine.facts import FilePublished, Tag
from runtime.engine.machine import Engine
from runtime.kernel import ids, parameters
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.parameters import ParameterType
from runtime.kernel.work import Work

DEFINED = "definition"  # what a published process version is, beside its files
Gate = Callable[[File, Shelf, Engine], Iterable[Finding]]


def by_files(check: Callable[[File, Shelf], Iterable[Finding]]) -> Gate:
    """Return a gate for a check that looks at files alone."""
    return lambda file, shelf, _: check(file, shelf)


@dataclass(frozen=True, slots=True)
class Published:
    """One thing that a deployment made or left as it was."""

    kind: str
    key: str
    version: int
    is_new: bool


class _Parts(NamedTuple):
    """What a process version is made of: rows and digests of its files."""

    pins: list[int]
    digests: list[str]
    is_reviewed: bool


@dataclass(slots=True)
class Deployment:
    """What a deployment did, and the advice that did not stop it."""

    published: list[Published] = field(default_factory=list)
    advice: list[Finding] = field(default_factory=list)


def deploy(
    work: Work,
    engine: Engine,
    files: Sequence[File],
    gates: Mapping[Kind, Gate],
    *,
    is_reviewed: bool = False,
) -> Deployment:
    """Check ``files`` together with what is published, then publish them.

    Raises Misconfigured with every finding of every file; then nothing is
    published. ``gates`` check kinds of files that other layers understand.
    """
    shelf = shelf_of(work.read, files)
    findings = list(lint(engine, shelf, files, gates))
    errors = [one for one in findings if one.level == "error"]
    if errors:
        raise Misconfigured("deploy-refused", findings)
    artifacts.take_turn(work)
    done = Deployment(advice=findings)
    row_ids: dict[tuple[Kind, str], int] = {}
    for file in shelf.files.values():
        row_ids[file.kind, file.key], published = _publish(work, file, done.advice)
        if file in files:
            done.published.append(published)
    for name in shelf.pinned:
        row_ids[Kind.FORM, name] = _pinned(work, name)
    for file in shelf.of(Kind.PARAMETERS):
        _declare(work, engine, file)
    for file in shelf.of(Kind.PROCESS):
        needs = shelf.closure(file)
        pins = list(dict.fromkeys(row_ids[one.kind, one.key] for one in needs))
        parts = _Parts(pins, [one.digest for one in needs], is_reviewed)
        for process in references(file.body, file.place).processes:
            done.published.append(_define(work, engine, process, parts))
    return done


def lint(
    engine: Engine,
    shelf: Shelf,
    files: Sequence[File],
    gates: Mapping[Kind, Gate],
) -> Iterable[Finding]:
    """Yield every finding of ``files``, as they stand among the others.

    Of a published process that no new file touches, what is said of its expressions
    is advice: a stricter lint must not keep everything else from being published.
    """
    yield from checks.duplicates(shelf.of(Kind.PROCESS))
    ambient = engine.definitions.vocabulary.ambient
    for file in files:
        yield from checks.one_file(file, shelf, ambient)
        if file.kind in gates:
            yield from gates[file.kind](file, shelf, engine)
    yield from checks.importers(shelf, files, ambient)
    for file in shelf.of(Kind.PROCESS):
        yield from border_findings(shelf, file)
        found = checks.one_process(engine, shelf, file)
        is_touched = checks.is_touched(shelf, file, files)
        yield from found if is_touched else checks.as_advice(found)


def _publish(work: Work, file: File, advice: list[Finding]) -> tuple[int, Published]:
    row_id, version, is_new = artifacts.publish(work, file)
    if is_new:
        fact = FilePublished(file.kind.value, file.key, file.body, file.place)
        work.tell(fact)
        advice += fact.advice
    return row_id, Published(file.kind.value, file.key, version, is_new)


def _pinned(work: Work, name: str) -> int:
    """Return the id of a version of a form that a diagram names."""
    key, version = pinned_version(name)
    rows = artifacts.list_versions(work.session, Kind.FORM, key)
    return next(int(row.id) for row in rows if str(row.version) == version)


def _define(work: Work, engine: Engine, process: str, parts: _Parts) -> Published:
    told = "\n".join(sorted(parts.digests))
    digest = hashlib.sha256(told.encode()).hexdigest()
    newest = definitions.newest(work.session, process)
    if newest is not None and newest.digest == digest:
        return Published(DEFINED, process, newest.version, False)
    version = newest.version + 1 if newest is not None else 1
    (row_id,) = ids.row_ids(work, 1)
    row = {
        "id": row_id,
        "process_id": process,
        "version": version,
        "digest": digest,
        "pins": orjson.dumps(parts.pins).decode(),
        "deployed_at": work.now,
        "deployed_by": work.actor.id,
    }
    work.session.execute(DEFINITION.insert(), row)
    doc = {"version": version, "digest": digest, "reviewed": parts.is_reviewed}
    engine.trail.write(work, f"process:{process}", Tag.DEPLOYED, doc)
    return Published(DEFINED, process, version, True)


def _declare(work: Work, engine: Engine, file: File) -> None:
    for name, seed in tomllib.loads(file.body.decode()).items():
        kind = ParameterType(seed["type"])
        parameters.declare(work, engine.trail, name, kind, seed)
