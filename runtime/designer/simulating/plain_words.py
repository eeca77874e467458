"""What differs from a case's promise, by the names that people know (白话)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from runtime.engine.run.standing import title_of
from runtime.engine.spiff import Model
from runtime.kernel.texts import LANGUAGES, Text, Title, catalogue, text

_BETWEEN = ", "  # as differences list steps
# code → the facts in it that are steps, one or several
_OF_STEPS: Mapping[str, tuple[str, ...]] = {
    "case-stopped": ("element",),
    "case-over-already": ("end",),
    "case-not-waiting": ("element", "found"),
    "case-other-role": ("element",),
    "case-other-place": ("expected", "found"),
    "case-other-end": ("expected", "found"),
    "case-not-passed": ("element",),
    "case-not-avoided": ("element",),
}
_OF_STATES: Mapping[str, tuple[str, ...]] = {"case-other-stage": ("expected", "found")}


def plain(model: Model, said: Text) -> Text:
    """Return a sentence with steps and states as people call them."""
    steps = dict.fromkeys(_OF_STEPS.get(said.code, ()), partial(steps_title, model))
    states = dict.fromkeys(_OF_STATES.get(said.code, ()), _state)
    naming: Mapping[str, Callable[[str], Any]] = {**steps, **states}
    facts = {
        key: naming[key](value) if key in naming and isinstance(value, str) else value
        for key, value in said.facts.items()
    }
    return Text(said.code, facts)


def steps_title(model: Model, ids: str) -> Title:
    """Return what steps are called, listed by their ids; the id of one without name."""
    found = [(one, title_of(model, one)) for one in ids.split(_BETWEEN)]
    return Title(
        *(
            text("value-and")
            .say(language)
            .join(one[1].say(language) or one[0] for one in found)
            for language in LANGUAGES
        )
    )


def _state(name: str) -> Text | str:
    code = f"state-{name.replace('_', '-')}"
    return text(code) if code in catalogue() else name
