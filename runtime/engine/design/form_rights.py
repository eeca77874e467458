"""Who may see and fill in which field of a form (字段权限): read, hide, edit by role.

A field of ui.json that has ``ui:rights`` says it, such as
``{"finance": "edit", "cs": "read", "*": "hide"}``; ``*`` is everybody else, and who is
not named at all does not see it. A field without it is everybody's to fill in. Who
holds several roles may what the most generous of them may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runtime.engine.design.form_schema import target_of
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text

KEY, EVERYBODY = "ui:rights", "*"
HIDE, READ, EDIT = "hide", "read", "edit"
WORDS = (HIDE, READ, EDIT)  # each may more than the one before
_UPLOAD = "attachment"
_BESIDE = frozenset({"properties", "required"})
_Rights = Mapping[str, Mapping[str, str]]


def rights_of(ui: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Return field → role → word, of the fields that say it."""
    return {
        name: look[KEY]
        for name, look in ui.items()
        if isinstance(look, Mapping) and isinstance(look.get(KEY), Mapping)
    }


def right(given: Mapping[str, str], roles: Iterable[str]) -> str:
    """Return what somebody of these roles may do with a field."""
    words = [given.get(role, given.get(EVERYBODY, HIDE)) for role in roles]
    return max(words, key=WORDS.index, default=HIDE)


def withheld(
    ui: Mapping[str, Any], roles: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields that these roles may not see, and those they may only read."""
    found = {name: right(given, roles) for name, given in rights_of(ui).items()}
    hidden = frozenset(name for name, word in found.items() if word == HIDE)
    return hidden, frozenset(name for name, word in found.items() if word == READ)


def schema_without(
    schema: Mapping[str, Any], hidden: frozenset[str], kept: frozenset[str]
) -> dict[str, Any]:
    """Return what is asked of somebody who does not see some, only reads others."""
    fields = schema.get("properties", {})
    shown = {
        name: {**one, "readOnly": True} if name in kept else one
        for name, one in fields.items()
        if name not in hidden
    }
    needed = [one for one in schema.get("required", ()) if one not in hidden | kept]
    return {**schema, "properties": shown, "required": needed}


def look_without(ui: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Return the look without the fields that are not seen, and without the rights."""
    found = {name: one for name, one in ui.items() if name not in hidden}
    for name in rights_of(found):
        found[name] = {key: one for key, one in found[name].items() if key != KEY}
    return {  # the sequence of the fields is a list of their names
        name: [each for each in one if each not in hidden]
        if isinstance(one, list)
        else one
        for name, one in found.items()
    }


def unfillable(
    ui: Mapping[str, Any], schema: Mapping[str, Any], role: str
) -> list[str]:
    """Return the fields that must be filled in and that ``role`` may not fill in.

    One that has a default is filled in by that.
    """
    fields, rights = schema.get("properties", {}), rights_of(ui)
    return [
        name
        for name in schema.get("required", ())
        if name in rights
        and right(rights[name], [role]) != EDIT
        and "default" not in fields.get(name, {})
    ]


def rights_findings(
    key: str, schema: Any, ui: Any, roles: frozenset[str]
) -> Iterator[Finding]:
    """Yield what makes the rights of a form's fields unfit to be published."""
    if not isinstance(ui, Mapping) or not isinstance(schema, Mapping):
        return
    for name, look in ui.items():
        if not isinstance(look, Mapping):
            continue
        if KEY in look:
            yield from _field(key, name, look[KEY], schema, roles)
        if any(_is_named(KEY, part) for inner, part in look.items() if inner != KEY):
            yield _refuse(key, "form-rights-inside", field=name)


def _field(
    key: str, name: str, given: Any, schema: Mapping[str, Any], roles: frozenset[str]
) -> Iterator[Finding]:
    node = schema.get("properties", {}).get(name)
    if not isinstance(node, Mapping):
        yield _refuse(key, "form-rights-no-field", field=name)
        return
    if not isinstance(given, Mapping) or not given:
        yield _refuse(key, "form-rights-empty", field=name)
        return
    yield from _words(key, name, given, roles)
    is_needed = name in schema.get("required", ()) and "default" not in node
    if is_needed and EDIT not in given.values():
        yield _refuse(key, "form-rights-nobody", field=name)
    if _is_upload(schema, node):  # what is uploaded becomes everybody's to see
        yield _refuse(key, "form-rights-upload", field=name)
    around = {one: part for one, part in schema.items() if one not in _BESIDE}
    if _is_named(name, around):
        yield _refuse(key, "form-rights-condition", field=name)


def _words(
    key: str, name: str, given: Mapping[str, Any], roles: frozenset[str]
) -> Iterator[Finding]:
    for role, word in given.items():
        if role != EVERYBODY and role not in roles:
            known = ", ".join(sorted(roles))
            yield _refuse(key, "form-rights-role", field=name, role=role, known=known)
        if word not in WORDS:
            found, known = str(word), ", ".join(WORDS)
            yield _refuse(key, "form-rights-word", field=name, found=found, known=known)


def _is_upload(schema: Mapping[str, Any], node: Any) -> bool:
    """Tell whether a field holds photos or files, alone, in a list or in a group."""
    if isinstance(node, list):
        return any(_is_upload(schema, one) for one in node)
    if not isinstance(node, Mapping):
        return False
    reference = node.get("$ref")
    target = target_of(schema, reference) if isinstance(reference, str) else None
    parts = [target, *node.values()]
    return node.get("format") == _UPLOAD or any(_is_upload(schema, p) for p in parts)


def _is_named(name: str, node: Any) -> bool:
    """Tell whether a part of a form speaks of a name, as a key or in a list."""
    if isinstance(node, Mapping):
        return name in node or any(_is_named(name, one) for one in node.values())
    if isinstance(node, list):
        return any(one == name or _is_named(name, one) for one in node)
    return False


def _refuse(key: str, code: str, **facts: object) -> Finding:
    return Finding(f"forms/{key}/ui.json", "", code, "error", text(code, **facts))
