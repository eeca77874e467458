"""A policy as fields of a form, and what was typed as a policy again (绕行策略)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from runtime.kernel.parameters import ParameterType
from runtime.kernel.texts import Text, text
from runtime.orders.bypass.rules import Fault
from runtime.orders.bypass.versions import at
from web.language import plain
from web.ui import quantities
from web.ui.bypass_forms import Faults

LINES = (
    *("title.zh", "title.en", "text.zh", "text.en", "when"),
    *("budget.count", "budget.money", "budget.of", "two_person_above"),
    *("debt.element", "debt.title.zh", "debt.title.en"),
)
LENGTHS = ("longest", "debt.within")
ROLES = ("opens", "issues", "uses")
FLAGS = {"code": False, "four_eyes": True}  # and what holds where nothing is said
YES, NO = "yes", "no"
NOTE_LENGTH = 2_000
_DIGITS = 6
_CHOSEN = {YES: True, NO: False}
_OPTIONAL = frozenset({"budget", "two_person_above", "uses"})
Typed = Mapping[str, Any]


def typed_of(body: Mapping[str, Any]) -> Typed:
    """Return what the fields hold for a policy as it is kept."""
    found: dict[str, Any] = {path: str(at(body, path) or "") for path in LINES}
    for path in LENGTHS:
        value = at(body, path)
        length = quantities.typed(ParameterType.DURATION, value) if value else {}
        found[f"{path}.number"] = length.get("value", "")
        found[f"{path}.unit"] = length.get("unit", "hours")
    for path, default in FLAGS.items():
        found[path] = YES if body.get(path, default) else NO
    return {**found, **{path: body.get(path, []) for path in ROLES}, "note": ""}


def typed_in(form: MultiDict[str, str]) -> Typed:
    """Return what the fields hold as they were sent."""
    units = [f"{path}.{part}" for path in LENGTHS for part in ("number", "unit")]
    lines = {name: _line(form.get(name, "")) for name in (*LINES, *units, "note")}
    flags = {name: form.get(name, "") for name in FLAGS}
    return {**lines, **flags, **{path: form.getlist(path) for path in ROLES}}


def body_of(typed: Typed) -> dict[str, Any]:
    """Return the policy that was typed; what fits no field stays as it was typed."""
    body: dict[str, Any] = {
        "title": _words(typed, "title"),
        "text": _words(typed, "text"),
        "when": typed["when"],
        "longest": _length(typed, "longest"),
        **{path: typed[path] for path in ROLES},
        **{path: _CHOSEN.get(typed[path], typed[path]) for path in FLAGS},
    }
    budget = {
        "count": quantities.whole(typed["budget.count"], _DIGITS)
        or typed["budget.count"],
        "money": typed["budget.money"],
        "of": typed["budget.of"],
    }
    body["budget"] = {name: one for name, one in budget.items() if one}
    body["two_person_above"] = typed["two_person_above"]
    if typed["debt.element"]:
        body["debt"] = {
            "element": typed["debt.element"],
            "within": _length(typed, "debt.within"),
            "title": _words(typed, "debt.title"),
        }
    return {name: one for name, one in body.items() if one or name not in _OPTIONAL}


def beside(faults: Iterable[Fault], note: str | None = None) -> Faults:
    """Return what is wrong by field, said as people at a page read it.

    With a ``note`` that is empty, that is missing, too.
    """
    found: dict[str, list[Text]] = {}
    for path, said in faults:
        found.setdefault(path, []).append(plain(said))
    if note == "":
        found["note"] = [text("parameters-note-missing")]
    return found


def _line(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()


def _words(typed: Typed, path: str) -> dict[str, str]:
    return {language: typed[f"{path}.{language}"] for language in ("zh", "en")}


def _length(typed: Typed, path: str) -> str:
    form = {"value": typed[f"{path}.number"], "unit": typed[f"{path}.unit"]}
    return quantities.read(ParameterType.DURATION, form) or ""
