"""What the rooms of the grammar share while one text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from runtime.feel.findings import FeelSyntaxError, Remark
from runtime.feel.syntax.names import NameReader
from runtime.feel.syntax.node import Node, weighed
from runtime.feel.syntax.scanner import Scanner
from runtime.feel.types import FunctionOf, Type
from runtime.feel.values import ANY, FUNCTION

NESTING = 60
# A text of the longest allowed length needs far less; going back needs a bound.
EFFORT = 20_000


# Terms of one sum, links of one path; longer chains would overflow the stack.
CHAIN = 200
NAME = "name"  # the kind of a part that reads a name or a path
# "[" behind the end of a range closes it when no expression can follow.
_CLOSING = re.compile(
    r"\[\s*(?:$|[)\],}=!<>+*/.]"
    r"|(?:and|or|in|between|then|else|return|satisfies|instance)\b)"
)


class Watcher(Protocol):
    """Sees each part of a text once it is read, and may put its own in its place.

    ``begin`` and ``end`` are where the part stands in the text.
    """

    def node(self, kind: str, node: Node, begin: int, end: int) -> Node:
        """Return what is to run for ``node``."""

    def test(self, test: Any, wanted: Any, begin: int, end: int) -> Any:
        """Return what is to run for a test of one value."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the caller says of the names an expression may use.

    ``ambient`` names are read from the frame; ``indexed`` names have fields whose
    names are no FEEL names, read as ``name["field"]``. ``strict``: a name that is
    not declared is a remark. ``thorough``: lint looks at everything it can know,
    which a text that is only to run need not pay for. ``spaced`` are the names of
    ``schema`` that are no single word, where many texts share one; None: not known.
    ``kinds`` are types that a decision model names.
    A ``watcher`` sees each part, which then is not quick.
    """

    schema: Mapping[str, Type] = field(default_factory=dict)
    ambient: frozenset[str] = frozenset()
    indexed: frozenset[str] = frozenset()
    strict: bool = False
    kinds: Mapping[str, Type] = field(default_factory=dict)
    thorough: bool = False
    spaced: frozenset[str] | None = None
    watcher: Watcher | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Names declared for a part of the text; ``open``: it may have more."""

    types: dict[str, Type]
    open: bool = False
    used: set[str] = field(default_factory=set)


class Parsing:
    """A text being read: its scanner, the names in scope, what was remarked."""

    def __init__(
        self, source: str, setting: Setting, expression: Callable[[Parsing, int], Node]
    ) -> None:
        self.scanner = Scanner(source)
        self.setting = setting
        schema, more = setting.schema, setting.ambient | setting.indexed
        if setting.spaced is not None:
            schema, more = {}, more | setting.spaced
        self.names = NameReader(self.scanner, schema, more)
        self.remarks: list[Remark] = []
        self.variables: set[str] = set()
        self.ambient: set[str] = set()
        self.blocks: list[Block] = []
        self.uses_input = False
        self._range_ends = 0
        self._expression = expression
        self._depth = 0
        self._effort = 0

    def expression(self, binding: int = 1) -> Node:
        """Read an expression whose operators bind at least as tight as ``binding``."""
        self._deepen()
        try:
            return self._expression(self, binding)
        finally:
            self._depth -= 1

    def seen(self, node: Node, kind: str, begin: int) -> Node:
        """Return the part that was read from ``begin`` to here, watched if need be."""
        watcher = self.setting.watcher
        if watcher is None:
            return node
        return watcher.node(kind, node, begin, self.scanner.position)

    def repeated(self, binding: int = 1) -> Node:
        """Read an expression that runs again and again: it pays by its length."""
        start = self.scanner.position
        node = self.expression(binding)
        run = weighed(node.run, self.scanner.position - start)
        return node if run is node.run else node._replace(run=run, raw=None)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level deeper; refuses a text that nests or goes back too much."""
        self._deepen()
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def range_end(self) -> Iterator[None]:
        """Read the end of a range inside, where ``[`` may close it: ``[1..10[``."""
        self._range_ends += 1
        try:
            yield
        finally:
            self._range_ends -= 1

    def at_filter(self) -> bool:
        """Return whether the ``[`` that comes next begins a filter."""
        return not (self._range_ends and self.scanner.sees(_CLOSING))

    def whole(self, read: Callable[[], Any]) -> Any:
        """Read the whole text with ``read``; what is left over is refused."""
        found = read()
        if self.scanner.peek():
            self.scanner.fail("feel-unexpected-text")
        return found

    def links(self) -> Iterator[None]:
        """Count the links of a chain; refuses one that is too long."""
        for _ in range(CHAIN):
            yield
        self.scanner.fail("feel-chain-too-long", limit=CHAIN)

    def some(self, read: Callable[[], Any]) -> list[Any]:
        """Read one or more, separated by commas."""
        found = [read()]
        while self.scanner.eat(","):
            found.append(read())
        return found

    def remark(
        self, code: str, position: int, /, level: str = "error", **facts: Any
    ) -> None:
        """Note what lint has to say about the text at ``position``."""
        line, column = self.scanner.place(position)
        self.remarks.append(Remark(code, facts, line, column, level))

    @contextmanager
    def block(self, types: dict[str, Type], more: bool = False) -> Iterator[Block]:
        """Declare names for the part of the text that is read inside."""
        block = Block(types, more)
        self.blocks.append(block)
        try:
            yield block
        finally:
            self.blocks.pop()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Forget all that was read and noted inside when the text does not fit."""
        kept = len(self.remarks), self.uses_input
        seen = set(self.variables), set(self.ambient)
        try:
            with self.scanner.rewinding():
                yield
        except FeelSyntaxError:
            del self.remarks[kept[0] :]
            self.uses_input = kept[1]
            self.variables, self.ambient = seen
            raise

    def declared(self, name: str) -> Type | None:
        """Return the type of a name of a block around here, None if it has none."""
        for block in reversed(self.blocks):
            if name in block.types:
                block.used.add(name)
                return block.types[name]
        return None

    def is_function(self, name: str) -> bool:
        """Return whether ``name`` is declared as something that may be called."""
        kind = self.declared(name) or self.setting.schema.get(name)
        return kind in (ANY, FUNCTION) or isinstance(kind, FunctionOf)

    def may_be_unknown(self) -> bool:
        """Return whether a name that nobody declared is worth a remark here."""
        return self.setting.strict and not any(each.open for each in self.blocks)

    def _deepen(self) -> None:
        self._effort += 1
        if self._depth >= NESTING or self._effort > EFFORT:
            self.scanner.fail("feel-too-deep", limit=NESTING)
        self._depth += 1
