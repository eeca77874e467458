"""A draft is published, all of it or nothing (发布)."""

from __future__ import annotations

from runtime.designer.drafts import (
    checking,
    drafts,
    facts,
    publications,
    reviewing,
    values,
)
from runtime.designer.drafts.drafts import NOTE_LENGTH, Draft
from runtime.designer.drafts.facts import Tag
from runtime.designer.drafts.naming import VALUES
from runtime.designer.drafts.publications import Content, Issue
from runtime.designer.drafts.published import Press, place_in, superseded
from runtime.designer.drafts.tables import DraftState
from runtime.engine.design import artifacts
from runtime.kernel.errors import Conflict, Misconfigured
from runtime.kernel.work import Work


def publish(
    work: Work, press: Press, draft_id: int, note: str, version: int | None = None
) -> int:
    """Publish an approved draft and return the publication's id.

    Raises Conflict for one that is not approved, or that began from versions which
    somebody has replaced since; Misconfigured with every finding. Then nothing is
    published.
    """
    artifacts.take_turn(work)
    draft = drafts.seen(work, draft_id, version)
    if draft.is_live and draft.state is not DraftState.APPROVED:
        raise Conflict("draft-not-approved", draft=draft_id)
    said = note.strip()[:NOTE_LENGTH] or draft.note
    drafts.step(work, draft, DraftState.PUBLISHED, note=said)
    _refuse_superseded(work, draft)
    reviewing.refuse_own(draft, draft.reviewed_by or "")
    found = checking.findings(work.session, press.engine, press.gates, draft)
    if any(one.level == "error" for one in found):
        raise Misconfigured("deploy-refused", found)
    issue = Issue(draft.title, said, draft_id, None, draft.reviewed_by)
    changed = draft.files.get((VALUES, "parameters"))
    wanted = {} if changed is None else values.timed(changed.body)
    content = Content(checking.files_of(draft), wanted)
    publication = publications.make(work, press, issue, content)
    doc = {"publication": publication, "note": said, "reviewed_by": draft.reviewed_by}
    press.engine.trail.write(work, facts.subject(draft_id), Tag.PUBLISHED, doc)
    return publication


def _refuse_superseded(work: Work, draft: Draft) -> None:
    old = superseded(work.session, draft, work.now)
    if old:
        names = ", ".join(place_in(one) for one in old)
        raise Conflict("draft-superseded", draft=draft.id, files=names)
