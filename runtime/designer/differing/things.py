"""What two versions of a file say, thing by thing, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runtime.engine.spiff.elements import kebab
from runtime.kernel.durations import parse_duration
from runtime.kernel.texts import Text, Title, catalogue, plain, text

LONGEST = 300  # characters of a value; the rest is left out
VALUE = "value"  # the part of a thing that is nothing but its value
_NONE = "–"
_UNITS = (
    (86_400, "天", "d"),
    (3_600, "小时", "h"),
    (60, "分钟", "min"),
    (1, "秒", "s"),
)
_AS_CODE = str.maketrans(":_.", "---")

Words = Title | Text  # spoken when it is known to whom


class Mark(StrEnum):
    """What became of a thing; a diagram marks its element so."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Value:
    """What is written at a part: as it is compared, and as people read it."""

    raw: str
    shown: Words | None = None

    @property
    def said(self) -> str | Words:
        """Return it as people read it, a dash for nothing."""
        if self.shown is not None:
            return shortened(self.shown)
        return plain(self.raw, LONGEST) or _NONE


NOTHING = Value("")


def shortened(words: Words) -> Words:
    """Return what a file calls something so that it neither drowns nor turns a line."""
    if isinstance(words, Title):
        return Title(plain(words.zh, LONGEST), plain(words.en, LONGEST))
    return Text(words.code, {name: _short(one) for name, one in words.facts.items()})


def _short(fact: Any) -> Any:
    if isinstance(fact, Text | Title):
        return shortened(fact)
    return plain(fact, LONGEST) if isinstance(fact, str) else fact


def timed(raw: str) -> Value:
    """Return a text; where it is a time such as PT45M, as people say it."""
    try:
        seconds = int(parse_duration(raw).total_seconds())
    except ValueError:
        return Value(raw)
    spoken: dict[str, list[str]] = {"zh": [], "en": []}
    for length, zh, en in _UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            spoken["zh"].append(f"{count} {zh}")
            spoken["en"].append(f"{count} {en}")
    said = {language: " ".join(parts) for language, parts in spoken.items()}
    return Value(raw, Title(**said) if said["zh"] else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that was added, removed or changed, and by what it is known.

    ``element`` is its id in the file; ``part`` says which of its parts changed, "" for
    the whole.
    """

    element: str
    mark: Mark
    title: Words
    part: str = ""
    before: Value = NOTHING
    after: Value = NOTHING

    @property
    def sentence(self) -> Text:
        """Return it as a sentence: `Quality check: SLA PT45M → PT30M`."""
        facts: dict[str, Any] = {"title": shortened(self.title)}
        if self.part:
            facts |= {"before": self.before.said, "after": self.after.said}
        if self.part == VALUE:
            return text("diff-set", **facts)
        if self.part:
            return text("diff-changed", part=named(self.part), **facts)
        return text(f"diff-{self.mark.value}", **facts)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of one version: what it is called, and its parts as they are written."""

    title: Words
    parts: Mapping[str, Value]


def gathered(pairs: Iterator[tuple[str, str | Value]]) -> dict[str, Value]:
    """Return parts by name; what is written several times stands side by side."""
    found: dict[str, Value] = {}
    for part, written in pairs:
        value = written if isinstance(written, Value) else Value(written)
        before = found.get(part)
        found[part] = value if before is None else Value(f"{before.raw} | {value.raw}")
    return found


def compared(
    before: Mapping[str, Thing], after: Mapping[str, Thing]
) -> Iterator[Difference]:
    """Yield what is new, then what changed, then what is gone, each in its sequence."""
    for element, thing in after.items():
        if element not in before:
            yield Difference(element, Mark.ADDED, thing.title)
    for element, thing in after.items():
        if element in before:
            yield from _changes(element, before[element], thing)
    for element, thing in before.items():
        if element not in after:
            yield Difference(element, Mark.REMOVED, thing.title)


def named(part: str) -> str | Text:
    """Return what people call a part: what stands in others by the end of its path."""
    whole, _, last = part.rpartition("/")
    for place, name in (("", part), (whole, last)):
        code = f"diff-part-{kebab(name).translate(_AS_CODE)}"
        if code in catalogue():
            said = text(code)
            return text("diff-part-of", whole=place, part=said) if place else said
    return part


def _changes(element: str, before: Thing, after: Thing) -> Iterator[Difference]:
    for part in dict.fromkeys((*before.parts, *after.parts)):
        was, now = before.parts.get(part, NOTHING), after.parts.get(part, NOTHING)
        if was.raw != now.raw:
            yield Difference(element, Mark.CHANGED, after.title, part, was, now)
