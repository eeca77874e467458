"""Which checks there are: those that the decisions and diagrams at hand ask about.

A channel switches a check off by its name, and a table asks whether that name is
among ``facts.checks_off``. So the files that ask are the list of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from runtime.dmn.xml import Element, children, find_child, read_xml
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel.errors import Misconfigured

FACT = "checks_off"
_ASKING = (Kind.DECISIONS, Kind.PROCESS)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_EXPRESSIONS = ("text", "conditionExpression", "script")


def known_checks(files: Iterable[File]) -> frozenset[str]:
    """Return the names of checks that ``files`` ask about; unreadable ones ask none."""
    names: set[str] = set()
    for file in files:
        if file.kind in _ASKING:
            names |= _asked(file.body, file.place)
    return frozenset(names)


@lru_cache(maxsize=64)
def _asked(body: bytes, place: str) -> frozenset[str]:
    try:
        root = read_xml(body, file=place)
    except Misconfigured:
        return frozenset()
    return frozenset(name for said in _asking(root) for name in _QUOTED.findall(said))


def _asking(root: Element) -> Iterator[str]:
    """Yield the expressions that look at the fact, and the cells below such a one."""
    for node in root.iter("{*}decisionTable"):
        yield from _cells(node)
    for node in root.iter(*(f"{{*}}{name}" for name in _EXPRESSIONS)):
        if FACT in (node.text or ""):
            yield node.text or ""


def _cells(table: Element) -> Iterator[str]:
    heads = (find_child(one, "inputExpression") for one in children(table, "input"))
    asks = [FACT in _text_of(head) for head in heads]
    for rule in children(table, "rule"):
        cells = children(rule, "inputEntry")
        for is_asked, cell in zip(asks, cells, strict=False):
            if is_asked:
                yield _text_of(cell)


def _text_of(holder: Element | None) -> str:
    node = find_child(holder, "text")
    return "" if node is None else node.text or ""
