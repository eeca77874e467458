"""From the boxes of a drawn model to compiled ones, naming every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from runtime.dmn.boxed import Boxes
from runtime.dmn.build import Formula, Logic, Place, nothing
from runtime.dmn.graph import Box, Graph, Kind
from runtime.dmn.imports import Unit
from runtime.dmn.itemtypes import Coercion
from runtime.dmn.service import Service
from runtime.dmn.tables.reader import read_table
from runtime.dmn.tables.table import Table
from runtime.dmn.xml import (
    Element,
    children,
    find_child,
    local_name,
    name_of,
    title_of,
)
from runtime.feel.types import Type
from runtime.kernel.texts import text

_REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")


def read_graph(whole: Unit) -> tuple[Graph, list[Service]]:
    """Compile all boxes of a model and of what it imports; faults become findings."""
    drawings = {id(unit): Drawing(unit) for unit in whole.walk()}
    readers = [_GraphReader(unit, drawings) for unit in whole.walk()]
    graph = Graph([box for each in readers for box in each.boxes()])
    services = [each for reader in readers for each in reader.services]
    for each in services:
        each.graph = graph
    for key in graph.circles():
        for reader in readers:
            reader.refuse_circle(key)
    return graph, services


class Drawing:
    """What is drawn in one file, by the ids that are unique in the whole model."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.elements = {
            unit.prefix + _key(each): each for each in children(unit.root, *Kind)
        }

    def feel_type(self, key: str) -> Type | None:
        """Return the type of what is drawn there, None if it names none."""
        variable = find_child(self.elements[key], "variable")
        reference = None if variable is None else variable.get("typeRef")
        return self.unit.types.feel_type(reference) if reference else None


class _GraphReader:
    """Reads the boxes of one file; ``drawings`` are those of all files."""

    def __init__(self, unit: Unit, drawings: Mapping[int, Drawing]) -> None:
        self._unit = unit
        self._build = unit.build
        self._types = unit.types
        self._boxed = Boxes(unit.build, unit.types)
        self._drawings = drawings
        self._own = drawings[id(unit)]
        self.services: list[Service] = []

    def boxes(self) -> list[Box]:
        """Return the compiled boxes; call once."""
        return [self._box(each) for each in self._own.elements.values()]

    def refuse_circle(self, key: str) -> None:
        """Report a box that needs itself, if it is drawn in this file."""
        if key in self._own.elements:
            self._build.report(_place(self._own.elements[key]), "dmn-circle")

    def _box(self, element: Element) -> Box:
        place = _place(element)
        kind = Kind(local_name(element))
        variable = find_child(element, "variable")
        reference = None if variable is None else variable.get("typeRef")
        if not self._types.knows(reference):
            self._build.report(place, "dmn-unknown-type", type=reference)
        name = name_of(element)
        if not name:
            self._build.report(place, "dmn-box-without-name")
        free = kind is Kind.DECISION and not children(element, _REQUIREMENTS[0])
        self._build.visible = None if free else self._visible(element)
        table = self._table(element, place)
        formula = self._formula(element, kind, table, place)
        needs = self._needs(element, place)
        return Box(
            key=self._unit.prefix + _key(element),
            kind=kind,
            name=name,
            output=name_of(variable) or _key(element),
            needs=needs,
            free=free,
            formula=formula,
            table=table,
            coercion=self._coercion(kind, reference),
            title=title_of(element),
            route=self._unit.route,
        )

    def _visible(self, element: Element) -> frozenset[str] | None:
        """Return the names drawn into a decision whose logic names nothing itself."""
        if find_child(element, "decisionTable", "literalExpression") is None:
            return None
        drawn = [
            key
            for requirement in children(element, *_REQUIREMENTS)
            for each in requirement
            for key in self._found(each.get("href") or "")
        ]
        return frozenset(self._name_here(key) for key in drawn)

    def _name_here(self, key: str) -> str:
        """Return the name by which an expression begins to speak of a box."""
        drawing = self._drawing(key)
        way = (*drawing.unit.route, name_of(drawing.elements[key]))
        named = (each for each in way[len(self._unit.route) :] if each)
        return next(named, "")

    def _drawing(self, key: str) -> Drawing:
        return next(each for each in self._drawings.values() if key in each.elements)

    def _coercion(self, kind: Kind, reference: str | None) -> Coercion | None:
        if kind is Kind.KNOWLEDGE:
            return None
        if kind is Kind.SERVICE:
            return self._types.result_coercion(reference)
        return self._types.coercion(reference)

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
        variable = find_child(element, "variable")
        result = None if variable is None else variable.get("typeRef")
        return self._boxed.function(found, place.within(found), result)

    def _needs(self, element: Element, place: Place) -> tuple[str, ...]:
        needs = []
        for requirement in children(element, *_REQUIREMENTS):
            for each in requirement:
                if local_name(each).startswith("required"):
                    needs.extend(self._target(each, place.within(requirement)))
        return tuple(needs)

    def _target(self, reference: Element, place: Place) -> list[str]:
        href = reference.get("href") or ""
        found = self._found(href)
        if not found:
            self._build.report(place, "dmn-unknown-requirement", found=href)
        return found

    def _found(self, href: str) -> list[str]:
        """Return the ids of what ``href`` means: drawn here, or in an import."""
        namespace, _, target = href.rpartition("#")
        if namespace and namespace != self._unit.namespace:
            found = [
                key
                for each in self._unit.named(namespace)
                if (key := each.prefix + target) in self._drawings[id(each)].elements
            ]
            if found:
                return found
        own = self._unit.prefix + target
        return [own] if own in self._own.elements else []

    def _service(self, element: Element, place: Place) -> Service:
        def targets(name: str) -> tuple[str, ...]:
            return tuple(
                key
                for each in children(element, name)
                for key in self._target(each, place.within(each))
            )

        inputs = targets("inputData") + targets("inputDecision")
        kinds = (self._drawing(each).feel_type(each) for each in inputs)
        taken = tuple(zip(inputs, kinds, strict=True))
        key = self._unit.prefix + _key(element)
        service = Service(key, taken, targets("outputDecision"))
        self.services.append(service)
        return service


def _key(element: Element) -> str:
    return element.get("id") or element.get("name") or ""


def _place(element: Element) -> Place:
    owner = element.get("name") or element.get("id") or ""
    return Place(owner, element, text("dmn-in-decision", decision=owner))
