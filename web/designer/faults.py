"""What is wrong with a draft, and what it changes, as editors and pages tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runtime.designer.drafts import checking, comparing
from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.drafts.naming import Name
from runtime.designer.drafts.published import place_in
from runtime.designer.drafts.tables import DraftState
from runtime.engine.design.artifacts import Kind
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Finding
from web import context
from web.designer import drafting
from web.language import language


def findings(draft: Draft) -> list[Finding]:
    """Return what is wrong with a draft as it is now."""
    known = drafting.press()
    return checking.findings(context.reading(), known.engine, known.gates, draft)


def findings_of(name: Name, body: bytes) -> list[dict[str, Any]]:
    """Return what would be wrong if a published file said ``body``, as plain data."""
    now = context.runtime().clock.now()
    who = ActorId(context.actor().id)
    authors: frozenset[str] = frozenset()
    empty = Draft(0, "", DraftState.OPEN, 0, "", authors, now, who, now, who, None, {})
    draft = checking.as_if(empty, name, body)
    return told(draft, findings(draft))


def between_versions(kind: Kind, key: str, before: int, after: int | None) -> list[str]:
    """Return what two versions of a file say differently, a sentence each."""
    found = comparing.of_versions(context.reading(), kind, key, before, after)
    return [one.sentence.say(language()) for one in found]


def told(draft: Draft, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain data in the reader's language.

    ``kind`` and ``key`` name the file of the draft, null for a file elsewhere.
    """
    names = {place_in(one): one for one in draft.files.values()}
    return [_told(one, names.get(one.file)) for one in found]


def _told(one: Finding, file: DraftFile | None) -> dict[str, Any]:
    said = one.as_data(language())
    return {
        "kind": file.kind if file else None,
        "key": file.key if file else None,
        **said,
    }
