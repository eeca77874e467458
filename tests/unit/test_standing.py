"""The way through a diagram is marked: what was taken, and nothing else."""

from __future__ import annotations

import pytest

from runtime.engine.diagram import Said, Tone
from runtime.engine.diagram.layout import Box, Drawing, Edge, Point, Shape
from runtime.engine.diagram.standing import standing

SAID = Said("Here", "waits", "done")
HERE = Box(0, 0, 10, 10)
LINE = (Point(0, 0), Point(9, 9))


def node(name: str, kind: str = "userTask", inside: str = "p") -> Shape:
    return Shape(name, kind, name, HERE, inside=inside)


def edge(source: str, target: str) -> Edge:
    return Edge(f"{source}-{target}", "sequenceFlow", "", LINE, source, target)


DRAWING = Drawing(
    "",
    (
        node("start", "startEvent"),
        Shape("frame", "subProcess", "", HERE, expanded=True),
        node("choice", "exclusiveGateway", "frame"),
        node("left", inside="frame"),
        node("right", inside="frame"),
    ),
    (
        edge("start", "frame"),
        edge("choice", "left"),
        edge("choice", "right"),
        edge("left", "choice"),
    ),
)


def marked(steps: list[str], *here: str) -> set[str]:
    return set(standing(DRAWING, steps, here, SAID))


@pytest.mark.parametrize(("taken", "other"), [("left", "right"), ("right", "left")])
def test_a_choice_is_left_by_the_way_that_was_taken(taken: str, other: str):
    found = marked(["start", "choice"], taken)

    assert f"choice-{taken}" in found
    assert not {other, f"choice-{other}"} & found


def test_a_way_taken_in_an_earlier_round_stays_marked():
    found = marked(["start", "choice", "left", "choice"], "right")

    assert {"choice-left", "left-choice", "choice-right"} <= found


def test_what_holds_the_step_was_reached_but_is_not_painted():
    found = marked(["start"], "choice")

    assert ("start-frame" in found, "frame" in found) == (True, False)


def test_where_it_waits_wins_over_what_it_passed_before():
    marks = standing(DRAWING, ["choice", "left", "choice"], ["left"], SAID)

    assert (marks["left"].tone, marks["left"].count) == (Tone.HERE, "Here")


def test_what_is_drawn_nowhere_marks_nothing():
    assert marked(["gone"], "elsewhere") == set()
