"""Four kinds of bad news, never mixed.

FlowError                    code, facts; the sentence lives in runtime/texts
├─ Rejected                  command refused, nothing changed; the caller can act
│  ├─ NotFound               what was named does not exist
│  ├─ Forbidden              this person may not (role, four-eyes)
│  ├─ Conflict               lost race, or already done
│  ├─ Invalid                bad content; fields: path → sentences
│  └─ Suspended              closed for now, says until when
├─ BpmnError                 modelled outcome: an error code of the diagram
├─ Stuck                     becomes an incident on the element; a person resolves
│  ├─ ExpressionFailed  DecisionFailed  HandlerMissing  BadOutput
│  └─ RetriesExhausted
└─ Misconfigured             at start or deployment: all findings at once
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.kernel.texts import Text, Title, plain, say

_NAME, _FACT = 120, 1_000  # how much of a file is quoted: a name, anything else


class FlowError(Exception):
    """What the runtime refuses or reports, by a stable code and its facts.

    ``code`` is kebab-case and documented; ``facts`` fill the sentence and hold
    never a secret. ``str(error)`` is the English sentence.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        """Return the sentence in ``language`` ("zh" or "en")."""
        return say(self.code, language, self.facts)

    @property
    def text(self) -> Text:
        """Return the sentence not yet spoken, to stand beside others."""
        return Text(self.code, self.facts)


class Rejected(FlowError):
    """A command was refused and nothing has changed."""


class NotFound(Rejected):
    """What was named does not exist."""


class Unidentified(Rejected):
    """Nobody has shown who they are, or no longer."""


class Forbidden(Rejected):
    """This person may not do this."""


class Conflict(Rejected):
    """Somebody was faster, or it is done already."""


class Invalid(Rejected):
    """The content is wrong; ``fields`` says where and why, all faults at once."""

    def __init__(
        self, code: str, /, fields: Mapping[str, list[Text]] | None = None, **facts: Any
    ) -> None:
        super().__init__(code, **facts)
        self.fields = dict(fields or {})

    def say(self, language: str) -> str:
        """Return the sentence, followed by one line a field."""
        lines = [super().say(language)]
        for path, texts in self.fields.items():
            spoken = " ".join(each.say(language) for each in texts)
            lines.append(f"  {path}: {spoken}")
        return "\n".join(lines)


class Suspended(Rejected):
    """Closed for now; the facts say until when."""


class BpmnError(FlowError):
    """A modelled outcome; ``code`` is the error code of the diagram."""


class Stuck(FlowError):
    """An element cannot go on; it becomes an incident that a person resolves."""


class ExpressionFailed(Stuck):
    """An expression has no usable value."""


class DecisionFailed(Stuck):
    """A decision has no answer, or more than its hit policy allows."""


class HandlerMissing(Stuck):
    """No handler is registered under the operator's name."""


class BadOutput(Stuck):
    """A service task gave something that cannot become process data."""


class RetriesExhausted(Stuck):
    """A delivery failed as often as it may; the last cause is in the facts."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a deployed file: where it is, which rule, what to do.

    Of a fault of an expression, ``column`` counts in the expression's own line.
    ``mending`` names what takes the fault away for its author. What is quoted from
    the file is cut and freed of what is not seen when it is said.
    """

    file: str
    element: str
    rule: str
    level: str
    text: Text
    line: int = 0
    column: int = 0
    expression: str = ""
    expected: Text | None = None
    fix: Text | None = None
    mending: str = ""

    def say(self, language: str) -> str:
        """Return the finding as one line: place, then sentence."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        element = f" [{plain(self.element, _NAME)}]" if self.element else ""
        return f"{place}{element} {_quoted(self.text).say(language)}"

    def as_data(self, language: str) -> dict[str, Any]:
        """Return the finding as plain data, its sentences in one language."""
        beside = {"expected": self.expected, "fix": self.fix}
        return {
            "file": self.file,
            "element": self.element,
            "rule": self.rule,
            "level": self.level,
            "message": _quoted(self.text).say(language),
            "line": self.line,
            "column": self.column,
            "expression": self.expression,
            "mending": self.mending,
            **{
                name: ""
                if sentence is None
                else _quoted(sentence).say(language).strip()
                for name, sentence in beside.items()
            },
        }


def _quoted(sentence: Text) -> Text:
    """Return a sentence whose facts from a file cannot drown or disguise it."""
    return Text(
        sentence.code, {name: _cut(fact) for name, fact in sentence.facts.items()}
    )


def _cut(fact: Any) -> Any:
    if isinstance(fact, Text):
        return _quoted(fact)
    if isinstance(fact, Title):
        return Title(_cut(fact.zh), _cut(fact.en))
    return plain(fact, _FACT) if isinstance(fact, str) and not _is_tame(fact) else fact


def _is_tame(fact: str) -> bool:
    """Return whether a fact may stand as it is, its lines included."""
    return len(fact) <= _FACT and fact.replace("\n", "").isprintable()


class Misconfigured(FlowError):
    """Something cannot be deployed or started; ``findings`` lists every fault."""

    def __init__(
        self, code: str, /, findings: Iterable[Finding] = (), **facts: Any
    ) -> None:
        super().__init__(code, **facts)
        self.findings = list(findings)

    def say(self, language: str) -> str:
        """Return the sentence, followed by one line a finding."""
        return "\n".join(
            [super().say(language), *(f"  {f.say(language)}" for f in self.findings)]
        )
