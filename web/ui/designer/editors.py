"""Which page edits which kind of file; the others are edited as text."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, url_for

# kind → endpoint; each takes the draft's id and the file's key
EDITORS: Mapping[str, str] = {
    "process": "drawn.process",
    "decisions": "drawn.decisions",
    "form": "draft_form.shown",
    "mapping": "draft_mapping.shown",
    "bypass": "draft_policies.shown",
    "values": "draft_values.shown",
    "cases": "draft_cases.shown",
}
TEXT = "draft_text.shown"


def place_of(draft_id: int, kind: str, key: str) -> str:
    """Return where a file of a draft is edited."""
    endpoint = EDITORS.get(kind)
    if endpoint is None or endpoint not in current_app.view_functions:
        return url_for(TEXT, draft_id=draft_id, kind=kind, key=key)
    return url_for(endpoint, draft_id=draft_id, key=key)
