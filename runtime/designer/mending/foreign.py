"""Expressions of other dialects (JavaScript, JUEL, PHP) in FEEL, as far as they agree.

Read sign by sign: what is not in the list of signs is not understood, and nothing is
guessed. Nothing is ever evaluated here.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<data>\$data\[\s*(?:'(?P<one>[A-Za-z_]\w*)'|"(?P<two>[A-Za-z_]\w*)")\s*\])
  | (?P<asked>execution\.getVariable\(\s*
      (?:'(?P<three>[A-Za-z_]\w*)'|"(?P<four>[A-Za-z_]\w*)")\s*\))
  | (?P<path>\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<text>'[^'"\\]*'|"[^'"\\]*")
  | (?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!+\-*/()])
    """,
    re.VERBOSE,
)
_AS_FEEL = {"===": "=", "==": "=", "!==": "!=", "&&": "and", "||": "or"}
_BEFORE = re.compile(r"^\$?(?:this\.)?(?:environment\.)?(?:variables\.)?")
_WRAPPED = re.compile(r"^[$#]\{(?P<inner>[^{}]*)\}$")
_GIVEN = re.compile(r"^return\s+(?P<inner>[^;]*);?$")
_COMPARED = re.compile(
    r"""^var(?:iables)?:(?P<how>[A-Za-z]+)\(\s*(?P<name>[A-Za-z_]\w*)\s*,\s*
    (?P<value>'[^'"\\]*'|"[^'"\\]*"|\d+(?:\.\d+)?|true|false)\s*\)$""",
    re.VERBOSE,
)
# functions of Flowable that compare a variable with a value
_COMPARES = {
    **dict.fromkeys(("equals", "eq"), "=="),
    **dict.fromkeys(("notEquals", "ne"), "!="),
    **dict.fromkeys(("lowerThan", "lessThan", "lt"), "<"),
    **dict.fromkeys(("lowerThanOrEquals", "lessThanOrEquals", "lte"), "<="),
    **dict.fromkeys(("greaterThan", "gt"), ">"),
    **dict.fromkeys(("greaterThanOrEquals", "gte"), ">="),
}
_CALLED = re.compile(r"^next\(\s*null\s*,(?P<inner>.*)\)\s*;?$", re.DOTALL)
_RETURNED = re.compile(r"^return\s*\[(?P<inner>.*)\]\s*;?$", re.DOTALL)
_ENTRY = re.compile(
    r"""^\s*['"](?P<name>[A-Za-z_]\w*)['"]\s*=>(?P<value>.*)$""", re.DOTALL
)
_SET = re.compile(
    r"^(?:this\.)?(?:environment\.)?variables\.(?P<name>[A-Za-z_]\w*)\s*"
    r"(?P<how>\+\+|\+=|-=|=)(?P<value>.*)$",
    re.DOTALL,
)
_KEPT = re.compile(
    r"""^execution\.setVariable\(\s*['"](?P<name>[A-Za-z_]\w*)['"]\s*,(?P<value>.*)\)$""",
    re.DOTALL,
)
_ON = re.compile(r"^next\(\s*\)$")
_WORDS = frozenset({"true", "false", "null"})
_LONGEST = 500


def expression(written: str) -> str | None:
    """Return an expression in FEEL, None when it is not understood."""
    if len(written) > _LONGEST:
        return None
    for wrapping in (_WRAPPED, _CALLED, _GIVEN):
        found = wrapping.match(written)
        if found is not None:
            written = found["inner"].strip()
    said = _COMPARED.match(written)
    if said is not None and said["how"] in _COMPARES:
        written = f"{said['name']} {_COMPARES[said['how']]} {said['value']}"
    written = written.strip().removesuffix(";")
    if not written:
        return None
    signs = _read(written)
    return None if signs is None else _negated([_feel(one) for one in signs])


def _read(written: str) -> list[re.Match[str]] | None:
    """Return the signs of an expression; None for a sign or a call unknown here."""
    signs: list[re.Match[str]] = []
    place = 0
    was_value = False
    while place < len(written):
        sign = _SIGNS.match(written, place)
        if sign is None:
            return None
        place = sign.end()
        if sign["blank"] is not None:
            continue
        is_value = sign["sign"] is None
        if was_value and (is_value or sign.group() == "("):
            return None
        was_value = is_value or sign.group() == ")"
        signs.append(sign)
    return signs


def script(written: str) -> str | None:
    """Return a script in FEEL, a context; None when it is not understood."""
    returned = _RETURNED.match(written)
    if returned is not None:
        return _context([_entry(one) for one in returned["inner"].split(",")])
    steps = [one.strip() for one in re.split(r"[;\n]", written)]
    return _context([_step(one) for one in steps if one and not _ON.match(one)])


def _context(entries: list[tuple[str, str] | None]) -> str | None:
    names = [one[0] for one in entries if one is not None]
    if len(names) != len(entries) or len(set(names)) != len(names):
        return None
    inside = ", ".join(f"{one[0]}: {one[1]}" for one in entries if one is not None)
    return f"{{ {inside} }}" if inside else "{}"


def _entry(written: str) -> tuple[str, str] | None:
    found = _ENTRY.match(written)
    value = None if found is None else expression(found["value"])
    return None if found is None or value is None else (found["name"], value)


def _step(written: str) -> tuple[str, str] | None:
    """Return name and value of a step that sets a name."""
    kept = _KEPT.match(written)
    if kept is not None:
        value = expression(kept["value"])
        return None if value is None else (kept["name"], value)
    found = _SET.match(written)
    if found is None:
        return None
    name, how, value = found["name"], found["how"], found["value"]
    if how == "++":
        return None if value.strip() else (name, f"{name} + 1")
    said = expression(value)
    if said is None:
        return None
    return name, said if how == "=" else f"{name} {how[0]} ({said})"


def _feel(sign: re.Match[str]) -> str:
    written = sign.group()
    if sign["data"] is not None:
        return sign["one"] or sign["two"]
    if sign["asked"] is not None:
        return sign["three"] or sign["four"]
    if sign["path"] is not None:
        return written if written in _WORDS else _BEFORE.sub("", written)
    if sign["text"] is not None:
        return f'"{written[1:-1]}"'
    return _AS_FEEL.get(written, written)


def _negated(signs: list[str]) -> str | None:
    """Join the signs; `!` stands before one name or one pair of brackets."""
    said: list[str] = []
    place = 0
    while place < len(signs):
        if signs[place] != "!":
            said.append(signs[place])
            place += 1
            continue
        end = _operand(signs, place + 1)
        if end is None:
            return None
        inner = _negated(signs[place + 1 : end])
        if inner is None:
            return None
        said.append(f"not({inner})")
        place = end
    return " ".join(said)


def _operand(signs: list[str], begin: int) -> int | None:
    """Return where what begins there ends: one sign, or a pair of brackets."""
    if begin >= len(signs):
        return None
    if signs[begin] != "(":
        return begin + 1 if signs[begin] != "!" else _operand(signs, begin + 1)
    depth = 0
    for place in range(begin, len(signs)):
        depth += (signs[place] == "(") - (signs[place] == ")")
        if not depth:
            return place + 1
    return None
