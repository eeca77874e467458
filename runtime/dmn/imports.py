"""The files that a model imports, each with its own names (引用的模型).

A model knows what it imports by the name of the import, as ``lib.rate``. One file
that is imported on two ways is there twice, since its input data may differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from runtime.dmn.build import Build, Place
from runtime.dmn.itemtypes import ItemTypes
from runtime.dmn.versions import NAMESPACES, is_model
from runtime.dmn.xml import Element, children, name_of, read_xml
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text

# A model that imports more than these, over all ways, is no model for people.
MOST_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Source:
    """A file that others may import."""

    file: str
    data: bytes


# Of a namespace: the files that claim it; one is wanted.
Imports: TypeAlias = Callable[[str], Sequence[Source]]


def no_imports(_namespace: str) -> Sequence[Source]:
    """Know no file at all."""
    return ()


def by_namespace(sources: Iterable[Source]) -> Imports:
    """Return what finds files by their namespace; they are read when first asked."""
    known: dict[str, list[Source]] = {}
    left = iter(sources)

    def find(namespace: str) -> Sequence[Source]:
        for each in left:
            known.setdefault(namespace_of(each) or "", []).append(each)
        return known.get(namespace, ())

    return find


def namespace_of(source: Source) -> str | None:
    """Return the namespace a file gives its elements; None if it cannot be read."""
    try:
        root = read_xml(source.data, file=source.file)
    except Misconfigured:
        return None
    return root.get("namespace") if is_model(root) else None


def imported_namespaces(source: Source) -> tuple[str, ...]:
    """Return the namespaces that a file imports; none if it cannot be read."""
    try:
        root = read_xml(source.data, file=source.file)
    except Misconfigured:
        return ()
    return tuple(each.get("namespace") or "" for each in children(root, "import"))


@dataclass(eq=False, slots=True)
class Unit:
    """One file of a model; ``route`` are the names by which the model reaches it.

    ``prefix`` begins the ids of its boxes, which are unique in a file alone.
    """

    root: Element
    build: Build
    route: tuple[str, ...] = ()
    prefix: str = ""
    parts: list[Unit] = field(default_factory=list)
    types: ItemTypes = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the types of this file alone."""
        self.types = ItemTypes(self.root, self.build)

    @property
    def namespace(self) -> str:
        """The namespace that others import."""
        return self.root.get("namespace") or ""

    def walk(self) -> Iterator[Unit]:
        """Walk all files, what is imported before what imports it."""
        for part in self.parts:
            yield from part.walk()
        yield self

    def named(self, namespace: str) -> list[Unit]:
        """List the files of a namespace: those imported here, else further away."""
        near = [each for each in self.parts if each.namespace == namespace]
        return near or [one for each in self.parts for one in each.named(namespace)]

    def join_types(self) -> None:
        """Let this file name the types of those it imports."""
        near = [(each.route[-1], each.types) for each in self.parts]
        spaces = {each.namespace: each.types for each in self.parts}
        prefixes = {
            prefix: spaces[space]
            for prefix, space in self.root.nsmap.items()
            if prefix and space in spaces
        }
        self.types = ItemTypes(self.root, self.build, near, prefixes)


def read_units(root: Element, build: Build, imports: Imports) -> Unit:
    """Return the file ``root`` with all it imports; faults become findings."""
    return _Reader(imports).unit(Unit(root, build), ())


class _Reader:
    def __init__(self, imports: Imports) -> None:
        self._imports = imports
        self._count = 0

    def unit(self, unit: Unit, around: tuple[str, ...]) -> Unit:
        """Return ``unit`` with its parts; ``around`` are the files that import it."""
        inside = (*around, unit.namespace)
        for number, drawn in enumerate(children(unit.root, "import")):
            part = self._part(unit, drawn, number, inside)
            if part is not None:
                unit.parts.append(part)
        unit.join_types()
        return unit

    def _part(
        self, unit: Unit, drawn: Element, number: int, inside: tuple[str, ...]
    ) -> Unit | None:
        name, namespace = name_of(drawn), drawn.get("namespace") or ""
        build = unit.build
        place = Place("", drawn, text("dmn-in-import", name=name or namespace or "?"))
        if not _is_of_models(drawn):
            build.report(place, "dmn-import-other", found=drawn.get("importType"))
            return None
        if namespace in inside:
            build.report(place, "dmn-import-circle")
            return None
        self._count += 1
        if self._count > MOST_PARTS:
            build.report(place, "dmn-import-many", limit=MOST_PARTS)
            return None
        root, file = self._read(drawn, namespace, build, place)
        if root is None:
            return None
        # an id never begins with a digit, and holds no colon
        part = Unit(
            root,
            Build(file, build.ambient),
            (*unit.route, name),
            f"{unit.prefix}{name or number}:",
        )
        return self.unit(part, inside)

    def _read(
        self, drawn: Element, namespace: str, build: Build, place: Place
    ) -> tuple[Element | None, str]:
        found = _wanted(self._imports(namespace), drawn.get("locationURI") or "")
        if not found:
            build.report(place, "dmn-import-unknown", namespace=namespace or "?")
            return None, ""
        if len(found) > 1:
            files = ", ".join(each.file for each in found)
            facts = {"namespace": namespace, "files": files}
            build.report(place, "dmn-import-ambiguous", **facts)
            return None, ""
        file = found[0].file
        try:
            root = read_xml(found[0].data, file=file)
        except Misconfigured as wrong:
            build.findings.extend(wrong.findings)
            return None, ""
        return root, file


def _is_of_models(drawn: Element) -> bool:
    """Return whether an import is of a decision model, of any version."""
    kind = drawn.get("importType")
    return not kind or kind in NAMESPACES or "/DMN/" in kind


def _wanted(found: Sequence[Source], location: str) -> Sequence[Source]:
    """Return the files that are meant: of several the one at the given location."""
    name = location.rpartition("/")[2]
    there = [each for each in found if each.file.rpartition("/")[2] == name]
    return there if len(there) == 1 else found
