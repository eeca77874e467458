"""The files that are valid together, and which of them a diagram needs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import library
from runtime.engine.design.references import (
    References,
    decision_ids,
    pinned_version,
    references,
)
from runtime.kernel.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files that are valid together: the newest published ones and the new.

    ``pinned`` are the forms that a diagram names with a version, under that name;
    ``versions`` tells for each such name which versions there are.
    """

    files: Mapping[tuple[Kind, str], File]
    pinned: Mapping[str, File] = field(default_factory=dict)
    versions: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def form(self, name: str) -> File | None:
        """Return the form of a form key, with or without a version, if it is there."""
        return self.files.get((Kind.FORM, name)) or self.pinned.get(name)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that there are; none where their file is missing or unreadable."""
        file = self.files.get((Kind.ROLES, "roles"))
        try:
            return frozenset(tomllib.loads(file.body.decode()) if file else ())
        except ValueError:
            return frozenset()

    def of(self, kind: Kind) -> list[File]:
        """Return the files of one kind, by key."""
        return [file for (its, _), file in sorted(self.files.items()) if its is kind]

    def closure(self, process_file: File) -> list[File]:
        """Return the files that a diagram needs, itself first."""
        wanted = {(process_file.kind, process_file.key): process_file}
        todo = [process_file]
        while todo:
            file = todo.pop()
            for one in self._needs(references(file.body, file.place)):
                if (one.kind, one.key) not in wanted:
                    wanted[one.kind, one.key] = one
                    if one.kind is Kind.PROCESS:
                        todo.append(one)
        tables = self.of(Kind.DECISIONS)
        for file in [one for one in wanted.values() if one.kind is Kind.DECISIONS]:
            wanted |= {(one.kind, one.key): one for one in library(file, tables)}
        return list(wanted.values())

    def _needs(self, names: References) -> Iterable[File]:
        for file in (*self.files.values(), *self.pinned.values()):
            if self._is_named(file, names):
                yield file

    def _is_named(self, file: File, names: References) -> bool:
        if file.kind is Kind.PROCESS:
            return not names.calls.isdisjoint(
                references(file.body, file.place).processes
            )
        if file.kind is Kind.DECISIONS:
            return not names.decisions.isdisjoint(decision_names(file))
        if file.kind is Kind.FORM:
            return file.key in names.forms
        return file.kind is Kind.MANIFEST and file.key in names.processes


def shelf_of(read: Connection, files: Sequence[File]) -> Shelf:
    """Return ``files`` among the newest published ones; a new one wins."""
    known = {
        (Kind(row.kind), row.key): File(
            Kind(row.kind), row.key, row.file, bytes(row.body)
        )
        for row in artifacts.list_latest(read)
    }
    return shelf_with(read, known | {(file.kind, file.key): file for file in files})


def shelf_with(
    read: Connection | None, files: Mapping[tuple[Kind, str], File]
) -> Shelf:
    """Return ``files`` with the versions of forms that their diagrams pin.

    A form that is not published yet counts as the version that it will get.
    """
    pinned: dict[str, File] = {}
    versions: dict[str, Sequence[str]] = {}
    for name in sorted(_pins(files.values())):
        key, version = pinned_version(name)
        known = _versions(read, key, files.get((Kind.FORM, key)))
        versions[name] = tuple(known)
        if version in known:
            pinned[name] = replace(known[version], key=name)
    return Shelf(files, pinned, versions)


def _pins(files: Iterable[File]) -> set[str]:
    """Return the form keys with a version that diagrams name."""
    found: set[str] = set()
    for file in files:
        if file.kind is Kind.PROCESS:
            with suppress(Misconfigured):  # the gates say what is wrong with it
                found |= references(file.body, file.place).forms
    return {name for name in found if "@" in name}


def _versions(
    read: Connection | None, key: str, newest: File | None
) -> dict[str, File]:
    """Return every version of a form, the one to be published included."""
    rows = [] if read is None else artifacts.list_versions(read, Kind.FORM, key)
    found = {
        str(row.version): File(Kind.FORM, key, row.file, bytes(row.body))
        for row in rows
    }
    last = rows[-1] if rows else None
    if newest is not None and (last is None or last.digest != newest.digest):
        found[str(last.version + 1 if last is not None else 1)] = newest
    return found


def decision_names(file: File) -> frozenset[str]:
    """Return ids and names of the decisions of a DMN file; none if unreadable."""
    return _decision_names(file.body, file.place)


@lru_cache(maxsize=256)
def _decision_names(body: bytes, place: str) -> frozenset[str]:
    try:
        return frozenset(decision_ids(body, place))
    except Misconfigured:
        return frozenset()
