"""What is done with a published file: a draft of it, a check, a way back."""

from __future__ import annotations

from typing import Any

from flask import Response

from runtime.designer.drafts.naming import named
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.designer.drafts import shown
from web.api.designer.published_shapes import RollBackTo, Source
from web.api.designer.shapes import DraftHead, Faults, Published, Title
from web.api.noun import Noun, answered
from web.designer import faults
from web.designer.drafting import begun, restored


def add_acts(bp: Noun, kind: Kind) -> None:
    """Add the calls that do something to a noun of published files."""

    @bp.post("/<key>/drafts")
    @context.needs(Verb.DESIGN)
    @bp.arguments(Title)
    @bp.response(201, DraftHead)
    def begin(payload: dict[str, Any], key: str) -> Response:
        """Open a draft of this file."""
        name = named(kind.value, key)
        return answered(
            DraftHead, lambda work: (201, shown(begun(work, payload["title"], name)))
        )

    @bp.post("/<key>/lint")
    @context.needs(Verb.DESIGN)
    @bp.arguments(Source)
    @bp.response(200, Faults)
    def lint(payload: dict[str, Any], key: str) -> dict[str, Any]:
        """Say what would be wrong if the file said this; nothing is kept."""
        name = named(kind.value, key)
        return {"items": faults.findings_of(name, payload["body"].encode())}

    @bp.post("/<key>/rollback")
    @context.needs(Verb.REVIEW_DESIGNS)
    @bp.arguments(RollBackTo)
    @bp.response(200, Published)
    def roll_back(payload: dict[str, Any], key: str) -> Response:
        """Publish an earlier version once more; of a process with all it relied on."""
        to, note = payload["to"], payload["note"]

        def run(work: Work) -> tuple[int, Any]:
            return 200, {"publication": restored(work, (kind, key, to), note)}

        return answered(Published, run)
