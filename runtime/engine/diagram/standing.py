"""Where does it stand? The way that something took through a canvas, as marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from runtime.engine.diagram import shapes
from runtime.engine.diagram.layout import Drawing, Edge, read_drawing
from runtime.engine.diagram.picture import Mark, Tone, draw

_CHOOSING: Final = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of the marks: a badge for "here", notes for "here" and "passed"."""

    here: str
    waits: str
    passed: str


def draw_standing(
    xml: bytes,
    language: str,
    steps: Sequence[str],
    here: Collection[str],
    said: Said,
    opened: Collection[str] = (),
) -> str:
    """Return a canvas with the elements passed and those it waits at.

    ``steps`` are element ids in order of finishing; what does not stand on this
    canvas is left out. The picture holds no style sheet: the page brings it.
    """
    drawing = read_drawing(xml, language)
    marks = standing(drawing, steps, here, said)
    return draw(xml, language, marks, opened=opened, styled=False)


def title_of(xml: bytes, language: str) -> str:
    """Return what the process of a file is called."""
    return read_drawing(xml, language).title


def standing(
    drawing: Drawing, steps: Sequence[str], here: Collection[str], said: Said
) -> dict[str, Mark]:
    """Return the marks by element id; what it waits at wins over what it passed."""
    nodes = {one.element_id for one in drawing.shapes if not shapes.is_frame(one)}
    marks = {
        step: Mark(Tone.PASSED, note=said.passed) for step in steps if step in nodes
    }
    for edge in _passed(drawing, steps, here):
        marks[edge.element_id] = Mark(Tone.PASSED)
    for element in here:
        if element in nodes:
            marks[element] = Mark(Tone.HERE, said.here, said.waits)
    return marks


def _passed(
    drawing: Drawing, steps: Sequence[str], here: Collection[str]
) -> Iterator[Edge]:
    """Yield the connections that were taken.

    A gateway that chooses is followed only to what came right after it; any other
    element is left by all its connections.
    """
    kinds = {one.element_id: one.kind for one in drawing.shapes}
    mine = [step for step in steps if step in kinds]
    done = set(mine)
    reached = done | set(here) | _around(drawing, {*mine, *here})
    follows = set(pairwise(mine)) | {(mine[-1], one) for one in here if mine}
    for edge in drawing.edges:
        if edge.source not in done or edge.target not in reached:
            continue
        is_choice = kinds.get(edge.source) in _CHOOSING
        if not is_choice or (edge.source, edge.target) in follows:
            yield edge


def _around(drawing: Drawing, inside: Collection[str]) -> set[str]:
    """Return what holds one of these elements."""
    return {one.inside for one in drawing.shapes if one.element_id in inside}
