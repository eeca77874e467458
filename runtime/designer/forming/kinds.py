"""The kinds of fields that a form may have, and how a schema says each (字段类型)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from runtime.engine.design.form_schema import LANGUAGES

TEXT, LONG, SCAN, EMAIL = "text", "long", "scan", "email"
WHOLE, NUMBER, DATE, MOMENT = "whole", "number", "date", "moment"
YES_NO, CONFIRM, CHOICE, CHOICES = "yes-no", "confirm", "choice", "choices"
LINES, GROUP, OTHER = "lines", "group", "other"
PHOTO, PHOTOS, FILE, FILES = "photo", "photos", "file", "files"
MOST_FILES: Final = 9  # what one field of a page takes
LONG_FROM: Final = 200  # characters from which a box of several lines is shown

_ATTACHED: Final = {"type": "string", "format": "attachment"}
_PICTURE: Final = {**_ATTACHED, "contentMediaType": "image/*"}
_MANY: Final = {"type": "array", "uniqueItems": True}
# what a new field of a kind says, in the sequence in which people read kinds
BASES: Final[Mapping[str, Mapping[str, Any]]] = {
    TEXT: {"type": "string"},
    LONG: {"type": "string"},
    WHOLE: {"type": "integer"},
    NUMBER: {"type": "number"},
    YES_NO: {"type": "boolean"},
    CONFIRM: {"type": "boolean", "const": True},
    CHOICE: {"type": "string"},
    CHOICES: _MANY,
    DATE: {"type": "string", "format": "date"},
    MOMENT: {"type": "string", "format": "date-time"},
    PHOTOS: _MANY,
    PHOTO: _PICTURE,
    FILES: _MANY,
    FILE: _ATTACHED,
    SCAN: {"type": "string"},
    EMAIL: {"type": "string", "format": "email"},
    LINES: {"type": "array"},
    GROUP: {"type": "object"},
}
ENTRIES: Final[Mapping[str, Mapping[str, Any]]] = {
    PHOTOS: _PICTURE,
    FILES: _ATTACHED,
    LINES: {"type": "string"},
    CHOICES: {"type": "string"},
}
WIDGETS: Final[Mapping[str, str]] = {
    LONG: "textarea",
    SCAN: "scan",
    PHOTO: "photo",
    PHOTOS: "photo",
    FILE: "file",
    FILES: "file",
}
# kinds that differ in the look, or in one word of the schema, and keep all else
FAMILIES: Final = ({TEXT, LONG, SCAN}, {WHOLE, NUMBER})
LOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    CHOICE: ("radio", "select"),
    YES_NO: ("radio", "select"),
}
WITH_CHOICES: Final = frozenset({CHOICE, CHOICES})
STEERING: Final = frozenset({CHOICE, YES_NO})  # on which others may hang
UPLOADS: Final = frozenset({PHOTO, PHOTOS, FILE, FILES})
STARTING: Final = frozenset(
    {TEXT, LONG, SCAN, EMAIL, WHOLE, NUMBER, DATE, CHOICE, YES_NO}
)
LENGTHS: Final = ("shortest", "longest")
SIZES: Final = ("minimum", "maximum")
COUNTS: Final = ("fewest", "most")
LIMITS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((TEXT, LONG, SCAN, EMAIL), (*LENGTHS, "pattern")),
    **dict.fromkeys((WHOLE, NUMBER), SIZES),
    **dict.fromkeys((PHOTOS, FILES, CHOICES, LINES), COUNTS),
}
KEYWORDS: Final[Mapping[str, str]] = {
    "minimum": "minimum",
    "maximum": "maximum",
    "shortest": "minLength",
    "longest": "maxLength",
    "pattern": "pattern",
    "fewest": "minItems",
    "most": "maxItems",
}
# all that says what a value is, and so goes when a field becomes of another kind
VALUE: Final = frozenset(
    {
        *("type", "format", "contentMediaType", "const", "enum", "oneOf", "default"),
        *("items", "uniqueItems", "properties", "required", "additionalProperties"),
        *KEYWORDS.values(),
        *("exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    }
)
_ODD = frozenset(
    {
        *("$ref", "allOf", "anyOf", "not", "if", "then", "else"),
        *("dependentRequired", "dependentSchemas", "prefixItems", "contains"),
    }
)
_FORMATS: Final = {"date": DATE, "date-time": MOMENT, "email": EMAIL}


def kind_of(node: Any, look: Mapping[str, Any], *, is_inner: bool = False) -> str:
    """Return the kind of a field as it is defined; OTHER for what is none of them."""
    if not isinstance(node, dict) or look.get("ui:widget") == "hidden":
        return OTHER
    if "properties" in node and node.get("type", "object") == "object":
        return OTHER if is_inner or "$ref" in node else GROUP
    if not _ODD.isdisjoint(node):
        return OTHER
    of_type = {
        "string": _of_text,
        "integer": _of_number,
        "number": _of_number,
        "boolean": _of_yes_no,
        "array": _of_list,
    }.get(_plain_type(node))
    return of_type(node, look) if of_type else OTHER


def constants(node: Mapping[str, Any]) -> list[tuple[str, Any]] | None:
    """Return the texts to choose from with their titles; None if it is no such list."""
    listed = node.get("oneOf", node.get("enum"))
    if not isinstance(listed, list):
        return None
    pairs = [_pair(one) if "oneOf" in node else (one, None) for one in listed]
    are_texts = all(isinstance(value, str) for value, _ in pairs)
    are_words = all(is_words(title) for _, title in pairs)
    return pairs if are_texts and are_words else None


def is_words(said: Any) -> bool:
    """Tell whether something is a title as the editor knows it."""
    if said is None or isinstance(said, str):
        return True
    is_mapping = isinstance(said, dict) and set(said) <= LANGUAGES
    return is_mapping and all(isinstance(one, str) for one in said.values())


def base(kind: str) -> dict[str, Any]:
    """Return what a new field of a kind says."""
    found = dict(BASES[kind])
    if kind in ENTRIES:
        found["items"] = dict(ENTRIES[kind])
    if kind == GROUP:
        found |= {"additionalProperties": False, "required": [], "properties": {}}
    return found


def is_family(one: str, other: str) -> bool:
    """Tell whether two kinds say the same of a value but for a word."""
    return any({one, other} <= family for family in FAMILIES)


def _plain_type(node: Mapping[str, Any]) -> str:
    stated = node.get("type")
    if isinstance(stated, str):
        return stated
    return "string" if stated is None and constants(node) else ""


def _pair(one: Any) -> tuple[Any, Any]:
    is_constant = isinstance(one, dict) and "const" in one
    return (one["const"], one.get("title")) if is_constant else (None, None)


def _of_text(node: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    said = node.get("format")
    if said == "attachment":
        is_photo = _is_picture(node) or look.get("ui:widget") == "photo"
        return PHOTO if is_photo else FILE
    if "oneOf" in node or "enum" in node:
        return CHOICE if constants(node) is not None and said is None else OTHER
    if said is not None or "const" in node:
        return _FORMATS.get(str(said), OTHER) if "const" not in node else OTHER
    return _of_plain_text(node, look)


def _of_plain_text(node: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    options = look.get("ui:options")
    inner = options.get("widget") if isinstance(options, dict) else None
    wanted = look.get("ui:widget") or inner
    if wanted in {"scan", "text"}:
        return str(wanted)
    longest = node.get("maxLength", 0)
    is_long = isinstance(longest, int) and longest > LONG_FROM
    return LONG if wanted == "textarea" or is_long else TEXT


def _of_number(node: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    if not {"oneOf", "enum", "const"}.isdisjoint(node):
        return OTHER
    return WHOLE if node["type"] == "integer" else NUMBER


def _of_yes_no(node: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    if not {"oneOf", "enum"}.isdisjoint(node) or node.get("const", True) is not True:
        return OTHER
    return CONFIRM if "const" in node else YES_NO


def _of_list(node: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    entry = node.get("items")
    if not isinstance(entry, dict) or not _ODD.isdisjoint(entry):
        return OTHER
    kind = _of_text(entry, look) if _plain_type(entry) == "string" else OTHER
    return {PHOTO: PHOTOS, FILE: FILES, CHOICE: CHOICES, TEXT: LINES}.get(kind, OTHER)


def _is_picture(node: Mapping[str, Any]) -> bool:
    return node.get("contentMediaType") == "image/*"
