"""Boxed expressions: every way DMN writes logic beside tables, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from runtime.dmn.build import Build, Formula, Logic, Place, Scope, nothing
from runtime.dmn.itemtypes import ItemTypes, coerced
from runtime.dmn.sequences import filtered, items_of
from runtime.dmn.table_reader import read_table
from runtime.dmn.xml import Element, children, find_child, find_text, local_name
from runtime.feel.calls import call
from runtime.feel.frame import Frame, tick
from runtime.feel.node import body
from runtime.feel.scope import Scope as Block
from runtime.feel.types import Type
from runtime.feel.values import FeelValue, Function

# Of a scope and frame: one block of names for each item, None for nothing to walk.
Steps: TypeAlias = Callable[[Scope, Frame], "Iterator[Block] | None"]


class Boxes:
    """Compiles the boxed expressions of one model."""

    def __init__(self, build: Build, types: ItemTypes) -> None:
        self._build = build
        self._types = types
        self._compilers: Mapping[str, Callable[[Element, Place], Logic]] = {
            "literalExpression": self._literal,
            "decisionTable": self._table,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self.function,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
        }

    def find(self, holder: Element | None) -> Element | None:
        """Return the boxed expression that ``holder`` holds, None if it has none."""
        return find_child(holder, *self._compilers)

    def formula(self, element: Element, place: Place) -> Formula:
        """Return the boxed expression with what messages say of it."""
        source = find_text(element)
        if local_name(element) == "literalExpression" and source and source.strip():
            return self._build.formula(source, place.within(element))
        return Formula(local_name(element), (), self.compile(element, place))

    def compile(self, element: Element, place: Place) -> Logic:
        """Return what runs the boxed expression ``element``."""
        return self._compilers[local_name(element)](element, place.within(element))

    def function(self, element: Element, place: Place) -> Logic:
        """Return what makes a function of a definition or an encapsulated logic."""
        kind = element.get("kind")
        if kind not in (None, "FEEL"):
            self._build.report(place, "dmn-external-function", kind=kind)
            return nothing
        logic = self._held(element, place)
        parameters = tuple(
            (each.get("name") or "", self._parameter_type(each, place))
            for each in children(element, "formalParameter")
        )
        return lambda scope, frame: Function(parameters, body(logic, scope), {})

    def _held(self, holder: Element | None, place: Place) -> Logic:
        found = self.find(holder)
        if found is None:
            self._build.report(place, "dmn-no-logic")
            return nothing
        return self.compile(found, place)

    def _parameter_type(self, parameter: Element, place: Place) -> Type | None:
        reference = parameter.get("typeRef")
        self._check_type(reference, place.within(parameter))
        return self._types.feel_type(reference) if reference else None

    def _check_type(self, reference: str | None, place: Place) -> None:
        if not self._types.knows(reference):
            self._build.report(place, "dmn-unknown-type", type=reference)

    def _literal(self, element: Element, place: Place) -> Logic:
        source = find_text(element)
        if source is None or not source.strip():
            self._build.report(place, "dmn-no-logic")
            return nothing
        return self._build.formula(source, place).run

    def _table(self, element: Element, place: Place) -> Logic:
        return read_table(element, place, self._build, self._types).run

    def _context(self, element: Element, place: Place) -> Logic:
        entries = [
            self._entry(each, place.within(each))
            for each in children(element, "contextEntry")
        ]

        def run(scope: Scope, frame: Frame) -> FeelValue:
            made: dict[str, FeelValue] = {}
            block = Block({}, scope)
            for name, logic in entries:
                value = logic(block, frame)
                if not name:
                    return value
                made[name] = block[name] = value
            return made

        return run

    def _entry(self, element: Element, place: Place) -> tuple[str, Logic]:
        logic = self._held(element, place)
        variable = find_child(element, "variable")
        if variable is None:
            return "", logic
        reference = variable.get("typeRef")
        self._check_type(reference, place)
        coercion = self._types.coercion(reference)
        return variable.get("name") or "", coerced(logic, coercion)

    def _list(self, element: Element, place: Place) -> Logic:
        items = self._all(element, place)
        return lambda scope, frame: [each(scope, frame) for each in items]

    def _relation(self, element: Element, place: Place) -> Logic:
        names = [each.get("name") or "" for each in children(element, "column")]
        rows = [self._all(each, place) for each in children(element, "row")]
        if any(len(row) != len(names) for row in rows):
            self._build.report(place, "dmn-relation-of-other-length", count=len(names))

        def run(scope: Scope, frame: Frame) -> FeelValue:
            return [
                {
                    name: each(scope, frame)
                    for name, each in zip(names, row, strict=False)
                }
                for row in rows
            ]

        return run

    def _all(self, element: Element, place: Place) -> list[Logic]:
        return [
            self.compile(each, place) for each in children(element, *self._compilers)
        ]

    def _invocation(self, element: Element, place: Place) -> Logic:
        callee = self._held(element, place)
        bindings = [
            self._binding(each, place.within(each))
            for each in children(element, "binding")
        ]
        names = tuple(name for name, _ in bindings)

        def run(scope: Scope, frame: Frame) -> FeelValue:
            values = [logic(scope, frame) for _, logic in bindings]
            return call(callee(scope, frame), values, names)

        return run

    def _binding(self, element: Element, place: Place) -> tuple[str, Logic]:
        parameter = find_child(element, "parameter")
        name = "" if parameter is None else parameter.get("name") or ""
        found = self.find(element)
        return name, nothing if found is None else self.compile(found, place)

    def _conditional(self, element: Element, place: Place) -> Logic:
        condition, chosen, otherwise = (
            self._held(find_child(element, name), place)
            for name in ("if", "then", "else")
        )

        def run(scope: Scope, frame: Frame) -> FeelValue:
            taken = chosen if condition(scope, frame) is True else otherwise
            return taken(scope, frame)

        return run

    def _filter(self, element: Element, place: Place) -> Logic:
        source = self._held(find_child(element, "in"), place)
        match = self._held(find_child(element, "match"), place)
        return lambda scope, frame: filtered(source(scope, frame), match, scope, frame)

    def _for(self, element: Element, place: Place) -> Logic:
        steps, answer = self._iteration(element, place, "return")

        def run(scope: Scope, frame: Frame) -> FeelValue:
            blocks = steps(scope, frame)
            if blocks is None:
                return None
            made: list[FeelValue] = []
            for block in blocks:
                tick(1 + len(made) // 8)
                block["partial"] = list(made)
                made.append(answer(block, frame))
            return made

        return run

    def _quantified(self, element: Element, place: Place) -> Logic:
        steps, answer = self._iteration(element, place, "satisfies")
        decisive = local_name(element) == "some"

        def run(scope: Scope, frame: Frame) -> FeelValue:
            blocks = steps(scope, frame)
            if blocks is None:
                return None
            known = True
            for block in blocks:
                tick()
                truth = answer(block, frame)
                if truth is decisive:
                    return decisive
                known = known and type(truth) is bool
            return not decisive if known else None

        return run

    def _iteration(
        self, element: Element, place: Place, answer: str
    ) -> tuple[Steps, Logic]:
        name = element.get("iteratorVariable") or ""
        if not name:
            self._build.report(place, "dmn-no-iterator-variable")
        source = self._held(find_child(element, "in"), place)

        def steps(scope: Scope, frame: Frame) -> Iterator[Block] | None:
            items = items_of(source(scope, frame), frame)
            if items is None:
                return None
            return (Block({name: each}, scope) for each in items)

        return steps, self._held(find_child(element, answer), place)
