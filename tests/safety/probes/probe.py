"""One attempt to hurt; ``ceilings.toml`` says how it ends and what it may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime import feel


@dataclass(frozen=True)
class Probe:
    """What is tried, under a name that says so."""

    name: str
    run: Callable[[feel.Frame], Any]


def told(name: str, text: str, scope: Callable[[], Mapping[str, Any]] = dict) -> Probe:
    """Return the probe that evaluates ``text`` over what ``scope`` makes."""

    def run(frame: feel.Frame) -> Any:
        return feel.compile_expression(text).evaluate(scope(), frame)

    return Probe(name, run)
