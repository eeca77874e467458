"""What is published, version by version: compared, and rolled back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from runtime.designer.differing.difference import differences
from runtime.designer.drafts import versions
from runtime.designer.drafts.versions import Version
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, Misconfigured, NotFound
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting
from web.ui.designer import comparison, sending, words

bp = Blueprint("published", __name__, url_prefix="/designer/published")
Faults = Mapping[str, Sequence[Text]]
_SHOWN = 50


@bp.get("/<kind>/<key>")
@context.needs(Verb.READ_DESIGNS)
def shown(kind: str, key: str) -> Answer:
    """Show every version of a file, what each changed, and two of them side by side."""
    return _page(_kind(kind), key, {}, 200)


@bp.get(f"/<kind>/<key>/<{context.ROW}:version>/download")
@context.needs(Verb.READ_DESIGNS)
def download(kind: str, key: str, version: int) -> Response:
    """Send one version of a file, byte for byte."""
    row = versions.get(context.reading(), _kind(kind), key, version).row
    return sending.file(kind, key, row.file, bytes(row.body), f"v{version}")


@bp.post("/<kind>/<key>")
@context.needs(Verb.REVIEW_DESIGNS)
def roll_back(kind: str, key: str) -> Answer:
    """Publish an earlier version once more."""
    which, form = _kind(kind), request.form
    (version,) = context.numbers([form.get("to", "")])[:1] or (0,)
    note, to = form.get("note", ""), (which, key, version)
    try:
        context.writing(lambda work: drafting.restored(work, to, note))
    except Invalid as wrong:
        return _page(which, key, wrong.fields, 422)
    except (Conflict, Misconfigured) as refused:
        return _page(which, key, {"note": [refused.text]}, 409)
    return redirect(url_for("published.shown", kind=kind, key=key, done=1), 303)


def _page(kind: Kind, key: str, wrong: Faults, status: int) -> Answer:
    found = versions.of_file(context.reading(), kind, key)
    newest = found[0]
    page = render_template(
        "designer/versions.html",
        kind=kind.value,
        key=key,
        title=words.file_title(kind.value, key, bytes(newest.row.body)),
        versions=[(one, _changes(kind, one, found)) for one in found[:_SHOWN]],
        running=versions.running(context.reading(), found),
        compared=comparison.asked(kind, key, found),
        faults=wrong,
        words=words,
    )
    return make_response(page, status)


def _changes(kind: Kind, one: Version, found: Sequence[Version]) -> Any:
    """Return what a version changed, None for the first one."""
    before = next(
        (old for old in found if old.row.version == one.row.version - 1), None
    )
    if before is None:
        return None
    bodies = bytes(before.row.body), bytes(one.row.body)
    return differences(kind.value, *bodies)


def _kind(kind: str) -> Kind:
    if kind not in set(Kind):
        raise NotFound("artifact-unknown", kind=kind, key="")
    return Kind(kind)
