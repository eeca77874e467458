"""The small signs of BPMN as paths in a square of 24 (图标).

A sign is a list of strokes and a list of filled areas; the picture scales them.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Icon(NamedTuple):
    """Paths that are stroked, and paths that are filled."""

    strokes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


_ENVELOPE: Final = "M3 6H21V18H3Z"
_FLAP: Final = "M3 6L12 13L21 6"
_PAGE_LINES: Final = "M8 8.5H16M8 12H16M8 15.5H13"

TASKS: Final[dict[str, Icon]] = {
    "userTask": Icon(
        (
            "M12 4A4 4 0 1 1 12 12A4 4 0 1 1 12 4Z",
            "M4.5 20.5C4.5 15.5 8 14 12 14S19.5 15.5 19.5 20.5Z",
        )
    ),
    "serviceTask": Icon(
        (
            "M12 8.5A3.5 3.5 0 1 1 12 15.5A3.5 3.5 0 1 1 12 8.5Z",
            "M12 2.8V6M12 18V21.2M2.8 12H6M18 12H21.2M5.5 5.5L7.8 7.8"
            "M16.2 16.2L18.5 18.5M18.5 5.5L16.2 7.8M7.8 16.2L5.5 18.5",
            "M12 5.8A6.2 6.2 0 1 1 12 18.2A6.2 6.2 0 1 1 12 5.8Z",
        )
    ),
    "scriptTask": Icon(("M5 3.5H19V20.5H5Z", _PAGE_LINES)),
    "businessRuleTask": Icon(
        ("M3 5H21V19H3Z", "M3 9.5H21M3 14.2H21M9 9.5V19"), ("M3 5H21V9.5H3Z",)
    ),
    "sendTask": Icon((), ("M3 6H21L12 12.4Z", "M3 8.2L12 14.6L21 8.2V18H3Z")),
    "receiveTask": Icon((_ENVELOPE, _FLAP)),
    "manualTask": Icon(
        ("M4 12L9 7H14L12.5 10H20M20 10V12.5H14M19 12.5V15H14M18 15V17.5H9L4 15Z",)
    ),
}

TRIGGERS: Final[dict[str, Icon]] = {
    "message": Icon((_ENVELOPE, _FLAP)),
    "timer": Icon(
        (
            "M12 3A9 9 0 1 1 12 21A9 9 0 1 1 12 3Z",
            "M12 7V12L15.5 14",
            "M12 3V4.8M12 19.2V21M3 12H4.8M19.2 12H21",
        )
    ),
    "signal": Icon(("M12 4L21 19H3Z",)),
    "error": Icon(("M4 19L9.5 6L14 13.5L20 5L14.5 18.5L10 11.5Z",)),
    "escalation": Icon(("M12 3.5L19 20L12 13L5 20Z",)),
    "conditional": Icon(("M5 3.5H19V20.5H5Z", _PAGE_LINES)),
    "link": Icon(("M3 9H13V5L21 12L13 19V15H3Z",)),
    "compensate": Icon(("M12 6V18L4 12ZM20 6V18L12 12Z",)),
    "cancel": Icon(("M5 5L19 19M19 5L5 19",)),
}

# The same sign thrown instead of caught: dark where the caught one is open.
THROWN: Final[dict[str, Icon]] = {
    **{name: Icon((), icon.strokes) for name, icon in TRIGGERS.items()},
    "message": TASKS["sendTask"],
    "terminate": Icon((), ("M12 3A9 9 0 1 1 12 21A9 9 0 1 1 12 3Z",)),
}

GATEWAYS: Final[dict[str, Icon]] = {
    "exclusiveGateway": Icon(("M7 7L17 17M17 7L7 17",)),
    "parallelGateway": Icon(("M12 4.5V19.5M4.5 12H19.5",)),
    "inclusiveGateway": Icon(("M12 5.5A6.5 6.5 0 1 1 12 18.5A6.5 6.5 0 1 1 12 5.5Z",)),
    "complexGateway": Icon(
        ("M12 4.5V19.5M4.5 12H19.5M6.7 6.7L17.3 17.3M17.3 6.7L6.7 17.3",)
    ),
    "eventBasedGateway": Icon(
        (
            "M12 3A9 9 0 1 1 12 21A9 9 0 1 1 12 3Z",
            "M12 6.5L17.5 10.5L15.4 17H8.6L6.5 10.5Z",
        )
    ),
}

MARKERS: Final[dict[str, Icon]] = {
    "loop": Icon(("M8 19A8 8 0 1 1 16 19M8 19V14M8 19H3",)),
    "parallel": Icon(("M7 5V19M12 5V19M17 5V19",)),
    "sequential": Icon(("M5 7H19M5 12H19M5 17H19",)),
    "collapsed": Icon(("M4 4H20V20H4ZM12 8V16M8 12H16",)),
}
