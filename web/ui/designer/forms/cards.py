"""The fields of a form as cards: what is wrong, who reads it, on what it may hang."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from runtime.designer.forming import kinds
from runtime.designer.forming.fields import (
    Field,
    FormText,
    Place,
    beside,
    last_of,
    placed,
)
from runtime.designer.readers import Reader
from runtime.kernel.texts import Text, Title, text
from web.ui.designer.forms.faults import Told

_DETAILS = frozenset({"key", "start", *kinds.KEYWORDS})


@dataclass(frozen=True, slots=True)
class Steering:
    """A field on which another one may hang: its number, its answers."""

    number: int
    key: str
    title: Title
    answers: Sequence[tuple[str, Title]]


@dataclass(frozen=True)
class Card:
    """One field as it is shown."""

    number: int
    place: Place
    field: Field
    faults: Mapping[str, Sequence[Text]]
    steering: Sequence[Steering]
    readers: Sequence[Reader]
    group: int | None
    groups: Sequence[tuple[int, Title]]
    is_open: bool
    is_last: bool

    @cached_property
    def was(self) -> str:
        """The name of the field in the form as it was read; "" if it is the same."""
        if not self.field.origin:
            return ""
        was = last_of(self.field.origin)
        return "" if was == self.field.key else was

    @property
    def shows_details(self) -> bool:
        """Tell whether something is to be said of its limits, start or name."""
        return bool(_DETAILS & set(self.faults)) or bool(self.was)

    @property
    def slots(self) -> Sequence[str]:
        """The answers that the field waits for, and room for one more."""
        when = self.field.when
        return (*when.values, "") if when is not None and when.field else ("",)

    @property
    def title(self) -> Title:
        """What people call the field."""
        return _title(self.field)

    @property
    def kind(self) -> Text:
        """What people call its kind."""
        return text(f"forms-kind-{self.field.kind}")


def cards_of(
    form: FormText,
    told: Told,
    readers: Mapping[str, Sequence[Reader]],
    shown: Place | None,
) -> list[Card]:
    """Return every field as a card, a group before what it holds.

    The one at ``shown`` is open, and those with a fault.
    """
    numbers = {place: n for n, (place, _) in enumerate(placed(form.fields))}
    return [
        _card((place, one), form, numbers, told.at(place), readers, shown)
        for place, one in placed(form.fields)
    ]


def _card(
    at: tuple[Place, Field],
    form: FormText,
    numbers: Mapping[Place, int],
    wrong: Mapping[str, Sequence[Text]],
    readers: Mapping[str, Sequence[Reader]],
    shown: Place | None,
) -> Card:
    place, one = at
    around = beside(form.fields, place)
    was = last_of(one.origin) if one.origin else ""
    groups = [
        (numbers[(n,)], _title(each))
        for n, each in enumerate(form.fields)
        if each.kind == kinds.GROUP
    ]
    return Card(
        number=numbers[place],
        place=place,
        field=one,
        faults=wrong,
        steering=_steering(place, around, numbers) if one.when else (),
        readers=readers.get(was, ()) if len(place) == 1 else (),
        group=numbers[place[:1]] if len(place) == 2 else None,
        groups=groups if one.kind != kinds.GROUP else (),
        is_open=place == shown or bool(set(wrong) - {"title"}),
        is_last=place[-1] == len(around) - 1,
    )


def _steering(
    place: Place, around: Sequence[Field], numbers: Mapping[Place, int]
) -> list[Steering]:
    return [
        Steering(numbers[(*place[:-1], n)], one.key, _title(one), _answers(one))
        for n, one in enumerate(around)
        if one.kind in kinds.STEERING and n != place[-1]
    ]


def _answers(one: Field) -> list[tuple[str, Title]]:
    if one.kind == kinds.YES_NO:
        return [("true", _said("form-yes")), ("false", _said("form-no"))]
    return [
        (each.value, Title(each.title.zh or each.value, each.title.en or each.value))
        for each in one.choices
    ]


def _said(code: str) -> Title:
    said = text(code)
    return Title(said.say("zh"), said.say("en"))


def _title(one: Field) -> Title:
    plain = one.key
    return Title(
        one.title.zh or one.title.en or plain, one.title.en or one.title.zh or plain
    )
