"""Reading the text of an expression piece by piece; there is no token list.

Which words belong together depends on the names in scope, so the grammar asks for
what it expects next. Every pattern here runs in linear time on hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from runtime.feel.findings import FeelSyntaxError
from runtime.kernel.texts import Text, text

SOURCE_LENGTH = 8_000

_EMOJI = "\U0001f000-\U0001faff"
_BLANK = re.compile(r"(?:[\s\u00a0\ufeff]+|//[^\n]*|/\*.*?\*/)+", re.S)
_NOT_SOLID = frozenset("/\ufeff")  # what else a blank or a comment begins with
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
WORD = re.compile(rf"(?:[^\W\d]|[{_EMOJI}?])(?:\w|[{_EMOJI}'])*")
_NEW_NAME = re.compile(rf"(?:[^\W\d]|[{_EMOJI}?])[^\n\"(){{}}\[\]<>=,:]*")
_WORD_IN = re.compile(r"(?<=\s)in\b")
_FOUND_LENGTH = 12

# What people type by habit of another language or keyboard → what FEEL writes;
# a longer sign stands before the sign it begins with.
_FOREIGN = {
    "===": "=",
    "==": "=",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "&&": "and",
    "||": "or",
    "%": "modulo(a, b)",
    "!": "not(…)",
    "'": '"',
    "\u2018": '"',
    "\u2019": '"',
    "\u201c": '"',
    "\u201d": '"',
    "\u3010": "[",
    "\u3011": "]",
    "\u3001": ",",
    "\u3002": ".",
    "\u2260": "!=",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2212": "-",
    "\u00d7": "*",
    "\u00f7": "/",
}
# The same for words, where an operator is expected.
_FOREIGN_WORDS = {
    "AND": "and",
    "OR": "or",
    "is": "=",
    "not in": "not(… in (…))",
    "like": "contains(…)",
    "ELSE": "else",
    "THEN": "then",
}
_FOREIGN_WORD = re.compile(r"(?:AND|OR|is|not\s+in|like|ELSE|THEN)\b")
_NOT_BEFORE = re.compile(r"\bnot\s+\Z")
_NOT_NEAR = 8
_FOREIGN_CODES = {
    "===": "feel-double-equals",
    "==": "feel-double-equals",
    "'": "feel-single-quote",
}
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_DISTANCE = 0xFEE0


class Scanner:
    """A position in a text, and the questions the grammar asks there."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self._skipped = -1  # no blank stands there: it has been looked at
        if len(source) > SOURCE_LENGTH:
            self.fail("feel-too-long", length=len(source), limit=SOURCE_LENGTH)

    def skip(self) -> None:
        """Step over blanks and comments."""
        sign = self.source[self.position : self.position + 1]
        if sign.isspace() or sign in _NOT_SOLID:
            blank = _BLANK.match(self.source, self.position)
            if blank:
                self.position = blank.end()
        self._skipped = self.position

    def peek(self) -> str:
        """Return the next character that means something, "" at the end."""
        if self.position != self._skipped:
            self.skip()
        return self.source[self.position : self.position + 1]

    def at(self, token: str) -> bool:
        """Return whether ``token`` comes next, as a whole word if it is one."""
        if self.position != self._skipped:
            self.skip()
        source, position = self.source, self.position
        if not source.startswith(token, position):
            return False
        if not token[-1].isalpha():
            return True
        after = source[position + len(token) : position + len(token) + 1]
        return not (after.isalnum() or after == "_")

    def eat(self, token: str) -> bool:
        """Step over ``token`` if it comes next."""
        if not self.at(token):
            return False
        self.position += len(token)
        return True

    def need(self, token: str, code: str = "feel-expected") -> None:
        """Step over ``token``; anything else is a fault with sentence ``code``."""
        if not self.eat(token):
            self.fail(code, expected=token)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what ``pattern`` matches here, if it does."""
        if self.position != self._skipped:
            self.skip()
        match = pattern.match(self.source, self.position)
        if match:
            self.position = match.end()
        return match

    def take_sign(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over an operator; refuses those that only other languages have."""
        sign = self.take(pattern)
        if sign and self.source.startswith(("=", "<", ">"), sign.end()):
            doubled = self.source[sign.start() : sign.end() + 1]
            if doubled in _FOREIGN:
                self.fail("feel-unexpected-text", sign.start())
        return sign

    def sees(self, pattern: re.Pattern[str]) -> bool:
        """Return whether ``pattern`` matches here."""
        self.skip()
        return pattern.match(self.source, self.position) is not None

    def new_name(self, before_in: bool = False) -> str:
        """Read a name that is being defined: free text up to a delimiter.

        ``before_in``: the word ``in`` ends it too, as in ``for a b in list``.
        """
        start = self.position
        match = self.take(_NEW_NAME)
        if match is None:
            self.fail("feel-expected-name", start)
        name = match[0]
        if before_in:
            end = _WORD_IN.search(name)
            if end:
                name = name[: end.start()]
                self.position = match.start() + end.start()
        return " ".join(name.split())

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column of ``position``, counted from 1."""
        line = self.source.count("\n", 0, position) + 1
        return line, position - self.source.rfind("\n", 0, position)

    def fail(self, code: str, position: int | None = None, **facts: Any) -> NoReturn:
        """Refuse the text at ``position``, or where the scanner stands.

        What only another language knows (``==``, ``'text'``) gets its own sentence.
        """
        self.skip()
        where = self.position if position is None else position
        code, facts = self._hint(code, where, facts)
        raise FeelSyntaxError(
            code, {**facts, "found": self._found(where)}, *self.place(where)
        )

    def _hint(
        self, code: str, where: int, facts: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        for typed, meant in _FOREIGN.items():
            if self.source.startswith(typed, where):
                hint = _FOREIGN_CODES.get(typed, "feel-foreign-sign")
                return hint, {"typed": typed, "meant": meant}
        word = _FOREIGN_WORD.match(self.source, where)
        if word is not None:
            typed = " ".join(word[0].split())
            facts = {"typed": typed, "meant": _FOREIGN_WORDS[typed]}
            return "feel-foreign-sign", facts
        if _NOT_BEFORE.search(self.source[max(0, where - _NOT_NEAR) : where]):
            return "feel-foreign-sign", {"typed": "not", "meant": "not(…)"}
        sign = self.source[where : where + 1]
        if sign and ord(sign) in _FULL_WIDTH:
            meant = chr(ord(sign) - _FULL_WIDTH_DISTANCE)
            return "feel-foreign-sign", {"typed": sign, "meant": meant}
        return code, facts

    def _found(self, where: int) -> Text:
        rest = self.source[where : where + _FOUND_LENGTH].split("\n")[0]
        return text("feel-found", text=rest) if rest else text("feel-found-end")

    @contextmanager
    def rewinding(self) -> Iterator[None]:
        """Step back to where the block began when it refuses the text."""
        start = self.position
        try:
            yield
        except FeelSyntaxError:
            self.position = start
            raise
