"""A BPMN file as a picture, drawn on the server (流程图): one SVG, two languages."""

from runtime.engine.diagram.picture import Mark, Tone, draw

__all__ = ["Mark", "Tone", "draw"]
