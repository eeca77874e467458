"""How people are told what would be different, and why (说明)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from runtime.designer.effect.comparing import Aspect, Contrast, Decided, place_of
from runtime.designer.effect.proposal import Side
from runtime.designer.fixed_values import FixedValues
from runtime.engine.run import wording
from runtime.engine.run.explaining import Past
from runtime.engine.run.outcome import Failure, Outcome
from runtime.engine.run.standing import title_of
from runtime.kernel.texts import LANGUAGES, Text, Title, catalogue, text

Said = Text | Title


@dataclass(frozen=True, slots=True)
class Change:
    """One aspect, told: what it is called, as it is, as it would be, and why each.

    ``key`` names what is counted together: a decision's id, else the aspect.
    """

    aspect: Aspect
    key: str
    title: Said
    before: Said
    after: Said
    why_before: tuple[Text, ...] = ()
    why_after: tuple[Text, ...] = ()


class Teller:
    """Tells contrasts of one pair of sides; what both are called is worked out once."""

    def __init__(self, read: Connection, sides: tuple[Side, Side], zone: str) -> None:
        self._sides = sides
        self._pasts = tuple(
            Past(side.deployed, FixedValues(read, side.values), zone) for side in sides
        )

    def tell(
        self, found: Sequence[Contrast], rests: tuple[Outcome, Outcome], at: datetime
    ) -> Iterator[Change]:
        """Yield the contrasts of two rests in words."""
        for one in found:
            if one.aspect is Aspect.DECISION:
                yield self._decision(one, at)
            elif one.aspect is Aspect.PLACE:
                yield self._place(rests, at)
            elif one.aspect is Aspect.TASK:
                yield self._task(rests)
            else:
                yield self._stuck(rests)

    def decision_title(self, decision: str) -> Said:
        """Return what a decision is called, as the draft has it."""
        for side in reversed(self._sides):
            known = side.deployed.decisions.get(decision)
            if known is not None:
                return known.title
        return Title(decision, decision)

    def place(self, outcome: Outcome, side: int) -> Title:
        """Return where a side rests, with the stage that people know it by."""
        stage, *steps = place_of(outcome)
        model = self._sides[side].deployed.model
        titles = [title_of(model, step) for step in steps]
        shown = [one for one in titles if one.zh or one.en]
        code = f"state-{stage.replace('_', '-')}"
        named = text(code) if stage and code in catalogue() else None
        return Title(*(_placed(shown, named, one) for one in LANGUAGES))

    def _decision(self, one: Contrast, at: datetime) -> Change:
        names = [
            name
            for name in dict.fromkeys([*one.before[3], *one.after[3]])
            if one.before[3].get(name) != one.after[3].get(name)
        ]
        return Change(
            Aspect.DECISION,
            one.decision,
            self.decision_title(one.decision),
            self._answer(0, one.before, names),
            self._answer(1, one.after, names),
            self._pasts[0].decision(one.before, at),
            self._pasts[1].decision(one.after, at),
        )

    def _answer(self, side: int, decided: Decided, names: Sequence[str]) -> Title:
        known = self._sides[side].deployed.decisions.get(decided[0])
        titles = {} if known is None else known.output_titles
        return wording.listed(
            [(titles.get(one) or Title(one, one), decided[3].get(one)) for one in names]
        )

    def _place(self, rests: tuple[Outcome, Outcome], at: datetime) -> Change:
        before, after = rests
        whys = self._parted(before, after, at)
        places = self.place(before, 0), self.place(after, 1)
        return Change(Aspect.PLACE, "place", text("effect-place"), *places, *whys)

    def _parted(
        self, before: Outcome, after: Outcome, at: datetime
    ) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """Return why the first gateway chose that chose otherwise, on both sides."""
        for one, other in zip(before.choices, after.choices, strict=False):
            if one[:2] == other[:2]:
                continue
            told = self._pasts[0].way(one, at), self._pasts[1].way(other, at)
            whys = [() if each is None else (each.sentence,) for each in told]
            return whys[0], whys[1]
        return (), ()

    def _task(self, rests: tuple[Outcome, Outcome]) -> Change:
        said = [self._offered(outcome, side) for side, outcome in enumerate(rests)]
        return Change(Aspect.TASK, "task", text("effect-task"), said[0], said[1])

    def _offered(self, outcome: Outcome, side: int) -> Title:
        model, roles = self._sides[side].deployed.model, self._sides[side].roles
        told = [
            text(
                "effect-offer" if one.due_at else "effect-offer-open",
                step=title_of(model, one.element),
                role=roles.get(one.role, one.role or "-"),
                priority=one.priority,
                due=one.due_at,
            )
            for one in outcome.offers
        ]
        return Title(*("; ".join(one.say(lang) for one in told) for lang in LANGUAGES))

    def _stuck(self, rests: tuple[Outcome, Outcome]) -> Change:
        said = [self._failed(outcome, side) for side, outcome in enumerate(rests)]
        return Change(Aspect.STUCK, "stuck", text("effect-stuck"), said[0], said[1])

    def _failed(self, outcome: Outcome, side: int) -> Said:
        if outcome.failure is None:
            return self.place(outcome, side)
        model = self._sides[side].deployed.model
        return text(
            "effect-stuck-at",
            step=title_of(model, outcome.failure.element),
            why=failure_said(outcome.failure),
        )


def failure_said(failure: Failure) -> Text:
    """Return why an element cannot go on."""
    facts = {
        name: Title(value.get("zh", ""), value.get("en", ""))
        if isinstance(value, Mapping)
        else value
        for name, value in failure.facts.items()
    }
    return Text(failure.code, {"values": "-", **facts})


def _placed(steps: Sequence[Title], stage: Text | None, language: str) -> str:
    between = text("value-and").say(language)
    named = between.join(one.say(language) for one in steps)
    said = stage.say(language) if stage is not None else ""
    if named and said:
        return text("effect-place-in", step=named, stage=said).say(language)
    return named or said or "-"
