"""Patterns as FEEL writes them, for RE2: XML Schema's, with XPath's additions.

FEEL's ``matches``, ``replace`` and ``split`` take the regular expressions of XPath
(DMN 10.3.4.3; XML Schema part 2, appendix F). RE2 writes and means some things
otherwise: letters and digits of all scripts, name characters, blocks, classes less
classes. What XPath does not know is refused, even where RE2 would take it. RE2
itself needs time in proportion to the text, whatever the pattern.
"""

from __future__ import annotations

import re

from runtime.feel.character_sets import (
    Ranges,
    category,
    escape_ranges,
    less,
    merged,
    negated,
    written,
)
from runtime.feel.frame import FeelError

_FLAGS = frozenset("smix")
_BLANK = "\t\n\r "
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(\d+)(?:(,)(\d*))?\})\??", re.ASCII)
_PROPERTY = re.compile(r"([pP])\{([A-Za-z0-9-]+)\}")
_SINGLE = {
    **{sign: sign for sign in "\\|.-^?*+{}()[]$"},
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_SETS = "sSiIcCdDwW"
_MOST = 1000  # repetitions that RE2 counts
_DEEPEST = 50


def translated(pattern: str, flags: str) -> str:
    """Return the pattern as RE2 writes it; raises FeelError when it is none."""
    if set(flags) - _FLAGS:
        raise FeelError("feel-pattern-flags", found=flags)
    if "x" in flags:
        pattern = _without_space(pattern)
    inline = "".join(each for each in "im" if each in flags)
    body = _Reading(pattern, any_sign="s" in flags).whole()
    return f"(?{inline}){body}" if inline else body


def _without_space(pattern: str) -> str:
    """Leave out white space, but for that inside of classes."""
    parts, depth, place = [], 0, 0
    while place < len(pattern):
        sign = pattern[place]
        width = 2 if sign == "\\" else 1
        if sign == "\\" and place + 2 < len(pattern) and pattern[place + 1] in _BLANK:
            parts.append(sign)  # the blank between goes, what follows is escaped
        elif not (sign in _BLANK and not depth):
            parts.append(pattern[place : place + width])
        depth += (sign == "[") - (sign == "]" and depth > 0)
        place += width
    return "".join(parts)


class _Reading:
    """One pattern, read from left to right."""

    def __init__(self, pattern: str, *, any_sign: bool) -> None:
        self._pattern = pattern
        self._dot = "(?s:.)" if any_sign else "[^\\n\\r]"
        self._place = 0
        self._depth = 0

    def whole(self) -> str:
        """Return the translation of the whole pattern."""
        found = self._choice()
        if self._place < len(self._pattern):
            raise self._fault()
        return found

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._fault()
        branches = [self._branch()]
        while self._at("|"):
            self._place += 1
            branches.append(self._branch())
        self._depth -= 1
        return "|".join(branches)

    def _branch(self) -> str:
        pieces = []
        while self._place < len(self._pattern) and not self._at("|)"):
            pieces.append(self._atom() + self._quantifier())
        return "".join(pieces)

    def _quantifier(self) -> str:
        found = _QUANTIFIER.match(self._pattern, self._place)
        if found is None:
            return ""
        self._place = found.end()
        if found[1] is not None:
            least, most = int(found[1]), int(found[3] or found[1])
            if least > most or most > _MOST:
                raise self._fault()
        return found[0]

    def _atom(self) -> str:
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return written(*self._class())
        if sign == "\\":
            return self._escape()
        if sign == ".":
            return self._dot
        if sign in "^$":
            return sign
        if sign in "?*+{}]":
            raise self._fault()
        return re.escape(sign)

    def _group(self) -> str:
        opening = "("
        if self._pattern.startswith("?:", self._place):
            self._place += 2
            opening = "(?:"
        elif self._at("?"):
            raise self._fault()
        inner = self._choice()
        self._need(")")
        return f"{opening}{inner})"

    def _escape(self) -> str:
        sign = self._next()
        if sign in _SINGLE:
            return re.escape(_SINGLE[sign])
        if sign.isascii() and sign.isdigit() and sign != "0":
            raise FeelError("feel-pattern-back-reference", found=self._pattern[:80])
        return written(self._set(sign))

    def _set(self, sign: str) -> Ranges:
        """Return what an escape of several characters stands for."""
        if sign in _SETS:
            return escape_ranges(sign)
        found = _PROPERTY.match(self._pattern, self._place - 1)
        if found is None:
            raise self._fault()
        self._place = found.end()
        known = category(found[2])
        if known is None:
            raise self._fault()
        return known if found[1] == "p" else negated(known)

    def _class(self) -> tuple[Ranges, bool]:
        """Read a class behind its bracket, with what is taken away from it.

        Return a set, and whether the class is all but that: without regard to case
        the set is widened first, so that ``[^q]`` takes no Q.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._fault()
        turned = self._at("^")
        self._place += turned
        found: Ranges = ()
        first = True
        while first or not self._at("]"):
            if self._at("-") and self._pattern.startswith("-[", self._place):
                break
            found = merged(found, self._member(first=first))
            first = False
        if self._pattern.startswith("-[", self._place):
            self._place += 2
            kept = _whole(found, turned)
            found, turned = less(kept, _whole(*self._class())), False
        self._need("]")
        self._depth -= 1
        return found, turned

    def _member(self, *, first: bool) -> Ranges:
        """Read one sign of a class, or two with all between them."""
        start = self._one(first=first)
        if not isinstance(start, str):
            return start
        is_range = self._at("-") and not self._pattern.startswith(
            ("-]", "-["), self._place
        )
        if not is_range:
            return ((ord(start), ord(start)),)
        self._place += 1
        end = self._one(first=False, is_end=True)
        if not isinstance(end, str) or end < start:
            raise self._fault()
        return ((ord(start), ord(end)),)

    def _one(self, *, first: bool, is_end: bool = False) -> str | Ranges:
        sign = self._next()
        if sign == "\\":
            sign = self._next()
            return _SINGLE[sign] if sign in _SINGLE else self._set(sign)
        edge = first or is_end or self._at("]")
        if sign in "[]" or (sign == "-" and not edge):
            raise self._fault()
        return sign

    def _at(self, signs: str) -> bool:
        return self._pattern[self._place : self._place + 1] in tuple(signs)

    def _next(self) -> str:
        if self._place >= len(self._pattern):
            raise self._fault()
        self._place += 1
        return self._pattern[self._place - 1]

    def _need(self, sign: str) -> None:
        if not self._at(sign):
            raise self._fault()
        self._place += 1

    def _fault(self) -> FeelError:
        return FeelError("feel-pattern", found=self._pattern[:80])


def _whole(ranges: Ranges, turned: bool) -> Ranges:
    return negated(ranges) if turned else ranges
