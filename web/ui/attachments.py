"""Attach photos and files to an order from its page (附件)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.texts import text
from runtime.orders.attachments import operations, queries
from runtime.orders.order import lookup
from web import context, uploads
from web.language import spoken
from web.ui import order_page

bp = Blueprint("attachments", __name__, url_prefix="/orders")
FIELD = "files"


def install(app: Flask) -> None:
    """Give every page what it shows of an order's photos and files."""
    app.jinja_env.globals |= {"attached_to": _attached, "limits": uploads.limits()}


def _attached(order_no: str) -> Sequence[Any]:
    return queries.list_of_order(context.reading(), order_no, context.actor())


@bp.post("/<order_no>/attachments")
@context.takes_files
@context.needs(Verb.ATTACH)
def add(order_no: str) -> Answer:
    """Attach what was chosen; what is good is kept beside what is not."""
    row = lookup.get(context.reading(), order_no)
    engine, files = context.runtime().engine, uploads.chosen(FIELD)
    good, faults = uploads.prepared(files)
    if not files:
        is_lost = FIELD in request.form.getlist(uploads.LOST)
        faults = [text("attachment-lost") if is_lost else text("attachment-none")]
    if good:
        context.writing(
            lambda work: [
                operations.add_to_order(work, engine, order_no, each) for each in good
            ]
        )
        flash(spoken(text("files-added", count=len(good))), "note")
    if faults:
        said = [spoken(each) for each in faults]
        now = context.runtime().clock.now()
        page = order_page.rendered(context.reading(), row, now, said)
        return make_response(page, 422)
    return redirect(url_for("orders.card", order_no=order_no, _anchor="files"), 303)
