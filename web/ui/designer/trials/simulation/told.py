"""Where a simulation stands, as a page tells it: drawn, listed, by its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from runtime.designer import trying
from runtime.designer.simulating import answering, plain_words
from runtime.designer.simulating.simulation import Simulation
from runtime.engine.spiff import Wait
from runtime.kernel.texts import Text, Title, text
from web.language import language
from web.ui import pictures

_MOST_VALUES = 300
_DEEPEST = 3


def told_wait(found: Simulation, wait: Wait) -> dict[str, Any]:
    """Return what is waited for, in words and with its time."""
    told = answering.told_wait(found, wait, language())
    due = told["due"]
    return {**told, "due": None if due is None else datetime.fromisoformat(due)}


def drawn(found: Simulation) -> list[pictures.Picture]:
    """Return each diagram with where the simulation stands in it."""
    titles = [
        found.title(one.element.id).say(language())
        for one in found.waits
        if not one.boundary
    ]
    waits = "、".join(titles) if language() == "zh" else ", ".join(titles)
    return [
        pictures.standing(one, waits) for one in found.canvases if _is_drawn(one.xml)
    ]


def _is_drawn(xml: bytes) -> bool:
    """Tell whether a diagram says where anything is: not every file does."""
    return b"BPMNShape" in xml


def title(found: Simulation) -> str:
    """Return what people call the process."""
    process = found.deployed.model.process
    return Title(process.name or process.id, process.name_en).say(language())


def end(found: Simulation) -> str:
    """Return what people call the end that was reached."""
    model = found.deployed.model
    return plain_words.steps_title(model, found.course.end()).say(language())


def paid(found: Simulation) -> dict[str, Any]:
    """Return what a payment would change on the order that is played."""
    situation = found.course.situation
    total = situation.order.get("total", "0")
    return {"paid_at": situation.now.isoformat(), "paid": str(total)}


def values(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the paths of what a process knows, each with its value."""
    yield from islice(_paths("", answering.typed(data), 0), _MOST_VALUES)


def _paths(
    path: str, values: Mapping[str, Any], level: int
) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        inner = f"{path}.{name}" if path else name
        if (
            isinstance(value, dict)
            and value
            and level < _DEEPEST
            and "type" not in value
        ):
            yield from _paths(inner, value, level + 1)
        else:
            yield inner, trying.shown(value)


def kind_name(kind: str) -> Text:
    """Return what people call something that is waited for."""
    return text(f"simulate-kind-{kind}")


def part_name(part: str) -> Text:
    """Return what a case may expect, as people call it."""
    return text(f"simulate-expect-{part}")


def value_name(value: str) -> Text:
    """Return what people call a value of an order."""
    return text(f"value-of-{value}")
