"""Decision services: a part of the graph that is asked as a whole (决策服务)."""

from __future__ import annotations

from typing import TypeAlias

from runtime.dmn.build import Scope
from runtime.dmn.graph import Graph
from runtime.dmn.verdict import Verdict
from runtime.feel.frame import Frame, current
from runtime.feel.types import Type
from runtime.feel.values import FeelValue, Function
from runtime.kernel.errors import DecisionFailed

# Ids of what goes in, with the type that a call checks (None: any).
Inputs: TypeAlias = tuple[tuple[str, "Type | None"], ...]


class Service:
    """Knows what goes in and what comes out; the graph is joined when it is read."""

    def __init__(self, key: str, inputs: Inputs, outputs: tuple[str, ...]) -> None:
        self.key = key
        self._inputs = inputs
        self._outputs = outputs
        self.graph = Graph(())

    def offer(self, _scope: Scope, _frame: Frame) -> FeelValue:
        """Return the service as a function value, for the expressions around it."""
        boxes = self.graph.boxes
        parameters = tuple((boxes[key].name, kind) for key, kind in self._inputs)
        return Function(parameters, self._call, {})

    def decide(self, scope: Scope, frame: Frame) -> Verdict:
        """Return what the outputs are when the inputs are those of ``scope``.

        One output is the value itself, several are a context of them. Raises
        DecisionFailed when an input is missing.
        """
        box = self.graph.boxes[self.key]
        value, parts = self._solve(scope, frame)
        value = box.fitted(value, scope, frame)
        return Verdict({box.output: value}, (), (), self.key, value, tuple(parts))

    def _solve(self, scope: Scope, frame: Frame) -> tuple[FeelValue, list[Verdict]]:
        """Return the value of the outputs, and the verdicts it stands on."""
        boxes = self.graph.boxes
        box = boxes[self.key]
        missing = [each for each, _ in self._inputs if boxes[each].name not in scope]
        if missing:
            names = ", ".join(boxes[each].name for each in missing)
            raise DecisionFailed("dmn-input-missing", decision=box.name, names=names)
        known = {
            each: boxes[each].taken(scope[boxes[each].name]) for each, _ in self._inputs
        }
        parts = self.graph.solve(self._outputs, {}, frame, known)
        if len(self._outputs) == 1:
            return known[self._outputs[0]], parts
        return {boxes[each].name: known[each] for each in self._outputs}, parts

    def _call(self, arguments: Scope) -> FeelValue:
        """Return the value as a function does: null, if it does not fit its type."""
        value, _ = self._solve(arguments, current())
        return self.graph.boxes[self.key].taken(value)
