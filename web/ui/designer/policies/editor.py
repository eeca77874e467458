"""The policies of a process in a draft, one at a time, as plain fields (绕行策略)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.naming import Name
from runtime.identity.permissions import Verb
from runtime.orders.bypass import files
from web import context
from web.ui import bypass_policy_forms as fields
from web.ui.designer import editing, holding
from web.ui.designer.holding import Held
from web.ui.designer.policies import page
from web.ui.designer.policies.typed import Filled, policies, unreadable, with_typed

bp = Blueprint("draft_policies", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/bypass/<key>"
KIND = "bypass"
SAVE, REMOVE = "save", "remove"


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Show one policy of a process as fields, and which others there are."""
    held = holding.get(draft_id, Name(KIND, key))
    name, bodies = _wanted(held, request.args), policies(held)
    typed = fields.typed_of(bodies[name]) if name in bodies else {}
    filled = Filled(name, typed, held.revision, is_saved="saved" in request.args)
    return page.show(held, filled, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int, key: str) -> str:
    """Show the fields with what was typed before a log-in ended."""
    held = holding.get(draft_id, Name(KIND, key))
    return page.show(held, _typed(held, kept), 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def edit(draft_id: int, key: str) -> Answer:
    """Check a policy, save it into the draft, or take it out of the file."""
    held, act = holding.get(draft_id, Name(KIND, key)), request.form.get("act", SAVE)
    filled = _typed(held, request.form)
    if act == REMOVE:
        left = {**files.tables(held.body)}
        left.pop(filled.policy, None)
        return _save(held, filled.but(policy=""), left)
    if act != SAVE or unreadable(held) is not None or not filled.policy:
        return page.show(held, filled.but(is_checked=True), 200)
    return _save(held, filled, with_typed(held, filled))


def _wanted(held: Held, sent: Mapping[str, str]) -> str:
    """Return which policy is asked for, the first one if it is not there."""
    bodies, asked = policies(held), sent.get("policy", "")
    return asked if asked in bodies else next(iter(bodies), "")


def _typed(held: Held, sent: MultiDict[str, str]) -> Filled:
    """Return what was typed; it names its policy, which may be gone meanwhile."""
    name = sent.get("policy", "") or _wanted(held, sent)
    return Filled(name, fields.typed_in(sent), holding.seen(sent))


def _save(held: Held, filled: Filled, wanted: Mapping[str, Any]) -> Answer:
    kept = editing.keep(held, files.written(held.body, wanted), filled.revision)
    again = holding.get(held.draft.id, held.name)
    later = filled.but(revision=kept.revision, kept=kept, is_saved=kept.is_done)
    place = url_for(
        "draft_policies.shown",
        draft_id=held.draft.id,
        key=held.name.key,
        policy=filled.policy or None,
        saved=kept.revision,
    )
    return editing.ended(kept, lambda status: page.show(again, later, status), place)
