"""A condition as a choice of boxes: which values of which names it takes (条件).

Read are comparisons of a name or path with constants, joined by ``and``, ``or`` and
``not``. Whatever else a condition holds may be true or not: nobody can tell from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runtime.dmn.tables.constants import Constant, read_constant

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<sign>\.\.|<=|>=|!=|[<>=()\[\],@-])
    )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "between"})
_VALUES = frozenset({"true", "false", "null"})
_WRITERS = frozenset({"date", "time", "duration"})  # they write a constant
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
MOST = 64  # boxes of a condition, and how deep its brackets go


@dataclass(frozen=True, slots=True)
class Box:
    """Values that a condition takes: of each path all that its constants take.

    ``sure``: with these it is true; else something more is asked, too.
    """

    cells: tuple[tuple[str, Constant], ...] = ()
    sure: bool = True


Boxes = tuple[Box, ...]
ANYTHING: Boxes = (Box(sure=False),)  # true or not, nobody can tell


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


class _TooMuch(Exception):
    """The condition is too long to be taken apart."""


def boxes_of(condition: str) -> Boxes:
    """Return the boxes of a condition; it is true in one of them."""
    tokens = _tokens(condition.strip().removeprefix("="))
    if tokens is None:
        return ANYTHING
    try:
        return _either(tokens, negated=False, depth=0)
    except _TooMuch:
        return ANYTHING


def _tokens(written: str) -> list[_Token] | None:
    """Return the tokens of a condition, None for what is not read here."""
    found: list[_Token] = []
    place = 0
    while written[place:].strip():
        match = _TOKEN.match(written, place)
        if match is None or len(found) > MOST * MOST:
            return None
        found.append(_Token(match.lastgroup or "", match[match.lastgroup or 0]))
        place = match.end()
    return found or None


def _either(tokens: Sequence[_Token], *, negated: bool, depth: int) -> Boxes:
    if depth > MOST:
        raise _TooMuch
    parts = _split(tokens, "or")
    if parts is None:
        return ANYTHING
    found = [_all(part, negated=negated, depth=depth) for part in parts]
    return _product(found) if negated else _sum(found)


def _all(tokens: Sequence[_Token], *, negated: bool, depth: int) -> Boxes:
    parts = _split(tokens, "and")
    if parts is None:
        return ANYTHING
    found = [_one(part, negated=negated, depth=depth) for part in parts]
    return _sum(found) if negated else _product(found)


def _one(tokens: Sequence[_Token], *, negated: bool, depth: int) -> Boxes:
    if _is_enclosed(tokens):
        return _either(tokens[1:-1], negated=negated, depth=depth + 1)
    if tokens and tokens[0].text == "not" and _is_enclosed(tokens[1:]):
        return _either(tokens[2:-1], negated=not negated, depth=depth + 1)
    cell = _comparison(tokens, negated=negated)
    return ANYTHING if cell is None else (Box((cell,)),)


def _comparison(
    tokens: Sequence[_Token], *, negated: bool
) -> tuple[str, Constant] | None:
    """Return path and constant of a comparison."""
    if not tokens:
        return None
    if _is_path(tokens[0]):
        return _cell(tokens[0].text, _tested(tokens[1:], negated=negated))
    if len(tokens) > 2 and _is_path(tokens[-1]) and tokens[-2].text in _TURNED:
        sign = _Token("sign", _TURNED[tokens[-2].text])
        turned = [sign, *tokens[:-2]]
        return _cell(tokens[-1].text, _tested(turned, negated=negated))
    return None


def _tested(tokens: Sequence[_Token], *, negated: bool) -> str | None:
    """Return what a comparison asks of its path, as a table cell writes it."""
    if not tokens:
        return "false" if negated else "true"
    sign, rest = tokens[0].text, tokens[1:]
    if sign in _OPPOSITE:
        return _signed(_OPPOSITE[sign] if negated else sign, _written(rest))
    if negated or not rest:
        return None
    if sign == "between":
        ends = _split_at(rest, "and")
        return f"[{_written(ends[0])}..{_written(ends[1])}]" if len(ends) == 2 else None
    if sign != "in":
        return None
    is_list = _is_enclosed(rest) and all(one.text != ".." for one in rest)
    return _written(rest[1:-1] if is_list else rest)


def _signed(sign: str, written: str) -> str | None:
    if sign == "=":
        return written
    return f"not({written})" if sign == "!=" else f"{sign} {written}"


def _cell(path: str, tested: str | None) -> tuple[str, Constant] | None:
    constant = None if tested is None else read_constant(tested)
    return None if constant is None else (path, constant)


def _written(tokens: Sequence[_Token]) -> str:
    """Return tokens as a constant is written; any name in them makes it none."""
    named = any(_is_path(one) and one.text not in _WRITERS for one in tokens)
    return "?" if named else " ".join(one.text for one in tokens).replace("@ ", "@")


def _is_path(token: _Token) -> bool:
    return token.kind == "word" and token.text not in _KEYWORDS | _VALUES


def _is_enclosed(tokens: Sequence[_Token]) -> bool:
    """Return whether one pair of brackets holds all of it."""
    depth = 0
    for place, one in enumerate(tokens):
        depth += (one.text in "([") - (one.text in ")]")
        if depth == 0:
            return place == len(tokens) - 1 and tokens[0].text == "("
    return False


def _split(tokens: Sequence[_Token], word: str) -> list[list[_Token]] | None:
    """Split at a word outside of brackets; None where brackets do not fit."""
    parts: list[list[_Token]] = [[]]
    depth, waits = 0, False  # for the `and` of a `between`
    for one in tokens:
        depth += (one.text in "([") - (one.text in ")]")
        if depth < 0:
            return None
        waits |= not depth and one.text == "between"
        if one.text == word and not depth and one.kind == "word":
            if not (waits and word == "and"):
                parts.append([])
                continue
            waits = False
        parts[-1].append(one)
    return parts


def _split_at(tokens: Sequence[_Token], word: str) -> list[list[_Token]]:
    return _split(tokens, word) or []


def _sum(found: Sequence[Boxes]) -> Boxes:
    return _few(tuple(box for boxes in found for box in boxes))


def _product(found: Sequence[Boxes]) -> Boxes:
    made: Boxes = (Box(),)
    for boxes in found:
        made = _few(
            tuple(
                Box((*one.cells, *other.cells), one.sure and other.sure)
                for one in made
                for other in boxes
            )
        )
    return made


def _few(boxes: Boxes) -> Boxes:
    if len(boxes) > MOST:
        raise _TooMuch
    return boxes
