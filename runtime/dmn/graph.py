"""The requirements graph: what has to be known before a decision (决策需求图)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from runtime.dmn.build import Formula, Scope
from runtime.dmn.failures import no_value
from runtime.dmn.itemtypes import Coercion
from runtime.dmn.tables.table import Table
from runtime.dmn.verdict import Verdict
from runtime.feel.conversion import from_data
from runtime.feel.frame import Frame
from runtime.feel.syntax.scope import Scope as Block
from runtime.feel.values import FeelValue
from runtime.kernel.texts import Title


class Kind(StrEnum):
    """What a box of the graph is, as the file writes it."""

    INPUT = "inputData"
    DECISION = "decision"
    KNOWLEDGE = "businessKnowledgeModel"
    SERVICE = "decisionService"


@dataclass(frozen=True, slots=True)
class Box:
    """One box: what it needs to know, and what makes its value.

    ``needs`` are ids. A ``free`` box sees the whole scope, because no data is drawn
    into it. Others know its value as ``name``; at top level it is ``output``. An
    imported box is reached by its ``route``, the names of the imports.
    """

    key: str
    kind: Kind
    name: str
    output: str
    needs: tuple[str, ...]
    free: bool
    formula: Formula
    table: Table | None
    coercion: Coercion | None
    title: Title
    route: tuple[str, ...] = ()

    def decide(self, scope: Scope, frame: Frame) -> Verdict:
        """Return the verdict of this decision alone, seeing ``scope``.

        Raises DecisionFailed when null comes of a mistake.
        """
        if frame.warnings:
            frame.clear()
        table = self.table
        if table is None:
            return self._decide_by_formula(scope, frame)
        value, rows, inputs = table.answer(scope, frame)
        if self.coercion is not None:
            value = self.fitted(value, scope, frame)
        outputs = table.outputs_of(value, self.output)
        return Verdict(outputs, rows, inputs, self.key, value)

    def taken(self, value: Any) -> FeelValue:
        """Return a value from outside as this box's type takes it, null if not."""
        return value if self.coercion is None else self.coercion(from_data(value))

    def _decide_by_formula(self, scope: Scope, frame: Frame) -> Verdict:
        value = self.fitted(self.formula.run(scope, frame), scope, frame)
        if value is None and frame.warnings:
            raise no_value(self.name, self.formula, scope, frame.warnings[0])
        return Verdict({self.output: value}, (), (), self.key, value)

    def fitted(self, value: FeelValue, scope: Scope, frame: Frame) -> FeelValue:
        """Return the value as this box's type takes it; DecisionFailed if not."""
        if self.coercion is None or value is None:
            return value
        fitted = self.coercion(value)
        if fitted is None:
            raise no_value(self.name, self.formula, scope, frame.warnings[-1])
        return fitted


# Solves one box: what it makes goes to what is known; the verdict of a decision.
Step: TypeAlias = Callable[[Scope, Frame, dict[str, FeelValue]], Verdict | None]
# What a box sees of the scope around all boxes, and of what is known so far.
Sight: TypeAlias = Callable[[Scope, Mapping[str, FeelValue]], Scope]
# Of each box drawn into one its id, and the names by which it is known there.
Drawn: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


def _step(box: Box, drawn: Drawn) -> Step:
    """Return what solves ``box``: all that can be told beforehand is told here."""
    if box.kind is Kind.INPUT:
        return _taking(box)
    return _deciding(box, drawn) if box.kind is Kind.DECISION else _making(box, drawn)


def _taking(box: Box) -> Step:
    way = (*(each for each in box.route if each), box.name)

    def take(scope: Scope, frame: Frame, known: dict[str, FeelValue]) -> None:
        if box.name in scope:
            known[box.key] = box.taken(scope[box.name])

    def take_imported(scope: Scope, frame: Frame, known: dict[str, FeelValue]) -> None:
        found: Any = scope
        for name in way:
            found = found.get(name, frame) if isinstance(found, Mapping) else frame
        if found is frame:  # not given under the import: perhaps for all of them
            take(scope, frame, known)
        else:
            known[box.key] = box.taken(found)

    return take if len(way) == 1 else take_imported


def _deciding(box: Box, drawn: Drawn) -> Step:
    key, sight, decide = box.key, _sight(box, drawn), box.decide

    def solve(scope: Scope, frame: Frame, known: dict[str, FeelValue]) -> Verdict:
        verdict = decide(sight(scope, known), frame)
        known[key] = verdict.value
        return verdict

    return solve


def _making(box: Box, drawn: Drawn) -> Step:
    sight = _sight(box, drawn)

    def make(scope: Scope, frame: Frame, known: dict[str, FeelValue]) -> None:
        seen = {**sight(scope, known)}
        made = known[box.key] = box.formula.run(seen, frame)
        if box.key in box.needs:  # a function may call itself where it is drawn so
            seen[box.name] = made

    return make


def _sight(box: Box, drawn: Drawn) -> Sight:
    far = tuple((key, names) for key, names in drawn if len(names) > 1)
    near = tuple((key, names[0]) for key, names in drawn if len(names) == 1)

    def drawn_alone(scope: Scope, known: Mapping[str, FeelValue]) -> Scope:
        seen = {}
        for key, name in near:
            if key in known:
                seen[name] = known[key]
        for key, names in far:
            if key in known:
                _put(seen, names, known[key])
        return seen

    def drawn_first(scope: Scope, known: Mapping[str, FeelValue]) -> Scope:
        seen = drawn_alone(scope, known)
        return Block(seen, scope) if seen else scope

    return drawn_first if box.free else drawn_alone


def _put(seen: dict[str, Any], names: tuple[str, ...], value: FeelValue) -> None:
    """Put a value of an imported model where its name says: ``lib.rate``."""
    *imports, last = names
    for each in imports:
        seen = seen.setdefault(each, {})
    seen[last] = value


class Graph:
    """All boxes of a model by id, and in which sequence they are solved."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.boxes = {each.key: each for each in boxes}
        self._plans: dict[str, tuple[tuple[str, Step], ...]] = {}

    def plan(self, key: str) -> tuple[tuple[str, Step], ...]:
        """Return ids and steps of all that ``key`` needs, in turn, and its own."""
        found = self._plans.get(key)
        if found is None:
            steps = [(box.key, _step(box, self._drawn(box))) for box in self._plan(key)]
            found = self._plans[key] = tuple(steps)
        return found

    def solve(
        self,
        keys: Iterable[str],
        scope: Scope,
        frame: Frame,
        known: dict[str, FeelValue],
    ) -> list[Verdict]:
        """Fill ``known`` for all of ``keys``; return the verdicts as they were made.

        What is known already is taken as it is.
        """
        verdicts = []
        for key in keys:
            plan = self.plan(key)
            frame.spend(len(plan))
            for mine, step in plan:
                if mine in known:
                    continue
                verdict = step(scope, frame, known)
                if verdict is not None:
                    verdicts.append(verdict)
        return verdicts

    def circles(self) -> list[str]:
        """List the ids of boxes that stand on a circle, or between two of them."""
        needs = {
            key: set(box.needs) - ({key} if box.kind is Kind.KNOWLEDGE else set())
            for key, box in self.boxes.items()
        }
        needed: dict[str, set[str]] = {key: set() for key in self.boxes}
        for key, targets in needs.items():
            for target in targets:
                needed[target].add(key)
        left = _without_ends(needs, needed)
        left &= _without_ends(needed, needs)
        return [key for key in self.boxes if key in left]

    def _drawn(self, box: Box) -> Drawn:
        def names(other: Box) -> tuple[str, ...]:
            imports = other.route[len(box.route) :]
            return (*(each for each in imports if each), other.name)

        return tuple((key, names(self.boxes[key])) for key in box.needs)

    def _plan(self, key: str) -> tuple[Box, ...]:
        """Plan without recursion: a chain may be as long as the file allows."""
        planned: dict[str, Box] = {}
        open_: set[str] = set()
        stack = [key]
        while stack:
            top = stack[-1]
            missing = [
                need
                for need in self.boxes[top].needs
                if need not in planned and need not in open_
            ]
            open_.add(top)
            if missing:
                stack.extend(missing)
            else:
                planned.setdefault(top, self.boxes[top])
                stack.pop()
        return tuple(planned.values())


def _without_ends(
    forth: Mapping[str, set[str]], back: Mapping[str, set[str]]
) -> set[str]:
    """Return the boxes from which the way forth never ends."""
    open_ways = {key: len(targets) for key, targets in forth.items()}
    ended = [key for key, count in open_ways.items() if not count]
    left = set(forth)
    while ended:
        key = ended.pop()
        left.discard(key)
        for before in back[key]:
            open_ways[before] -= 1
            if not open_ways[before]:
                ended.append(before)
    return left
