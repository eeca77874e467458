"""Who reads a name: expressions of diagrams, tables and policies that say it (引用).

Asked before a field of a form or a parameter changes. What cannot be read as an
expression names nothing here; the gates say what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from runtime import feel
from runtime.designer.titles import NAME_EN
from runtime.dmn.xml import Element, read_xml
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.references import (
    SPIFF,
    pinned_version,
    properties_of,
    references,
)
from runtime.engine.design.shelf import Shelf
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import Title

_TAGS = (
    *("text", "conditionExpression", "condition", "script", "completionCondition"),
    *("timeDuration", "timeDate", "timeCycle", "loopCardinality", "loopCondition"),
    *("preScript", "postScript"),
)
_ASKING = frozenset({"priority", "batch", "sla"})  # properties that hold expressions
_PARAMETER = re.compile(r"\bparam\s*\.\s*([^\W\d]\w*)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_XML = (Kind.PROCESS, Kind.DECISIONS)


@dataclass(frozen=True, slots=True)
class Reader:
    """An expression that reads something: in which file, at which element."""

    kind: Kind
    key: str
    element: str
    title: Title
    written: str


def readers_of_form(shelf: Shelf, key: str) -> dict[str, list[Reader]]:
    """Return name → expressions that read it, where a form's answers are at hand."""
    found: dict[str, list[Reader]] = {}
    for file in _using(shelf, key):
        for one in expressions(file):
            for name in names_in(one.written):
                found.setdefault(name, []).append(one)
    return found


def readers_of_parameters(files: Iterable[File]) -> dict[str, list[Reader]]:
    """Return parameter → expressions that read it."""
    found: dict[str, list[Reader]] = {}
    for file in files:
        for one in expressions(file):
            plain = _QUOTED.sub('""', one.written)
            for name in dict.fromkeys(_PARAMETER.findall(plain)):
                found.setdefault(name, []).append(one)
    return found


def users_of_form(shelf: Shelf, key: str) -> list[File]:
    """Return the diagrams with a step that asks a form."""
    found = []
    for file in shelf.of(Kind.PROCESS):
        with suppress(Misconfigured):
            named = references(file.body, file.place).forms
            if key in {pinned_version(one)[0] for one in named}:
                found.append(file)
    return found


def expressions(file: File) -> tuple[Reader, ...]:
    """Return the expressions of a file with their places; none if it is unreadable."""
    if file.kind in _XML:
        return _of_xml(file.kind, file.key, file.body, file.place)
    if file.kind is Kind.BYPASS:
        return _of_policies(file.key, file.body)
    return ()


@lru_cache(maxsize=4_096)
def names_in(written: str) -> tuple[str, ...]:
    """Return the names that an expression, or the cell of a table, starts from."""
    for compiled in (feel.compile_expression, feel.compile_cell):
        with suppress(feel.FeelSyntaxError):
            return tuple(sorted(compiled(written.lstrip("= ")).names))
    return ()


def _using(shelf: Shelf, key: str) -> list[File]:
    """Return the files that read the answers of a form: diagrams and their tables."""
    found: dict[tuple[Kind, str], File] = {}
    for file in users_of_form(shelf, key):
        found[file.kind, file.key] = file
        with suppress(Misconfigured):
            needs = shelf.closure(file)
            tables = [one for one in needs if one.kind is Kind.DECISIONS]
            found |= {(one.kind, one.key): one for one in tables}
    return list(found.values())


@lru_cache(maxsize=128)
def _of_xml(kind: Kind, key: str, body: bytes, place: str) -> tuple[Reader, ...]:
    try:
        root = read_xml(body, file=place)
    except Misconfigured:
        return ()
    return tuple(
        Reader(kind, key, *_named(node), written) for node, written in _written(root)
    )


def _written(root: Element) -> Iterator[tuple[Element, str]]:
    for node in root.iter(*(f"{{*}}{tag}" for tag in _TAGS)):
        text = (node.text or "").strip()
        if text and text != "-":
            yield node, text
    for node in root.iter("{*}property", "{*}parameter"):
        value = (node.get("value") or "").strip()
        is_plain = node.tag.endswith("property") and node.get("name") not in _ASKING
        if value and not is_plain:
            yield node, value


def _named(node: Element) -> tuple[str, Title]:
    """Return id and name of the element, or of the decision, that says something."""
    first = ""
    for above in node.iterancestors():
        first = first or above.get("id") or ""
        name = above.get("label") or above.get("name")
        if name:
            held = above.find(f"{{*}}extensionElements/{SPIFF}properties")
            return first, Title(name, properties_of(held).get(NAME_EN) or name)
    return first, Title(first, first)


@lru_cache(maxsize=32)
def _of_policies(key: str, body: bytes) -> tuple[Reader, ...]:
    try:
        table = tomllib.loads(body.decode())
    except ValueError:
        return ()
    return tuple(
        Reader(Kind.BYPASS, key, policy, _title(content, policy), written)
        for policy, content in table.items()
        if isinstance(content, Mapping)
        for written in _rules(content)
    )


def _rules(content: Mapping[str, Any]) -> Iterator[str]:
    budget = content.get("budget")
    of = budget.get("of") if isinstance(budget, Mapping) else None
    for written in (content.get("when"), of):
        if isinstance(written, str):
            yield written


def _title(content: Mapping[str, Any], plain: str) -> Title:
    title = content.get("title")
    said = title if isinstance(title, Mapping) else {}
    return Title(str(said.get("zh", plain)), str(said.get("en", plain)))
