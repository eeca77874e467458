"""Why can this value not be read? The reason as a sentence to be."""

from __future__ import annotations

from typing import Any

from runtime.kernel.texts import Text

MOST_SHOWN = 80


class Unreadable(ValueError):
    """One value is not what its field expects; ``text`` says why."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.text = Text(code, facts)


def shown(value: object) -> str:
    """Return the value short enough to stand in a sentence."""
    written = str(value)
    return written if len(written) <= MOST_SHOWN else written[:MOST_SHOWN] + "…"
