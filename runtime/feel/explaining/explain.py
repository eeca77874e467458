"""Evaluating with an explanation: which parts were looked at, what each one was.

The text is compiled once more with a watch, so that what runs every day stays as
quick as it is. Evaluating changes nothing and is paid by a frame, like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from runtime.feel.builtins import BUILTINS
from runtime.feel.conversion import from_data
from runtime.feel.explaining.watching import (
    Listing,
    Recorder,
    Step,
    Watch,
    recording,
    root_of,
)
from runtime.feel.frame import Exhausted, Frame, Warning
from runtime.feel.program import Cell, Expression, cell_in, expression_in
from runtime.feel.syntax.parsing import Setting
from runtime.feel.values import ANY, FeelValue

CACHED, CELLS_CACHED = 256, 2_048  # people try many texts, each with names of its own


@dataclass(frozen=True, slots=True)
class Explained:
    """A value with the steps that led to it.

    ``stopped`` says why there is no value when the budget was spent. ``steps`` are
    the outermost ones: one, unless the whole is a list, a context or a constant.
    """

    text: str
    value: FeelValue
    warnings: tuple[Warning, ...]
    steps: tuple[Step, ...]
    stopped: Exhausted | None = None

    def walk(self) -> Iterator[Step]:
        """Walk all steps, what was known first at the front."""
        for each in self.steps:
            yield from each.walk()


def explain(
    source: str | Expression,
    scope: Mapping[str, Any],
    frame: Frame | None = None,
    setting: Setting | None = None,
) -> Explained:
    """Evaluate an expression and keep how its value came about.

    ``setting`` says of a text what its names are; an Expression knows that itself.
    Raises FeelSyntaxError for a text that is no FEEL.
    """
    text, setting = _read(source, setting)
    program = _watched(text, _Names(setting))
    return _explained(text, scope, frame, lambda paid: program.evaluate(scope, paid))


def explain_cell(
    source: str | Cell,
    value: FeelValue,
    scope: Mapping[str, Any],
    frame: Frame | None = None,
    setting: Setting | None = None,
) -> Explained:
    """Ask a table cell whether it takes ``value`` and keep why; see ``explain``."""
    text, setting = _read(source, setting)
    cell = _watched_cell(text, _Names(setting))
    asked = from_data(value)

    def matches(paid: Frame) -> bool | None:
        return cell.matches(scope, asked, paid)

    return _explained(text, scope, frame, matches)


def readings(source: str | Expression, setting: Setting | None = None) -> list[str]:
    """List the paths (``facts.amount``) an expression reads, in the text's sequence.

    A path that only leads to a longer one is left out.
    """
    text, setting = _read(source, setting)
    listing = Listing()
    program = expression_in(text, replace(setting, watcher=listing))
    known = (program.names - BUILTINS.keys()) | program.ambient
    found = [each for each in listing.paths if root_of(each) in known]
    return [
        each
        for each in dict.fromkeys(found)
        if not any(other.startswith(f"{each}.") for other in found)
    ]


class _Names:
    """What a text may name, as the key of a cache."""

    __slots__ = ("_hash", "setting")

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._hash = hash((setting.ambient, setting.indexed, len(setting.schema)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Names) and self.setting == other.setting


@lru_cache(maxsize=CACHED)
def _watched(text: str, names: _Names) -> Expression:
    return expression_in(text, replace(names.setting, watcher=Watch(text)))


@lru_cache(maxsize=CELLS_CACHED)
def _watched_cell(text: str, names: _Names) -> Cell:
    return cell_in(text, ANY, replace(names.setting, watcher=Watch(text)))


def _read(
    source: str | Expression | Cell, setting: Setting | None
) -> tuple[str, Setting]:
    if isinstance(source, str):
        return source, setting or Setting()
    return source.text, setting or source.setting


def _explained(
    text: str,
    scope: Mapping[str, Any],
    frame: Frame | None,
    evaluate: Callable[[Frame], FeelValue],
) -> Explained:
    recorder = Recorder(scope)
    paid = Frame() if frame is None else frame
    warned = len(paid.warnings)
    value, stopped = None, None
    try:
        with recording(recorder):
            value = evaluate(paid)
    except Exhausted as fault:
        stopped = fault
    warnings = tuple(paid.warnings[warned:])
    return Explained(text, value, warnings, recorder.steps, stopped)
