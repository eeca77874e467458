"""A draft is looked at by somebody who wrote nothing of it (复核)."""

from __future__ import annotations

from runtime.designer.drafts import drafts, facts
from runtime.designer.drafts.drafts import NOTE_LENGTH, Draft
from runtime.designer.drafts.facts import Tag
from runtime.designer.drafts.tables import DraftState
from runtime.kernel.audit import Trail
from runtime.kernel.errors import Conflict, Forbidden, Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work


def submit(
    work: Work, trail: Trail, draft_id: int, note: str, version: int | None = None
) -> None:
    """Hand a draft in for review; raises Conflict for an empty one."""
    draft = drafts.seen(work, draft_id, version)
    if not draft.files:
        raise Conflict("draft-empty", draft=draft_id)
    _require(draft, DraftState.OPEN, "draft-not-open")
    said = _note(note)
    drafts.step(work, draft, DraftState.SUBMITTED, note=said, reviewed_by=None)
    doc = {"note": said, "files": _digest(draft)}
    trail.write(work, facts.subject(draft_id), Tag.SUBMITTED, doc)


def approve(work: Work, trail: Trail, draft_id: int, note: str, version: int) -> None:
    """Approve exactly the ``version`` that was looked at.

    Raises Forbidden for everybody who saved something of the draft.
    """
    draft = drafts.seen(work, draft_id, version)
    _require(draft, DraftState.SUBMITTED, "draft-not-submitted")
    who = work.actor.id
    refuse_own(draft, who)
    more = {"note": note.strip()[:NOTE_LENGTH], "reviewed_by": who}
    drafts.step(work, draft, DraftState.APPROVED, **more)
    doc = {"note": more["note"], "files": _digest(draft)}
    trail.write(work, facts.subject(draft_id), Tag.APPROVED, doc)


def send_back(
    work: Work, trail: Trail, draft_id: int, note: str, version: int | None = None
) -> None:
    """Give a draft back to its authors, who read why; also after an approval."""
    draft = drafts.seen(work, draft_id, version)
    if draft.state is DraftState.OPEN:
        raise Conflict("draft-not-submitted", draft=draft_id)
    said = _note(note)
    drafts.step(work, draft, DraftState.OPEN, note=said, reviewed_by=None)
    trail.write(work, facts.subject(draft_id), Tag.RETURNED, {"note": said})


def discard(
    work: Work, trail: Trail, draft_id: int, note: str, version: int | None = None
) -> None:
    """Put a draft away; it stays to be read, and to be opened again."""
    draft = drafts.seen(work, draft_id, version)
    said = note.strip()[:NOTE_LENGTH]
    drafts.step(work, draft, DraftState.DISCARDED, note=said, reviewed_by=None)
    trail.write(work, facts.subject(draft_id), Tag.DISCARDED, {"note": said})


def reopen(work: Work, trail: Trail, draft_id: int) -> None:
    """Take a draft out again that was put away; raises Conflict for any other."""
    draft = drafts.get(work.session, draft_id)
    _require(draft, DraftState.DISCARDED, "draft-not-discarded")
    drafts.revive(work, draft)
    trail.write(work, facts.subject(draft_id), Tag.REOPENED, {})


def refuse_own(draft: Draft, who: str) -> None:
    """Raise Forbidden for somebody who wrote some of the draft themselves."""
    if who in draft.authors:
        raise Forbidden("draft-own-review", draft=draft.id)


def _require(draft: Draft, state: DraftState, otherwise: str) -> None:
    if draft.state is state:
        return
    if draft.state in {DraftState.PUBLISHED, DraftState.DISCARDED}:
        drafts.refuse_closed(draft)
    raise Conflict(otherwise, draft=draft.id)


def _note(note: str) -> str:
    said = note.strip()
    if not said:
        raise Invalid("http-content", {"note": [text("draft-note-missing")]})
    return said[:NOTE_LENGTH]


def _digest(draft: Draft) -> list[str]:
    return [f"{one.kind}/{one.key}@{one.revision}" for one in draft.files.values()]
