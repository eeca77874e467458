"""Lint as a question of its own: everything that can be said of a text before it runs.

Compiling remarks on what is cheap to see. A review looks at all of it: what a
condition can be, what a place wants to get, what a text without names always gives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.feel.findings import FeelSyntaxError, Remark
from runtime.feel.frame import Exhausted, Frame
from runtime.feel.program import Expression, cell_in, expression_in
from runtime.feel.schema import declare
from runtime.feel.syntax.names import spaced_names
from runtime.feel.syntax.parsing import Setting
from runtime.feel.types import Type, bare, spell
from runtime.feel.values import ANY, BOOLEAN, NULL
from runtime.kernel.texts import Text

_STEPS = 20_000
_CLOCKS = ("now(", "today(")
_ANYTHING = frozenset({ANY, NULL})


@dataclass(frozen=True, slots=True)
class Review:
    """What lint says of a text, in order of place, and the type that it gives.

    ``refused``: the text is no FEEL, and the one remark says why.
    """

    remarks: tuple[Remark, ...]
    type: Type = ANY
    names: frozenset[str] = frozenset()
    refused: bool = False


def lint(
    text: str,
    schema: Mapping[str, Any] | None = None,
    *,
    ambient: Collection[str] = (),
    wanted: Collection[str] = (),
) -> tuple[Remark, ...]:
    """Return everything to be said of an expression, what keeps it from running too.

    ``schema`` declares the names (see ``declare``); with one, any other name is a
    fault. ``wanted`` are the types its place can use; none: all of them. A remark
    is plain data by ``as_data(language)``.
    """
    setting = setting_of(schema, ambient)
    return review(text, setting, wanted).remarks


def setting_of(
    schema: Mapping[str, Any] | None, ambient: Collection[str] = ()
) -> Setting:
    """Return the setting of a thorough look; see ``lint``."""
    strict = schema is not None
    known = declare(schema)
    setting = Setting(known, frozenset(ambient), strict=strict, thorough=True)
    return replace(setting, spaced=spaced_names(known))


def review(text: str, setting: Setting, wanted: Collection[str] = ()) -> Review:
    """Return what is to be said of an expression in a thorough ``setting``."""
    try:
        expression = expression_in(text, setting)
    except FeelSyntaxError as fault:
        return Review((fault.remark,), refused=True)
    found = list(expression.findings)
    if not any(each.level == "error" for each in found):
        found += _of_value(expression, wanted)
        found += _of_type(expression, wanted)
    return Review(tuple(found), expression.type, expression.names)


def review_cell(text: str, input_type: Type, setting: Setting) -> Review:
    """Return what is to be said of a table cell that tests this type."""
    try:
        cell = cell_in(text, input_type, setting)
    except FeelSyntaxError as fault:
        return Review((fault.remark,), refused=True)
    return Review(cell.findings, BOOLEAN, cell.names)


def _of_type(expression: Expression, wanted: Collection[str]) -> list[Remark]:
    """Remark on an expression that gives what its place cannot use."""
    kind = spell(bare(expression.type)).partition("<")[0]
    if not wanted or kind in _ANYTHING or kind in wanted:
        return []
    facts = {"found": spell(expression.type), "wanted": " / ".join(wanted)}
    return [Remark("feel-place-wants", facts, 1, 1)]


def _of_value(expression: Expression, wanted: Collection[str]) -> list[Remark]:
    """Remark on a text that reads nothing and yet never has a value, or always one."""
    text = "".join(expression.text.split())
    if expression.names or expression.ambient or any(each in text for each in _CLOCKS):
        return []
    frame = Frame(budget=_STEPS)
    try:
        value = expression.evaluate({}, frame)
    except Exhausted:
        return []
    if value is None and frame.warnings:
        warning = frame.warnings[0]
        facts = {"reason": Text(warning.code, warning.facts)}
        return [Remark("feel-always-null", facts, 1, 1)]
    if type(value) is bool and BOOLEAN in wanted:
        code = "feel-constant-true" if value else "feel-constant-false"
        return [Remark(code, {}, 1, 1, "warning")]
    return []
