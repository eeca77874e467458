"""The decisions and gateways of a chapter in the sequence they came, each with why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from runtime.engine.design.definitions import Deployed
from runtime.engine.run import wording
from runtime.engine.run.explaining import Past, Told
from runtime.engine.run.history import Chapter, Event
from runtime.engine.run.standing import title_of
from runtime.feel.explaining.reasons import joined
from runtime.feel.explaining.watching import root_of
from runtime.kernel.parameters import Recalled
from runtime.kernel.texts import Text, Title, text

Kinded = tuple[str, Told]


class Setter(NamedTuple):
    """What gave a name its value: the sentence that says it, with its facts."""

    code: str
    facts: Mapping[str, Any]
    value: Any

    def gave(self, path: str, value: Any) -> bool:
        """Return whether the value at ``path`` is as it was set."""
        found = self.value
        for name in path.split(".")[1:]:
            if not isinstance(found, Mapping) or name not in found:
                return False
            found = found[name]
        return bool(found == value)


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
        self._set: dict[str, Setter] = {}
        self._outputs: list[Setter] = []  # under a name that history does not keep

    def reasons(self, chapter: Chapter) -> Iterator[Kinded]:
        """Yield the kind and the telling of each decision and gateway."""
        page = chapter.page
        self._note(chapter)
        decisions = list(page.decisions)
        choices = list(page.choices) if self._whole else []
        for step_id in page.steps:
            yield from self._at(step_id, chapter, decisions, choices)
        for decision in decisions:
            yield self._decision(decision, chapter)
        for choice in choices:
            yield from self._way(choice, chapter)

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
            yield from self._way(choices.pop(0), chapter)

    def _way(self, choice: Sequence[Any], chapter: Chapter) -> Iterator[Kinded]:
        told = self._past.way(choice, chapter.at)
        if told is not None:
            origins = self._origins(choice[2].items())
            yield "gateway", Told(told.sentence, (*told.more, *origins))

    def _decision(self, decision: Sequence[Any], chapter: Chapter) -> Kinded:
        name, _, inputs, outputs = decision
        found = self._deployed.decisions.get(name)
        title = found.title if found is not None else name
        more: tuple[Text, ...] = ()
        if self._whole:
            table = None if found is None else found.table
            columns = () if table is None else table.inputs
            paths = [column.formula.text.strip() for column in columns]
            asked = zip(paths, inputs, strict=False)
            more = (*self._past.decision(decision, chapter.at), *self._origins(asked))
        facts = {"decision": title}
        for key, value in outputs.items():
            self._set[key] = Setter("story-set-by-decision", facts, value)
        return "decision", Told(_decided(self._deployed, decision), more)

    def _note(self, chapter: Chapter) -> None:
        """Note what an answer and services set; decisions are noted as they come."""
        page, model = chapter.page, self._deployed.model
        if chapter.event == Event.COMPLETED:
            self._past.answered(page.element or "")
            step = title_of(model, page.element or "")
            facts = {"who": chapter.actor, "step": step}
            for name, value in page.given.items():
                self._set[name] = Setter("story-set-by-answer", facts, value)
        for element_id, output in page.made.items():
            facts = {"step": title_of(model, element_id)}
            self._outputs.append(Setter("story-set-by-step", facts, output))
            for name, value in output.items() if isinstance(output, Mapping) else ():
                self._set[name] = Setter("story-set-by-step", facts, value)

    def _origins(self, values: Iterable[tuple[str, Any]]) -> Iterator[Text]:
        """Yield where values are from; what was set otherwise since is not told."""
        found: dict[int, tuple[Setter, list[Title]]] = {}
        for path, value in values:
            known = self._set.get(root_of(path))
            setters = self._outputs[::-1] if known is None else [known]
            for setter in [one for one in setters if one.gave(path, value)][:1]:
                label = self._past.label(path)
                same = found.setdefault(id(setter.facts), (setter, []))
                same[1].append(label)
        for setter, names in found.values():
            name = joined(names, "value-and")
            yield text(setter.code, name=name, **setter.facts)


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
