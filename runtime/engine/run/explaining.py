"""Why it went this way: decisions and gateways of history, told from what they saw.

History keeps the values; the tables and conditions are those of the instance's own
version, the parameters those that were known at that moment. What comes out otherwise
than history says (a value was too long to keep) is told without a reason, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from runtime import dmn, feel
from runtime.dmn.explaining.explain import DecisionTold, explain_verdict
from runtime.dmn.explaining.reasons import row_reason, rows_told
from runtime.engine.design.definitions import Deployed
from runtime.engine.run.labels import Labels, PlainWords
from runtime.engine.spiff import Element, Way
from runtime.feel.explaining.explain import Explained, explain
from runtime.feel.explaining.reasons import joined, reasons
from runtime.feel.syntax.parsing import Setting
from runtime.kernel.parameters import Recalled
from runtime.kernel.texts import LANGUAGES, Text, Title, text

BUDGET = 100_000  # steps of one explanation
MOST_RULES = 30  # told beneath one decision


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and those beneath it."""

    sentence: Text
    more: tuple[Text, ...] = ()


class Past:
    """One instance looked back at: its version, and the parameters of each moment."""

    def __init__(self, deployed: Deployed, recalled: Recalled, zone: str) -> None:
        self._deployed = deployed
        self._recalled = recalled
        self._zone = zone

    @cached_property
    def _words(self) -> PlainWords:
        return PlainWords(Labels(self._deployed), self._recalled)

    def decision(self, decision: Sequence[Any], at: datetime) -> tuple[Text, ...]:
        """Return the rule that applied in words, then why those before it did not."""
        name, rows, inputs, outputs = decision
        found = self._deployed.decisions.get(name)
        if found is None or found.table is None:
            return ()
        verdict = dmn.Verdict(outputs, tuple(rows), tuple(inputs), name)
        told = explain_verdict(found, verdict, {}, self._frame(at), MOST_RULES)
        if not _agrees(told):
            return ()
        applied = [self._applied(told, each.number) for each in told.hits]
        return (*applied, *rows_told(told, self._words))

    def way(self, choice: Sequence[Any], at: datetime) -> Told | None:
        """Tell which way a gateway took and why, None for one that is not drawn."""
        element_id, taken, values = choice
        element = self._deployed.model.elements.get(element_id)
        if element is None or not element.ways:
            return None
        asked = {
            position: self._asked(way, values, at)
            for position, way in enumerate(element.ways)
            if way.condition
        }
        sentence = self._went(element, taken, values, asked)
        if len(asked) == 1:  # then the sentence has said it
            return Told(sentence)
        refused = [
            text("story-way-not", way=self._called(element.ways[position]), why=why)
            for position, explained in asked.items()
            if position not in taken and explained.value is False
            for why in (joined(reasons(explained, self._words)),)
        ]
        return Told(sentence, tuple(refused))

    def answered(self, element_id: str) -> None:
        """Take the words of the form that was answered at an element from here on."""
        if element_id in self._deployed.model.elements:
            self._words.learn(self._deployed.form_of(element_id))

    def label(self, path: str) -> Title:
        """Return what a path is called."""
        return self._words.label(path)

    def _went(
        self,
        element: Element,
        taken: Sequence[int],
        values: Mapping[str, Any],
        asked: Mapping[int, Explained],
    ) -> Text:
        gateway = Title(element.name or element.id, element.name_en)
        ways = [element.ways[each] for each in taken] or _defaults(element)
        way = joined([self._called(each) for each in ways], "value-and")
        decided, wanted = [asked[each] for each in taken if each in asked], True
        if not taken and len(asked) == 1:
            decided, wanted = list(asked.values()), False
        if decided and all(each.value is wanted for each in decided):
            found = [why for each in decided for why in reasons(each, self._words)]
            return text("story-way", gateway=gateway, way=way, why=joined(found))
        if taken or not values or any(one.value is True for one in asked.values()):
            return text("story-way-plain", gateway=gateway, way=way)
        seen = [text("reason-is", **facts) for facts in self._seen(values)]
        return text("story-way-else", gateway=gateway, way=way, why=joined(seen))

    def _seen(self, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for path, value in values.items():
            said = Title(*(self._words.value(value, one) for one in LANGUAGES))
            yield {"left": self.label(path), "value": said}

    def _applied(self, told: DecisionTold, number: int) -> Text:
        (row,) = (each for each in told.hits if each.number == number)
        why = row_reason(row, self._words)
        if why is None:
            return text("story-rule-always", row=number)
        return text("story-rule", row=number, why=why)

    def _asked(self, way: Way, values: Mapping[str, Any], at: datetime) -> Explained:
        scope, frame = unfolded(values), self._frame(at)
        subjects = {n: v for n, v in scope.items() if n in self._deployed.ambient}
        frame.ambient = {**frame.ambient, **subjects}
        setting = Setting(ambient=self._deployed.ambient)
        return explain(way.condition, scope, frame, setting)

    def _called(self, way: Way) -> Title:
        target = self._deployed.model.elements.get(way.target)
        step = Title(way.target, "") if target is None else _title(target)
        return Title(way.name or step.zh, way.name_en or step.en)

    def _frame(self, at: datetime) -> feel.Frame:
        ambient = {"param": self._recalled.at(at)}
        return feel.Frame(ambient=ambient, now=at, zone=self._zone, budget=BUDGET)


def unfolded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data in which each path has its value."""
    data: dict[str, Any] = {}
    for path, value in values.items():
        *around, last = path.split(".")
        inner = data
        for name in around:
            inner = inner.setdefault(name, {})
        inner[last] = value
    return data


def _agrees(told: DecisionTold) -> bool:
    """Return whether the table answers today as it did."""
    return all(each.applies for each in told.hits) and not any(
        each.applies for each in told.before
    )


def _defaults(element: Element) -> list[Way]:
    return [each for each in element.ways if not each.condition]


def _title(element: Element) -> Title:
    return Title(element.name or element.id, element.name_en)
