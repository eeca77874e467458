"""Built-ins on text; patterns are RE2's, which needs linear time for any input."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

import re2

from runtime.feel.arithmetic import capped
from runtime.feel.builtins.conversions import whole
from runtime.feel.builtins.registry import builtin
from runtime.feel.frame import TEXT_LENGTH, FeelError, tick
from runtime.feel.patterns import translated
from runtime.feel.types import ListOf
from runtime.feel.values import BOOLEAN, NUMBER, STRING, FeelValue, type_name

PATTERN_LENGTH = 500
PATTERN_MEMORY = 4 << 20  # of each that is kept
PATTERNS_KEPT = 64

# States of a pattern that a step pays for, and characters times states: when a text is
# searched from its beginning, and when the search goes on behind a match, which seldom
# looks at all that is left.
_STATES = 32
_REFUSAL_STEPS = 1_000  # of a pattern that is too large, which is not kept
_IN_A_SEARCH = 256
_FROM_A_MATCH = 1 << 16

_REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*", re.DOTALL | re.ASCII)
_REPLACEMENT_PART = re.compile(r"\\(.)|\$(\d+)", re.DOTALL | re.ASCII)


@builtin(
    "substring",
    STRING,
    "string: string",
    "start position: number",
    "length?: number?",
)
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    """Cut from a position, from 1 or from -1 at the end."""
    first = position(start, len(text))
    if length is None:
        return text[first:]
    size = whole(length)
    if not 1 <= size <= len(text) - first:
        raise FeelError("feel-length", found=str(length))
    return text[first : first + size]


def position(written: Decimal, length: int) -> int:
    """Return the index of a FEEL position; raises FeelError when it is outside."""
    place = whole(written)
    if place == 0 or abs(place) > length:
        raise FeelError("feel-position", position=place, length=length)
    return place - 1 if place > 0 else length + place


@builtin("string length", NUMBER, "string: string")
def string_length(text: str) -> Decimal:
    """Count the characters."""
    return Decimal(len(text))


@builtin("upper case", STRING, "string: string")
def upper_case(text: str) -> str:
    """Write in capitals."""
    return capped(text.upper())


@builtin("lower case", STRING, "string: string")
def lower_case(text: str) -> str:
    """Write in small letters."""
    return capped(text.lower())


@builtin("substring before", STRING, "string: string", "match: string")
def substring_before(text: str, match: str) -> str:
    """Give what stands before the first match; empty without one."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", STRING, "string: string", "match: string")
def substring_after(text: str, match: str) -> str:
    """Give what stands behind the first match; empty without one."""
    return text.partition(match)[2] if match else text


@builtin("contains", BOOLEAN, "string: string", "match: string")
def contains(text: str, match: str) -> bool:
    """Tell whether the text holds the match."""
    return match in text


@builtin("starts with", BOOLEAN, "string: string", "match: string")
def starts_with(text: str, match: str) -> bool:
    """Tell whether the text starts with the match."""
    return text.startswith(match)


@builtin("ends with", BOOLEAN, "string: string", "match: string")
def ends_with(text: str, match: str) -> bool:
    """Tell whether the text ends with the match."""
    return text.endswith(match)


@builtin("matches", BOOLEAN, "input: string", "pattern: string", "flags?: string?")
def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    """Tell whether the pattern is found anywhere in the text."""
    return _searching(text, pattern, flags).search(text) is not None


@builtin(
    "replace",
    STRING,
    "input: string",
    "pattern: string",
    "replacement: string",
    "flags?: string?",
)
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Replace each match; ``$1`` is a group, ``\\\\`` and ``\\$`` are themselves.

    As in XPath, a pattern that matches nothing at all is refused.
    """
    parts: list[str] = []
    end = length = 0
    plain = "$" not in replacement and "\\" not in replacement
    wanted = _searching(text, pattern, flags)
    if _REPLACEMENT.fullmatch(replacement) is None:
        raise FeelError("feel-replacement", found=replacement[:80])
    if wanted.search("") is not None:
        raise FeelError("feel-pattern-empty", found=pattern[:80])
    for found in wanted.finditer(text):
        tick((len(text) - end) * wanted.programsize // _FROM_A_MATCH)
        filled = replacement if plain else _filled(replacement, found)
        length += len(filled)
        _check_length(length)
        parts += (text[end : found.start()], filled)
        end = found.end()
    return capped("".join(parts) + text[end:])


def _filled(replacement: str, found: Any) -> str:
    def part(each: re.Match[str]) -> str:
        if each[1]:
            return each[1]
        digits = each[2]
        while len(digits) > 1 and int(digits) > found.re.groups:
            digits = digits[:-1]
        group, rest = int(digits), each[2][len(digits) :]
        return ((found.group(group) or "") if group <= found.re.groups else "") + rest

    return _REPLACEMENT_PART.sub(part, replacement)


@builtin("split", ListOf(STRING), "string: string", "delimiter: string")
def split(text: str, delimiter: str) -> list[str]:
    """Split at each match of the pattern; at nothing between any two characters."""
    parts = []
    end = 0
    wanted = _searching(text, delimiter, None)
    for found in wanted.finditer(text):
        tick((len(text) - end) * wanted.programsize // _FROM_A_MATCH)
        if found.end() == found.start() and found.start() in (end, len(text)):
            continue
        parts.append(text[end : found.start()])
        end = found.end()
    tick(len(parts))
    return [*parts, text[end:]]


@builtin("string join", STRING, "list: list", "delimiter?: string?")
def string_join(values: list[FeelValue], delimiter: str | None = None) -> str:
    """Join texts, leaving out nulls."""
    for each in values:
        if each is not None and type(each) is not str:
            raise FeelError("feel-items", expected=STRING, found=type_name(each))
    texts = [each for each in values if each is not None]
    between = delimiter or ""
    _check_length(sum(map(len, texts)) + len(between) * (len(texts) - 1))
    return capped(between.join(texts))


def _searching(text: str, pattern: str, flags: str | None) -> Any:
    """Return the pattern, having paid for looking through ``text`` with it.

    RE2 takes linear time, but a pattern may be thousands of states wide, and then
    it may need all of them for each character.
    """
    search = compiled(pattern, flags)
    states = search.programsize
    tick(states // _STATES + len(text) * states // _IN_A_SEARCH)
    return search


def _check_length(length: int) -> None:
    """Refuse before building: a long text, shared many times, fills the memory."""
    tick(3)
    if length > TEXT_LENGTH:
        raise FeelError("feel-text-too-long", limit=TEXT_LENGTH)


@lru_cache(maxsize=PATTERNS_KEPT)
def compiled(pattern: str, flags: str | None) -> Any:
    """Return the RE2 pattern; raises FeelError for what is none or too large.

    Back-references are refused too: they need more than linear time.
    """
    if len(pattern) > PATTERN_LENGTH:
        raise FeelError("feel-pattern-too-long", limit=PATTERN_LENGTH)
    try:
        return re2.compile(translated(pattern, flags or ""), _OPTIONS)
    except re2.error as fault:
        tick(_REFUSAL_STEPS)
        raise FeelError("feel-pattern", found=pattern[:80]) from fault


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = PATTERN_MEMORY
    return options


_OPTIONS = _quiet()
