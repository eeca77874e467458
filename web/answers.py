"""What a person typed, read by the fields of the form: exact, and kept as it was.

What cannot be read as the type that the form wants stays text, so that the form's
own check names the field and the fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import orjson

from runtime.kernel.clock import zoned
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, text
from web.language import spoken
from web.rendering import Field, every

_NUMBER = re.compile(r"[+-]?\d{1,200}(\.\d{1,200})?\Z")
_NOTHING: Final = object()
_NUMBERS = {"integer", "number"}
_MISMATCHES = frozenset(
    {"task-fault-pattern", "answer-minlength", "answer-maxlength", "answer-enum"}
)


class Posted(Protocol):
    """The fields of a form as a browser sends them."""

    def getlist(self, key: str) -> list[str]:
        """Return every value under a name."""


def read(fields: Iterable[Field], posted: Posted, zone: str) -> dict[str, Any]:
    """Return the answer that was sent; what was left empty is left out."""
    answer: dict[str, Any] = {}
    for one in fields:
        value = _value(one, posted, zone)
        if value is not _NOTHING:
            answer[one.path.rpartition(".")[2]] = value
    return answer


def typed(fields: Iterable[Field], posted: Posted) -> dict[str, list[str]]:
    """Return path → what was typed, to be shown again."""
    return {one.path: posted.getlist(one.name) for one in every(fields)}


def untouched(fields: Iterable[Field]) -> dict[str, list[str]]:
    """Return path → what each field holds before anybody types."""
    return {one.path: list(one.start) for one in every(fields)}


def filled(
    fields: Iterable[Field], answer: Mapping[str, Any], zone: str
) -> dict[str, list[str]]:
    """Return path → what each field holds of an answer that was given."""
    found: dict[str, list[str]] = {}
    for one in fields:
        value = answer.get(one.path.rpartition(".")[2])
        if one.inner:
            inner = value if isinstance(value, Mapping) else {}
            found |= filled(one.inner, inner, zone)
        found[one.path] = [] if value is None else _shown(one, value, zone)
    return found


def _shown(one: Field, value: Any, zone: str) -> list[str]:
    """Return a value of an answer as its field holds it."""
    if one.widget == "json" or isinstance(value, Mapping):
        return [orjson.dumps(value, default=str).decode()]
    if isinstance(value, list):
        return [words for each in value for words in _shown(one, each, zone)]
    if one.widget == "datetime-local":
        at = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
        return [at.strftime("%Y-%m-%dT%H:%M")]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [format(value, "f") if isinstance(value, Decimal) else str(value)]


def _value(one: Field, posted: Posted, zone: str) -> Any:
    if one.inner:
        inner = read(one.inner, posted, zone)
        return inner if inner or one.is_required else _NOTHING
    given = posted.getlist(one.name)
    if one.widget == "checkbox":
        return _ticked(one, given)
    if one.kind == "array":
        return _entries(one, given)
    words = _tidy(one, given[0] if given else "")
    return _single(one, words, zone) if words else _NOTHING


def _ticked(one: Field, given: Sequence[str]) -> Any:
    if given:
        return True
    wants_yes = bool(one.choices)
    return _NOTHING if wants_yes or one.when is not None else False


def _entries(one: Field, given: Sequence[str]) -> Any:
    if one.widget == "json":
        return _json(given[0]) if given and given[0].strip() else _NOTHING
    if one.widget == "lines":
        given = [line.strip() for line in "\n".join(given).splitlines()]
    found = [_plain(one.items, one, word) for word in given if word]
    return found if found or one.is_required else _NOTHING


def _single(one: Field, words: str, zone: str) -> Any:
    if one.widget == "json":
        return _json(words)
    if one.widget == "datetime-local":
        return _moment(words, zone)
    return _plain(one.kind, one, words)


def _plain(kind: str, one: Field, words: str) -> Any:
    for choice in one.choices:
        if choice.sent == words:
            return choice.constant
    if kind == "boolean":
        return {"true": True, "false": False}.get(words, words)
    return _number(words) if kind in {"integer", "number"} else words


def _number(words: str) -> int | Decimal | str:
    if not _NUMBER.match(words):
        return words
    return Decimal(words) if "." in words else int(words)


def _moment(words: str, zone: str) -> str:
    """Return a moment by the clock of the house with its offset."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return words
    return zoned(at, ZoneInfo(zone)).isoformat()


def _json(words: str) -> Any:
    try:
        return orjson.loads(words)
    except orjson.JSONDecodeError:
        return words


def _tidy(one: Field, words: str) -> str:
    words = words.replace("\r\n", "\n")
    return words if one.widget == "textarea" and words.strip() else words.strip()


def plain(fault: Text) -> Text:
    """Return a fault in the words of somebody who never saw the schema."""
    found = fault.facts.get("found", "")
    if fault.code == "answer-pattern":
        return text("task-fault-pattern", found=found)
    if fault.code == "answer-type" and fault.facts["wanted"] in _NUMBERS:
        return text("task-fault-number", found=found)
    return fault


def said(fields: Iterable[Field], wrong: FlowError) -> dict[str, list[str]]:
    """Return path → what is wrong there, as its reader says it, each sentence once."""
    scans = {one.path for one in every(fields) if one.widget == "scan"}
    found: dict[str, list[str]] = {}
    for path, faults in getattr(wrong, "fields", {}).items():
        plainly = map(plain, faults)
        told = map(of_scan, plainly) if path in scans else plainly
        found[path] = list(dict.fromkeys(map(spoken, told)))
    return found


def of_scan(fault: Text) -> Text:
    """Return a fault of what was scanned: most likely it was the wrong label."""
    if fault.code not in _MISMATCHES:
        return fault
    return text("task-fault-scan", found=fault.facts.get("found", ""))


def by_field(
    fields: Iterable[Field], faults: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return path → faults, and the faults that belong to no field that is shown."""
    known = {one.path for one in every(fields)}
    beside: dict[str, list[str]] = {}
    others: list[str] = []
    for path, said in faults.items():
        place = path.partition("[")[0]
        while place and place not in known:
            place = place.rpartition(".")[0]
        if place in known:
            beside.setdefault(place, []).extend(said)
        else:
            others.extend(said)
    return beside, others
