"""Red warnings: what cannot be taken back is chosen by hand (红色警告)."""

from __future__ import annotations

from enum import StrEnum

from flask import flash, redirect, request
from werkzeug.wrappers import Response as Answer

from runtime.kernel.texts import text
from web.language import spoken


class Choice(StrEnum):
    """What somebody chose at a red warning."""

    YES = "yes"
    NO = "no"
    NONE = ""


def choice() -> Choice:
    """Return what was chosen; a page that chose nothing, or nonsense, chose nothing."""
    sent = request.form.get("choice", "")
    return Choice(sent) if sent in set(Choice) else Choice.NONE


def unchanged(place: str) -> Answer:
    """Go back and say that nothing was changed."""
    flash(spoken(text("warning-nothing")), "note")
    return redirect(place, 303)
