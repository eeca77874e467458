"""Could a draft be published as it is? The one authority for every editor (检查)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from runtime.designer.checks import lint
from runtime.designer.drafts import values
from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.drafts.naming import VALUES, Name, place_of
from runtime.designer.drafts.published import place_in
from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import shelf_of
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding


def files_of(draft: Draft) -> list[File]:
    """Return what a deployment of the draft publishes, without parameters' values."""
    return [
        File(Kind(one.kind), one.key, place_in(one), one.body)
        for one in draft.files.values()
        if one.kind != VALUES
    ]


def findings(
    read: Connection,
    engine: Engine,
    gates: Mapping[Kind, deploy.Gate],
    draft: Draft,
) -> list[Finding]:
    """Return what is wrong with a draft's files, and what they would break elsewhere.

    Of files that are not in the draft only errors are told.
    """
    files = files_of(draft)
    shelf = shelf_of(read, files)
    places = {one.place for one in files}
    found = [
        one
        for one in lint.everything(engine, shelf, files, gates)
        if one.level == "error" or one.file in places
    ]
    changed = draft.files.get((VALUES, "parameters"))
    if changed is not None:
        found += values.findings(read, changed.body)
    return found


def as_if(draft: Draft, name: Name, body: bytes) -> Draft:
    """Return a draft as if a file of it said ``body``; nothing is kept."""
    held = draft.files.get(name)
    if held is None:
        when, who = draft.changed_at, draft.changed_by
        held = DraftFile(*name, place_of(name), 0, 0, body, when, who)
    return replace(draft, files={**draft.files, name: replace(held, body=body)})
