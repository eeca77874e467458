"""The grammar: operators by how tight they bind, then what they work on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from runtime.feel.syntax.brackets import bracket, context
from runtime.feel.syntax.calculations import calculation, negation
from runtime.feel.syntax.comprehensions import collection, quantified
from runtime.feel.syntax.invocations import definition
from runtime.feel.syntax.literals import NUMERIC, literal
from runtime.feel.syntax.logic import choice, junction
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import NAME, Parsing
from runtime.feel.syntax.relations import relation
from runtime.feel.syntax.suffixes import suffixed
from runtime.feel.syntax.unary_tests import ADDITIVE, membership
from runtime.feel.syntax.variables import variable

_BINDING = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), 3),
    "+": ADDITIVE,
    "-": ADDITIVE,
    "*": 5,
    "/": 5,
    "**": 6,
}
_RELATION_BINDING = 3
_OPERATOR = re.compile(r"\*\*|<=|>=|!=|[=<>*/+-]|(?:or|and|between|in)\b")
_FUNCTION = re.compile(r"function\s*\(")
_OPENINGS = frozenset("([]")


def expression(parsing: Parsing, binding: int) -> Node:
    """Read an expression whose operators bind at least as tight as ``binding``."""
    begin = parsing.scanner.position
    left = _signed(parsing)
    for _ in parsing.links():
        position = parsing.scanner.position
        operator = parsing.scanner.take_sign(_OPERATOR)
        if operator is None:
            return left
        if _BINDING[operator[0]] < binding:
            parsing.scanner.position = position
            return left
        left = _operation(parsing, operator[0], left, operator.start())
        left = parsing.seen(left, operator[0], begin)
    return left


def _operation(parsing: Parsing, sign: str, left: Node, position: int) -> Node:
    if sign == "between":
        return _between(parsing, left, position)
    if sign == "in":
        return membership(parsing, left, position)
    right = parsing.expression(_BINDING[sign] + 1)
    if sign in ("and", "or"):
        return junction(parsing, sign, left, right, position)
    if _BINDING[sign] == _RELATION_BINDING:
        return relation(parsing, sign, left, right, position)
    return calculation(parsing, sign, left, right, position)


def _between(parsing: Parsing, value: Node, position: int) -> Node:
    low = parsing.expression(ADDITIVE)
    parsing.scanner.need("and", "feel-expected-and")
    high = parsing.expression(ADDITIVE)
    above = relation(parsing, ">=", value, low, position)
    below = relation(parsing, "<=", value, high, position)
    return junction(parsing, "and", above, below, position)


def _signed(parsing: Parsing) -> Node:
    sign = parsing.scanner.peek()
    position = parsing.scanner.position
    if sign != "-":
        return suffixed(parsing, _primary(parsing, sign), position)
    parsing.scanner.position += 1
    with parsing.nested():
        sign = parsing.scanner.peek()
        number = literal(parsing, sign) if sign in NUMERIC else None
        if number is not None:  # the minus is part of it: -2 instance of number
            negative = negation(parsing, number, position)
            seen = parsing.seen(negative, "constant", position)
            return suffixed(parsing, seen, position)
        negated = negation(parsing, _signed(parsing), position)
    return parsing.seen(negated, "minus", position)


def _primary(parsing: Parsing, sign: str) -> Node:
    begin = parsing.scanner.position
    found = literal(parsing, sign)
    if found is not None:
        return parsing.seen(found, "constant", begin)
    if sign in _OPENINGS:
        return bracket(parsing, sign)
    if sign == "{":
        return context(parsing)
    found = _worded(parsing) if sign in _FIRST_LETTERS else None
    return found or _named(parsing)


def _worded(parsing: Parsing) -> Node | None:
    """Read what a keyword begins, if one stands here."""
    scanner = parsing.scanner
    for word, read in _WORDED.items():
        if scanner.at(word) and (word != "function" or scanner.sees(_FUNCTION)):
            position = scanner.position
            scanner.position += len(word)
            return parsing.seen(read(parsing, position), word, position)
    return None


def _named(parsing: Parsing) -> Node:
    parsing.scanner.skip()
    position = parsing.scanner.position
    name = parsing.names.read()
    if name is None:
        parsing.scanner.fail("feel-expected-value")
    return parsing.seen(variable(parsing, name, position), NAME, position)


_WORDED: Mapping[str, Callable[[Parsing, int], Node]] = {
    "if": choice,
    "for": collection,
    "some": lambda parsing, position: quantified(parsing, position, True),
    "every": lambda parsing, position: quantified(parsing, position, False),
    "function": definition,
}
_FIRST_LETTERS = frozenset(word[0] for word in _WORDED)
