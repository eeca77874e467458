"""Drafts as pages and the interface need them: opened, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g

from runtime.designer.drafts import drafts, rollback, saving, versions
from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import Name
from runtime.designer.drafts.published import Press
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel.work import Work
from web import context


def press() -> Press:
    """Return what publishing needs to know."""
    return context.runtime().press


def latest() -> Sequence[Any]:
    """Return the newest published version of every file; read once a request."""
    if "latest_files" not in g:
        g.latest_files = artifacts.list_latest(context.reading())
    found: Sequence[Any] = g.latest_files
    return found


def begun(work: Work, title: str, *names: Name) -> Draft:
    """Open a draft with published files in it; raises NotFound, Invalid."""
    known = press()
    draft_id = drafts.open_draft(work, known.engine.trail, title)
    for name in names:
        saving.take_in(work, known, draft_id, name)
    return drafts.get(work.session, draft_id)


def restored(work: Work, which: tuple[Kind, str, int], note: str) -> int:
    """Publish an earlier version once more; returns the publication's id.

    Raises NotFound, Conflict when it is what is published now.
    """
    kind, key, version = which
    files = versions.files_at(work.session, kind, key, version)
    return rollback.restore(work, press(), files, f"{key} ← {version}", note)
