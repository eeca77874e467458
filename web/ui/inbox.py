"""The inbox: what to do first, and why (待办)."""

from __future__ import annotations

from flask import Blueprint, render_template

from runtime.identity.permissions import Verb
from web import context

bp = Blueprint("inbox", __name__, url_prefix="/inbox")


@bp.get("")
@context.needs(Verb.READ_TASKS)
def shown() -> str:
    """Show my tasks and those of my teams."""
    return render_template("inbox.html")
