"""The checkers of drawings see what they are there for."""

import pytest

from runtime.engine.diagram.layout import Box, Drawing, Edge, Point, Shape
from tests import drawings


def task(name, x, y, **more):
    return Shape(name, "userTask", name, Box(x, y, 100, 80), **more)


def line(name, *points, **more):
    ends = {"source": "a", "target": "b", **more}
    return Edge(
        name, "sequenceFlow", "", tuple(Point(*each) for each in points), **ends
    )


def drawing(*parts):
    shapes = tuple(each for each in parts if isinstance(each, Shape))
    return Drawing("", shapes, tuple(each for each in parts if isinstance(each, Edge)))


A, B = task("a", 0, 0), task("b", 200, 0)
STRAIGHT = line("f", (100, 40), (200, 40))
GOOD = drawing(A, B, STRAIGHT)
LABEL = Box(40, -20, 60, 16)


@pytest.mark.parametrize(
    ("checker", "bad"),
    [
        (drawings.crooked, drawing(A, B, line("f", (100, 40), (200, 60)))),
        (
            drawings.crossings,
            drawing(STRAIGHT, line("g", (150, 0), (150, 80))),
        ),
        (drawings.crossings, drawing(STRAIGHT, line("g", (120, 40), (300, 40)))),
        (drawings.crossings, drawing(STRAIGHT, line("g", (200, 40), (200, 90)))),
        (
            drawings.trespasses,
            drawing(A, task("c", 120, 0), line("f", (100, 40), (300, 40))),
        ),
        (drawings.trespasses, drawing(A, B, line("f", (0, 40), (200, 40)))),
        (
            drawings.trespasses,
            drawing(
                Shape("s", "subProcess", "", Box(90, -10, 60, 200), expanded=True),
                line("f", (100, 40), (200, 40)),
            ),
        ),
        (drawings.loose_ends, drawing(A, B, line("f", (105, 40), (200, 40)))),
        (drawings.collisions, drawing(A, task("c", 50, 40))),
        (
            drawings.hidden_labels,
            drawing(A, task("c", 300, 0, label=Box(10, 10, 40, 16))),
        ),
        (
            drawings.hidden_labels,
            drawing(STRAIGHT, task("c", 300, 0, label=Box(110, 32, 40, 16))),
        ),
        (
            drawings.hidden_labels,
            drawing(task("c", 300, 0, label=LABEL), task("d", 500, 0, label=LABEL)),
        ),
        (
            drawings.labels_missing,
            drawing(Shape("e", "endEvent", "完", Box(0, 0, 36, 36))),
        ),
        (drawings.cramped_names, drawing(task("x" * 90, 0, 0))),
        (
            drawings.backward_steps,
            drawing(
                Shape("b", "startEvent", "", Box(200, 0, 36, 36)),
                A,
                line("f", (200, 18), (100, 18), source="b", target="a"),
            ),
        ),
    ],
)
def test_a_fault_is_seen(checker, bad):
    assert list(checker(bad))


@pytest.mark.parametrize(
    "checker",
    [
        drawings.crooked,
        drawings.crossings,
        drawings.trespasses,
        drawings.loose_ends,
        drawings.collisions,
        drawings.hidden_labels,
        drawings.labels_missing,
        drawings.cramped_names,
        drawings.backward_steps,
    ],
)
def test_a_faultless_drawing_has_no_findings(checker):
    assert list(checker(GOOD)) == []


def test_a_wider_canvas_makes_smaller_text():
    wide = drawing(A, task("c", 3000, 0))

    assert drawings.smallest_text(wide) < drawings.READABLE
