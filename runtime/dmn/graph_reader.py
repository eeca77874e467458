"""From the boxes of a drawn model to compiled ones, naming every fault on the way."""

from __future__ import annotations

from typing import Final

from runtime.dmn.boxed import Boxes
from runtime.dmn.build import Build, Formula, Logic, Place, broken, nothing
from runtime.dmn.graph import Box, Graph, Kind
from runtime.dmn.itemtypes import Coercion, ItemTypes
from runtime.dmn.service import Service
from runtime.dmn.table import Table
from runtime.dmn.table_reader import read_table
from runtime.dmn.xml import Element, children, find_child, local_name, title_of
from runtime.feel.types import Type
from runtime.kernel.texts import text

_REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")


def read_graph(
    root: Element, build: Build, types: ItemTypes
) -> tuple[Graph, list[Service]]:
    """Compile all boxes; faults become findings of ``build``."""
    return _GraphReader(root, build, types).read()


class _GraphReader:
    def __init__(self, root: Element, build: Build, types: ItemTypes) -> None:
        self._build = build
        self._types = types
        self._boxed = Boxes(build, types)
        self._drawn = children(root, *Kind)
        self._names = {_key(each): each.get("name") or "" for each in self._drawn}
        self._services: list[Service] = []

    def read(self) -> tuple[Graph, list[Service]]:
        """Return the graph and its services; call once."""
        graph = Graph([self._box(each) for each in self._drawn])
        for each in self._services:
            each.graph = graph
        for key in graph.circles():
            owner = next(each for each in self._drawn if _key(each) == key)
            self._build.report(_place(owner), "dmn-circle")
        return graph, self._services

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
        free = kind is Kind.DECISION and not children(element, _REQUIREMENTS[0])
        self._build.visible = None if free else self._visible(element)
        table = self._table(element, place)
        formula = self._formula(element, kind, table, place)
        needs = self._needs(element, place)
        return Box(
            key=_key(element),
            kind=kind,
            name=name,
            output=_name(variable) or _key(element),
            needs=needs,
            free=free,
            formula=formula,
            table=table,
            coercion=self._coercion(kind, reference),
            title=title_of(element),
        )

    def _visible(self, element: Element) -> frozenset[str] | None:
        """Return the names drawn into a decision whose logic names nothing itself."""
        if find_child(element, "decisionTable", "literalExpression") is None:
            return None
        drawn = (
            (each.get("href") or "").rpartition("#")[2]
            for requirement in children(element, *_REQUIREMENTS)
            for each in requirement
        )
        return frozenset(self._names[key] for key in drawn if key in self._names)

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
            return Formula("", (), broken)
        return self._boxed.formula(found, place)

    def _knowledge(self, element: Element, place: Place) -> Logic:
        found = find_child(element, "encapsulatedLogic")
        if found is None:
            self._build.report(place, "dmn-no-logic")
            return broken
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
        if target in self._names:
            return [target]
        self._build.report(place, "dmn-unknown-requirement", found=href)
        return []

    def _service(self, element: Element, place: Place) -> Service:
        def targets(name: str) -> tuple[str, ...]:
            return tuple(
                key
                for each in children(element, name)
                for key in self._target(each, place.within(each))
            )

        inputs = targets("inputData") + targets("inputDecision")
        kinds = (self._type_of(each) for each in inputs)
        taken = tuple(zip(inputs, kinds, strict=True))
        service = Service(_key(element), taken, targets("outputDecision"))
        self._services.append(service)
        return service

    def _type_of(self, key: str) -> Type | None:
        element = next(each for each in self._drawn if _key(each) == key)
        variable = find_child(element, "variable")
        reference = None if variable is None else variable.get("typeRef")
        return self._types.feel_type(reference) if reference else None


def _key(element: Element) -> str:
    return element.get("id") or element.get("name") or ""


def _name(variable: Element | None) -> str:
    return "" if variable is None else variable.get("name") or ""


def _place(element: Element) -> Place:
    owner = element.get("name") or element.get("id") or ""
    return Place(owner, element, text("dmn-in-decision", decision=owner))
