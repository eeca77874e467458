"""From the boxes of a drawn model to compiled ones, naming every fault on the way."""

from __future__ import annotations

from typing import Final

from runtime.dmn.boxed import Boxes
from runtime.dmn.build import Build, Formula, Logic, Place, Scope, nothing
from runtime.dmn.graph import Box, Graph, Kind
from runtime.dmn.itemtypes import Coercion, ItemTypes
from runtime.dmn.table import Table
from runtime.dmn.table_reader import read_table
from runtime.dmn.xml import Element, children, find_child, local_name
from runtime.feel.frame import Frame, current
from runtime.feel.values import FeelValue, Function
from runtime.kernel.texts import text

_REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")


def read_graph(root: Element, build: Build, types: ItemTypes) -> Graph:
    """Compile all boxes; faults become findings of ``build``."""
    return _GraphReader(root, build, types).read()


class _GraphReader:
    def __init__(self, root: Element, build: Build, types: ItemTypes) -> None:
        self._build = build
        self._types = types
        self._boxed = Boxes(build, types)
        self._drawn = children(root, *Kind)
        self._keys = {_key(each) for each in self._drawn}
        self._services: list[_Service] = []

    def read(self) -> Graph:
        """Return the graph; call once."""
        graph = Graph([self._box(each) for each in self._drawn])
        for each in self._services:
            each.graph = graph
        for key in graph.circles():
            owner = next(each for each in self._drawn if _key(each) == key)
            self._build.report(_place(owner), "dmn-circle")
        return graph

    def _box(self, element: Element) -> Box:
        place = _place(element)
        kind = Kind(local_name(element))
        variable = find_child(element, "variable")
        reference = None if variable is None else variable.get("typeRef")
        if not self._types.knows(reference):
            self._build.report(place, "dmn-unknown-type", type=reference)
        name = element.get("name") or ""
        if not name:
            self._build.report(place, "dmn-box-without-name")
        table = self._table(element, place)
        return Box(
            key=_key(element),
            kind=kind,
            name=name,
            output=_name(variable) or _key(element),
            needs=self._needs(element, place),
            free=kind is Kind.DECISION and not children(element, _REQUIREMENTS[0]),
            formula=self._formula(element, kind, table, place),
            table=table,
            coercion=self._coercion(kind, reference),
        )

    def _coercion(self, kind: Kind, reference: str | None) -> Coercion | None:
        if kind in (Kind.DECISION, Kind.INPUT):
            return self._types.coercion(reference)
        return None

    def _table(self, element: Element, place: Place) -> Table | None:
        found = find_child(element, "decisionTable")
        if found is None:
            return None
        return read_table(found, place, self._build, self._types)

    def _formula(
        self, element: Element, kind: Kind, table: Table | None, place: Place
    ) -> Formula:
        if kind is Kind.SERVICE:
            return Formula(kind, (), self._service(element, place).offer)
        if kind is Kind.KNOWLEDGE:
            return Formula(kind, (), self._knowledge(element, place))
        if table is not None:
            return Formula("decisionTable", (), table.run)
        if kind is Kind.INPUT:
            return Formula(kind, (), nothing)
        found = self._boxed.find(element)
        if found is None:
            self._build.report(place, "dmn-no-logic")
            return Formula("", (), nothing)
        return self._boxed.formula(found, place)

    def _knowledge(self, element: Element, place: Place) -> Logic:
        found = find_child(element, "encapsulatedLogic")
        if found is None:
            self._build.report(place, "dmn-no-logic")
            return nothing
        return self._boxed.function(found, place.within(found))

    def _needs(self, element: Element, place: Place) -> tuple[str, ...]:
        needs = []
        for requirement in children(element, *_REQUIREMENTS):
            for each in requirement:
                if local_name(each).startswith("required"):
                    needs.extend(self._target(each, place.within(requirement)))
        return tuple(needs)

    def _target(self, reference: Element, place: Place) -> list[str]:
        href = reference.get("href") or ""
        target = href.rpartition("#")[2]
        if target in self._keys:
            return [target]
        self._build.report(place, "dmn-unknown-requirement", found=href)
        return []

    def _service(self, element: Element, place: Place) -> _Service:
        def targets(name: str) -> tuple[str, ...]:
            return tuple(
                key
                for each in children(element, name)
                for key in self._target(each, place.within(each))
            )

        inputs = targets("inputDecision") + targets("inputData")
        service = _Service(inputs, targets("outputDecision"))
        self._services.append(service)
        return service


class _Service:
    """A decision service: a part of the graph that can be called like a function."""

    def __init__(self, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> None:
        self._inputs = inputs
        self._outputs = outputs
        self.graph = Graph(())

    def offer(self, _scope: Scope, _frame: Frame) -> FeelValue:
        """Return the service as a function value."""
        boxes = self.graph.boxes
        names = tuple((boxes[each].name, None) for each in self._inputs)
        return Function(names, self._serve, {})

    def _serve(self, arguments: Scope) -> FeelValue:
        boxes = self.graph.boxes
        known = {
            key: boxes[key].taken(arguments[boxes[key].name]) for key in self._inputs
        }
        self.graph.solve(self._outputs, {}, current(), known)
        if len(self._outputs) == 1:
            return known[self._outputs[0]]
        return {boxes[each].name: known[each] for each in self._outputs}


def _key(element: Element) -> str:
    return element.get("id") or element.get("name") or ""


def _name(variable: Element | None) -> str:
    return "" if variable is None else variable.get("name") or ""


def _place(element: Element) -> Place:
    owner = element.get("name") or element.get("id") or ""
    return Place(owner, element, text("dmn-in-decision", decision=owner))
