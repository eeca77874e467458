"""Which type does a ``typeRef`` name, and does a value fit it? (item definitions)"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from runtime.dmn.build import Build, Logic, Place, Test
from runtime.dmn.xml import Element, children, find_child, find_text, name_of
from runtime.feel.calls import fitted
from runtime.feel.findings import FeelSyntaxError
from runtime.feel.frame import current, warn
from runtime.feel.syntax import grammar
from runtime.feel.syntax.parsing import Parsing, Setting
from runtime.feel.syntax.type_syntax import read_type
from runtime.feel.types import (
    TYPE_NAMES,
    ContextOf,
    FunctionOf,
    ListOf,
    Type,
    conforms,
)
from runtime.feel.values import ANY, NAMES, FeelValue, type_name
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
# Nobody builds a type on more types than these.
_MOST_BASES: Final = 20


class Item:
    """An item definition, or a component of one: what its values look like.

    ``owner`` knows the types it is made of. ``each`` tests a value, or each item of
    a collection; ``whole`` tests a collection itself.
    """

    def __init__(self, element: Element, owner: ItemTypes) -> None:
        self.element = element
        self.owner = owner
        self.is_list = element.get("isCollection") == "true"
        self.components = {
            name_of(part): Item(part, owner)
            for part in children(element, "itemComponent")
        }
        self.function = find_child(element, "functionItem")
        self.each: Test | None = None
        self.whole: Test | None = None
        self._type: Type | None = None

    @property
    def base(self) -> str:
        """The type this one is made of, "" when it has none."""
        found = find_child(self.element, "typeRef")
        return (found.text or "").strip() if found is not None else ""

    @property
    def feel_type(self) -> Type:
        """The type as FEEL understands it: without what only tests can tell."""
        if self._type is None:
            self._type = ANY  # what names itself is any inside
            inner = self._inner_type()
            self._type = ListOf(inner) if self.is_list else inner
        return self._type

    def parts(self) -> Iterator[Item]:
        """Walk this item and all components below."""
        yield self
        for part in self.components.values():
            yield from part.parts()

    def fits(self, value: FeelValue) -> bool:
        """Return whether ``value`` is one of this type, its constraints included."""
        if value is None:
            return True
        if not self.is_list:
            return self._fits_one(value) and _passes(self.whole, value)
        return (
            type(value) is list
            and all(self._fits_one(each) for each in value)
            and _passes(self.whole, value)
        )

    def _fits_one(self, value: FeelValue) -> bool:
        if value is None:
            return True
        if self.components and not self._fits_components(value):
            return False
        if self.function is not None and not conforms(value, self._inner_type()):
            return False
        return self.owner.fits(value, self.base) and _passes(self.each, value)

    def _fits_components(self, value: FeelValue) -> bool:
        return type(value) is dict and all(
            name in value and part.fits(value[name])
            for name, part in self.components.items()
        )

    def _inner_type(self) -> Type:
        if self.components:
            return ContextOf(
                {name: part.feel_type for name, part in self.components.items()}
            )
        if self.function is None:
            return self.owner.feel_type(self.base)
        parameters = children(self.function, "parameters")
        return FunctionOf(
            tuple(self.owner.feel_type(each.get("typeRef")) for each in parameters),
            self.owner.feel_type(self.function.get("outputTypeRef")),
        )


class ItemTypes:
    """All types a model may name: of FEEL, of its own, of models it imports.

    ``imported`` are types of other models by the name of the import, ``prefixes``
    by the prefix of a qualified XML name.
    """

    def __init__(
        self,
        root: Element,
        build: Build,
        imported: Sequence[tuple[str, ItemTypes]] = (),
        prefixes: Mapping[str, ItemTypes] | None = None,
    ) -> None:
        self._build = build
        self._imported = imported
        self._generics: dict[str, Type | None] = {}
        self._prefixes = prefixes or {}
        self._items = {
            name_of(each): Item(each, self) for each in children(root, "itemDefinition")
        }

    def check(self) -> None:
        """Report what the definitions themselves get wrong."""
        for name, item in self._items.items():
            place = Place(name, item.element, text("dmn-in-type", type=name))
            if self._is_circle(item):
                self._build.report(place, "dmn-type-circle")
            for each in item.parts():
                inside = place.within(each.element)
                if not self.knows(each.base):
                    self._build.report(inside, "dmn-unknown-type", type=each.base)
                self._compile_constraints(each, inside)

    def knows(self, reference: str | None) -> bool:
        """Return whether ``reference`` names a type of FEEL or of this model."""
        return not reference or self._find(reference) is not None

    def names(self) -> Iterator[str]:
        """Walk the names of all fields, since FEEL must know those with blanks."""
        for item in self._items.values():
            for each in item.parts():
                if each is not item:
                    yield name_of(each.element)

    def kinds(self) -> dict[str, Type]:
        """Return the types by the names that expressions may give them."""
        found = {name: item.feel_type for name, item in self._items.items() if name}
        for name, others in self._imported:
            front = f"{name}." if name else ""
            for each, kind in others.kinds().items():
                found.setdefault(front + each, kind)
        return found

    def fits(self, value: FeelValue, reference: str | None) -> bool:
        """Return whether ``value`` fits; everything fits what nobody knows."""
        found = self._find(reference or "")
        if isinstance(found, Item):
            return found.fits(value)
        return found is None or found == ANY or conforms(value, found)

    def coercion(self, reference: str | None) -> Coercion | None:
        """Return what makes a value fit ``reference``, None when anything fits.

        A list of one becomes its item, an item a list of one, a date its midnight
        in UTC; what fits in no way becomes null with a warning.
        """
        found = self._find(reference or "")
        if found is None or found == ANY:
            return None
        # a simple type is told by the class alone
        exact = next((kind for kind, name in NAMES.items() if name == found), None)
        fits = _fitting(found)

        def coerce(value: FeelValue) -> FeelValue:
            if value is None or type(value) is exact:
                return value
            made = fitted(value, fits)
            if made is None:
                warn("dmn-wrong-type", expected=reference, found=type_name(value))
            return made

        return coerce

    def constrains(self, reference: str | None) -> bool:
        """Return whether a type asks for more than FEEL's own types can say."""
        return isinstance(self._find(reference or ""), Item)

    def result_coercion(self, reference: str | None) -> Coercion | None:
        """Return the coercion of what a function of this type returns."""
        found = self._find(reference or "")
        if isinstance(found, Item) and found.function is not None:
            return found.owner.coercion(found.function.get("outputTypeRef"))
        return self.coercion(reference)

    def feel_type(self, reference: str | None) -> Type:
        """Return the type as FEEL's own checks understand it, as far as they can."""
        found = self._find(reference or "")
        return found.feel_type if isinstance(found, Item) else found or ANY

    def allowed(self, reference: str | None) -> str:
        """Return the allowed values of a type as they are written, "" for none."""
        found = self._find(reference or "")
        for _ in range(_MOST_BASES):
            if not isinstance(found, Item) or found.is_list:
                return ""
            written = find_text(find_child(found.element, *_CONSTRAINTS))
            if written and written.strip():
                return written.strip()
            found = found.owner._find(found.base)
        return ""

    def _find(self, reference: str) -> Item | Type | None:
        if "<" in reference:
            return self._generic(reference)
        if reference in self._items:
            return self._items[reference]
        for name, others in self._imported:
            front = f"{name}." if name else ""
            if reference.startswith(front):
                found = others._find_own(reference[len(front) :])
                if found is not None:
                    return found
        prefix, _, local = reference.rpartition(":")
        if prefix in self._prefixes:
            return self._prefixes[prefix]._find_own(local)
        return self._items.get(local) or _SIMPLE.get(local)

    def _generic(self, reference: str) -> Type | None:
        """Return a type such as ``list<tPerson>``, None when it cannot be read."""
        if reference not in self._generics:
            setting = Setting(kinds=self.kinds())
            parsing = Parsing(reference, setting, grammar.expression)
            try:
                self._generics[reference] = parsing.whole(lambda: read_type(parsing))
            except FeelSyntaxError:
                self._generics[reference] = None
        return self._generics[reference]

    def _find_own(self, reference: str) -> Item | None:
        found = self._find(reference)
        return found if isinstance(found, Item) else None

    def _is_circle(self, item: Item) -> bool:
        """Return whether base types lead on and on, as they do in a circle."""
        base = self._find(item.base)
        for _ in range(_MOST_BASES):
            if not isinstance(base, Item):
                return False
            base = base.owner._find(base.base)
        return True

    def _compile_constraints(self, item: Item, place: Place) -> None:
        item.each = self._constraint(item, "allowedValues", place)
        item.whole = self._constraint(item, "typeConstraint", place)

    def _constraint(self, item: Item, name: str, place: Place) -> Test | None:
        source = find_text(find_child(item.element, name))
        if not source or not source.strip():
            return None
        return self._build.test(source, place)


def coerced(logic: Logic, coercion: Coercion | None) -> Logic:
    """Return ``logic`` whose value is made to fit, itself when anything fits."""
    if coercion is None:
        return logic
    return lambda scope, frame: coercion(logic(scope, frame))


_CONSTRAINTS: Final = ("allowedValues", "typeConstraint")


def _fitting(found: Item | Type) -> Callable[[FeelValue], bool]:
    if isinstance(found, Item):
        return found.fits
    return lambda value: conforms(value, found)


def _passes(test: Test | None, value: FeelValue) -> bool:
    return test is None or test({"?": value}, value, current()) is True
