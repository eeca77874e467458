"""The fields of a form as an editor's page sends them, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from runtime.designer.forming import acts, kinds
from runtime.designer.forming.fields import (
    Choice,
    Field,
    FormText,
    Limits,
    Place,
    When,
    Words,
    placed,
)
from runtime.designer.forming.reading import Source
from runtime.engine.design.form_rights import EVERYBODY
from runtime.engine.design.form_rights import WORDS as RIGHT_WORDS

MOST_ROWS = 400  # beyond what a form may have, so that it can be told
OUT, BETWEEN = "", ":"
_IS_NOT = "not"


Sent = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One field as it was sent: under which number, in which group."""

    number: str
    field: Field  # its condition names the number of the other one
    group: str


def typed_in(sent: Sent, source: Source) -> FormText:
    """Return the form that was typed; names and values are given where none are."""
    rows = [_row(sent, number, source) for number in _numbers(sent)]
    top = [row for row in rows if not _is_inner(row, rows)]
    fields, order = [], []
    for row in top:
        inner = [one for one in rows if one.group == row.number and one not in top]
        fields.append(replace(row.field, inner=tuple(one.field for one in inner)))
        order += [row.number, *(one.number for one in inner)]
    title, help_, hint = (_words(sent, part) for part in ("title", "help", "hint"))
    typed = FormText(title, help_, hint, tuple(fields), source.form.others)
    form = acts.named(typed)
    every = [one for _, one in placed(form.fields)]
    keys = {number: one.key for number, one in zip(order, every, strict=True)}
    return replace(form, fields=tuple(_steered(one, keys) for one in form.fields))


def acted(form: FormText, act: str) -> tuple[FormText, Place | None]:
    """Return the form after an act such as ``up.3``, and the field it was about."""
    verb, *numbers = act.split(".")
    if verb in _ON_FORM:
        return _ON_FORM[verb](form, ".".join(numbers))
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in numbers):
        return form, None
    place = acts.place_of(form, int(numbers[0])) if numbers else None
    if place is None:
        return form, None
    if verb in _MOVES:
        return acts.moved(form, place, _MOVES[verb])
    act_on = _ON_FIELD.get(verb)
    return (act_on(form, place, numbers[1:]) if act_on else form), place


def _add(form: FormText, kind: str) -> tuple[FormText, Place | None]:
    found = acts.added(form, kind)
    is_added = len(found.fields) > len(form.fields)
    return found, ((len(found.fields) - 1,) if is_added else None)


def _at(numbers: list[str]) -> int:
    return int(numbers[0]) if numbers else 0


_ON_FORM: Mapping[str, Callable[[FormText, str], tuple[FormText, Place | None]]] = {
    "add": _add,
}
_MOVES = {"up": -1, "down": 1}
_ON_FIELD: Mapping[str, Callable[[FormText, Place, list[str]], FormText]] = {
    "remove": lambda form, place, _: acts.removed(form, place),
    "duplicate": lambda form, place, _: acts.duplicated(form, place),
    "when": lambda form, place, _: acts.steered(form, place, is_on=True),
    "always": lambda form, place, _: acts.steered(form, place, is_on=False),
    "rights": lambda form, place, _: acts.ruled(form, place, (EVERYBODY,)),
    "everybody": lambda form, place, _: acts.ruled(form, place, ()),
    "into": lambda form, place, numbers: acts.put_into(form, place, _at(numbers)),
    "out": lambda form, place, _: acts.put_into(form, place, None),
    "inner": lambda form, place, _: acts.added_to(form, place, kinds.TEXT),
    "choice": lambda form, place, _: form,  # what was typed has become one
    "choice-out": lambda form, place, at: acts.choice_removed(form, place, _at(at)),
    "choice-up": lambda form, place, at: acts.choice_moved(form, place, _at(at), -1),
    "choice-down": lambda form, place, at: acts.choice_moved(form, place, _at(at), 1),
}


def _numbers(sent: Sent) -> list[str]:
    return list(dict.fromkeys(sent.getlist("row")))[:MOST_ROWS]


def _is_inner(row: Row, rows: list[Row]) -> bool:
    """Tell whether a field stands in a group that is there; no group is in another."""
    groups = {one.number for one in rows if one.field.kind == kinds.GROUP}
    return row.group in groups and row.field.kind != kinds.GROUP


def _row(sent: Sent, number: str, source: Source) -> Row:
    def line(part: str) -> str:
        return sent.get(f"{number}.{part}", "").strip()

    kind, origin = line("kind"), sent.get(f"{number}.o", "")
    kind = kind if kind in kinds.BASES else kinds.OTHER
    was = source.parts[origin].field if origin in source.parts else None
    has_rights, has_condition = line("r") == "1", line("if") == "1"
    field = Field(
        key=line("key"),
        kind=kind,
        origin=origin if was is not None else "",
        title=Words(line("zh"), line("en")),
        help=Words(_prose(line("hzh")), _prose(line("hen"))),
        placeholder=Words(line("pzh"), line("pen")),
        is_required=line("req") == "1",
        widget=line("w") if line("w") in kinds.LOOKS.get(kind, ()) else "",
        choices=tuple(_choices(sent, number)) if kind in kinds.WITH_CHOICES else (),
        limits=_limits(kind, line),
        start=line("start") if kind in kinds.STARTING else "",
        when=_condition(sent, number) if has_condition else None,
        rights=_rights(sent, number) if has_rights else {},
        extras=was.extras if was is not None else (),
        is_tied=was is not None and was.is_tied,
    )
    return Row(number, field, sent.get(f"{number}.in", OUT))


def _words(sent: Sent, name: str) -> Words:
    zh, en = (_prose(sent.get(f"{name}.{side}", "").strip()) for side in ("zh", "en"))
    return Words(zh, en)


def _prose(typed: str) -> str:
    return typed.replace("\r\n", "\n")


def _choices(sent: Sent, number: str) -> Iterator[Choice]:
    parts = (sent.getlist(f"{number}.{part}") for part in ("cv", "cz", "ce"))
    for value, zh, en in zip(*parts, strict=False):
        yield Choice(value.strip(), Words(zh.strip(), en.strip()))


def _limits(kind: str, line: Callable[[str], str]) -> Limits:
    return Limits(**{name: line(name) for name in kinds.LIMITS.get(kind, ())})


def _rights(sent: Sent, number: str) -> dict[str, str]:
    """Return role → word; who is left at nothing is not named."""
    roles = sent.getlist(f"{number}.role")
    words = sent.getlist(f"{number}.right")
    pairs = zip(roles, words, strict=False)
    return {role: word for role, word in pairs if word in RIGHT_WORDS}


def _condition(sent: Sent, number: str) -> When:
    """Return a condition whose field is a number still, until all names are known."""
    found = [one.partition(BETWEEN) for one in sent.getlist(f"{number}.v") if one]
    first = found[0][0] if found else ""
    values = tuple(value for field, _, value in found if field == first)
    is_met = sent.get(f"{number}.is", "") != _IS_NOT
    return When(first, tuple(dict.fromkeys(values)), is_met)


def _steered(one: Field, keys: Mapping[str, str]) -> Field:
    """Return a field whose condition names the other one by its key."""
    inner = tuple(_steered(each, keys) for each in one.inner)
    when = one.when
    if when is not None:
        when = replace(when, field=keys.get(when.field, when.field))
    return replace(one, when=when, inner=inner)
