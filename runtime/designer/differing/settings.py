"""Two versions of a TOML file: settings of a process, cases, roles, rights, policies.

What is set is told under the title that the file gives it, in its two languages.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.designer.differing.things import (
    VALUE,
    Difference,
    Mark,
    Thing,
    Value,
    Words,
    compared,
    gathered,
    named,
)
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import Title, text

_NAMED_BY = ("title", "name")


def differences(before: bytes | None, after: bytes | None) -> list[Difference]:
    """Return what two files set differently; raises Misconfigured for no TOML."""
    was, now = _parsed(before), _parsed(after)
    found = list(_values(was, now))
    return found + list(compared(_things(was), _things(now)))


def _parsed(body: bytes | None) -> Mapping[str, Any]:
    if body is None:
        return {}
    try:
        return tomllib.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise Misconfigured("diff-not-toml", reason=str(cause)) from cause


def _values(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield what stands in a file itself: a name and its value."""
    was, now = (
        {name: _value(one) for name, one in each.items() if not _is_thing(one)}
        for each in (before, after)
    )
    for name in dict.fromkeys((*was, *now)):
        mark = Mark.CHANGED if name in was and name in now else Mark.ADDED
        mark = Mark.REMOVED if name not in now else mark
        both = was.get(name, Value("")), now.get(name, Value(""))
        if both[0].raw != both[1].raw or mark is not Mark.CHANGED:
            yield Difference(name, mark, _word(name), VALUE, *both)


def _things(content: Mapping[str, Any]) -> dict[str, Thing]:
    """Return the tables of a file; of a list of tables each by what it is called."""
    found: dict[str, Thing] = {}
    for name, one in content.items():
        if isinstance(one, Mapping):
            found[name] = _thing(one, _word(name))
        for number, each in enumerate(one if _is_list(one) else (), 1):
            called = _title(each)
            known = called.zh if called else str(number)
            while f"{name}.{known}" in found:
                known += "'"
            found[f"{name}.{known}"] = _thing(each, Title(known, known))
    return found


def _thing(table: Mapping[str, Any], plain: Words) -> Thing:
    """Return a table; where it is but a list of names, these are told as they are."""
    title, parts = _title(table), _parts(table, "")
    if title is None:
        return Thing(plain, gathered((f"“{name}”", said) for name, said in parts))
    return Thing(title, gathered(parts))


def _parts(content: Mapping[str, Any], path: str) -> Iterator[tuple[str, Value]]:
    for name, one in content.items():
        place = f"{path}.{name}" if path else name
        if isinstance(one, Mapping) and one:
            yield from _parts(one, place)
        elif _is_list(one):
            for number, each in enumerate(one, 1):
                yield from _parts(each, f"{place} {number}")
        else:
            yield place, _value(one)


def _title(table: Mapping[str, Any]) -> Title | None:
    """Return what a table is called, None where it does not say."""
    for key in _NAMED_BY:
        said = table.get(key)
        if isinstance(said, Mapping):
            zh, en = str(said.get("zh") or ""), str(said.get("en") or "")
            return Title(zh or en, en or zh)
        if isinstance(said, str):
            return Title(said, str(table.get(f"{key}_en") or said))
    return None


def _word(name: str) -> Words:
    said = named(name)
    return Title(said, said) if isinstance(said, str) else said


def _value(one: Any) -> Value:
    """Return a value as it is written, so that 5 is not "5", and in words."""
    raw = json.dumps(one, default=str, ensure_ascii=False)
    if isinstance(one, bool):
        return Value(raw, text("diff-yes" if one else "diff-no"))
    told = one if isinstance(one, str) else raw
    if isinstance(one, list) and all(isinstance(each, str) for each in one):
        told = ", ".join(one)
    shown = Value(told).said
    return Value(raw, Title(str(shown), str(shown)))


def _is_list(one: Any) -> bool:
    """Tell whether it is a list of tables."""
    return isinstance(one, list) and bool(one) and isinstance(one[0], Mapping)


def _is_thing(one: Any) -> bool:
    return isinstance(one, Mapping) or _is_list(one)
