"""What people call the names of a process version: columns, outputs, form fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from runtime.engine.design.definitions import Deployed
from runtime.engine.design.forms import Form
from runtime.engine.run import wording
from runtime.feel.explaining.reasons import Words
from runtime.feel.explaining.watching import Step
from runtime.feel.values import FeelValue
from runtime.kernel.parameters import Recalled
from runtime.kernel.texts import LANGUAGES, ZONE, Text, Title, catalogue, text

_PARAMETER = "param."


class Labels:
    """Titles by path (``facts.amount``), and of values that forms offer.

    Where two places call the same name differently, neither is believed.
    """

    def __init__(self, deployed: Deployed) -> None:
        self.names = _agreed(_named(deployed))
        self.values = _agreed(_offered(deployed))


class PlainWords(Words):
    """Names by their labels, values as people say them."""

    def __init__(self, labels: Labels, recalled: Recalled) -> None:
        super().__init__()
        self._names = dict(labels.names)
        self._values = dict(labels.values)
        self._recalled = recalled

    def learn(self, form: Form | None) -> None:
        """Call names and values as ``form`` does, whose answer has just been given."""
        if form is not None:
            self._names.update(_agreed(_fields_named(form)))
            self._values.update(_agreed(_offered_by(form)))

    def name(self, step: Step) -> Text | Title | str:
        """Return the label of what a step reads, or the words of the text."""
        path = step.place.name
        if path.startswith(_PARAMETER):
            known = self._recalled.titles.get(path.removeprefix(_PARAMETER))
            return text("story-parameter", parameter=known or path)
        return self.label(path) if step.origin else super().name(step)

    def label(self, path: str) -> Title:
        """Return the label of a path, else its last name with spaces."""
        known = self._names.get(path)
        name = path.rpartition(".")[2]
        plain = name.replace("_", " ")
        return known or _of_the_house(name) or Title(plain, plain)

    def value(self, value: FeelValue, language: str) -> str:
        """Return a value in plain words."""
        known = self._values.get(value) if isinstance(value, str) else None
        if known is not None and _code(value) not in catalogue():
            return known.say(language)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M")
        return wording.plain(value, language)


def _code(value: str) -> str:
    return f"value-of-{value.replace('_', '-')}"


def _named(deployed: Deployed) -> Iterator[tuple[str, Title]]:
    for decision in set(deployed.decisions.values()):
        table = decision.table
        for column in () if table is None else table.inputs:
            yield column.formula.text.strip(), column.title
        yield from decision.output_titles.items()
    for form in deployed.forms.values():
        yield from _fields_named(form)


def _fields_named(form: Form) -> Iterator[tuple[str, Title]]:
    for name, field in _fields(form.schema):
        yield name, _title(field.get("title"))


def _offered(deployed: Deployed) -> Iterator[tuple[str, Title]]:
    for form in deployed.forms.values():
        yield from _offered_by(form)


def _offered_by(form: Form) -> Iterator[tuple[str, Title]]:
    for _, field in _fields(form.schema):
        for each in field.get("oneOf", ()):
            if isinstance(each, Mapping) and isinstance(each.get("const"), str):
                yield each["const"], _title(each.get("title"))


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, field in schema.get("properties", {}).items():
        if isinstance(field, Mapping):
            yield name, field


def _title(given: Any) -> Title:
    if isinstance(given, Mapping):
        return Title(*(str(given.get(language, "")) for language in LANGUAGES))
    return Title(str(given or ""), str(given or ""))


def _agreed(pairs: Iterator[tuple[str, Title]]) -> dict[str, Title]:
    found: dict[str, set[Title]] = {}
    for name, title in pairs:
        if title.zh or title.en:
            found.setdefault(name, set()).add(title)
    return {
        name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1
    }


def _of_the_house(name: str) -> Title | None:
    """Return what the house calls a name that no column and no form has a label for."""
    code = f"named-{name.replace('_', '-')}"
    if code not in catalogue():
        return None
    said = text(f"named-{name.replace('_', '-')}")
    return Title(said.say("zh"), said.say("en"))
