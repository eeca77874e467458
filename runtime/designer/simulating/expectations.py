"""What a case expects, as fields that people read and type (期望)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from runtime.designer.simulating.toml_text import toml_key, toml_text
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text

_LISTS = ("waits_at", "passes", "avoids")
_WORDS = ("ends_at", "stage")


def written(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return field → text: names with commas between, values a line each."""
    lists = {name: ", ".join(_listed(raw.get(name, []))) for name in _LISTS}
    words = {name: str(raw.get(name, "")) for name in _WORDS}
    gives = raw.get("gives", {})
    lines = (f"{toml_key(name)} = {toml_text(one)}" for name, one in gives.items())
    return {**lists, **words, "gives": "\n".join(lines)}


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as a case has it; raises Invalid for values in no shape."""
    found: dict[str, Any] = {}
    for name in _LISTS:
        names = given.get(name, "").replace("，", ",").replace("、", ",").split(",")
        listed = [one.strip() for one in names if one.strip()]
        if listed:
            found[name] = (
                listed[0] if name == "waits_at" and len(listed) == 1 else listed
            )
    for name in _WORDS:
        if given.get(name, "").strip():
            found[name] = given[name].strip()
    gives = _values(given.get("gives", ""))
    return {**found, "gives": gives} if gives else found


def _values(typed: str) -> dict[str, Any]:
    try:
        return tomllib.loads(typed.replace("\r\n", "\n"), parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        wrong = text("cases-gives-wrong", reason=str(fault)[:200])
        raise Invalid("http-content", {"gives": [wrong]}) from None


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value]
