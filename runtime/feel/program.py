"""Compiled expressions and cells: made once from a text, evaluated often."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from runtime.feel.findings import Remark
from runtime.feel.frame import (
    OPERATION_FAULTS,
    Exhausted,
    Frame,
    current,
    enter,
    leave,
    payer,
    warn_of,
)
from runtime.feel.schema import declare
from runtime.feel.syntax import grammar
from runtime.feel.syntax.node import Node, weighed
from runtime.feel.syntax.parsing import NESTING, Parsing, Setting
from runtime.feel.syntax.scanner import SOURCE_LENGTH
from runtime.feel.syntax.unary_tests import Test, read_cell
from runtime.feel.syntax.variables import INPUT
from runtime.feel.types import Type
from runtime.feel.values import ANY, FeelValue

# How many texts are kept compiled, by their length: a long one takes megabytes.
_KEPT = ((128, 4_096), (1_024, 512), (SOURCE_LENGTH, 32))
_NO_NAMES: frozenset[str] = frozenset()
_NOTHING: frozenset[tuple[str, str]] = frozenset()
_NAMES_KEPT = 40
_Made = TypeVar("_Made")


class Program:
    """What is known of a compiled text.

    ``findings`` is what lint says, in order of place; ``names`` are the names it
    reads from the scope, ``ambient`` those it reads from the frame. ``setting`` is
    what it was compiled with.
    """

    __slots__ = ("ambient", "findings", "names", "setting", "text")

    def __init__(self, text: str, parsing: Parsing) -> None:
        self.text = text
        self.setting = parsing.setting
        self.findings: tuple[Remark, ...] = tuple(
            sorted(parsing.remarks, key=lambda each: (each.line, each.column))
        )
        self.names = frozenset(parsing.variables)
        self.ambient = frozenset(parsing.ambient)


class Expression(Program):
    """A compiled FEEL expression; ``type`` is what it gives, as far as known.

    ``run(scope, frame)`` is for callers inside an evaluation of their own, whose
    frame is entered; everybody else calls ``evaluate``.
    """

    __slots__ = ("_light", "run", "type")

    def __init__(self, text: str, parsing: Parsing, node: Node) -> None:
        super().__init__(text, parsing)
        self.type: Type = node.type
        self.run = weighed(node.run, len(text))
        self._light = node.light

    def evaluate(
        self, scope: Mapping[str, Any], frame: Frame | None = None
    ) -> FeelValue:
        """Return the value; where FEEL has none, null and a warning in the frame.

        Raises Exhausted when the budget of the frame is gone, nothing else.
        """
        if frame is None:
            frame = payer()
        if self._light or current() is frame:
            try:
                return self.run(scope, frame)
            except OPERATION_FAULTS as fault:
                _warn(fault, frame)
                return None
            except RecursionError as fault:
                raise Exhausted("feel-nested-too-deep") from fault
        before = enter(frame)
        try:
            return self.run(scope, frame)
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None
        except RecursionError as fault:
            raise Exhausted("feel-nested-too-deep") from fault
        finally:
            leave(before)


class Cell(Program):
    """A compiled table cell; ``takes_anything``: it is empty or ``-``.

    ``test(scope, value, frame)`` is for callers inside an evaluation of their own,
    whose frame is entered; everybody else calls ``matches``.
    """

    __slots__ = ("takes_anything", "test")

    def __init__(self, text: str, parsing: Parsing, test: Test | None) -> None:
        super().__init__(text, parsing)
        self.takes_anything = test is None
        self.test: Test = _weighed_test(test or _anything, len(text))

    def matches(
        self, scope: Mapping[str, Any], value: FeelValue, frame: Frame | None = None
    ) -> bool | None:
        """Return whether the cell takes ``value``, a FEEL value; None is unknown.

        Raises Exhausted when the budget of the frame is gone, nothing else.
        """
        if frame is None:
            frame = payer()
        before = enter(frame)
        try:
            return self.test(scope, value, frame)
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None
        except RecursionError as fault:
            raise Exhausted("feel-nested-too-deep") from fault
        finally:
            leave(before)


def compile_expression(
    text: str,
    schema: Mapping[str, Any] | None = None,
    ambient: frozenset[str] = _NO_NAMES,
    strict: bool = False,
    indexed: frozenset[str] = _NO_NAMES,
    kinds: Mapping[str, Type] | None = None,
) -> Expression:
    """Return the expression; raises FeelSyntaxError.

    A leading ``=`` is dropped. ``schema`` declares types (see ``declare``); with
    ``strict`` a name it does not declare is a finding. ``ambient`` names are read
    from the frame; of ``indexed`` names ``name["any text"]`` reads a field.
    ``kinds`` are the types of a decision model, by the names it gives them.
    Without kinds, and with a schema of a few names whose types are text or none,
    the answer is cached by the text and all names.
    """
    names = _NOTHING if schema is None else _spelled(schema)
    if kinds is None and names is not None:
        return _cached_expression(text, names, ambient, strict, indexed)
    setting = Setting(declare(schema), ambient, indexed, strict, kinds or {})
    return expression_in(text, setting)


def compile_cell(
    text: str,
    input_type: Any = ANY,
    schema: Mapping[str, Any] | None = None,
    ambient: frozenset[str] = _NO_NAMES,
    strict: bool = False,
    kinds: Mapping[str, Type] | None = None,
) -> Cell:
    """Return the table cell; raises FeelSyntaxError.

    ``input_type`` declares what the cell is compared with, as in a schema;
    ``kinds`` are types of a decision model. Without both and a schema the answer
    is cached.
    """
    if schema is None and kinds is None and isinstance(input_type, str):
        return _cached_cell(text, input_type, ambient, strict)
    types = declare({**(schema or {}), INPUT: input_type})
    return _cell(text, Setting(types, ambient, _NO_NAMES, strict, kinds or {}))


def _kept(make: Callable[..., _Made]) -> Callable[..., _Made]:
    """Return ``make`` with what it gave last for each length of text."""
    tiers = [(longest, lru_cache(maxsize=count)(make)) for longest, count in _KEPT]

    def kept(text: str, *rest: Hashable) -> _Made:
        for longest, tier in tiers:
            if len(text) <= longest:
                return tier(text, *rest)
        return make(text, *rest)

    return kept


@_kept
def _cached_expression(
    text: str,
    names: frozenset[tuple[str, str]],
    ambient: frozenset[str],
    strict: bool,
    indexed: frozenset[str],
) -> Expression:
    return expression_in(text, Setting(declare(dict(names)), ambient, indexed, strict))


def _spelled(schema: Mapping[str, Any]) -> frozenset[tuple[str, str]] | None:
    """Return names and types to keep a program by; None if there is too much to it."""
    if len(schema) > _NAMES_KEPT or {*map(type, schema.values())} - {str}:
        return None
    return frozenset(schema.items())


@_kept
def _cached_cell(
    text: str, input_type: str, ambient: frozenset[str], strict: bool
) -> Cell:
    types = declare({INPUT: input_type})
    return _cell(text, Setting(types, ambient, _NO_NAMES, strict))


def expression_in(text: str, setting: Setting) -> Expression:
    """Return the expression compiled in a setting; raises FeelSyntaxError."""
    parsing = Parsing(text, setting, grammar.expression)
    parsing.scanner.position = _after_leading_sign(text)
    node: Node = _whole(parsing, parsing.expression)
    return Expression(text, parsing, node)


def cell_in(text: str, input_type: Type, setting: Setting) -> Cell:
    """Return the cell compiled in a setting; raises FeelSyntaxError."""
    types = {**setting.schema, INPUT: input_type}
    return _cell(text, replace(setting, schema=types))


def _cell(text: str, setting: Setting) -> Cell:
    parsing = Parsing(text, setting, grammar.expression)
    kind = setting.schema[INPUT]
    test: Test | None = _whole(parsing, lambda: read_cell(parsing, kind))
    parsing.variables.discard(INPUT)
    return Cell(text, parsing, test)


def _whole(parsing: Parsing, read: Callable[[], Any]) -> Any:
    try:
        return parsing.whole(read)
    except RecursionError:
        parsing.scanner.fail("feel-too-deep", limit=NESTING)


def _after_leading_sign(text: str) -> int:
    """Some tools write ``=`` before every expression; ``==`` is a slip."""
    start = len(text) - len(text.lstrip())
    is_sign = text.startswith("=", start) and not text.startswith("==", start)
    return start + 1 if is_sign else 0


def _weighed_test(test: Test, length: int) -> Test:
    """Return a test that pays for its length, see ``weighed``."""

    def start(scope: Mapping[str, Any], frame: Frame) -> None:
        return None

    pay = weighed(start, length)
    if pay is start:
        return test

    def paying(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        pay(scope, frame)
        return test(scope, value, frame)

    return paying


def _anything(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool:
    return True


def _warn(fault: Exception, frame: Frame) -> None:
    """A fault no part took care of, such as a number of the data that is none."""
    before = enter(frame)
    try:
        warn_of(fault)
    finally:
        leave(before)
