"""What is wrong with the text of an expression: refused, or worth a remark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, say


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

    def say(self, language: str) -> str:
        """Return the sentence and where in the text it applies."""
        return _placed(self.text, self.line, self.column, language)


@dataclass(frozen=True, slots=True)
class Remark:
    """What lint says of an expression that can be compiled.

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

    def say(self, language: str) -> str:
        """Return the sentence and where in the text it applies."""
        return _placed(self.text, self.line, self.column, language)


def _placed(sentence: Text, line: int, column: int, language: str) -> str:
    facts = {"sentence": sentence, "line": line, "column": column}
    return say("feel-at-place", language, facts)
