"""An explanation as plain data and as sentences, for whoever shows it (说明)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.conversion import to_typed_json
from runtime.feel.explaining.explain import Explained
from runtime.feel.explaining.reasons import Words, reasons, sentences
from runtime.feel.explaining.shortening import shortened
from runtime.feel.explaining.watching import Step
from runtime.feel.frame import OPERATION_FAULTS, Frame
from runtime.feel.values import FeelValue, type_name


def told(
    explained: Explained, language: str, words: Words | None = None
) -> dict[str, Any]:
    """Return an explanation as JSON can hold it.

    ``steps`` is the tree of what was looked at, each with its place in the text;
    ``sentences`` tell one step each; ``reasons`` are what decided. Values are
    shortened and typed as everywhere in JSON.
    """
    spoken = words or Words()
    stopped = explained.stopped
    return {
        "value": typed(explained.value),
        "warnings": [each.say(language) for each in explained.warnings],
        "stopped": None if stopped is None else stopped.say(language),
        "steps": [_step(each, language) for each in explained.steps],
        "sentences": [each.say(language) for each in sentences(explained, spoken)],
        "reasons": [each.say(language) for each in reasons(explained, spoken)],
    }


def typed(value: FeelValue) -> Any:
    """Return a value for JSON, shortened; what has no JSON is told by its type."""
    try:
        return to_typed_json(shortened(value), Frame())
    except OPERATION_FAULTS:
        return type_name(value)


def _step(step: Step, language: str) -> dict[str, Any]:
    place = step.place
    return {
        "kind": step.kind,
        "text": place.text,
        "line": place.line,
        "column": place.column,
        "length": place.length,
        "value": typed(step.value),
        "name": place.name,
        "origin": step.origin,
        "names": _names(step.bound),
        "warning": None if step.warning is None else step.warning.say(language),
        "parts": [_step(each, language) for each in step.parts],
        "left_out": step.left_out,
    }


def _names(bound: Mapping[str, FeelValue] | None) -> dict[str, Any]:
    return {name: typed(each) for name, each in (bound or {}).items()}
