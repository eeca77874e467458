"""The page of a draft's policies: one as fields, the others beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response as Answer

from runtime.kernel.errors import NotFound
from runtime.orders.bypass import policies as written
from web import context
from web.ui import bypass_policy_forms as fields
from web.ui.bypass_policy_words import Words
from web.ui.designer import editing
from web.ui.designer.holding import Held
from web.ui.designer.policies.judging import around, judged
from web.ui.designer.policies.typed import Filled, policies, unreadable


def show(held: Held, filled: Filled, status: int) -> Answer:
    """Return the page of one policy; of a file without any, what to do."""
    wrong = unreadable(held)
    if wrong is not None:
        page = render_template("designer/unreadable.html", at=held, why=wrong)
        return make_response(page, 200)
    files = around(held, filled)
    page = render_template(
        "designer/policies.html",
        held=held,
        off=not editing.may_change(held.draft),
        filled=filled,
        policies={name: _title(name, body) for name, body in policies(held).items()},
        policy=filled.policy,
        words=Words(filled.policy, files, held.name.key),
        **(judged(filled, files) if filled.typed else {}),
        live=_edited_since(held, filled.policy),
    )
    return make_response(page, status)


def _edited_since(held: Held, name: str) -> Any:
    """Return the version that was written on the policy's own page after this file."""
    file = held.draft.files.get(held.name)
    try:
        row = written.current(context.reading(), name)[1]
    except NotFound:
        return None
    is_later = file is not None and row.written_at > file.saved_at
    return row if is_later and row.source == written.EDITED else None


def _title(name: str, body: Mapping[str, Any]) -> dict[str, str]:
    typed = fields.typed_of(body)
    return {one: typed[f"title.{one}"] or name for one in ("zh", "en")}
