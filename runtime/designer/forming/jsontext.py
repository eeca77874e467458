"""JSON that is edited as text: what does not change keeps its very bytes (原样改写)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

DEEPEST = 40
WIDTH = 100
_BLANK = re.compile(r"[ \t\n\r]*")
_INDENT = re.compile(r'\n([ \t]+)["\[{]')
_DECODER = json.JSONDecoder(parse_float=Decimal)


class NotEditable(ValueError):
    """The text is no JSON that can be edited part by part: why, and where."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands in the text; ``keys`` are names as they stand."""

    value: Any
    begin: int
    end: int
    parts: Mapping[Any, Node] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def parse(source: str) -> Node:
    """Return the tree of a text, its numbers exact.

    Raises NotEditable for what is no JSON, is nested too deeply, or says a name twice.
    """
    try:
        orjson.loads(source)
        return _node(source, _skip(source, 0), 0)
    except NotEditable:
        raise
    except (ValueError, RecursionError) as cause:
        raise NotEditable("forming-no-json", reason=str(cause)[:200]) from cause


def rewritten(source: str, value: Any) -> str:
    """Return ``source`` as it says ``value``: only what differs is written anew."""
    tree = parse(source)
    writer = _Writer(source)
    body = writer.changed(tree, value, 0)
    return source[: tree.begin] + body + source[tree.end :]


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are written alike: types and sequence count, too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        is_same = list(one) == list(other)
        return is_same and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        is_same = len(one) == len(other)
        return is_same and all(map(same, one, other))
    return bool(one == other)


def _node(text: str, at: int, level: int) -> Node:
    if level > DEEPEST:
        raise NotEditable("forming-too-deep", levels=DEEPEST)
    if text[at] == "{":
        return _object(text, at, level)
    if text[at] == "[":
        return _list(text, at, level)
    value, end = _DECODER.raw_decode(text, at)
    return Node(value, at, end)


def _object(text: str, begin: int, level: int) -> Node:
    parts: dict[str, Node] = {}
    keys: dict[str, str] = {}
    at = _skip(text, begin + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        if name in parts:
            raise NotEditable("forming-name-twice", name=name)
        keys[name] = text[at:end]
        parts[name] = _node(text, _skip(text, _skip(text, end) + 1), level + 1)
        at = _after(text, parts[name].end)
    value = {name: one.value for name, one in parts.items()}
    return Node(value, begin, at + 1, parts, keys)


def _list(text: str, begin: int, level: int) -> Node:
    parts: dict[int, Node] = {}
    at = _skip(text, begin + 1)
    while text[at] != "]":
        parts[len(parts)] = _node(text, at, level + 1)
        at = _after(text, parts[len(parts) - 1].end)
    return Node([one.value for one in parts.values()], begin, at + 1, parts)


def _after(text: str, at: int) -> int:
    """Return the place behind a comma, or of the bracket that closes."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


class _Writer:
    """Writes in the manner of a text: its indent, its blanks, lines or none."""

    def __init__(self, source: str) -> None:
        self._source = source
        found = _INDENT.search(source)
        self._indent = found[1] if found else "  "
        self._is_flat = "\n" not in source.strip()
        self._colon = ": " if '": ' in source or not source.strip("{} \n") else ":"
        self._comma = ", " if self._colon == ": " else ","
        self._pad = " " if "{ " in source or not self._is_flat else ""

    def changed(self, node: Node, value: Any, level: int) -> str:
        """Return the text of a value that stands where ``node`` stood."""
        was = self._source[node.begin : node.end]
        if same(node.value, value):
            return was
        if self._has_same_parts(node, value):
            return self._spliced(node, value, level)
        if "\n" in was and self._goes_on(node, value):
            return self._spliced(node, value, level)
        if isinstance(value, dict) and isinstance(node.value, dict):
            return self._joined(
                list(self._members(node, value, level)), "{}", level, was
            )
        if isinstance(value, list) and isinstance(node.value, list):
            pieces = list(self._entries(node, value, level))
            return self._joined(pieces, "[]", level, was)
        return self.fresh(value, level)

    def fresh(self, value: Any, level: int, before: int = 0) -> str:
        """Return the text of a value that stands nowhere yet."""
        if isinstance(value, dict) and value:
            pieces = [
                f"{_scalar(name)}{self._colon}"
                + self.fresh(one, level + 1, len(name) + 4)
                for name, one in value.items()
            ]
            return self._joined(pieces, "{}", level, "", before)
        if isinstance(value, list) and value:
            pieces = [self.fresh(one, level + 1) for one in value]
            return self._joined(pieces, "[]", level, "", before)
        return _scalar(value)

    def _has_same_parts(self, node: Node, value: Any) -> bool:
        if isinstance(value, dict) and isinstance(node.value, dict):
            return bool(value) and list(value) == list(node.value)
        is_list = isinstance(value, list) and isinstance(node.value, list)
        return is_list and bool(value) and len(value) == len(node.value)

    def _goes_on(self, node: Node, value: Any) -> bool:
        """Tell whether a value has everything in its sequence, and more behind it."""
        if not isinstance(value, dict) or not isinstance(node.value, dict):
            return False
        count = len(node.value)
        return count > 0 and list(value)[:count] == list(node.value)

    def _spliced(self, node: Node, value: Any, level: int) -> str:
        """Return the text with the parts that changed, everything between kept."""
        pieces, at = [], node.begin
        for name, part in node.parts.items():
            pieces.append(self._source[at : part.begin])
            pieces.append(self.changed(part, value[name], level + 1))
            at = part.end
        if isinstance(value, dict):
            inner = self._indent * (level + 1)
            new = {n: one for n, one in value.items() if n not in node.parts}
            more = self._members(node, new, level)
            pieces += [f",\n{inner}{member}" for member in more]
        return "".join([*pieces, self._source[at : node.end]])

    def _members(
        self, node: Node, value: Mapping[str, Any], level: int
    ) -> Iterator[str]:
        for name, one in value.items():
            if name in node.parts:
                written = self.changed(node.parts[name], one, level + 1)
                yield f"{node.keys[name]}{self._colon}{written}"
            else:
                written = self.fresh(one, level + 1, len(name) + 4)
                yield f"{_scalar(name)}{self._colon}{written}"

    def _entries(self, node: Node, value: list[Any], level: int) -> Iterator[str]:
        """Yield each entry as it stood, wherever it stood; others are written anew."""
        left = list(node.parts.values())
        for one in value:
            found = next((part for part in left if same(part.value, one)), None)
            if found is None:
                yield self.fresh(one, level + 1)
            else:
                left.remove(found)
                yield self._source[found.begin : found.end]

    def _joined(
        self, pieces: list[str], ends: str, level: int, was: str, before: int = 0
    ) -> str:
        if not pieces:
            return ends
        pad = self._pad if ends == "{}" else ""
        line = f"{ends[0]}{pad}{self._comma.join(pieces)}{pad}{ends[1]}"
        room = WIDTH - len(self._indent) * level - before - 1
        is_inline = "\n" not in was and "\n" not in line
        if self._is_flat or (is_inline and len(line) <= room):
            return line
        inner, outer = self._indent * (level + 1), self._indent * level
        body = f",\n{inner}".join(pieces)
        return f"{ends[0]}\n{inner}{body}\n{outer}{ends[1]}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 30 else str(value)
    return json.dumps(value, ensure_ascii=False)
