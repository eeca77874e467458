"""Diagrams inside pages: drawn on the server, coloured by classes (流程图)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from runtime.engine.diagram import Mark, Said, draw, draw_standing, title_of
from runtime.engine.run.standing import Canvas
from runtime.kernel.texts import Title
from web import openings
from web.language import language, t


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram as a page holds it: its name, and the SVG, safe as it is."""

    title: str
    svg: Markup


def standing(canvas: Canvas, waits: str) -> Picture:
    """Draw the way through a process and where it waits."""
    said = Said(
        here=t("picture-here"),
        waits=t("picture-waits", steps=waits) if waits else t("picture-here"),
        passed=t("picture-passed"),
    )
    opened = openings.names()
    drawn = draw_standing(
        canvas.xml, language(), canvas.steps, canvas.here, said, opened
    )
    return _picture(canvas.xml, drawn)


def marked(xml: bytes, marks: Mapping[str, Mark]) -> Picture:
    """Draw a process with a mark on some of its elements."""
    drawn = draw(xml, language(), marks, opened=openings.names(), styled=False)
    return _picture(xml, drawn)


def spoken_title(title: Title) -> str:
    """Return a step's name for the reader."""
    return title.say(language())


def _picture(xml: bytes, drawn: str) -> Picture:
    # the drawing is built as a tree, so that no name in it is ever markup
    return Picture(title_of(xml, language()), Markup(drawn))


def title_in(xml: bytes) -> str:
    """Return what the process of a file is called, for the reader."""
    return title_of(xml, language())
