"""One thing that two versions say differently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runtime.kernel.texts import Text, Title, catalogue, text

LONGEST = 300  # characters of a value; the rest is left out
_NONE = "–"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class How(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that was added, removed or changed, and by what it is known.

    ``where`` is its id in the file; ``part`` says which of its parts changed, "" for
    the whole.
    """

    how: How
    where: str
    title: Title
    part: str = ""
    before: str = ""
    after: str = ""

    @property
    def text(self) -> Text:
        """Return it as a sentence: `Quality check: SLA PT45M → PT30M`."""
        facts: dict[str, Any] = {"title": self.title}
        if self.how is How.CHANGED:
            code = f"diff-part-{_kebab(self.part)}"
            facts["part"] = text(code) if code in catalogue() else self.part
            facts["before"] = self.before or _NONE
            facts["after"] = self.after or _NONE
        return text(f"diff-{self.how.value}", **facts)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of one version: what it is called, and its parts as they are written."""

    title: Title
    parts: Mapping[str, str]


def compared(
    before: Mapping[str, Thing], after: Mapping[str, Thing]
) -> Iterator[Difference]:
    """Yield what is new, then what changed, then what is gone, each in its sequence."""
    for where, thing in after.items():
        if where not in before:
            yield Difference(How.ADDED, where, thing.title)
    for where, thing in after.items():
        if where in before:
            yield from _changes(where, before[where], thing)
    for where, thing in before.items():
        if where not in after:
            yield Difference(How.REMOVED, where, thing.title)


def _changes(where: str, before: Thing, after: Thing) -> Iterator[Difference]:
    names = dict.fromkeys((*before.parts, *after.parts))
    for part in names:
        was, now = before.parts.get(part, ""), after.parts.get(part, "")
        if was != now:
            yield Difference(
                How.CHANGED, where, after.title, part, _short(was), _short(now)
            )


def _kebab(part: str) -> str:
    """Return the name of a part as texts are named: ``formKey`` is ``form-key``."""
    return _HUMP.sub("-", part).lower().replace(":", "-")


def _short(value: str) -> str:
    told = " ".join(value.split())
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"
