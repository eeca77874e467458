"""Numbers, texts and ``@"…"`` as an expression writes them."""

from __future__ import annotations

import re

from runtime.feel.frame import FeelError, number
from runtime.feel.syntax.node import Node, constant
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.scanner import NUMBER, STRING
from runtime.feel.temporal import parse_literal
from runtime.feel.values import NULL

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_WORDS = {"true": True, "false": False, "null": None}
_FIRST_LETTERS = frozenset(word[0] for word in _WORDS)
NUMERIC = frozenset("0123456789.")


def literal(parsing: Parsing, sign: str) -> Node | None:
    """Read a literal if one stands here; ``sign`` is the first of what comes."""
    if sign == '"':
        return _text(parsing)
    if sign == "@":
        return _temporal(parsing)
    if sign in NUMERIC:
        return _number(parsing)
    return _word(parsing) if sign in _FIRST_LETTERS else None


def unescape(written: str) -> str:
    r"""Return the text that ``written`` means: ``\n``, ``\"``, ``\u4e2d`` …"""
    if "\\" not in written:
        return written
    plain = _ESCAPE.sub(_unescaped, written)
    # two \u escapes may be the halves of one character
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    if not digits:
        return _ESCAPED.get(escape[3], "\\" + escape[3])
    point = int(digits, 16)
    return chr(point) if point <= 0x10FFFF else "\ufffd"


def _text(parsing: Parsing) -> Node:
    position = parsing.scanner.position
    found = parsing.scanner.take(STRING)
    if found is None:
        parsing.scanner.fail("feel-unclosed-text", position)
    return constant(unescape(found[1]), position)


def _temporal(parsing: Parsing) -> Node:
    position = parsing.scanner.position
    parsing.scanner.position += 1
    found = parsing.scanner.take(STRING)
    if found is None:
        parsing.scanner.fail("feel-expected-temporal", position)
    written = unescape(found[1])
    try:
        return constant(parse_literal(written), position)
    except (FeelError, ArithmeticError, ValueError):
        parsing.remark("feel-bad-temporal", position, literal=written)
        return constant(None, position, NULL)


def _number(parsing: Parsing) -> Node | None:
    found = parsing.scanner.take(NUMBER)
    if found is None:
        return None
    try:
        return constant(number(found[0]), found.start())
    except FeelError as fault:
        parsing.scanner.fail(fault.code, found.start(), **fault.facts)


def _word(parsing: Parsing) -> Node | None:
    scanner = parsing.scanner
    for word, value in _WORDS.items():
        if scanner.at(word):
            position = scanner.position
            scanner.position += len(word)
            return constant(value, position)
    return None
