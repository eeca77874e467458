"""Which field is asked for when: `if` on one other field, `then` and `else` (条件)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.designer.forming.fields import Field, When
from runtime.designer.forming.kinds import YES_NO

_WAYS = (("then", True), ("else", False))


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a form that is asked for under a condition; parts of it may be changed.

    ``holder`` is what has the ``if``, ``way`` the name of the branch there.
    """

    holder: dict[str, Any]
    way: str
    when: When

    @property
    def content(self) -> dict[str, Any]:
        """Return what the branch says."""
        found: dict[str, Any] = self.holder[self.way]
        return found

    def names(self) -> list[str]:
        """Return the fields that the branch asks for."""
        content = self.content
        named = [*_listed(content.get("required")), *_members(content)]
        return [one for one in dict.fromkeys(named) if one != self.when.field]

    def is_plain(self, name: str) -> bool:
        """Tell whether the branch only asks for a field, and says no more of it."""
        return _members(self.content).get(name) in (None, {}, True)


def branches(node: Mapping[str, Any]) -> Iterator[Branch]:
    """Yield the branches that hang on the value of one other field."""
    parts = node.get("allOf")
    for holder in (node, *(parts if isinstance(parts, list) else ())):
        if isinstance(holder, dict):
            yield from _branches(holder)


def sent(constant: Any) -> str:
    """Return a constant as a page sends it."""
    return constant if isinstance(constant, str) else json.dumps(constant)


def conditions(node: Mapping[str, Any]) -> dict[str, list[Branch]]:
    """Return for each field the branches that ask for it."""
    found: dict[str, list[Branch]] = {}
    for branch in branches(node):
        for name in branch.names():
            found.setdefault(name, []).append(branch)
    return found


def rename(node: dict[str, Any], new: Mapping[str, str]) -> None:
    """Call fields otherwise wherever a condition names them."""
    seen: list[dict[str, Any]] = []
    for branch in list(branches(node)):
        if not any(branch.holder is one for one in seen):
            seen.append(branch.holder)
            _rename_in(branch.holder["if"], new)
        _rename_in(branch.content, new)


def release(node: dict[str, Any], name: str) -> None:
    """Let no condition ask for a field any more; what asks for nothing goes."""
    for branch in list(branches(node)):
        if name not in branch.names():
            continue
        _drop(branch.content, name)
        if not branch.content:
            del branch.holder[branch.way]
        if not {"then", "else"} & branch.holder.keys():
            _remove(node, branch.holder)


def bind(node: dict[str, Any], one: Field, steering: Field) -> None:
    """Let a field be asked for under its condition."""
    when = one.when
    if when is None:
        return
    fitting = [each for each in branches(node) if _is_same(each.when, when)]
    content = fitting[0].content if fitting else _added(node, when, steering)
    if one.is_required:
        content["required"] = [*_listed(content.get("required")), one.key]
    else:
        content["properties"] = {**_members(content), one.key: {}}


def _branches(holder: dict[str, Any]) -> Iterator[Branch]:
    asked = holder.get("if")
    named = _members(asked) if isinstance(asked, dict) else {}
    if len(named) != 1 or not isinstance(asked, dict):
        return
    ((name, test),) = named.items()
    if not isinstance(test, dict) or not set(asked) <= {"properties", "required"}:
        return
    values = test.get("enum", [test["const"]] if "const" in test else None)
    if not isinstance(values, list) or len(test) != 1:
        return
    when = When(name, tuple(map(sent, values)))
    for way, is_met in _WAYS:
        if isinstance(holder.get(way), dict):
            yield Branch(holder, way, replace(when, is_met_by_them=is_met))


def _is_same(one: When, other: When) -> bool:
    alike = (one.field, one.is_met_by_them) == (other.field, other.is_met_by_them)
    return alike and set(one.values) == set(other.values)


def _added(node: dict[str, Any], when: When, steering: Field) -> dict[str, Any]:
    """Add a condition; one that is not answered yet does not meet it."""
    values = [_constant(one, steering) for one in when.values]
    test = {"const": values[0]} if len(values) == 1 else {"enum": values}
    asked = {"properties": {when.field: test}, "required": [when.field]}
    way = "then" if when.is_met_by_them else "else"
    content: dict[str, Any] = {}
    node["allOf"] = [*_listed(node.get("allOf")), {"if": asked, way: content}]
    return content


def _constant(value: str, steering: Field) -> Any:
    return value == "true" if steering.kind == YES_NO else value


def _rename_in(part: dict[str, Any], new: Mapping[str, str]) -> None:
    if isinstance(part.get("required"), list):
        part["required"] = [new.get(str(one), one) for one in part["required"]]
    if isinstance(part.get("properties"), dict):
        members = part["properties"].items()
        part["properties"] = {new.get(name, name): one for name, one in members}


def _drop(content: dict[str, Any], name: str) -> None:
    needed = [one for one in _listed(content.get("required")) if one != name]
    members = {each: one for each, one in _members(content).items() if each != name}
    for keyword, left in (("required", needed), ("properties", members)):
        if left:
            content[keyword] = left
        else:
            content.pop(keyword, None)


def _remove(node: dict[str, Any], holder: dict[str, Any]) -> None:
    """Take a condition out that asks for nothing any more."""
    holder.pop("if", None)
    if holder is node or holder:
        return
    left = [one for one in node["allOf"] if one is not holder]
    if left:
        node["allOf"] = left
    else:
        del node["allOf"]


def _members(node: Mapping[str, Any]) -> dict[str, Any]:
    found = node.get("properties")
    return found if isinstance(found, dict) else {}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else []
