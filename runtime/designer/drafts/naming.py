"""What a draft may hold: kinds of files, their keys, and where an export has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text

VALUES = "values"  # parameters that change when a draft is published, as TOML
LARGEST = 2_000_000  # bytes of one file, as many as a diagram may have
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
# files of which there is one: kind → key
_ONE: Mapping[str, str] = {
    Kind.ROLES.value: "roles",
    Kind.RIGHTS.value: "rights",
    Kind.PARAMETERS.value: "parameters",
    VALUES: "parameters",
}
_PLACES: Mapping[str, str] = {
    Kind.PROCESS.value: "processes/{0}/{0}.bpmn",
    Kind.MANIFEST.value: "processes/{0}/process.toml",
    Kind.CASES.value: "processes/{0}/cases.toml",
    Kind.BYPASS.value: "processes/{0}/bypass.toml",
    Kind.DECISIONS.value: "processes/shared/{0}.dmn",
    Kind.MAPPING.value: "processes/channels/{0}.toml",
    Kind.FORM.value: "forms/{0}/schema.json",
    Kind.ROLES.value: "processes/{0}.toml",
    Kind.RIGHTS.value: "processes/{0}.toml",
    Kind.PARAMETERS.value: "processes/{0}.toml",
    VALUES: "",
}
KINDS = tuple(_PLACES)


class Name(NamedTuple):
    """Which file: its kind and its key."""

    kind: str
    key: str


def named(kind: str, key: str) -> Name:
    """Return the name of a file; raises Invalid for one that cannot be."""
    if kind not in _PLACES:
        wrong = text("draft-kind-unknown", found=kind, known=", ".join(KINDS))
        raise Invalid("http-content", {"kind": [wrong]})
    only = _ONE.get(kind)
    if only is not None and key != only:
        wrong = text("draft-key-one", found=key, kind=kind, only=only)
        raise Invalid("http-content", {"key": [wrong]})
    if _KEY.fullmatch(key) is None or ".." in key:
        raise Invalid("http-content", {"key": [text("draft-key-wrong", found=key)]})
    return Name(kind, key)


def place_of(name: Name) -> str:
    """Return where an export has a file that is new; "" for parameters' values."""
    return _PLACES[name.kind].format(name.key)
