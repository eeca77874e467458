"""The names of a file that FEEL must be told of: of several words, or as built-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runtime.dmn.graph import Kind
from runtime.dmn.imports import Unit
from runtime.dmn.xml import descendants, name_of
from runtime.feel.builtins import BUILTINS
from runtime.feel.types import Type
from runtime.feel.values import ANY

_WORD: Final = re.compile(r"(?:[^\W\d]\w*)?")


def names_in(unit: Unit) -> dict[str, Type]:
    """Return the names, of any type; what the file imports knows its own already."""
    variables = set(_variables(unit))
    names = {each for each in variables | set(_fields(unit)) if not _is_word(each)}
    return dict.fromkeys(names | variables & BUILTINS.keys(), ANY)


def _is_word(name: str) -> bool:
    return _WORD.fullmatch(name) is not None


def _fields(unit: Unit) -> Iterator[str]:
    yield from unit.types.names()
    for each in descendants(unit.root, "column", "output"):
        yield name_of(each)
    for part in unit.parts:
        yield from part.build.names


def _variables(unit: Unit) -> Iterator[str]:
    for each in descendants(unit.root, *Kind, "import", "variable", "formalParameter"):
        yield name_of(each)
    for each in descendants(unit.root, "for", "some", "every"):
        yield " ".join((each.get("iteratorVariable") or "").split())
