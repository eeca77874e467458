"""What may follow a value: a field, a filter, a call, a test of its type."""

from __future__ import annotations

from runtime.feel.syntax.filters import bracketed
from runtime.feel.syntax.invocations import invocation
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import NAME, Parsing
from runtime.feel.syntax.type_syntax import instance_test
from runtime.feel.syntax.variables import field

_KINDS = {".": NAME, "[": "filter", "(": "call", "i": "instance"}


def suffixed(parsing: Parsing, owner: Node, begin: int) -> Node:
    """Read the fields, filters, calls and type tests that follow ``owner``.

    ``begin`` is where ``owner`` begins.
    """
    scanner = parsing.scanner
    for _ in parsing.links():
        sign = scanner.peek()
        position = scanner.position
        if sign == "." and not scanner.at(".."):
            scanner.position += 1
            owner = _field(parsing, owner, position)
        elif sign == "[" and parsing.at_filter():
            scanner.position += 1
            owner = bracketed(parsing, owner, position)
        elif sign == "(":
            scanner.position += 1
            owner = invocation(parsing, owner, position)
        elif sign == "i" and scanner.eat("instance"):
            owner = instance_test(parsing, owner, position)
        else:
            break
        owner = parsing.seen(owner, _KINDS[sign], begin)
    return owner


def _field(parsing: Parsing, owner: Node, position: int) -> Node:
    name = parsing.names.read()
    if name is None:
        parsing.scanner.fail("feel-expected-field")
    return field(parsing, owner, name, position + 1)
