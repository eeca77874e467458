"""A file of cases as people keep it: a case more, another name, one less (用例文件).

What is not changed stays as it was written, sign by sign: comments, sequence, layout.
After every change the file is read anew, and all other cases must say what they said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import tomlkit

from runtime.designer.case_file import merged, read_cases
from runtime.designer.simulating.toml_text import toml_key, toml_text
from runtime.kernel.errors import Conflict, Invalid, Misconfigured, NotFound

MOST_CASES = 500
_HEAD = re.compile(r"\s*\[\[\s*case\s*\]\]")
_NEW = "# 用例 / cases: spillway test\n"
_SEQUENCE = (
    *("name", "now", "order", "parameters", "checks", "stock", "variables", "steps"),
    *("waits_at", "ends_at", "stage", "passes", "avoids", "gives"),
)
EXPECTED = ("waits_at", "ends_at", "stage", "passes", "avoids", "gives")


def raw_cases(body: bytes) -> list[dict[str, Any]]:
    """Return the cases as they are written; raises Misconfigured for a wrong file."""
    if not body.strip():
        return []
    read_cases(body)
    return list(_content(body)["case"])


def whole(body: bytes, index: int) -> dict[str, Any]:
    """Return one case with what the file says for all of them; raises NotFound."""
    raw, shared = _one(body, index), _content(body).get("defaults", {})
    given = {
        name: merged(shared[name], raw.get(name, {}))
        if isinstance(shared[name], Mapping)
        else raw.get(name, shared[name])
        for name in shared
    }
    return {**raw, **given}


def added(body: bytes, case: Mapping[str, Any]) -> bytes:
    """Return the file with one case more at its end; raises Invalid, Misconfigured.

    What the file says for all cases is not said again.
    """
    before = raw_cases(body)
    if len(before) >= MOST_CASES:
        raise Invalid("case-too-many", most=MOST_CASES)
    shared = _content(body).get("defaults", {}) if before else {}
    written = _written(_without(case, shared))
    text = body.decode() if body.strip() else _NEW
    made = f"{text.rstrip()}\n\n{written}".encode()
    return _checked(made, before, len(before))


def renamed(body: bytes, index: int, name: Mapping[str, str]) -> bytes:
    """Return the file with another name of a case; raises NotFound, Misconfigured."""
    return _changed(body, index, {"name": dict(name)})


def expecting(body: bytes, index: int, expected: Mapping[str, Any]) -> bytes:
    """Return the file with other expectations of a case.

    They are all it expects from then on. Raises NotFound, Misconfigured for what is
    no expectation, such as none of where it waits or ends.
    """
    gone = dict.fromkeys(EXPECTED)
    return _changed(body, index, {**gone, **expected})


def without(body: bytes, index: int) -> bytes:
    """Return the file without a case; raises NotFound, Conflict for the last one."""
    before = raw_cases(body)
    _one(body, index)
    if len(before) == 1:
        raise Conflict("case-is-last")
    lines, spans = _lines(body, len(before))
    first, last = spans[index]
    while last < len(lines) and not lines[last].strip():
        last += 1
    made = "".join(lines[:first] + lines[last:]).encode()
    if raw_cases(made) != before[:index] + before[index + 1 :]:
        raise Conflict("case-file-by-hand")
    return made


def _changed(body: bytes, index: int, values: Mapping[str, Any]) -> bytes:
    before = raw_cases(body)
    _one(body, index)
    lines, spans = _lines(body, len(before))
    first, last = spans[index]
    block = tomlkit.parse("".join(lines[first:last]))
    table: Any = block["case"][0]
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = tomlkit.value(toml_text(value))
    dumped = tomlkit.dumps(block).rstrip("\n") + "\n"
    made = "".join([*lines[:first], dumped, *lines[last:]]).encode()
    return _checked(made, before, index)


def _checked(made: bytes, before: Sequence[Any], index: int) -> bytes:
    """Return a file of which only the case at ``index`` may have changed."""
    after = raw_cases(made)
    others = after[:index] + after[index + 1 :]
    if others != [*before[:index], *before[index + 1 :]]:
        raise Conflict("case-file-by-hand")
    return made


def _one(body: bytes, index: int) -> dict[str, Any]:
    cases = raw_cases(body)
    if not 0 <= index < len(cases):
        raise NotFound("case-unknown", number=index + 1, count=len(cases))
    return cases[index]


def _lines(body: bytes, count: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the lines of a file, and from where to where each case stands.

    Comments and empty lines before a case belong to it and not to the one before.
    Raises Conflict for a file that writes its cases some other way.
    """
    lines = body.decode().splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    if len(heads) != count:
        raise Conflict("case-file-by-hand")
    spans = []
    for first, following in zip(heads, [*heads[1:], len(lines)], strict=True):
        last = following
        while last > first + 1 and _is_beside(lines[last - 1]):
            last -= 1
        spans.append((first, last))
    return lines, spans


def _is_beside(line: str) -> bool:
    bare = line.strip()
    return not bare or bare.startswith("#")


def _content(body: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(body.decode(), parse_float=Decimal)
    except ValueError:
        raise Misconfigured(
            "case-file-refused", (), file="cases.toml", count=1
        ) from None


def _without(case: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case without what is said for all of them."""
    found: dict[str, Any] = {}
    for key, value in case.items():
        known = shared.get(key)
        if not isinstance(value, Mapping) or not isinstance(known, Mapping):
            found[key] = value
        elif left := _differing(value, known):
            found[key] = left
    return found


def _differing(value: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, one in value.items():
        if isinstance(one, Mapping) and isinstance(known.get(key), Mapping):
            inner = _differing(one, known[key])
            if inner:
                found[key] = inner
        elif key not in known or known[key] != one:
            found[key] = one
    return found


def _written(case: Mapping[str, Any]) -> str:
    lines = [
        f"{toml_key(key)} = {toml_text(case[key])}\n"
        for key in sorted(case, key=_place)
        if case[key] not in ({}, [], None)
    ]
    return "[[case]]\n" + "".join(lines)


def _place(key: str) -> int:
    return _SEQUENCE.index(key) if key in _SEQUENCE else len(_SEQUENCE)
