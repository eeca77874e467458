"""Compiled expressions and cells: made once from a text, evaluated often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from runtime.feel import grammar
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
from runtime.feel.node import Node
from runtime.feel.parsing import NESTING, Parsing, Setting
from runtime.feel.schema import declare
from runtime.feel.types import Type
from runtime.feel.unary_tests import Test, read_cell
from runtime.feel.values import ANY, FeelValue
from runtime.feel.variables import INPUT

CACHED = 8_192
_NO_NAMES: frozenset[str] = frozenset()


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
        self.run = node.run
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
        self.test: Test = test or _anything

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
    Without schema and kinds the answer is cached.
    """
    if schema is None and kinds is None:
        return _cached_expression(text, ambient, strict, indexed)
    setting = Setting(declare(schema), ambient, indexed, strict, kinds or {})
    return compiled(text, setting)


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
    return compiled_cell(text, Setting(types, ambient, _NO_NAMES, strict, kinds or {}))


@lru_cache(maxsize=CACHED)
def _cached_expression(
    text: str, ambient: frozenset[str], strict: bool, indexed: frozenset[str]
) -> Expression:
    return compiled(text, Setting({}, ambient, indexed, strict))


@lru_cache(maxsize=CACHED)
def _cached_cell(
    text: str, input_type: str, ambient: frozenset[str], strict: bool
) -> Cell:
    types = declare({INPUT: input_type})
    return compiled_cell(text, Setting(types, ambient, _NO_NAMES, strict))


def compiled(text: str, setting: Setting) -> Expression:
    """Return the expression of ``text`` as ``setting`` wants it; nothing is cached."""
    parsing = Parsing(text, setting, grammar.expression)
    parsing.scanner.position = _after_leading_sign(text)
    node: Node = _whole(parsing, parsing.expression)
    return Expression(text, parsing, node)


def compiled_cell(text: str, setting: Setting) -> Cell:
    """Return the cell of ``text`` as ``setting`` wants it; nothing is cached."""
    parsing = Parsing(text, setting, grammar.expression)
    kind = setting.schema.get(INPUT, ANY)
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


def _anything(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool:
    return True


def _warn(fault: Exception, frame: Frame) -> None:
    """A fault no part took care of, such as a number of the data that is none."""
    before = enter(frame)
    try:
        warn_of(fault)
    finally:
        leave(before)
