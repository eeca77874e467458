"""What is wrong with the fields of a form: beside the field, in plain words (问题)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from runtime.designer.forming import keys, kinds
from runtime.designer.forming.defining import number
from runtime.designer.forming.fields import (
    Field,
    FormText,
    Place,
    Words,
    beside,
    last_of,
    placed,
)
from runtime.kernel.texts import Text, text

MOST_FIELDS, MOST_CHOICES = 200, 200
LONGEST_TITLE, LONGEST_HELP, LONGEST_HINT = 200, 2_000, 4_000
LONGEST_VALUE, LONGEST_PATTERN = 200, 500
_MOST_LENGTH = 1_000_000
_WHOLE = frozenset({*kinds.LENGTHS, *kinds.COUNTS})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at a part of a field; an empty place is the form.

    With ``keeps_from_writing`` there is no form that says it.
    """

    place: Place
    part: str
    said: Text
    keeps_from_writing: bool = True


def faults_of(form: FormText, reserved: Collection[str] = ()) -> list[Fault]:
    """Return everything that is wrong; ``reserved`` are names of the surroundings."""
    every = list(placed(form.fields))
    found = list(_of_form(form, len(every)))
    for place, one in every:
        around = beside(form.fields, place)
        found += _of_key(place, one, around, {*reserved, *keys.RESERVED})
        found += _of_words(place, one)
        found += _of_choices(place, one)
        found += _of_limits(place, one)
        found += _of_start(place, one)
        found += _of_when(place, one, around)
    return found


def _of_form(form: FormText, count: int) -> Iterator[Fault]:
    if count > MOST_FIELDS:
        yield Fault((), "fields", text("forming-too-many", most=MOST_FIELDS))
    yield from _of_title((), form.title)
    yield from _too_long((), "help", form.help, LONGEST_HELP)
    yield from _too_long((), "hint", form.hint, LONGEST_HINT)
    if not count:
        yield Fault((), "fields", text("forming-empty"), keeps_from_writing=False)


def _of_key(
    place: Place, one: Field, around: tuple[Field, ...], reserved: Collection[str]
) -> Iterator[Fault]:
    is_old = bool(one.origin) and last_of(one.origin) == one.key
    if not one.key:
        yield Fault(place, "key", text("forming-key-missing"))
    elif Counter(each.key for each in around)[one.key] > 1:
        yield Fault(place, "key", text("forming-key-twice", key=one.key))
    elif is_old:
        return
    elif len(one.key) > keys.LONGEST:
        facts = {"most": keys.LONGEST, "found": len(one.key)}
        yield Fault(place, "key", text("forming-too-long", **facts))
    elif not keys.is_name(one.key):
        yield Fault(place, "key", text("forming-key-wrong", key=one.key))
    elif one.key in reserved:
        yield Fault(place, "key", text("forming-key-reserved", key=one.key))


def _of_words(place: Place, one: Field) -> Iterator[Fault]:
    yield from _of_title(place, one.title)
    yield from _too_long(place, "help", one.help, LONGEST_HELP)
    yield from _too_long(place, "placeholder", one.placeholder, LONGEST_TITLE)


def _of_title(place: Place, title: Words) -> Iterator[Fault]:
    if not (title.zh and title.en):
        missing = "zh" if not title.zh else "en"
        said = text(f"forming-title-{missing}")
        yield Fault(place, "title", said, keeps_from_writing=False)
    yield from _too_long(place, "title", title, LONGEST_TITLE)


def _too_long(place: Place, part: str, said: Words, most: int) -> Iterator[Fault]:
    longest = max(len(said.zh), len(said.en))
    if longest > most:
        facts = {"most": most, "found": longest}
        yield Fault(place, part, text("forming-too-long", **facts))


def _of_choices(place: Place, one: Field) -> Iterator[Fault]:
    if one.kind not in kinds.WITH_CHOICES:
        return
    values = [each.value for each in one.choices]
    if not values:
        yield Fault(place, "choices", text("forming-choices-none"))
    if len(values) > MOST_CHOICES:
        facts = {"most": MOST_CHOICES, "found": len(values)}
        yield Fault(place, "choices", text("forming-choices-many", **facts))
    for value, count in Counter(values).items():
        if count > 1:
            yield Fault(place, "choices", text("forming-choice-twice", value=value))
    for each in one.choices:
        if len(each.value) > LONGEST_VALUE:
            facts = {"most": LONGEST_VALUE, "found": len(each.value)}
            yield Fault(place, "choices", text("forming-too-long", **facts))
        yield from _too_long(place, "choices", each.title, LONGEST_TITLE)


def _of_limits(place: Place, one: Field) -> Iterator[Fault]:
    names = kinds.LIMITS.get(one.kind, ())
    for name in names:
        typed = getattr(one.limits, name)
        if name == "pattern" and len(typed) > LONGEST_PATTERN:
            facts = {"most": LONGEST_PATTERN, "found": len(typed)}
            yield Fault(place, name, text("forming-too-long", **facts))
        elif name != "pattern" and typed and not _is_limit(name, one.kind, typed):
            is_whole = name in _WHOLE or one.kind == kinds.WHOLE
            code = "forming-not-whole" if is_whole else "forming-not-number"
            yield Fault(place, name, text(code, found=typed[:80]))
    for low, high in (kinds.SIZES, kinds.LENGTHS, kinds.COUNTS):
        yield from _order(place, one, low, high)
    most = number(one.limits.most) if one.kind in kinds.UPLOADS else None
    if most is not None and most > kinds.MOST_FILES:
        said = text("forming-files-many", most=kinds.MOST_FILES)
        yield Fault(place, "most", said)


def _is_limit(name: str, kind: str, typed: str) -> bool:
    value = number(typed)
    if name in _WHOLE:
        return isinstance(value, int) and 0 <= value <= _MOST_LENGTH
    return isinstance(value, int) if kind == kinds.WHOLE else value is not None


def _order(place: Place, one: Field, low: str, high: str) -> Iterator[Fault]:
    least, most = number(getattr(one.limits, low)), number(getattr(one.limits, high))
    if least is not None and most is not None and least > most:
        yield Fault(place, high, text("forming-limits-crossed", low=least, high=most))


def _of_start(place: Place, one: Field) -> Iterator[Fault]:
    if not one.start or one.kind not in kinds.STARTING:
        return
    value = number(one.start)
    is_right = {
        kinds.WHOLE: isinstance(value, int),
        kinds.NUMBER: isinstance(value, int | Decimal),
        kinds.YES_NO: one.start in {"true", "false"},
        kinds.CHOICE: one.start in {each.value for each in one.choices},
    }.get(one.kind, len(one.start) <= LONGEST_HELP)
    if not is_right:
        yield Fault(place, "start", text("forming-start-wrong", found=one.start[:80]))


def _of_when(place: Place, one: Field, around: tuple[Field, ...]) -> Iterator[Fault]:
    if one.when is None:
        return
    if not one.when.field:
        yield Fault(place, "when", text("forming-when-nothing"))
        return
    steering = next((each for each in around if each.key == one.when.field), None)
    if steering is None or steering is one:
        code = "forming-when-itself" if steering is one else "forming-when-gone"
        yield Fault(place, "when", text(code, field=one.when.field))
        return
    if not one.when.values:
        yield Fault(place, "when", text("forming-when-nothing"))
    if steering.kind == kinds.CHOICE:
        known = {each.value for each in steering.choices}
        for value in one.when.values:
            if value not in known:
                facts = {"field": steering.title.any() or steering.key, "value": value}
                yield Fault(place, "when", text("forming-when-value", **facts))
    yield from _circle(place, one, around)


def _circle(place: Place, one: Field, around: tuple[Field, ...]) -> Iterator[Fault]:
    """Yield that a field waits for another one that waits for the first."""
    by_key = {each.key: each for each in around}
    met, here = [one.key], one
    while here.when is not None and here.when.field in by_key:
        here = by_key[here.when.field]
        if here.key in met:
            if here.key == one.key:
                way = " → ".join([*met, one.key])
                yield Fault(place, "when", text("forming-when-circle", way=way))
            return
        met.append(here.key)
