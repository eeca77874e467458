"""Which colours has a picture, by day and by night? (配色).

Each paint is given twice: as attributes, so that a page which forbids inline styles
still shows it, and as a style sheet that turns it dark where the reader prefers.
"""

from __future__ import annotations

from typing import Final, NamedTuple

FONT: Final = (
    "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Source Han Sans SC',sans-serif"
)


class Paint(NamedTuple):
    """Fill and stroke by day, then by night."""

    fill: str
    stroke: str
    night_fill: str
    night_stroke: str


PAINTS: Final[dict[str, Paint]] = {
    "paper": Paint("#ffffff", "none", "#14171d", "none"),
    "line": Paint("none", "#667085", "none", "#98a2b3"),
    "point": Paint("#667085", "#667085", "#98a2b3", "#98a2b3"),
    "frame": Paint("#fbfcfe", "#98a2b3", "#181c23", "#667085"),
    "pool": Paint("none", "#98a2b3", "none", "#667085"),
    "person": Paint("#fff6e6", "#b45309", "#33270f", "#f0b45b"),
    "machine": Paint("#eef4ff", "#3b62a8", "#17233b", "#8fb1f0"),
    "decision": Paint("#ecfaf1", "#2a7a4b", "#13291c", "#79cf9c"),
    "called": Paint("#f5f0ff", "#6d4bb8", "#251b3a", "#bda4f5"),
    "gateway": Paint("#ffffff", "#475467", "#1d222b", "#c3cad5"),
    "start": Paint("#f0faf3", "#2a7a4b", "#13291c", "#79cf9c"),
    "between": Paint("#ffffff", "#475467", "#1d222b", "#c3cad5"),
    "end": Paint("#fdf1f0", "#b3382c", "#341817", "#f0958c"),
    "data": Paint("#ffffff", "#667085", "#1d222b", "#98a2b3"),
    "ink": Paint("#1d2430", "none", "#e8ebf0", "none"),
    "quiet": Paint("#475467", "none", "#b4bcc9", "none"),
    "badge": Paint("#1d2430", "#ffffff", "#e8ebf0", "#14171d"),
    "badge-ink": Paint("#ffffff", "none", "#14171d", "none"),
    # tones of marks, weakest first
    "done": Paint("#e6f4ea", "#2a7a4b", "#163222", "#79cf9c"),
    "calm": Paint("#dbe9fb", "#3b62a8", "#1b2f52", "#8fb1f0"),
    "warm": Paint("#fde9a8", "#9a6a00", "#4a3a0c", "#f2cf63"),
    "hot": Paint("#f7b48a", "#a8410b", "#5b2b12", "#f7b48a"),
    "alarm": Paint("#ee8577", "#8f1d14", "#6d1f18", "#ffaaa0"),
    "here": Paint("#ffe08a", "#a8410b", "#5a4608", "#ffd24d"),
    "open": Paint("#d3f3ee", "#0b7566", "#0f3a35", "#63d6c5"),
    "passed": Paint("none", "#2a7a4b", "none", "#79cf9c"),
}


def attributes(paint: str) -> dict[str, str]:
    """Return the attributes of ``paint`` by day, and the class for the night."""
    chosen = PAINTS[paint]
    return {"class": f"sd-{paint}", "fill": chosen.fill, "stroke": chosen.stroke}


def outline(paint: str) -> dict[str, str]:
    """Return the attributes of something open, drawn in the stroke of ``paint``."""
    return {
        "class": f"sd-{paint}-line",
        "fill": "none",
        "stroke": PAINTS[paint].stroke,
    }


def solid(paint: str) -> dict[str, str]:
    """Return the attributes of something filled with the stroke of ``paint``."""
    return {
        "class": f"sd-{paint}-solid",
        "fill": PAINTS[paint].stroke,
        "stroke": "none",
    }


def style_sheet() -> str:
    """Return the rules that take over where the reader prefers a dark page."""
    rules = (_rules(name, paint) for name, paint in PAINTS.items())
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def _rules(name: str, paint: Paint) -> str:
    fill, stroke = paint.night_fill, paint.night_stroke
    return (
        f".sd-{name}{{fill:{fill};stroke:{stroke}}}"
        f".sd-{name}-line{{stroke:{stroke}}}"
        f".sd-{name}-solid{{fill:{stroke}}}"
    )
