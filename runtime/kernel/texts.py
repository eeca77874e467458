"""Every sentence a person can meet, by code, in Chinese and English (文案)."""

from __future__ import annotations

import string
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib import resources
from typing import Any

from runtime.kernel.actors import ActorId, name_of

LANGUAGES = ("zh", "en")
ZONE: ContextVar[tzinfo] = ContextVar("zone", default=UTC)  # whose clock people read


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence not yet spoken: its code and the facts that fill it."""

    code: str
    facts: Mapping[str, Any]

    def say(self, language: str) -> str:
        """Return the sentence in ``language`` ("zh" or "en")."""
        return say(self.code, language, self.facts)


@dataclass(frozen=True, slots=True)
class Title:
    """A name that data gives in both languages, as an element of a diagram has it."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the name in ``language``, or in the other one if it lacks that."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


def plain(words: str, longest: int) -> str:
    """Return what an outsider wrote as one line to be shown among our own words.

    It is cut to its length; what is not seen, or turns the direction of reading, is
    left out.
    """
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in words[: longest * _UNSEEN_SHARE]
        if sign.isspace() or unicodedata.category(sign) not in _UNSEEN
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNSEEN_SHARE = 4  # so much more is read than is shown, and no more


def text(code: str, **facts: Any) -> Text:
    """Return the sentence ``code`` with its facts, to be spoken later."""
    return Text(code, facts)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return code → language → template, read once from ``runtime/texts``.

    A code that stands in two files is a fault of the build and raises ValueError.
    """
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(
        (resources.files("runtime") / "texts").iterdir(), key=lambda each: each.name
    ):
        if not file.name.endswith(".toml"):
            continue
        for code, sentences in tomllib.loads(file.read_text("utf-8")).items():
            if code in found:
                raise ValueError(f"the text {code!r} stands in two files")
            found[code] = sentences
    return found


def say(code: str, language: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence ``code`` in ``language`` with its facts filled in.

    Facts never change the template: a fact that holds braces stays as it is. A
    moment is told by the reader's clock, to the minute.
    A code without an entry answers with the code itself and its facts, so that
    an error is never hidden by its own message.
    """
    template = catalogue().get(code, {}).get(language)
    if template is None:
        shown = ", ".join(f"{name}={value}" for name, value in facts.items())
        return f"{code} ({shown})" if shown else code
    return "".join(
        before if name is None else before + _said(facts.get(name, "?"), language)
        for before, name in _parts(template)
    )


@cache
def _parts(template: str) -> Sequence[tuple[str, str | None]]:
    """Return each piece of a template and the name of the fact behind it.

    ``{name}`` is all there is: no attribute, no index, no format.
    """
    return [(part[0], part[1]) for part in string.Formatter().parse(template)]


def _said(value: Any, language: str) -> str:
    if isinstance(value, Text | Title):
        return value.say(language)
    if isinstance(value, ActorId):
        return str(name_of(value))
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M")
    return str(value)
