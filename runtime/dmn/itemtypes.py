"""Which type does a ``typeRef`` name, and does a value fit it? (item definitions)"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from runtime.dmn.build import Build, Logic, Place, Test
from runtime.dmn.xml import Element, children, find_child, find_text
from runtime.feel.frame import current, warn
from runtime.feel.types import (
    TYPE_NAMES,
    ContextOf,
    ListOf,
    Type,
    conforms,
)
from runtime.feel.values import ANY, FUNCTION, NAMES, FeelValue, Function, type_name
from runtime.kernel.texts import text

Coercion = Callable[[FeelValue], FeelValue]

# Names other modelers write for a FEEL type.
_FOREIGN: Final[Mapping[str, str]] = {
    "any": ANY,
    "integer": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
}
_SIMPLE: Final[Mapping[str, str]] = {**TYPE_NAMES, **_FOREIGN}


class ItemTypes:
    """All types a model may name: those of FEEL and its own item definitions."""

    def __init__(self, root: Element, build: Build) -> None:
        self._build = build
        self._definitions = {
            each.get("name") or "": each for each in children(root, "itemDefinition")
        }
        self._feel_types: dict[Element, Type] = {}
        self._tests: dict[Element, Test] = {}

    def check(self) -> None:
        """Report what the definitions themselves get wrong."""
        for name, definition in self._definitions.items():
            place = Place(name, definition, text("dmn-in-type", type=name))
            if self._is_circle(definition):
                self._build.report(place, "dmn-type-circle")
            for each in _parts(definition):
                self._check_reference(each, place)
                self._compile_constraint(each, place)

    def knows(self, reference: str | None) -> bool:
        """Return whether ``reference`` names a type of FEEL or of this model."""
        return not reference or self._find(reference) is not None

    def field_names(self) -> Iterator[str]:
        """Walk the names of all fields, since FEEL must know those with blanks."""
        for definition in self._definitions.values():
            for each in _parts(definition):
                name = each.get("name")
                if each is not definition and name:
                    yield name

    def coercion(self, reference: str | None) -> Coercion | None:
        """Return what makes a value fit ``reference``, None when anything fits.

        A list of one becomes its item and an item a list of one; what fits
        neither way becomes null with a warning.
        """
        found = self._find(reference or "")
        if found is None or found == ANY:
            return None
        # a simple type is told by the class alone
        exact = next((kind for kind, name in NAMES.items() if name == found), None)

        def coerce(value: FeelValue) -> FeelValue:
            if value is None or type(value) is exact or self._fits(value, found):
                return value
            if type(value) is list and len(value) == 1 and self._fits(value[0], found):
                return value[0]
            if self._fits([value], found):
                return [value]
            warn("dmn-wrong-type", expected=reference, found=type_name(value))
            return None

        return coerce

    def result_coercion(self, reference: str | None) -> Coercion | None:
        """Return the coercion of what a function of this type returns."""
        found = self._find(reference or "")
        if found is None or isinstance(found, str):
            return self.coercion(reference)
        function = find_child(found, "functionItem")
        if function is None:
            return self.coercion(reference)
        return self.coercion(function.get("outputTypeRef"))

    def feel_type(self, reference: str | None) -> Type:
        """Return the type as FEEL's own checks understand it, as far as they can."""
        return self._feel_type(self._find(reference or ""))

    def _feel_type(self, found: Element | str | None) -> Type:
        if found is None or isinstance(found, str):
            return found or ANY
        if found not in self._feel_types:
            self._feel_types[found] = ANY  # what names itself is any inside
            item = self._item_type(found)
            is_list = found.get("isCollection") == "true"
            self._feel_types[found] = ListOf(item) if is_list else item
        return self._feel_types[found]

    def _item_type(self, definition: Element) -> Type:
        fields = children(definition, "itemComponent")
        if fields:
            return ContextOf(
                {each.get("name") or "": self._feel_type(each) for each in fields}
            )
        if find_child(definition, "functionItem") is not None:
            return FUNCTION
        return self._feel_type(self._find(_base(definition)))

    def _find(self, reference: str) -> Element | str | None:
        if reference in self._definitions:
            return self._definitions[reference]
        return _SIMPLE.get(reference.rpartition(":")[2])

    def _is_circle(self, definition: Element) -> bool:
        """Return whether base types lead on and on, as they do in a circle."""
        base = self._find(_base(definition))
        for _ in range(_MOST_BASES):
            if base is None or isinstance(base, str):
                return False
            base = self._find(_base(base))
        return True

    def _fits(self, value: FeelValue, kind: Element | str) -> bool:
        if isinstance(kind, str):
            return kind == ANY or conforms(value, kind)
        if value is None:
            return True
        if kind.get("isCollection") != "true":
            return self._fits_one(value, kind)
        return type(value) is list and all(self._fits_one(each, kind) for each in value)

    def _fits_one(self, value: FeelValue, definition: Element) -> bool:
        if value is None:
            return True
        if not self._fits_fields(value, definition):
            return False
        function = find_child(definition, "functionItem")
        if function is not None:
            parameters = len(children(function, "parameters"))
            return type(value) is Function and len(value.parameters) == parameters
        base = self._find(_base(definition))
        if base is not None and not self._fits(value, base):
            return False
        test = self._tests.get(definition)
        return test is None or test({"?": value}, value, current()) is True

    def _fits_fields(self, value: FeelValue, definition: Element) -> bool:
        fields = children(definition, "itemComponent")
        if not fields:
            return True
        return type(value) is dict and all(
            name in value and self._fits(value[name], each)
            for each in fields
            if (name := each.get("name") or "")
        )

    def _check_reference(self, definition: Element, place: Place) -> None:
        base = _base(definition)
        if not self.knows(base):
            self._build.report(place.within(definition), "dmn-unknown-type", type=base)

    def _compile_constraint(self, definition: Element, place: Place) -> None:
        for name in ("allowedValues", "typeConstraint"):
            source = find_text(find_child(definition, name))
            if source and source.strip():
                test = self._build.test(source, place.within(definition))
                self._tests[definition] = test


def coerced(logic: Logic, coercion: Coercion | None) -> Logic:
    """Return ``logic`` whose value is made to fit, itself when anything fits."""
    if coercion is None:
        return logic
    return lambda scope, frame: coercion(logic(scope, frame))


# Nobody builds a type on more types than these.
_MOST_BASES: Final = 20


def _parts(definition: Element) -> Iterator[Element]:
    yield definition
    for each in children(definition, "itemComponent"):
        yield from _parts(each)


def _base(definition: Element) -> str:
    found = find_child(definition, "typeRef")
    return (found.text or "").strip() if found is not None else ""
