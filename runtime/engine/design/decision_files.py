"""DMN files as they are published: what each imports, and their compiled decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from runtime import dmn
from runtime.engine.design.artifacts import File, Kind


def library(file: File, files: Iterable[File]) -> tuple[File, ...]:
    """Return which of ``files`` a DMN file imports, directly or through others.

    Of a namespace that several files claim, all: the load names them.
    """
    others = [one for one in files if one.kind is Kind.DECISIONS and one != file]
    found: dict[str, File] = {}
    todo = [file]
    while todo:
        wanted = _imported(todo.pop())
        for one in others:
            if one.key not in found and _namespace(one) in wanted:
                found[one.key] = one
                todo.append(one)
    return tuple(sorted(found.values(), key=_place))


def tables(file: File, others: Sequence[File], ambient: frozenset[str]) -> dmn.Model:
    """Return the compiled decisions of a file among others; raises Misconfigured."""
    return _tables(file, library(file, others), ambient)


def decision_lookup(
    files: Sequence[File], ambient: frozenset[str]
) -> dict[str, dmn.Decision]:
    """Return every decision of the files, by id and by name.

    Of one name, the decision counts whose file no other file imports.
    """
    imported = {one for file in files for one in library(file, files)}
    found: dict[str, dmn.Decision] = {}
    for file in sorted(files, key=lambda one: one in imported):
        for decision in tables(file, files, ambient).decisions.values():
            found.setdefault(decision.id, decision)
            found.setdefault(decision.name, decision)
    return found


@lru_cache(maxsize=64)
def _tables(file: File, others: tuple[File, ...], ambient: frozenset[str]) -> dmn.Model:
    imports = dmn.by_namespace(_source(one) for one in others)
    return dmn.load(file.body, file.place, ambient=ambient, imports=imports)


@lru_cache(maxsize=256)
def _imported(file: File) -> frozenset[str]:
    return frozenset(dmn.imported_namespaces(_source(file)))


@lru_cache(maxsize=256)
def _namespace(file: File) -> str | None:
    return dmn.namespace_of(_source(file))


def _source(file: File) -> dmn.Source:
    return dmn.Source(file.place, file.body)


def _place(file: File) -> tuple[str, str]:
    return file.place, file.key
