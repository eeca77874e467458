"""The cases of a process in a draft: run, renamed, corrected, removed (用例)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from runtime.designer.simulating import (
    case_book,
    case_results,
    expectations,
)
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, FlowError, Invalid, Misconfigured, NotFound
from runtime.kernel.texts import Text, Title, text
from web import context
from web.designer import playing
from web.language import t
from web.ui import quantities
from web.ui.designer import holding
from web.ui.designer.holding import Held
from web.ui.designer.trials import case_file

bp = Blueprint("draft_cases", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/cases/<key>"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Said:
    """What keeps somebody from what they wanted, and what they had typed where."""

    refused: Text | None = None
    faults: Mapping[str, Any] | None = None
    typed: Mapping[str, str] | None = None
    at: int = -1


@bp.app_context_processor
def offered() -> dict[str, Any]:
    """Let a draft's page tell how its cases went, and what its effect was."""
    return {"case_results": playing.results, "last_look": playing.last_look}


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Run all cases of a process and show how each went."""
    return _page(case_file.find(draft_id, key), _Said(), 200)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
def change(draft_id: int, key: str) -> Answer:
    """Rename a case, change what it expects, or remove it."""
    held, form = case_file.find(draft_id, key), request.form
    at = quantities.whole(form.get("case", ""), _DIGITS)
    index = -1 if at is None else at
    try:
        made = _changed(held.body, index, form)
        found = holding.save(held, made, holding.seen(form) or held.revision)
    except (Invalid, NotFound, Conflict, Misconfigured) as wrong:
        fields = _faults(wrong)
        said = _Said(wrong.text, fields, form.to_dict(), index)
        return _page(held, said, 409 if isinstance(wrong, Conflict) else 422)
    if found.clash is not None:
        said = _Said(found.clash, {}, form.to_dict(), index)
        return _page(case_file.find(draft_id, key), said, 409)
    flash(t("cases-saved"), "note")
    return redirect(url_for("draft_cases.shown", draft_id=draft_id, key=key), 303)


def _changed(body: bytes, at: int, form: Mapping[str, str]) -> bytes:
    if "remove" in form:
        return case_book.without(body, at)
    if "copy" in form:
        raw = case_book.raw_cases(body)
        if not 0 <= at < len(raw):
            raise NotFound("case-unknown", number=at + 1, count=len(raw))
        return case_book.added(body, {**raw[at], "name": _name(form)})
    renamed = case_book.renamed(body, at, _name(form))
    return case_book.expecting(renamed, at, expectations.read(form))


def _name(form: Mapping[str, str]) -> dict[str, str]:
    return {one: form.get(f"name_{one}", "").strip() for one in ("zh", "en")}


def _faults(wrong: FlowError) -> Mapping[str, Any]:
    if isinstance(wrong, Invalid):
        return wrong.fields
    if isinstance(wrong, Misconfigured):
        return {"case": [one.text for one in wrong.findings]}
    return {}


def _page(held: Held, said: _Said, status: int) -> Answer:
    key = held.name.key
    raw: list[dict[str, Any]] = []
    refused, faults, title = said.refused, said.faults or {}, Title(key, key)
    try:
        raw = case_book.raw_cases(held.body)
        result = playing.results_of(held.draft, key)
        title = result.title or title
    except FlowError as wrong:
        result = None
        refused, faults = refused or wrong.text, faults or _faults(wrong)
    page = render_template(
        "designer/cases.html",
        draft=held.draft,
        key=key,
        title=title,
        revision=held.revision or "",
        rows=_rows(raw, result),
        editing=_editing(said),
        field_name=_field_name,
        result=result,
        written=_written(said),
        refused=refused,
        faults=faults,
        is_in_draft=held.revision > 0,
    )
    return make_response(page, status)


def _field_name(name: str) -> Text:
    return text(f"cases-{name.replace('_', '-')}")


def _rows(raw: Sequence[Any], result: case_results.Result | None) -> list[Any]:
    """Return each case with its number and how it went, those not kept first."""
    reports = _reports(result, len(raw))
    found = [(n, *one) for n, one in enumerate(zip(raw, reports, strict=True))]
    return sorted(found, key=lambda one: one[2] is not None and one[2].passed)


def _editing(said: _Said) -> int:
    """Return the number of the case whose fields are shown, -1 for none."""
    asked = quantities.whole(request.args.get("edit", ""), _DIGITS)
    return said.at if said.typed is not None else -1 if asked is None else asked


def _reports(result: case_results.Result | None, count: int) -> list[Any]:
    """Return how each case went, None for those that were not played."""
    played = list(result.reports) if result is not None else []
    return [*played, *[None] * (count - len(played))]


def _written(said: _Said) -> Callable[[int, Mapping[str, Any]], Mapping[str, str]]:
    """Return what tells what the fields of a case hold: as typed, or as it is."""

    def fields(index: int, raw: Mapping[str, Any]) -> Mapping[str, str]:
        if said.typed is not None and index == said.at:
            return said.typed
        name = {f"name_{one}": raw["name"][one] for one in ("zh", "en")}
        return {**name, **expectations.written(raw)}

    return fields
