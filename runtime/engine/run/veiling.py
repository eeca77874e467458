"""Values that somebody may not see, taken out of the sentences they are told (遮蔽).

What is hidden is known by its value: wherever that turns up in a story, an incident or
the data of a rule that is tried, whichever name it has there, a mask stands for it.
What was concluded from a hidden value, such as the way that was taken, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import orjson

from runtime.engine.design.definitions import Deployed
from runtime.engine.design.forms import Form
from runtime.kernel.texts import Text, Title

MASK = "•••"
_FEW = 3  # signs; a shorter number in a text is hidden as it is written
_TOLD = 16  # characters by which a long text is known that was cut
_NUMBER = re.compile(  # no part of a word, of a longer number or of a time of day
    r"(?<!\w)(?<!\d[.,:])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w|[.,:]\d)",
    re.ASCII,
)
Said = TypeVar("Said")


class Veil:
    """What somebody of these roles may not see; ``None`` are those who see all."""

    def __init__(self, roles: frozenset[str] | None, hidden: Any = ()) -> None:
        self.roles = roles
        self._texts: set[str] = set()
        self._numbers: set[Decimal] = set()
        self.hide(hidden)

    def hide(self, value: Any) -> None:
        """Hide a value and all that is in it; yes and no cannot be told apart."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list | tuple | set | frozenset):
            for one in value:
                self.hide(one)
        elif isinstance(value, str) and value.strip():
            written = orjson.dumps(value).decode()[1:-1]  # as a rule quotes it
            self._texts |= {value.strip(), written.strip()}
            self._numbers |= _as_number(value.strip())
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            self._numbers.add(Decimal(value))
        elif isinstance(value, float):
            self._numbers.add(Decimal(repr(value)))
        elif isinstance(value, datetime):
            self._texts.add(value.isoformat())

    def answer(self, form: Form | None, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what may be seen of an answer; the rest is hidden from here on."""
        if form is None or self.roles is None:
            return given
        seen = form.seen_by(self.roles)
        for name in seen.hidden & given.keys():
            self.hide(given[name])
            self.hide(_titles(form.schema["properties"].get(name, {}), given[name]))
        return {name: one for name, one in given.items() if name not in seen.hidden}

    def variables(self, deployed: Deployed, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return process data without what forms of its version hide."""
        found = dict(data)
        if self.roles is not None:
            hidden = hidden_in(deployed, self.roles)
            for name in hidden & found.keys():
                self.hide(found.pop(name))
            kept = {one.variable for one in deployed.model.elements.values()}
            for name in kept & found.keys() if hidden else ():
                if isinstance(found[name], Mapping):
                    inner = dict(found[name])
                    self.hide([inner.pop(one) for one in hidden & inner.keys()])
                    found[name] = inner
        return found

    def text(self, said: Said) -> Said:
        """Return a sentence with a mask for each hidden value."""
        return self.data(said) if self._texts or self._numbers else said

    def data(self, value: Any) -> Any:
        """Return a value in which a mask stands for each hidden one."""
        if isinstance(value, Text):
            return Text(value.code, {n: self.data(v) for n, v in value.facts.items()})
        if isinstance(value, Title):
            return replace(value, zh=self._string(value.zh), en=self._string(value.en))
        if isinstance(value, Mapping):
            return {name: self.data(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(self.data, value))
        return self._single(value)

    def _single(self, value: Any) -> Any:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return MASK if Decimal(value) in self._numbers else value
        return self._string(value) if type(value) is str else value

    def _string(self, words: str) -> str:
        for secret in sorted(self._texts, key=len, reverse=True):
            words = _covered(words, secret)
        if self._numbers:
            words = _NUMBER.sub(lambda found: self._number(found[0]), words)
        return words

    def _number(self, written: str) -> str:
        try:
            is_hidden = Decimal(written.replace(",", "")) in self._numbers
        except InvalidOperation:
            return written
        return MASK if is_hidden else written


def hidden_in(deployed: Deployed, roles: frozenset[str]) -> frozenset[str]:
    """Return the fields that forms of a version hide from somebody of these roles."""
    hidden = (form.seen_by(roles).hidden for form in deployed.forms.values())
    return frozenset[str]().union(*hidden)


OPEN = Veil(None)  # of those who see everything


def _covered(words: str, secret: str) -> str:
    """Return the words with a mask for a text, and for one that was cut."""
    told = secret[:_TOLD]
    place = words.find(told)
    while place >= 0:
        end = place
        while end < len(words) and words[end] == _sign(secret, end - place):
            end += 1
        if len(secret) >= _TOLD or _is_apart(words, place, end):
            words = words[:place] + MASK + words[end:]
            end = place + len(MASK)
        place = words.find(told, end)
    return words


def _as_number(words: str) -> set[Decimal]:
    """Return the number that a text is, which may be told without its zeros."""
    is_one = _NUMBER.fullmatch(words) and len(words) > _FEW
    return {Decimal(words.replace(",", ""))} if is_one else set()


def _is_apart(words: str, place: int, end: int) -> bool:
    """Tell whether a short text is no part of a longer word or number."""
    before = words[max(place - 1, 0) : place], words[place]
    after = words[end : end + 1], words[end - 1]
    return not (all(map(_joins, before)) or all(map(_joins, after)))


def _joins(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _sign(secret: str, place: int) -> str | None:
    return secret[place] if place < len(secret) else None


def _titles(field: Any, value: Any) -> Iterable[str]:
    """Yield what the choices of a field are called that an answer names."""
    chosen = value if isinstance(value, list) else [value]
    node = field.get("items", field) if isinstance(field, Mapping) else {}
    for one in node.get("oneOf", ()) if isinstance(node, Mapping) else ():
        title = one.get("title") if isinstance(one, Mapping) else None
        if title and one.get("const") in chosen:
            yield from title.values() if isinstance(title, Mapping) else (str(title),)
