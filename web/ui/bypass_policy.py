"""Policies of shortcuts (绕行策略): edited as versions, compared, restored."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid
from runtime.orders.bypass import policies, surroundings
from runtime.orders.bypass.policies import Edit, Restoring
from web import context
from web.ui import bypass_policy_forms as forms
from web.ui import bypass_policy_page as pages
from web.ui import quantities
from web.ui.bypass_policy_page import Filled

bp = Blueprint("bypass_policy", __name__, url_prefix="/bypasses")
_DIGITS = 9


@bp.get("/<policy>/edit")
@context.needs(Verb.CHANGE_BYPASSES)
def asked(policy: str) -> Answer:
    """Show a policy as a form."""
    row = policies.current(context.reading(), policy)[1]
    typed = forms.typed_of(orjson.loads(row.body))
    return pages.form(policy, Filled(typed, row.version, {}), 200)


def filled_in(kept: MultiDict[str, str], policy: str) -> str:
    """Show the form with what was typed before its log-in ended."""
    filled = Filled(forms.typed_in(kept), _since(kept), {})
    return pages.form(policy, filled, 200).get_data(as_text=True)


@bp.post("/<policy>/edit")
@context.needs(Verb.CHANGE_BYPASSES)
@context.shows_again(filled_in)
def save(policy: str) -> Answer:
    """Write a new version, or check one and write nothing."""
    engine, since = context.runtime().engine, _since(request.form)
    typed = forms.typed_in(request.form)
    body, note = forms.body_of(typed), typed["note"][: forms.NOTE_LENGTH]
    is_check = "check" in request.form
    _, found = surroundings.checked(context.reading(), engine, policy, body)
    faults = forms.beside(found, None if is_check else note)
    if is_check or faults:
        filled = Filled(typed, since, faults, is_checked=is_check)
        return pages.form(policy, filled, 200 if is_check else 422)
    wanted = Edit(body, note, since)
    try:
        version = context.writing(
            lambda work: policies.edit(work, engine, policy, wanted)
        )
    except Conflict:
        return pages.form(policy, Filled(typed, since, {}), 409)
    return _done(policy, version if version != since else 0)


@bp.get(f"/<policy>/versions/<{context.ROW}:number>")
@context.needs(Verb.READ_BYPASSES)
def version(policy: str, number: int) -> Answer:
    """Show one version: what it says, and what it changed."""
    return pages.version(policy, number, {}, 200)


@bp.post(f"/<policy>/versions/<{context.ROW}:number>")
@context.needs(Verb.CHANGE_BYPASSES)
def restore(policy: str, number: int) -> Answer:
    """Write an earlier version once more, as the newest."""
    engine, note = context.runtime().engine, request.form.get("note", "").strip()
    faults = forms.beside((), note)
    if faults:
        return pages.version(policy, number, faults, 422)
    wanted = Restoring(note[: forms.NOTE_LENGTH], _since(request.form))
    try:
        written = context.writing(
            lambda work: policies.restore(work, engine, policy, number, wanted)
        )
    except Conflict as newer:
        return pages.version(policy, number, {"note": [newer.text]}, 409)
    except Invalid as wrong:
        return _refused(policy, number, note, wrong)
    return _done(policy, written if written != wanted.since else 0)


def _refused(policy: str, number: int, note: str, wrong: Invalid) -> Answer:
    """Return the form with an earlier version that no longer fits: to be mended."""
    row = policies.get(context.reading(), policy, number)
    typed = {**forms.typed_of(orjson.loads(row.body)), "note": note}
    found = [(path, said) for path, each in wrong.fields.items() for said in each]
    return pages.form(
        policy, Filled(typed, _since(request.form), forms.beside(found)), 422
    )


def _since(form: Mapping[str, str]) -> int:
    """Return the version that a form was opened with; 0, which none has, without."""
    return quantities.whole(form.get("version", ""), _DIGITS) or 0


def _done(policy: str, version: int) -> Answer:
    """Go back to the policy and say which version was saved, 0 for none."""
    return redirect(url_for("bypasses.one", policy=policy, saved=version), 303)
