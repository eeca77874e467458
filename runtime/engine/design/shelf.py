"""The files that are valid together, and which of them a diagram needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.references import References, decision_ids, references
from runtime.kernel.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files that are valid together: the newest published ones and the new."""

    files: Mapping[tuple[Kind, str], File]

    def of(self, kind: Kind) -> list[File]:
        """Return the files of one kind, by key."""
        return [file for (its, _), file in sorted(self.files.items()) if its is kind]

    def closure(self, process_file: File) -> list[File]:
        """Return the files that a diagram needs, itself first."""
        wanted, todo = {process_file.place: process_file}, [process_file]
        while todo:
            file = todo.pop()
            for one in self._needs(references(file.body, file.place)):
                if one.place not in wanted:
                    wanted[one.place] = one
                    if one.kind is Kind.PROCESS:
                        todo.append(one)
        return list(wanted.values())

    def _needs(self, names: References) -> Iterable[File]:
        for file in self.files.values():
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
    return Shelf(known | {(file.kind, file.key): file for file in files})


def decision_names(file: File) -> frozenset[str]:
    """Return ids and names of the decisions of a DMN file; none if unreadable."""
    return _decision_names(file.body, file.place)


@lru_cache(maxsize=256)
def _decision_names(body: bytes, place: str) -> frozenset[str]:
    try:
        return frozenset(decision_ids(body, place))
    except Misconfigured:
        return frozenset()
