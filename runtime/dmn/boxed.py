"""Boxed expressions: every way DMN writes logic beside tables, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias

from runtime.dmn.build import Build, Formula, Logic, Place, Scope, broken, nothing
from runtime.dmn.itemtypes import Coercion, ItemTypes, coerced
from runtime.dmn.sequences import filtered, items_of
from runtime.dmn.tables.reader import read_table
from runtime.dmn.xml import (
    Element,
    children,
    find_child,
    find_text,
    local_name,
    name_of,
)
from runtime.feel.calls import call
from runtime.feel.frame import Frame, tick
from runtime.feel.syntax.node import body
from runtime.feel.syntax.scope import Scope as Block
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
        if local_name(element) != "literalExpression" or not (source or "").strip():
            return Formula(local_name(element), (), self.compile(element, place))
        formula = self._build.formula(source or "", place.within(element))
        run = coerced(formula.run, self._coercion(element, place))
        return replace(formula, run=run)

    def compile(self, element: Element, place: Place) -> Logic:
        """Return what runs the boxed expression ``element``."""
        compiler = self._compilers[local_name(element)]
        logic = compiler(element, place.within(element))
        return coerced(logic, self._coercion(element, place))

    def function(
        self, element: Element, place: Place, result: str | None = None
    ) -> Logic:
        """Return what makes a function of a definition or an encapsulated logic.

        ``result`` is the type of what it gives, or of itself, where it names none.
        """
        kind = element.get("kind")
        if kind not in (None, "FEEL"):
            self._build.report(place, "dmn-external-function", kind=kind)
            return broken
        drawn = children(element, "formalParameter")
        logic = self._taking(self._held(element, place), drawn)
        logic = coerced(
            logic, self._types.result_coercion(element.get("typeRef") or result)
        )
        parameters = tuple(
            (name_of(each), self._parameter_type(each, place)) for each in drawn
        )
        return lambda scope, frame: Function(parameters, body(logic, scope), {})

    def _taking(self, logic: Logic, parameters: list[Element]) -> Logic:
        """Return ``logic`` that is null when an argument breaks a constraint."""
        checked = [
            (name_of(each), coercion)
            for each in parameters
            if (coercion := self._types.coercion(each.get("typeRef"))) is not None
            and self._types.constrains(each.get("typeRef"))
        ]

        def run(scope: Scope, frame: Frame) -> FeelValue:
            for name, coercion in checked:
                if scope[name] is not None and coercion(scope[name]) is None:
                    return None
            return logic(scope, frame)

        return run if checked else logic

    def _held(self, holder: Element | None, place: Place) -> Logic:
        """Return what runs the one expression inside; null where there is none."""
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

    def _coercion_of(self, typed: Element, place: Place) -> Coercion | None:
        """Return what makes a value fit the ``typeRef`` of a column or parameter."""
        self._check_type(typed.get("typeRef"), place.within(typed))
        return self._types.coercion(typed.get("typeRef"))

    def _coercion(self, element: Element, place: Place) -> Coercion | None:
        reference = element.get("typeRef")
        self._check_type(reference, place.within(element))
        if local_name(element) == "functionDefinition":
            return None  # the function itself makes its results fit
        return self._types.coercion(reference)

    def _entry(self, element: Element, place: Place) -> tuple[str, Logic]:
        logic = self._held(element, place)
        variable = find_child(element, "variable")
        if variable is None:
            return "", logic
        return name_of(variable), coerced(logic, self._coercion_of(variable, place))

    def _list(self, element: Element, place: Place) -> Logic:
        items = self._all(element, place)
        return lambda scope, frame: [each(scope, frame) for each in items]

    def _relation(self, element: Element, place: Place) -> Logic:
        columns = children(element, "column")
        names = [name_of(each) for each in columns]
        fitting = [self._coercion_of(each, place) for each in columns]
        rows = [
            [
                coerced(logic, coercion)
                for logic, coercion in zip_longest(self._all(each, place), fitting)
                if logic is not None
            ]
            for each in children(element, "row")
        ]
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
        found = self.find(element)
        logic = nothing if found is None else self.compile(found, place)
        if parameter is None:
            return "", logic
        return name_of(parameter), coerced(logic, self._coercion_of(parameter, place))

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
        name = " ".join((element.get("iteratorVariable") or "").split())
        if not name:
            self._build.report(place, "dmn-no-iterator-variable")
        source = self._held(find_child(element, "in"), place)

        def steps(scope: Scope, frame: Frame) -> Iterator[Block] | None:
            items = items_of(source(scope, frame), frame)
            if items is None:
                return None
            return (Block({name: each}, scope) for each in items)

        return steps, self._held(find_child(element, answer), place)
