"""Values that a schema marks by ``format``: found in an answer, for those who know it.

The dialect checks the formats of JSON Schema itself; what another one means, a feature
says (`Handlers.answer_format`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.engine.design.form_schema import target_of

_BRANCHES = ("allOf", "anyOf", "oneOf")
_CASES = ("if", "then", "else")
_DEEPEST = 12  # references followed; deployment refuses more


@dataclass(frozen=True, slots=True)
class Marked:
    """One value of a format: where it stands, what was given, what the schema says."""

    path: str
    value: Any
    schema: Mapping[str, Any]


def formats_of(node: Any) -> frozenset[str]:
    """Return the formats that a schema names anywhere."""
    if isinstance(node, list):
        return frozenset().union(*(formats_of(one) for one in node))
    if not isinstance(node, Mapping):
        return frozenset()
    inner = frozenset[str]().union(*(formats_of(one) for one in node.values()))
    named = node.get("format")
    return inner | {named} if isinstance(named, str) else inner


def marked(schema: Mapping[str, Any], answer: Any, name: str) -> list[Marked]:
    """Return the values of an answer that are of a format, each place once."""
    found = _Search(schema, name).values(schema, answer, "", 0)
    return list({one.path: one for one in found}.values())


class _Search:
    """One way through a schema and an answer side by side."""

    def __init__(self, whole: Mapping[str, Any], name: str) -> None:
        self._whole, self._name = whole, name

    def values(self, node: Any, value: Any, path: str, level: int) -> Iterator[Marked]:
        if not isinstance(node, Mapping) or level > _DEEPEST or value is None:
            return
        if node.get("format") == self._name:
            yield Marked(path, value, node)
        for part in self._beside(node):
            yield from self.values(part, value, path, level + 1)
        if isinstance(value, list):
            for place, one in enumerate(value):
                yield from self.values(
                    node.get("items"), one, f"{path}[{place}]", level + 1
                )
        if isinstance(value, Mapping):
            yield from self._inner(node, value, path, level)

    def _inner(
        self, node: Mapping[str, Any], value: Mapping[str, Any], path: str, level: int
    ) -> Iterator[Marked]:
        named = node.get("properties")
        for name, part in named.items() if isinstance(named, Mapping) else ():
            below = f"{path}.{name}" if path else name
            yield from self.values(part, value.get(name), below, level + 1)

    def _beside(self, node: Mapping[str, Any]) -> Iterator[Any]:
        """Yield the other parts of a schema that speak of the same value."""
        for keyword in _BRANCHES:
            listed = node.get(keyword)
            yield from listed if isinstance(listed, list) else ()
        for keyword in _CASES:
            yield node.get(keyword)
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield target_of(self._whole, reference)
