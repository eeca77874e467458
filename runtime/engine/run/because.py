"""The decisions and gateways of a chapter in the sequence they came, each with why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from runtime.engine.design.definitions import Deployed
from runtime.engine.run import wording
from runtime.engine.run.explaining import Past, Told
from runtime.engine.run.history import Chapter, Event
from runtime.engine.run.standing import title_of
from runtime.kernel.parameters import Recalled
from runtime.kernel.texts import Text, Title, text

Kinded = tuple[str, Told]


class Because:
    """Tells the chapters of one instance, oldest first; it remembers who set what.

    Only the ``whole`` story has gateways and what is beneath: to ask conditions and
    tables once more costs more than all the rest.
    """

    def __init__(
        self, deployed: Deployed, recalled: Recalled, zone: str, *, whole: bool
    ) -> None:
        self._deployed = deployed
        self._whole = whole
        self._past = Past(deployed, recalled, zone)
        self._set: dict[str, tuple[Any, str, dict[str, Any]]] = {}

    def reasons(self, chapter: Chapter) -> Iterator[Kinded]:
        """Yield the kind and the telling of each decision and gateway."""
        page = chapter.page
        if chapter.event == Event.COMPLETED:
            step = title_of(self._deployed.model, page.element or "")
            self._past.answered(page.element or "")
            facts = {"who": chapter.actor, "step": step}
            for name, value in page.given.items():
                self._set[name] = (value, "story-set-by-answer", facts)
        decisions = list(page.decisions)
        choices = list(page.choices) if self._whole else []
        for step_id in page.steps:
            yield from self._at(step_id, chapter, decisions, choices)
        for decision in decisions:
            yield self._decision(decision, chapter)

    def _at(
        self,
        step_id: str,
        chapter: Chapter,
        decisions: list[Sequence[Any]],
        choices: list[Sequence[Any]],
    ) -> Iterator[Kinded]:
        element = self._deployed.model.elements.get(step_id)
        if element is not None and element.kind == "business-rule-task":
            last = self._deployed.decisions.get(element.reference)
            names = [each[0] for each in decisions]
            count = 1 + names.index(last.id) if last and last.id in names else 0
            for decision in decisions[:count]:
                yield self._decision(decision, chapter)
            del decisions[:count]
        if choices and choices[0][0] == step_id:
            told = self._past.way(choices[0], chapter.at)
            if told is not None:
                yield "gateway", self._traced(told, choices[0])
            del choices[0]

    def _decision(self, decision: Sequence[Any], chapter: Chapter) -> Kinded:
        name, _, _, outputs = decision
        found = self._deployed.decisions.get(name)
        title = found.title if found is not None else name
        for key, value in outputs.items():
            self._set[key] = (value, "story-set-by-decision", {"decision": title})
        more = self._past.decision(decision, chapter.at) if self._whole else ()
        return "decision", Told(_decided(self._deployed, decision), more)

    def _traced(self, told: Told, choice: Sequence[Any]) -> Told:
        """Add where the values of a gateway are from, as far as that is known."""
        origins = [
            text(code, **facts, **self._past.value(name, value))
            for name, value in choice[2].items()
            for known, code, facts in (self._set.get(name, (None, "", {})),)
            if code and known == value
        ]
        return Told(told.sentence, (*told.more, *origins))


def _decided(deployed: Deployed, decision: Sequence[Any]) -> Text:
    name, rows, inputs, outputs = decision
    found = deployed.decisions.get(name)
    labels = found.inputs if found is not None else ()
    titles = found.output_titles if found is not None else {}
    known = list(zip(labels, inputs, strict=False))
    code = "story-decision" if rows else "story-decision-none"
    return text(
        code if known else "story-decision-plain",
        decision=found.title if found is not None else name,
        rows=", ".join(map(str, rows)),
        because=wording.listed(known),
        answer=wording.listed(
            [(titles.get(key) or Title(key, key), one) for key, one in outputs.items()]
        ),
    )
