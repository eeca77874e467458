"""Watching the parts of a text while they run, and keeping what each one gave.

A text is compiled once with a Watch; whoever runs it says which Recorder keeps the
steps, by thread. What nobody watches does not come by here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from runtime.feel.explaining.shortening import shortened
from runtime.feel.frame import Frame, Warning
from runtime.feel.syntax.node import Node, Run
from runtime.feel.syntax.parsing import NAME
from runtime.feel.syntax.scope import Scope
from runtime.feel.syntax.unary_tests import Test
from runtime.feel.values import FeelValue

STEPS_KEPT = 200
_PARTS_KEPT = 20  # of one step: the first and the last ones
_HALF = _PARTS_KEPT // 2

VARIABLE, LOCAL, AMBIENT = "variable", "local", "ambient"
CONSTANT, TEST = "constant", "test"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands, and what kind of part it is.

    ``kind`` is an operator (``<``, ``and``, ``in``), a word (``if``, ``some``), or
    "name", "constant", "call", "filter", "instance", "minus", "test".
    """

    kind: str
    text: str
    line: int
    column: int
    name: str = ""
    wanted: FeelValue = None

    @property
    def length(self) -> int:
        """How many characters the part has."""
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Step:
    """One part that was looked at; ``parts`` were looked at for it, in turn.

    ``value`` is shortened. A name has an ``origin``: "variable" of the scope, "local"
    to the expression, or "ambient". ``bound`` are names that were given to this step
    alone, such as the item of a list; ``left_out`` counts parts that are not kept.
    ``warning`` arose here.
    """

    place: Place
    value: FeelValue
    parts: tuple[Step, ...] = ()
    origin: str = ""
    bound: Mapping[str, FeelValue] | None = None
    warning: Warning | None = None
    left_out: int = 0

    @property
    def kind(self) -> str:
        """What kind of part it is."""
        return self.place.kind

    def walk(self) -> Iterator[Step]:
        """Walk this step and all below it, what was known first at the front."""
        for each in self.parts:
            yield from each.walk()
        yield self


def root_of(path: str) -> str:
    """Return the variable that a path begins with."""
    return path.partition(".")[0]


class Watch:
    """Puts a watched part in the place of each part of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def node(self, kind: str, node: Node, begin: int, end: int) -> Node:
        """Return a part that keeps a step each time it runs.

        It has no quick ``reading``: that would go past it.
        """
        kind = CONSTANT if node.constant else kind
        place = self._place(kind, begin, end, node.name)
        raw = None if node.raw is None else self._watched(place, node.raw)
        return Node(
            run=self._watched(place, node.run),
            type=node.type,
            position=node.position,
            light=node.light,
            constant=node.constant,
            value=node.value,
            name=node.name,
            raw=raw,
        )

    def test(self, test: Test, wanted: FeelValue, begin: int, end: int) -> Test:
        """Return a test that keeps a step each time it is asked."""
        place = replace(self._place(TEST, begin, end), wanted=wanted)

        def asked(
            scope: Mapping[str, Any], value: FeelValue, frame: Frame
        ) -> bool | None:
            recorder = _running.recorder
            if recorder is None:
                return test(scope, value, frame)
            truth: bool | None = recorder.step(
                place, scope, frame, lambda: test(scope, value, frame)
            )
            return truth

        return asked

    def _place(self, kind: str, begin: int, end: int, name: str = "") -> Place:
        written = self._text[begin:end]
        begin += len(written) - len(written.lstrip())
        line = self._text.count("\n", 0, begin) + 1
        column = begin - self._text.rfind("\n", 0, begin)
        return Place(kind, written.strip(), line, column, name)

    def _watched(self, place: Place, run: Run) -> Run:
        def watched(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
            recorder = _running.recorder
            if recorder is None:  # as what is constant is worked out
                return run(scope, frame)
            return recorder.step(place, scope, frame, lambda: run(scope, frame))

        return watched


class Recorder:
    """Keeps the steps of one evaluation, bounded in number and size."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self._outer = scope
        self._levels: list[_Level] = [_Level()]
        self._kept = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The outermost steps."""
        return tuple(self._levels[0].parts)

    def step(
        self,
        place: Place,
        scope: Mapping[str, Any],
        frame: Frame,
        run: Callable[[], FeelValue],
    ) -> FeelValue:
        """Run a part and keep what it gave."""
        above, mine = self._levels[-1], _Level(scope)
        self._levels.append(mine)
        warned = len(frame.warnings)
        is_done = False
        try:
            value = run()
            is_done = True
        finally:
            self._levels.pop()
            if not is_done:  # what was known before it failed is worth keeping
                above.parts += mine.parts[: _PARTS_KEPT - len(above.parts)]
        warning = frame.warnings[warned] if len(frame.warnings) > warned else None
        self._keep(above, self._made(place, value, mine, frame, warning))
        return value

    def _made(
        self,
        place: Place,
        value: FeelValue,
        mine: _Level,
        frame: Frame,
        warning: Warning | None,
    ) -> Step:
        parts = mine.parts
        if place.kind == NAME:  # of a path the whole is told, not the way to it
            parts = [each for each in parts if each.kind != NAME]
        if any(each.warning for each in parts):
            warning = None
        if self._kept > STEPS_KEPT:
            self._kept -= sum(_size(each) for each in parts)
            mine.left_out, parts = mine.left_out + len(parts), []
        has_root = place.name and not parts
        origin = self._origin(place, mine.scope, frame) if has_root else ""
        return Step(
            place,
            shortened(value),
            tuple(parts),
            origin,
            self._bound(mine.scope),
            warning,
            mine.left_out,
        )

    def _keep(self, above: _Level, step: Step) -> None:
        self._kept += 1
        above.parts.append(step)
        if len(above.parts) > _PARTS_KEPT:
            self._kept -= _size(above.parts.pop(_HALF))
            above.left_out += 1

    def _origin(self, place: Place, scope: Mapping[str, Any], frame: Frame) -> str:
        root = root_of(place.name)
        around = scope
        while isinstance(around, Scope) and around is not self._outer:
            if root in around:
                return LOCAL
            around = around.around
        return AMBIENT if root in frame.ambient and root not in around else VARIABLE

    def _bound(self, scope: Mapping[str, Any]) -> Mapping[str, FeelValue] | None:
        above = self._levels[-1].scope
        if above is None or scope is above or not isinstance(scope, Scope):
            return None
        return {name: shortened(each) for name, each in list(scope.items())[:_HALF]}


class _Level:
    """What is kept for the step that is running, and the names it sees."""

    __slots__ = ("left_out", "parts", "scope")

    def __init__(self, scope: Mapping[str, Any] | None = None) -> None:
        self.scope: Mapping[str, Any] = {} if scope is None else scope
        self.parts: list[Step] = []
        self.left_out = 0


class Listing:
    """Notes the paths of a text without changing how it runs."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def node(self, kind: str, node: Node, begin: int, end: int) -> Node:
        """Note a path."""
        if kind == NAME and node.name:
            self.paths.append(node.name)
        return node

    def test(self, test: Test, wanted: FeelValue, begin: int, end: int) -> Test:
        """Leave a test as it is."""
        return test


def _size(step: Step) -> int:
    return 1 + sum(_size(each) for each in step.parts)


class _Running(threading.local):
    """Per thread: who keeps the steps of what runs now."""

    def __init__(self) -> None:
        self.recorder: Recorder | None = None


_running = _Running()


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Let ``recorder`` keep the steps of what this thread runs inside the block."""
    before, _running.recorder = _running.recorder, recorder
    try:
        yield
    finally:
        _running.recorder = before
