"""Which names does a process know, and of which type? One schema for lint (变量).

A name is declared by ``process.toml``, or given by an element of the diagram or of a
process it calls: an answer, a decision, a service, a script, an item of a collection.
Where each runs is not looked at: whatever may be there counts as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from runtime import feel
from runtime.dmn.xml import find_child
from runtime.engine.design.form_types import merged
from runtime.engine.design.given import Names, Sources, called_from, given_in
from runtime.engine.design.stated import stated_variables
from runtime.engine.spiff.diagram import Diagrams, Region, Shape
from runtime.engine.spiff.places import loops_of, scripts_of
from runtime.feel.linting.inference import item_of
from runtime.feel.types import Allowed, ContextOf, Type, bare

_ROUNDS: Final = 2  # a script may read what another one gives


@dataclass(frozen=True, slots=True)
class Declared:
    """The names of a process, as a setting for lint.

    ``is_open``: other names may be there, too, so that an unknown one is advice.
    """

    setting: feel.Setting
    is_open: bool


def declared(diagrams: Diagrams, process: Region, sources: Sources) -> Declared:
    """Return every name that expressions of a process may read."""
    names = given_in(diagrams, process, sources)
    manifest = stated_variables(sources.shelf, process.id)
    for _ in range(_ROUNDS):
        _add_worked_out(diagrams, process, sources, (names, manifest))
    names.is_open |= manifest is None
    return Declared(_setting(names, manifest, sources), names.is_open)


def _add_worked_out(
    diagrams: Diagrams,
    process: Region,
    sources: Sources,
    known: tuple[Names, Mapping[str, Type] | None],
) -> None:
    """Add what scripts and collections give, typed by what is known so far."""
    names, manifest = known
    setting = _setting(names, manifest, sources)
    for one in called_from(diagrams, process):
        for region in one.walk():
            for shape in region.shapes.values():
                _add_entries(shape, setting, names)
                _add_item(shape, setting, names)


def _add_entries(shape: Shape, setting: feel.Setting, names: Names) -> None:
    for script in scripts_of(shape):
        kind = feel.review(script.text, setting).type
        if isinstance(kind, ContextOf):
            names.add_all(kind.fields)
        else:
            names.is_open = True


def _add_item(shape: Shape, setting: feel.Setting, names: Names) -> None:
    loop = find_child(shape.node, "multiInstanceLoopCharacteristics")
    item = None if loop is None else find_child(loop, "inputDataItem")
    if item is None or not item.get("id"):
        return
    for written in loops_of(shape):
        if written.place == "place-collection":
            kind = bare(item_of(feel.review(written.text, setting).type))
            names.types[item.get("id") or ""] = kind
        elif written.place == "place-cardinality":
            names.types[item.get("id") or ""] = "number"


def _setting(
    names: Names, manifest: Mapping[str, Type] | None, sources: Sources
) -> feel.Setting:
    types = {**(manifest or {}), **names.types}
    for name, kind in (manifest or {}).items():
        if name in names.types:
            types[name] = _both(kind, names.types[name])
    return feel.setting_of({**types, **sources.ambient}, sources.beside)


def _both(stated: Type, given: Type) -> Type:
    """Return the type of a name that is both stated and given.

    A statement without values of its own leaves those that are given.
    """
    if stated == bare(given) and not isinstance(stated, Allowed):
        return given
    return merged(stated, given)
