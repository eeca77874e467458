"""What a form asks, in the words of its editor: fields, choices, conditions (字段)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Place = tuple[int, ...]  # of a field: among the fields, then among those of its group


@dataclass(frozen=True, slots=True)
class Words:
    """What people read, in both languages."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def any(self) -> str:
        """Return it in Chinese, or in English where that is all there is."""
        return self.zh or self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the value that is kept, what it is called."""

    value: str
    title: Words = Words()


@dataclass(frozen=True, slots=True)
class When:
    """A field is asked for only if another one has, or lacks, one of these values."""

    field: str  # the key of a field beside it
    values: tuple[str, ...]
    is_met_by_them: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value must keep to, as it was typed; "" where there is no limit."""

    minimum: str = ""
    maximum: str = ""
    shortest: str = ""
    longest: str = ""
    pattern: str = ""
    fewest: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``origin`` is where its definition stands in the form as it was read.

    ``extras`` are parts of its definition that the editor leaves as they are;
    ``is_tied`` says that its conditions are among them.
    """

    key: str
    kind: str
    origin: str = ""
    title: Words = Words()
    help: Words = Words()
    placeholder: Words = Words()
    is_required: bool = False
    widget: str = ""
    choices: tuple[Choice, ...] = ()
    limits: Limits = Limits()
    start: str = ""
    when: When | None = None
    rights: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Field, ...] = ()
    extras: tuple[str, ...] = ()
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class FormText:
    """A form: what it is called, what it says of itself, what it asks.

    ``others`` are names of fields that only a condition defines; they are kept.
    """

    title: Words
    help: Words
    hint: Words
    fields: tuple[Field, ...]
    others: tuple[str, ...] = ()


def placed(fields: tuple[Field, ...]) -> Iterator[tuple[Place, Field]]:
    """Yield every field with its place, a group before what it holds."""
    for number, one in enumerate(fields):
        yield (number,), one
        for inner, each in enumerate(one.inner):
            yield (number, inner), each


def beside(fields: tuple[Field, ...], place: Place) -> tuple[Field, ...]:
    """Return the fields among which one stands."""
    return fields if len(place) == 1 else fields[place[0]].inner


def origin_of(above: str, key: str) -> str:
    """Return where a field stands: below a group, or in the form itself."""
    return above + key.replace("~", "~0").replace("/", "~1")


def last_of(origin: str) -> str:
    """Return the key of a field in the form as it was read."""
    return origin.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
