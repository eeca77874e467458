"""The steps of a process as a table: every control an ordinary one (步骤表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.naming import Name
from runtime.designer.steps import inserting
from runtime.designer.steps.steps import Table
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, FlowError, Invalid, Misconfigured
from runtime.kernel.texts import Text
from web import context
from web.ui.designer import holding, paging, stepping, words
from web.ui.designer.holding import Held

bp = Blueprint("draft_steps", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/steps/<key>"
Faults = Mapping[str, Sequence[Text]]


class Shown(NamedTuple):
    """What the page shows: the table, what was typed, what is wrong or clashes."""

    held: Held
    table: Table
    faults: Faults
    refused: Text | None = None
    told: Text | None = None


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Show every step with its role, form, time, shortcut and so on."""
    held = holding.get(draft_id, _name(key))
    return _page(held, Shown(held, stepping.read(held.body), {}), 200)


def filled_in(kept: Mapping[str, str], draft_id: int, key: str) -> str:
    """Show the table as it was filled in before the log-in ended."""
    held = holding.get(draft_id, _name(key))
    body = stepping.written(kept, held.body)
    page = _page(held, Shown(held, stepping.read(body), {}), 200)
    return page.get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def save(draft_id: int, key: str) -> Answer:
    """Save what was changed in the table, and add or remove a step if asked."""
    held, form = holding.get(draft_id, _name(key)), request.form
    try:
        body = stepping.written(form, held.body)
    except (Invalid, Misconfigured) as wrong:
        return _refused(held, held.body, wrong)
    place = ""
    try:
        if "add" in form:
            tag, name = form.get("tag", ""), form.get("new_name", "")
            body, place = inserting.add_step(body, form.get("after", ""), tag, name)
        elif "remove" in form:
            body = inserting.remove_step(body, form.get("remove", ""))
        found = holding.save(held, body, holding.seen(form))
    except (Invalid, Conflict) as wrong:
        return _refused(held, body, wrong)
    if found.clash is not None:
        newer = Shown(held, stepping.read(body), {}, None, found.clash)
        return _page(holding.get(draft_id, _name(key)), newer, 409)
    if place:
        return redirect(paging.place_of(draft_id, key, place, saved=1), 303)
    return redirect(paging.same_page(draft_id, key, request.args), 303)


def _refused(held: Held, body: bytes, wrong: FlowError) -> Answer:
    fields = getattr(wrong, "fields", {})
    told = next((one for said in fields.values() for one in said), wrong.text)
    status = 409 if isinstance(wrong, Conflict) else 422
    return _page(held, Shown(held, stepping.read(body), fields, told), status)


def _page(held: Held, what: Shown, status: int) -> Answer:
    draft = held.draft
    part = paging.part_of(what.table, request.args)
    page = render_template(
        "designer/steps.html",
        draft=draft,
        key=held.name.key,
        held=held,
        what=what,
        table=what.table,
        choices=stepping.choices(draft, what.table),
        levels=stepping.levels(),
        part=part,
        most=paging.AT_ONCE,
        findings=stepping.findings(held, what.table, part),
        kinds=inserting.KINDS,
        tag_name=stepping.tag_name,
        field_name=stepping.field_name,
        words=words,
    )
    return make_response(page, status)


def _name(key: str) -> Name:
    return Name(Kind.PROCESS.value, key)
