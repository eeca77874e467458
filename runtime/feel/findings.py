"""What is wrong with the text of an expression: refused, or worth a remark.

Beside its sentence each says what was expected there and what to do. Both stand in
the catalogue under the code of the sentence: ``feel-wants-…`` and ``feel-fix-…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, catalogue, say

_PREFIX = "feel-"


class FeelSyntaxError(FlowError):
    """The text is no FEEL expression; ``line`` and ``column`` count from 1."""

    def __init__(
        self, code: str, facts: Mapping[str, Any], line: int, column: int
    ) -> None:
        super().__init__(code, **facts)
        self.line = line
        self.column = column

    @property
    def text(self) -> Text:
        """The sentence without its place."""
        return Text(self.code, self.facts)

    @property
    def remark(self) -> Remark:
        """The fault as lint tells it, beside what it has to say otherwise."""
        return Remark(self.code, self.facts, self.line, self.column)

    @property
    def expected(self) -> Text | None:
        """What should have stood there."""
        return self.remark.expected

    @property
    def found(self) -> Text | str:
        """What stood there instead."""
        found: Text | str = self.facts.get("found", "")
        return found

    @property
    def fix(self) -> Text | None:
        """What to do about it."""
        return self.remark.fix

    def say(self, language: str) -> str:
        """Return the sentence and where in the text it applies."""
        return _placed(self.text, self.line, self.column, language)


@dataclass(frozen=True, slots=True)
class Remark:
    """What lint says of an expression.

    ``level`` is "error" when the expression cannot mean what its author wants
    (an unknown name, a comparison that is always null), else "warning".
    """

    code: str
    facts: Mapping[str, Any]
    line: int
    column: int
    level: str = "error"

    @property
    def text(self) -> Text:
        """The sentence without its place."""
        return Text(self.code, self.facts)

    @property
    def expected(self) -> Text | None:
        """What should have stood there."""
        return self._known(f"feel-wants-{self._stem}")

    @property
    def fix(self) -> Text | None:
        """What to do about it: the name that was meant, or how it is written."""
        hint = self.facts.get("hint")
        return hint if isinstance(hint, Text) else self._known(f"feel-fix-{self._stem}")

    def say(self, language: str) -> str:
        """Return the sentence and where in the text it applies."""
        return _placed(self.text, self.line, self.column, language)

    def as_data(self, language: str) -> dict[str, Any]:
        """Return the remark as plain data, its sentences in one language."""
        return {
            "code": self.code,
            "level": self.level,
            "line": self.line,
            "column": self.column,
            "message": self.text.say(language).strip(),
            "expected": told(self.expected, language),
            "fix": told(self.fix, language),
        }

    @property
    def _stem(self) -> str:
        return self.code.removeprefix(_PREFIX)

    def _known(self, code: str) -> Text | None:
        return Text(code, self.facts) if code in catalogue() else None


def told(sentence: Text | None, language: str) -> str:
    """Return a sentence that may be missing, "" where it is."""
    return "" if sentence is None else sentence.say(language).strip()


def _placed(sentence: Text, line: int, column: int, language: str) -> str:
    facts = {"sentence": sentence, "line": line, "column": column}
    return say("feel-at-place", language, facts)
