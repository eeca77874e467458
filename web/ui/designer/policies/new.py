"""A policy that is not there yet: of which process, what it is called (新建策略)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer import catalogue
from runtime.designer.drafts import checking, drafts
from runtime.designer.drafts.naming import named
from runtime.designer.forming import keys
from runtime.identity.permissions import Verb
from runtime.kernel.texts import Text, text
from runtime.orders.bypass import files
from web import context
from web.ui.designer import editing, holding
from web.ui.designer.policies.editor import KIND

bp = Blueprint("draft_policies_new", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/bypass"
LONGEST_TITLE = 100
Faults = Mapping[str, Sequence[Text]]


@bp.get(PATH)
@context.needs(Verb.DESIGN)
def asked(draft_id: int) -> Answer:
    """Ask what the policy is called, and of which process it is."""
    return _page(draft_id, request.args, {}, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int) -> str:
    """Show the page with what was typed before a log-in ended."""
    return _page(draft_id, kept, {}, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def made(draft_id: int) -> Answer:
    """Put a new policy into the draft and open its fields."""
    typed, offered = request.form, _offered(draft_id)
    title = {one: typed.get(f"title.{one}", "").strip() for one in ("zh", "en")}
    taken = [one["key"] for one in offered["policies"]]
    key = typed.get("key", "").strip() or keys.derived(title["en"], taken, "bypass")
    process = typed.get("process", "")
    faults = _faults(offered, process, key, title)
    if faults:
        return _page(draft_id, typed, faults, 422)
    held = holding.find(draft_id, named(KIND, process))
    bodies = {**files.tables(held.body), key: _begun(title)}
    kept = editing.keep(held, files.written(held.body, bodies), held.revision)
    refused = kept.clash or kept.refused
    if refused is not None:
        return _page(draft_id, typed, {"process": [refused]}, 409)
    place = url_for("draft_policies.shown", draft_id=draft_id, key=process, policy=key)
    return redirect(place, 303)


def _begun(title: Mapping[str, str]) -> dict[str, Any]:
    """Return a policy that lets nobody do anything yet."""
    return {
        "title": dict(title),
        "text": {"zh": "", "en": ""},
        "when": "",
        "opens": [],
        "issues": [],
        "code": True,
        "longest": "PT1H",
        "four_eyes": True,
    }


def _offered(draft_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what there is to choose from, the draft's own files among it."""
    draft = drafts.get(context.reading(), draft_id)
    engine = context.runtime().engine
    return catalogue.offered(context.reading(), engine, checking.files_of(draft))


def _faults(
    offered: Mapping[str, Any], process: str, key: str, title: Mapping[str, str]
) -> Faults:
    found = editing.title_faults(title["zh"], title["en"], LONGEST_TITLE)
    if process not in {one["key"] for one in offered["processes"]}:
        found["process"] = [text("policies-new-process-gone")]
    if not keys.is_name(key) or len(key) > keys.LONGEST:
        found["key"] = [text("draft-key-wrong", found=key[: keys.LONGEST])]
    elif key in {one["key"] for one in offered["policies"]}:
        found["key"] = [text("policies-new-taken", key=key)]
    return found


def _page(
    draft_id: int, typed: Mapping[str, str], faults: Faults, status: int
) -> Answer:
    page = render_template(
        "designer/policies_new.html",
        draft=drafts.get(context.reading(), draft_id),
        typed=typed,
        faults=faults,
        processes=_offered(draft_id)["processes"],
    )
    return make_response(page, status)
