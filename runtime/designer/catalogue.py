"""What an editor offers to choose from: roles, forms, tables, operators (目录).

All of it comes from files that are valid together: what is published, with a draft's
own files in their place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from runtime.dmn.xml import local_name, read_xml
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import tables
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.engine.machine import Engine
from runtime.kernel import parameters, texts
from runtime.kernel.errors import Misconfigured

_LEVEL = "sla_"  # a parameter of this name says how long a service level takes
Entry = dict[str, Any]


def offered(
    read: Connection, engine: Engine, files: Sequence[File] = ()
) -> dict[str, list[Entry]]:
    """Return kind of choice → what there is of it; ``files`` are those of a draft.

    A file that nobody can read offers nothing; what is wrong with it is said elsewhere.
    """
    shelf = shelf_of(read, files)
    return {
        "roles": [{"id": key, "title": _title(each)} for key, each in _roles(shelf)],
        "forms": [_form(file) for file in shelf.of(Kind.FORM)],
        "decisions": list(_decisions(shelf, engine)),
        "operators": list(_operators(engine)),
        "policies": list(_policies(shelf)),
        "processes": list(_processes(shelf)),
        "levels": list(_levels(read)),
        "messages": _declared(shelf, "message"),
        "signals": _declared(shelf, "signal"),
    }


def _roles(shelf: Shelf) -> Iterator[tuple[str, Any]]:
    for file in shelf.of(Kind.ROLES):
        for key, role in _toml(file).items():
            yield key, _get(role, "title")


def _form(file: File) -> Entry:
    try:
        title = _get(orjson.loads(orjson.loads(file.body)["schema"]), "title")
    except (ValueError, KeyError, TypeError):
        title = None
    return {"key": file.key, "title": _title(title)}


def _decisions(shelf: Shelf, engine: Engine) -> Iterator[Entry]:
    files = shelf.of(Kind.DECISIONS)
    for file in files:
        try:
            model = tables(file, files, engine.definitions.vocabulary.ambient)
        except Misconfigured:
            continue
        for one in model.decisions.values():
            title = {"zh": one.title.say("zh"), "en": one.title.say("en")}
            yield {"file": file.key, "id": one.id, "title": title}


def _operators(engine: Engine) -> Iterator[Entry]:
    """Yield what service tasks may ask for; a connector takes and gives anything."""
    for name, one in sorted(engine.handlers.services.items()):
        yield {
            "name": name,
            "title": _spoken(name),
            "parameters": _typed(one.takes),
            "gives": _typed(one.gives),
            "is_later": False,
        }
    for name in sorted(engine.definitions.vocabulary.later):
        none: Entry = {"title": None, "parameters": [], "gives": []}
        yield {"name": name, **none, "is_later": True}


def _spoken(operator: str) -> dict[str, str] | None:
    """Return what people call an operator, None for one without a name."""
    code = f"operator-{operator.replace('.', '-')}"
    if code not in texts.catalogue():
        return None
    return {one: texts.say(code, one, {}) for one in texts.LANGUAGES}


def _policies(shelf: Shelf) -> Iterator[Entry]:
    for file in shelf.of(Kind.BYPASS):
        for key, policy in _toml(file).items():
            yield {"key": key, "title": _title(_get(policy, "title"))}


def _processes(shelf: Shelf) -> Iterator[Entry]:
    for file in shelf.of(Kind.PROCESS):
        for key in _process_ids(file):
            stated = shelf.files.get((Kind.MANIFEST, key))
            said = _toml(stated) if stated is not None else {}
            title = {"zh": said.get("title", key), "en": said.get("title_en", key)}
            yield {"key": key, "title": title}


def _levels(read: Connection) -> Iterator[Entry]:
    for row in parameters.list_all(read):
        if row.name.startswith(_LEVEL):
            yield {"key": row.name.removeprefix(_LEVEL), "title": None}


def _declared(shelf: Shelf, tag: str) -> list[Entry]:
    """Return the names of messages or signals that diagrams declare."""
    found: set[str] = set()
    for file in shelf.of(Kind.PROCESS):
        try:
            root = read_xml(file.body, file=file.place)
        except Misconfigured:
            continue
        found |= {
            each.get("name") or "" for each in root if local_name(each) == tag
        } - {""}
    return [{"name": name} for name in sorted(found)]


def _process_ids(file: File) -> Sequence[str]:
    try:
        return references(file.body, file.place).processes
    except Misconfigured:
        return ()


def _typed(types: Mapping[str, str]) -> list[Entry]:
    return [{"name": name, "type": kind} for name, kind in types.items()]


def _toml(file: File) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.body.decode())
    except ValueError:
        return {}


def _get(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, Mapping) else None


def _title(given: Any) -> dict[str, str] | None:
    """Return a title in both languages, None for anything that is none."""
    if isinstance(given, str):
        return {"zh": given, "en": given}
    if not isinstance(given, Mapping):
        return None
    first = next((str(each) for each in given.values()), "")
    return {one: str(given.get(one) or first) for one in ("zh", "en")}
