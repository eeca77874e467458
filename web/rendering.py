"""A form as a page shows it: fields made of JSON Schema and ui.json, in sequence.

What the dialect allows beyond these fields is still checked when the form is sent;
a value that no field fits is written as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from runtime.engine.design.form_schema import target_of
from runtime.engine.design.forms import Form
from runtime.orders.attachments.rules import FORMAT, PHOTOS
from web.language import spoken, t

Node = Mapping[str, Any]
PREFIX = "answer."  # before the name of each field, so that no form's name collides
FEW = 3  # choices that are all in sight without being asked for
LONG = 200  # characters that want a box of more than one line
_UPLOADS = frozenset({"photo", "file"})
_INPUTS = {"date": "date", "date-time": "datetime-local", "email": "email"}
_TEXTUAL = frozenset({"text", "textarea", "scan"})
_COMPOUND = frozenset({"array", "object", "any"})
_BY_KIND = {"object": "json", "any": "json", "integer": "number", "number": "number"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is sent, what it stands for, what it is called."""

    sent: str
    constant: Any
    title: str


@dataclass(frozen=True, slots=True)
class When:
    """When a field is asked for: another field has, or lacks, one of these values."""

    path: str
    values: tuple[str, ...]
    is_met_by_them: bool = True

    @property
    def name(self) -> str:
        """Return the name under which the other field is sent."""
        return PREFIX + self.path

    @property
    def sent(self) -> str:
        """Return the values as the page holds them."""
        return orjson.dumps(self.values).decode()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it looks and what type of value is read from it."""

    path: str
    kind: str  # string, integer, number, boolean, array, object, any
    widget: str
    label: str
    help: str = ""
    placeholder: str = ""
    rows: int = 3
    is_required: bool = False
    is_fixed: bool = False
    is_kept: bool = False  # shown, never sent
    has_focus: bool = False
    format: str = ""
    media: str = ""  # what files are taken; "" takes every kind that may be kept
    choices: tuple[Choice, ...] = ()
    items: str = "string"  # the type of each entry of a list
    inner: tuple[Field, ...] = ()
    start: tuple[str, ...] = ()
    when: When | None = None

    @property
    def name(self) -> str:
        """Return the name under which the value is sent."""
        return PREFIX + self.path

    @property
    def is_upload(self) -> bool:
        """Tell whether photos or files are chosen, not typed."""
        return self.widget in _UPLOADS

    @property
    def id(self) -> str:
        """Return the name that links and labels use."""
        return "f-" + self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part of the schema stands: below which path, in which whole."""

    whole: Node
    ui: Node
    path: str = ""
    required: frozenset[str] = frozenset()
    whens: Mapping[str, When] = field(default_factory=dict)


def fields_of(form: Form, known: Mapping[str, Any] | None = None) -> tuple[Field, ...]:
    """Return the fields of a form in the sequence that its ui.json wants.

    ``known`` are the values of the fields that are only read.
    """
    found = _fields(form.schema, _Place(form.schema, form.ui))
    return tuple(
        _kept(one, (known or {}).get(one.path)) if one.path in form.kept else one
        for one in found
    )


def _kept(one: Field, value: Any) -> Field:
    """Return a field that shows a value and takes none."""
    words: tuple[str, ...] = ()
    if value is not None:
        titles = {each.sent: each.title for each in one.choices or yes_no()}
        many = value if isinstance(value, list) else [value]
        words = tuple(titles.get(sent(each), sent(each)) for each in many)
    blank = replace(one, is_required=False, is_kept=True, inner=(), when=None)
    return replace(blank, widget="kept", start=words or one.start)


def every(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield fields and what they hold, each before its inner ones."""
    for one in fields:
        yield one
        yield from every(one.inner)


def yes_no() -> tuple[Choice, Choice]:
    """Return the choices of a field that is true or false."""
    return Choice("true", True, t("form-yes")), Choice("false", False, t("form-no"))


def _fields(node: Node, place: _Place) -> Iterator[Field]:
    node = _resolved(node, place.whole)
    named: dict[str, Any] = dict(node.get("properties", {}))
    whens: dict[str, When] = {}
    for part in (node, *_parts(node, "allOf")):
        for when, branch in _branches(part):
            asked = {*branch.get("required", ()), *branch.get("properties", {})}
            for name in asked - {when.path}:
                whens[name] = when
                named.setdefault(name, branch.get("properties", {}).get(name, {}))
    required = frozenset(node.get("required", ()))
    whens = {name: one for name, one in whens.items() if name not in required}
    below = f"{place.path}." if place.path else ""
    whens = {name: replace(one, path=below + one.path) for name, one in whens.items()}
    here = replace(place, required=required, whens=whens)
    for name in _sequence(named, place.ui):
        yield _field(name, named[name], here)


def _field(name: str, node: Any, place: _Place) -> Field:
    node = _resolved(node if isinstance(node, Mapping) else {}, place.whole)
    ui = _part(place.ui, name)
    path = f"{place.path}.{name}" if place.path else name
    options = _part(ui, "ui:options")
    choices = _choices(node, place.whole)
    kind = _kind(node, choices)
    made = Field(
        path=path,
        kind=kind,
        widget="",
        label=spoken(ui.get("ui:title") or node.get("title")) or name,
        help=spoken(ui.get("ui:help") or node.get("description")),
        placeholder=spoken(ui.get("ui:placeholder")),
        rows=int(options.get("rows", 3)),
        is_required=name in place.required,
        is_fixed=bool(node.get("readOnly") or ui.get("ui:readonly")),
        has_focus=bool(ui.get("ui:autofocus")),
        format=str(node.get("format", "")),
        media=str(node.get("contentMediaType", "")),
        choices=choices,
        start=_start(node),
        when=place.whens.get(name),
    )
    if kind == "array":
        made = _list(made, node, place.whole)
    if kind == "object" and node.get("properties"):
        within = _Place(place.whole, ui, path)
        return replace(made, widget="group", inner=tuple(_fields(node, within)))
    wanted = str(ui.get("ui:widget") or options.get("widget") or "")
    return replace(made, widget=_widget(made, wanted, node))


def _list(made: Field, node: Node, whole: Node) -> Field:
    """Return the field of a list: what its entries are, what may be chosen."""
    entry = node.get("items")
    entry = _resolved(entry if isinstance(entry, Mapping) else {}, whole)
    choices = _choices(entry, whole)
    return replace(
        made,
        choices=choices,
        items=_kind(entry, choices),
        format=str(entry.get("format", "")),
        media=str(entry.get("contentMediaType", "")),
    )


def _widget(made: Field, wanted: str, node: Node) -> str:
    """Return what the field looks like; a wish that does not fit is passed over."""
    if wanted == "hidden" and made.kind not in _COMPOUND:
        return wanted
    if made.format == FORMAT:
        return "photo" if made.media == PHOTOS or wanted == "photo" else "file"
    if made.kind == "array":
        return _widget_of_list(made)
    if made.kind == "boolean" or made.choices:
        return _widget_of_choice(made, wanted)
    if made.kind in _BY_KIND:
        return _BY_KIND[made.kind]
    if wanted not in _TEXTUAL:
        is_long = int(node.get("maxLength", 0)) > LONG
        wanted = _INPUTS.get(made.format, "textarea" if is_long else "text")
    return wanted


def _widget_of_choice(made: Field, wanted: str) -> str:
    if wanted in {"radio", "select"}:
        return wanted
    if made.kind == "boolean":
        return "checkbox"
    return "radio" if len(made.choices) <= FEW else "select"


def _widget_of_list(made: Field) -> str:
    if made.choices:
        return "many"
    return "lines" if made.items in {"string", "integer", "number"} else "json"


def _kind(node: Node, choices: Sequence[Choice]) -> str:
    """Return the type of a value; one that nobody states follows from the choices."""
    stated = node.get("type")
    if isinstance(stated, list):
        stated = next((one for one in stated if one != "null"), "null")
    if isinstance(stated, str) and stated != "null":
        return stated
    if choices:
        return "boolean" if {one.constant for one in choices} == {True} else "string"
    return "object" if "properties" in node else "any" if not node else "string"


def _choices(node: Node, whole: Node) -> tuple[Choice, ...]:
    """Return what may be chosen: constants with titles, an enumeration, yes and no."""
    for keyword in ("oneOf", "anyOf"):
        parts = [_resolved(one, whole) for one in _parts(node, keyword)]
        if parts and all("const" in one for one in parts):
            return tuple(_choice(one["const"], one.get("title")) for one in parts)
    if isinstance(node.get("enum"), list):
        return tuple(_choice(one, None) for one in node["enum"])
    if "const" in node:
        return (_choice(node["const"], node.get("title")),)
    return ()


def _choice(constant: Any, title: Any) -> Choice:
    shown = sent(constant)
    return Choice(shown, constant, spoken(title) or shown)


def sent(constant: Any) -> str:
    """Return a value as a form sends it: text as it is, all else as JSON."""
    return constant if isinstance(constant, str) else orjson.dumps(constant).decode()


def _start(node: Node) -> tuple[str, ...]:
    """Return what a field holds before anybody types."""
    if "default" not in node:
        return ()
    given = node["default"]
    return tuple(sent(one) for one in (given if isinstance(given, list) else [given]))


def _branches(node: Node) -> Iterator[tuple[When, Node]]:
    """Yield each branch that hangs on the value of one other field."""
    asked = node.get("if")
    properties = asked.get("properties", {}) if isinstance(asked, Mapping) else {}
    if len(properties) != 1:
        return
    ((path, test),) = properties.items()
    wanted = test.get("enum", [test["const"]] if "const" in test else None)
    if wanted is None:
        return
    when = When(path, tuple(sent(one) for one in wanted))
    if isinstance(node.get("then"), Mapping):
        yield when, node["then"]
    if isinstance(node.get("else"), Mapping):
        yield replace(when, is_met_by_them=False), node["else"]


def _sequence(named: Mapping[str, Any], ui: Node) -> list[str]:
    """Return the names as ui.json orders them; ``*`` stands for all others."""
    wanted = [one for one in ui.get("ui:order", ["*"]) if one in named or one == "*"]
    rest = [name for name in named if name not in wanted]
    if "*" not in wanted:
        return [*wanted, *rest]
    place = wanted.index("*")
    return [*wanted[:place], *rest, *wanted[place + 1 :]]


def _resolved(node: Node, whole: Node) -> Node:
    """Return a part with what it refers to, and with what it adds by ``allOf``.

    Deployment refuses a form whose references never end.
    """
    reference = node.get("$ref")
    if isinstance(reference, str):
        target = target_of(whole, reference)
        rest = {name: one for name, one in node.items() if name != "$ref"}
        return _resolved({**target, **rest}, whole)
    merged: dict[str, Any] = {}
    for part in _parts(node, "allOf"):
        if "if" not in part:
            merged |= _resolved(part, whole)
    return _joined(merged, node) if merged else node


def _joined(one: Node, other: Node) -> Node:
    """Return two parts that both must hold as one."""
    joined = {**one, **other}
    if "properties" in one and "properties" in other:
        joined["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        joined["required"] = [*one["required"], *other["required"]]
    return joined


def _parts(node: Node, keyword: str) -> list[Node]:
    listed = node.get(keyword)
    listed = listed if isinstance(listed, list) else []
    return [one for one in listed if isinstance(one, Mapping)]


def _part(node: Node, name: str) -> Node:
    found = node.get(name)
    return found if isinstance(found, Mapping) else {}
