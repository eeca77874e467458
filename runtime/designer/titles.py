"""What people call a file: the name that stands in it, in both languages (名称)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from lxml import etree

from runtime.engine.design.artifacts import Kind
from runtime.engine.design.references import BPMN, SPIFF, properties_of
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Title

NAME_EN = "name:en"


@lru_cache(maxsize=512)
def title_of(kind: str, key: str, body: bytes) -> Title:
    """Return the name that stands in a file; its key where none does."""
    read = _READERS.get(kind)
    try:
        found = read(body) if read else None
    except (ValueError, KeyError, TypeError, FlowError, etree.XMLSyntaxError):
        found = None
    return found or Title(key, key)


def _process(body: bytes) -> Title | None:
    root = etree.fromstring(body, _parser())
    process = next(root.iter(f"{BPMN}process"), None)
    if process is None or not process.get("name"):
        return None
    name = process.get("name") or ""
    held = process.find(f"{BPMN}extensionElements/{SPIFF}properties")
    return Title(name, properties_of(held).get(NAME_EN) or name)


def _decisions(body: bytes) -> Title | None:
    """Return the file's name, with the English of the decision that is called so."""
    root = etree.fromstring(body, _parser())
    decisions = list(root.iter("{*}decision"))
    name = root.get("name") or ""
    called = [one for one in decisions if name and one.get("label") == name]
    if len(decisions) == 1 or called:
        only = called[0] if called else decisions[0]
        named = only.get("label") or name or only.get("name") or ""
        held = properties_of(only.find(f"{{*}}extensionElements/{SPIFF}properties"))
        return Title(named, held.get(NAME_EN) or named) if named else None
    return Title(name, name) if name else None


def _form(body: bytes) -> Title | None:
    return _worded(orjson.loads(orjson.loads(body)["schema"]).get("title"))


def _titled(body: bytes) -> Title | None:
    """Read what `title` and `title_en` of a TOML file say."""
    said = tomllib.loads(body.decode())
    return _worded({"zh": said.get("title"), "en": said.get("title_en")})


def _policies(body: bytes) -> Title | None:
    """Return what the policies of a file are called, one after the other."""
    found = tomllib.loads(body.decode()).values()
    said = [_worded(one.get("title")) for one in found if isinstance(one, dict)]
    known = [one for one in said if one is not None]
    if not known:
        return None
    return Title("、".join(one.zh for one in known), ", ".join(one.en for one in known))


def _worded(said: Any) -> Title | None:
    if isinstance(said, str) and said:
        return Title(said, said)
    if isinstance(said, dict) and said.get("zh"):
        return Title(str(said["zh"]), str(said.get("en") or said["zh"]))
    return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


_READERS: Mapping[str, Callable[[bytes], Title | None]] = {
    Kind.PROCESS.value: _process,
    Kind.DECISIONS.value: _decisions,
    Kind.FORM.value: _form,
    Kind.MAPPING.value: _titled,
    Kind.BYPASS.value: _policies,
    Kind.MANIFEST.value: _titled,
}
