"""A BPMN file as a picture, drawn on the server (流程图): one SVG, two languages."""

from runtime.engine.diagram.palette import style_sheet
from runtime.engine.diagram.picture import Mark, Tone, draw
from runtime.engine.diagram.standing import Said, draw_standing, title_of

__all__ = ["Mark", "Said", "Tone", "draw", "draw_standing", "style_sheet", "title_of"]
