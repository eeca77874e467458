"""Recognising names, also those of several words (名称)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from runtime.feel.builtins import BUILTINS
from runtime.feel.properties import SPACED_NAMES
from runtime.feel.syntax.scanner import WORD, Scanner
from runtime.feel.types import ContextOf, ListOf, Type

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    ]
)


class NameReader:
    """Reads the longest known name, else a single word that is no keyword."""

    def __init__(
        self, scanner: Scanner, schema: Mapping[str, Type], more: Iterable[str]
    ) -> None:
        self._scanner = scanner
        long = [name for name in more if not WORD.fullmatch(name)] if more else ()
        self._long = spaced_names(schema).union(long) if schema else frozenset(long)

    def read(self) -> str | None:
        """Step over a name and return it, None when there is none."""
        match = self._scanner.take(_pattern(self._long))
        if match:
            return " ".join(match[0].split())
        start = self._scanner.position
        match = self._scanner.take(WORD)
        if match is None or match[0] not in KEYWORDS:
            return match[0] if match else None
        self._scanner.position = start
        return None

    def learn(self, name: str) -> None:
        """Know ``name`` from here on, as the expression has just defined it."""
        if not WORD.fullmatch(name):
            self._long |= {name}


def spaced_names(schema: Mapping[str, Type]) -> frozenset[str]:
    """Return the names of a schema, those of fields too, that are no single word."""
    return frozenset(name for name in _fields(schema) if not WORD.fullmatch(name))


def _fields(schema: Mapping[str, Type]) -> Iterable[str]:
    for name, kind in schema.items():
        yield name
        inner = kind.item if isinstance(kind, ListOf) else kind
        if isinstance(inner, ContextOf):
            yield from _fields(inner.fields)


@lru_cache(maxsize=256)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    return any_of(names.union(SPACED_NAMES, (n for n in BUILTINS if " " in n)))


@lru_cache(maxsize=256)
def any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds one of the names as a whole, the longest that is there."""
    longest_first = sorted(names, key=len, reverse=True)
    words = (r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(f"(?:{'|'.join(words)})(?!\\w)")
