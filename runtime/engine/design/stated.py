"""What the files beside a diagram state: variables, parameters, what is beside data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from runtime import feel
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.given import Sources
from runtime.engine.design.shelf import Shelf
from runtime.feel.types import ContextOf, Type
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text

if TYPE_CHECKING:
    from runtime.engine.machine import Engine

PARAMETERS = "param"
_KINDS: Final = {
    "number": "number",
    "text": "string",
    "boolean": "boolean",
    "duration": "days and time duration",
    "list": "list",
}


def sources_of(engine: Engine, shelf: Shelf) -> Sources:
    """Return where the types of all names are told in an installation."""
    vocabulary = engine.definitions.vocabulary
    types = {**vocabulary.subjects, PARAMETERS: parameter_types(shelf)}
    ambient = {name: types.get(name, "any") for name in vocabulary.ambient}
    gives = {name: one.gives for name, one in engine.handlers.services.items()}
    return Sources(shelf, gives, ambient)


def stated_variables(shelf: Shelf, process: str) -> Mapping[str, Type] | None:
    """Return the variables that ``process.toml`` states, None without any."""
    file = shelf.files.get((Kind.MANIFEST, process))
    if file is None or any(manifest_findings(file)):
        return None
    stated = _variables(file)
    return feel.declare(stated) if stated else None


def manifest_findings(file: File) -> Iterator[Finding]:
    """Yield the variables of a ``process.toml`` whose type is none."""
    for name, kind in _variables(file).items():
        try:
            feel.declare({name: kind})
        except (feel.FeelSyntaxError, TypeError):
            sentence = text("variable-type-unknown", name=name, found=str(kind))
            yield Finding(file.place, name, sentence.code, "error", sentence)


def parameter_types(shelf: Shelf) -> Type:
    """Return the type of ``param``: what the parameter file names, any without one."""
    file = shelf.files.get((Kind.PARAMETERS, "parameters"))
    if file is None:
        return "any"
    kinds = {
        name: _KINDS.get(str(seed.get("type")), "any")
        for name, seed in _toml(file).items()
        if isinstance(seed, Mapping)
    }
    return ContextOf(feel.declare(kinds))


def _variables(file: File) -> Mapping[str, Any]:
    stated = _toml(file).get("variables", {})
    return stated if isinstance(stated, Mapping) else {}


def _toml(file: File) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.body.decode())
    except ValueError:
        return {}  # the gates say what is wrong with it
