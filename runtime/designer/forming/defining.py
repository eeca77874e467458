"""One field written into its definition: only what its editor changed (字段定义)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from runtime.designer.forming import kinds
from runtime.designer.forming.fields import Choice, Field, Words
from runtime.engine.design.form_rights import KEY as RIGHTS

WIDGET = "ui:widget"
_SIDES = ("zh", "en")


def define(
    was: Field | None, now: Field, node: dict[str, Any], look: dict[str, Any]
) -> dict[str, Any]:
    """Return the definition of a field as it is now; ``look`` is changed in place.

    ``node`` and ``look`` say what it was; a field of a kind that nobody knows keeps
    all but its words.
    """
    if was is None or was.kind != now.kind:
        node = _of_kind(was, now, node, look)
        was = _blank(was, now)
    _put_label(was, now, node, look)
    if now.kind != kinds.OTHER:
        _put_choices(was, now, node)
        _put_limits(was, now, node)
        _put_start(was, now, node)
        _put_look(was, now, look)
    if dict(was.rights) != dict(now.rights):
        _put(look, RIGHTS, dict(now.rights))
    return node


def put_words(place: dict[str, Any], name: str, was: Words, now: Words) -> None:
    """Say something in both languages where it is said, if it differs."""
    if was == now:
        return
    said = place.get(name)
    if isinstance(said, str) and now.zh == now.en:
        _put(place, name, now.zh)
        return
    sides = zip(_SIDES, (now.zh, now.en), strict=True)
    _put(place, name, {side: one for side, one in sides if one})


def number(typed: str) -> int | Decimal | None:
    """Return the number that was typed, exactly; None if it is none."""
    try:
        found = Decimal(typed.strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > 30:
        return None
    return int(found) if "." not in typed and found == int(found) else found


def _of_kind(
    was: Field | None, now: Field, node: dict[str, Any], look: dict[str, Any]
) -> dict[str, Any]:
    """Return the definition of another kind; words and what nobody knows stay."""
    base = kinds.base(now.kind)
    if was is not None and kinds.is_family(was.kind, now.kind):
        node["type"] = base["type"]
    else:
        rest = {name: one for name, one in node.items() if name not in kinds.VALUE}
        node = {**base, **rest}
    widget = kinds.WIDGETS.get(now.kind, "")
    is_box_by_length = now.kind == kinds.TEXT and "maxLength" in node
    if not widget and is_box_by_length and WIDGET in look:
        widget = "text"
    _put(look, WIDGET, widget)
    return node


def _blank(was: Field | None, now: Field) -> Field:
    """Return what a field of another kind counts as before it was changed."""
    if was is None:
        return Field(now.key, now.kind)
    is_family = kinds.is_family(was.kind, now.kind)
    limits = {"limits": was.limits, "start": was.start} if is_family else {}
    return Field(
        was.key,
        now.kind,
        title=was.title,
        help=was.help,
        placeholder=was.placeholder,
        rights=was.rights,
        **limits,  # type: ignore[arg-type]  # each is what its name says
    )


def _put_label(
    was: Field, now: Field, node: dict[str, Any], look: dict[str, Any]
) -> None:
    if "ui:title" in look:
        put_words(look, "ui:title", was.title, now.title)
    else:
        put_words(node, "title", was.title, now.title)
    is_below = "description" in node and "ui:help" not in look
    place, name = (node, "description") if is_below else (look, "ui:help")
    put_words(place, name, was.help, now.help)
    put_words(look, "ui:placeholder", was.placeholder, now.placeholder)


def _put_choices(was: Field, now: Field, node: dict[str, Any]) -> None:
    if now.kind not in kinds.WITH_CHOICES or was.choices == now.choices:
        return
    place = node.setdefault("items", {}) if now.kind == kinds.CHOICES else node
    are_plain = not any(one.title for one in now.choices)
    if "enum" in place and are_plain:
        place["enum"] = [one.value for one in now.choices]
        return
    place.pop("enum", None)
    known = {one["const"]: one for one in place.get("oneOf", ())}
    before = {one.value: one for one in was.choices}
    place["oneOf"] = [
        _option(before.get(one.value), one, dict(known.get(one.value, {})))
        for one in now.choices
    ]


def _option(was: Choice | None, now: Choice, content: dict[str, Any]) -> Any:
    option = content or {"const": now.value}
    put_words(option, "title", was.title if was else Words(), now.title)
    return option


def _put_limits(was: Field, now: Field, node: dict[str, Any]) -> None:
    for name in kinds.LIMITS.get(now.kind, ()):
        before, after = getattr(was.limits, name), getattr(now.limits, name)
        if before != after:
            value = after if name == "pattern" else number(after)
            _put(node, kinds.KEYWORDS[name], value)


def _put_start(was: Field, now: Field, node: dict[str, Any]) -> None:
    if now.kind not in kinds.STARTING or was.start == now.start:
        return
    value: Any = now.start
    if now.kind in {kinds.WHOLE, kinds.NUMBER}:
        value = number(now.start)
    elif now.kind == kinds.YES_NO and now.start:
        value = now.start == "true"
    _put(node, "default", value)


def _put_look(was: Field, now: Field, look: dict[str, Any]) -> None:
    if now.kind in kinds.LOOKS and was.widget != now.widget:
        _put(look, WIDGET, now.widget)


def _put(place: dict[str, Any], name: str, value: Any) -> None:
    """Put a value where it belongs; nothing takes out what was there."""
    if value is None or value in ("", {}):
        place.pop(name, None)
    else:
        place[name] = value
