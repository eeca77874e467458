"""Processes, decisions and forms as they run: versions, differences, rollback."""

from __future__ import annotations

from typing import Any

from runtime.designer.drafts import versions
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from web import context
from web.api.designer.published_acts import add_acts
from web.api.designer.published_shapes import (
    Body,
    Differences,
    PublishedFiles,
    Two,
    Versions,
)
from web.api.noun import Noun
from web.designer import faults


def noun_of(kind: Kind, name: str) -> Noun:
    """Return the noun of one kind of published files."""
    bp = Noun(name, __name__, url_prefix=f"/{name}", description=f"Published {name}")
    _reading(bp, kind)
    add_acts(bp, kind)
    return bp


def _reading(bp: Noun, kind: Kind) -> None:
    @bp.get("")
    @context.needs(Verb.READ_DESIGNS)
    @bp.response(200, PublishedFiles)
    def list_() -> dict[str, Any]:
        """List every published file of this kind with its newest version."""
        rows = artifacts.list_latest(context.reading(), kind)
        return {"items": [row._mapping for row in rows]}

    @bp.get("/<key>/versions")
    @context.needs(Verb.READ_DESIGNS)
    @bp.response(200, Versions)
    def versions_(key: str) -> dict[str, Any]:
        """List every version, the newest first, by whom and why."""
        found = versions.of_file(context.reading(), kind, key)
        return {"items": [_version(one) for one in found]}

    @bp.get("/<key>/versions/<int:number>")
    @context.needs(Verb.READ_DESIGNS)
    @bp.response(200, Body)
    def version(key: str, number: int) -> dict[str, Any]:
        """Return one version with what it says."""
        one = versions.get(context.reading(), kind, key, number)
        return {**_version(one), "body": bytes(one.row.body).decode()}

    @bp.get("/<key>/diff")
    @context.needs(Verb.READ_DESIGNS)
    @bp.arguments(Two, location="query")
    @bp.response(200, Differences)
    def diff(query: dict[str, Any], key: str) -> dict[str, Any]:
        """Say what two versions say differently."""
        both = query["before"], query["after"]
        return {"items": faults.between_versions(kind, key, *both)}


def _version(one: versions.Version) -> dict[str, Any]:
    made = one.publication
    return {
        **one.row._mapping,
        "publication": made and made.id,
        "note": made.note if made else "",
        "reviewed_by": made.reviewed_by if made else None,
    }
