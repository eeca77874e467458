"""What somebody does to the fields of a form before it is kept (编辑动作).

Each act returns the form as it is then; one that does not fit changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from runtime.designer.forming import keys, kinds
from runtime.designer.forming.fields import (
    Choice,
    Field,
    FormText,
    Place,
    When,
    beside,
    placed,
)

Item = TypeVar("Item")
FRESH = When("", ())  # a condition of which nothing is said yet


def added(form: FormText, kind: str) -> FormText:
    """Return the form with one field more, at its end."""
    if kind not in kinds.BASES:
        return form
    return replace(form, fields=(*form.fields, _new(kind)))


def added_to(form: FormText, place: Place, kind: str) -> FormText:
    """Return the form with one field more in a group."""
    group = form.fields[place[0]]
    if len(place) != 1 or group.kind != kinds.GROUP or kind not in kinds.BASES:
        return form
    if kind == kinds.GROUP:
        return form
    return changed(form, place, replace(group, inner=(*group.inner, _new(kind))))


def _new(kind: str) -> Field:
    """Return a field without a name; yes and no are two answers, none given at first.

    A box that is not ticked would be neither.
    """
    return Field("", kind, widget="radio" if kind == kinds.YES_NO else "")


def moved(form: FormText, place: Place, by: int) -> tuple[FormText, Place]:
    """Return the form with a field moved among those beside it, and its place."""
    around, at = beside(form.fields, place), place[-1]
    to = max(0, min(len(around) - 1, at + by))
    return _with(form, place, _moved(around, at, to)), (*place[:-1], to)


def removed(form: FormText, place: Place) -> FormText:
    """Return the form without a field."""
    around = beside(form.fields, place)
    return _with(form, place, (*around[: place[-1]], *around[place[-1] + 1 :]))


def duplicated(form: FormText, place: Place) -> FormText:
    """Return the form with a field once more, behind itself, under another name.

    Parts of a field that the editor does not know are not in the second one.
    """
    around, at = beside(form.fields, place), place[-1]
    twin = around[at]
    if twin.kind == kinds.OTHER:
        return form
    key = keys.unique(twin.key or "field", [one.key for one in around])
    twin = replace(twin, key=key, origin="", extras=(), is_tied=False)
    twin = replace(twin, inner=tuple(replace(one, origin="") for one in twin.inner))
    return _with(form, place, (*around[: at + 1], twin, *around[at + 1 :]))


def put_into(form: FormText, place: Place, group: int | None) -> FormText:
    """Return the form with a field moved into a group, or out of the one it is in."""
    one = beside(form.fields, place)[place[-1]]
    is_there = len(place) == 2 and place[0] == group
    is_out = len(place) == 1 and group is None
    if one.kind == kinds.GROUP or is_there or is_out:
        return form
    one = replace(one, when=None, rights={} if group is not None else one.rights)
    if group is None:
        outer = place[0] + 1
        left = removed(form, place).fields
        return replace(form, fields=(*left[:outer], one, *left[outer:]))
    target = form.fields[group]
    form = changed(form, (group,), replace(target, inner=(*target.inner, one)))
    return removed(form, place)


def steered(form: FormText, place: Place, *, is_on: bool) -> FormText:
    """Return the form with a condition at a field, or without it."""
    one = field_at(form, place)
    return changed(form, place, replace(one, when=FRESH if is_on else None))


def ruled(form: FormText, place: Place, roles: Iterable[str]) -> FormText:
    """Return the form with rights of roles at a field; without roles with none."""
    given = {role: "edit" for role in roles}
    return changed(form, place, replace(field_at(form, place), rights=given))


def choice_removed(form: FormText, place: Place, at: int) -> FormText:
    """Return the form with one thing less to choose in a field."""
    return _choosing(form, place, lambda some: (*some[:at], *some[at + 1 :]))


def choice_moved(form: FormText, place: Place, at: int, by: int) -> FormText:
    """Return the form with a choice moved among the others."""

    def move(some: tuple[Choice, ...]) -> tuple[Choice, ...]:
        to = max(0, min(len(some) - 1, at + by))
        return _moved(some, at, to) if 0 <= at < len(some) else some

    return _choosing(form, place, move)


def named(form: FormText) -> FormText:
    """Return the form with names and values for what has a title and none yet."""
    fields = _named(form.fields)
    inner = (replace(one, inner=_named(one.inner)) for one in fields)
    return replace(form, fields=tuple(map(_with_values, inner)))


def field_at(form: FormText, place: Place) -> Field:
    """Return the field at a place."""
    return beside(form.fields, place)[place[-1]]


def place_of(form: FormText, number: int) -> Place | None:
    """Return the place of a field by its number on the page; None if it is none."""
    found = [place for place, _ in placed(form.fields)]
    return found[number] if 0 <= number < len(found) else None


def changed(form: FormText, place: Place, one: Field) -> FormText:
    """Return the form with another field at a place."""
    around, at = beside(form.fields, place), place[-1]
    return _with(form, place, (*around[:at], one, *around[at + 1 :]))


def _with(form: FormText, place: Place, around: Sequence[Field]) -> FormText:
    if len(place) == 1:
        return replace(form, fields=tuple(around))
    group = replace(form.fields[place[0]], inner=tuple(around))
    return changed(form, place[:1], group)


def _moved(some: Sequence[Item], at: int, to: int) -> tuple[Item, ...]:
    left = [*some[:at], *some[at + 1 :]]
    return (*left[:to], some[at], *left[to:])


def _choosing(
    form: FormText,
    place: Place,
    act: Callable[[tuple[Choice, ...]], tuple[Choice, ...]],
) -> FormText:
    one = field_at(form, place)
    if one.kind not in kinds.WITH_CHOICES:
        return form
    return changed(form, place, replace(one, choices=act(one.choices)))


def _named(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    taken = {one.key for one in fields}
    found = []
    for one in fields:
        key = one.key
        if not key and one.title:
            key = keys.derived(one.title.en, taken)
            taken.add(key)
        found.append(replace(one, key=key))
    return tuple(found)


def _with_values(one: Field) -> Field:
    """Return a field whose choices all have a value; empty ones are left out."""
    inner = tuple(map(_with_values, one.inner))
    taken = {each.value for each in one.choices}
    choices = []
    for each in one.choices:
        value = each.value
        if not value and each.title:
            value = keys.derived(each.title.en, taken, "choice")
            taken.add(value)
        if value:
            choices.append(replace(each, value=value))
    return replace(one, choices=tuple(choices), inner=inner)
