"""Saving into a draft: who saves later is told, and what they wrote is kept (保存)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from runtime.designer.drafts import drafts, facts
from runtime.designer.drafts.drafts import COPY, DRAFT, FILE, Draft, DraftFile
from runtime.designer.drafts.facts import Tag
from runtime.designer.drafts.naming import Name, named, place_of
from runtime.designer.drafts.published import Press, base_of, body_of
from runtime.designer.drafts.reading import require_readable
from runtime.designer.drafts.tables import DraftState
from runtime.kernel import ids
from runtime.kernel.actors import ActorId
from runtime.kernel.audit import Trail
from runtime.kernel.errors import Conflict
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Saving:
    """A file as an editor sends it.

    ``revision`` is the one that the editor last saw, None for a file that the draft
    does not hold yet. ``place`` is where an export has a new file.
    """

    kind: str
    key: str
    body: bytes
    revision: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The revision that a file has now; the same as before if nothing changed."""

    revision: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody saved meanwhile: their revision stands, what was sent is a copy."""

    copy_id: int
    revision: int
    saved_at: datetime
    saved_by: ActorId

    @property
    def text(self) -> Text:
        """Return who saved meanwhile, when, and what is kept of what came too late."""
        facts = {"by": self.saved_by, "at": self.saved_at, "copy": self.copy_id}
        return text("draft-clash", **facts)


def save(work: Work, trail: Trail, draft_id: int, wanted: Saving) -> Saved | Clash:
    """Save a file of a draft; a draft in review is open again by that.

    What stands is kept as a copy when it is saved over by who was too late for it.
    Raises NotFound, Conflict for a draft that has ended, Invalid for a file that is
    too large or not what its kind is written in.
    """
    name = named(wanted.kind, wanted.key)
    require_readable(name, wanted.body)
    draft = _locked(work, draft_id)
    held = draft.files.get(name)
    if held is not None and held.body == wanted.body:
        return Saved(held.revision)
    if held is not None and held.revision != wanted.revision:
        return _clash(work, trail, draft, held, wanted)
    _touch(work, draft)
    if held is None:
        return Saved(_add(work, draft_id, name, wanted))
    if _is_saved_over(work, draft_id, held):
        upon, text_of = held.revision - 1, (name, held.body)
        at, who = held.saved_at, held.saved_by
        _keep(work, draft_id, upon, text_of, kept_at=at, kept_by=who)
    return Saved(_replace(work, draft_id, held, wanted.body))


def take_in(work: Work, press: Press, draft_id: int, name: Name) -> None:
    """Put a published file into a draft as it is; one that is in it stays.

    Raises NotFound for a file that is not published.
    """
    draft = _locked(work, draft_id)
    if name not in draft.files:
        body = body_of(work.session, press, name)
        _touch(work, draft)
        _add(work, draft_id, name, Saving(name.kind, name.key, body))


def take_out(
    work: Work, trail: Trail, draft_id: int, name: Name, revision: int | None = None
) -> int:
    """Take a file out of a draft; it is kept as a copy, whose id is returned."""
    draft = _locked(work, draft_id)
    held = draft.get(name)
    if revision is not None and revision != held.revision:
        raise Conflict(drafts.CHANGED, draft=draft_id)
    _touch(work, draft)
    copy_id = _keep(work, draft_id, held.revision, (name, held.body))
    work.session.execute(FILE.delete().where(_is(draft_id, name)))
    doc = {"kind": name.kind, "key": name.key, "copy": copy_id}
    trail.write(work, facts.subject(draft_id), Tag.TAKEN_OUT, doc)
    return copy_id


def rebase(work: Work, press: Press, draft_id: int, name: Name, *, mine: bool) -> int:
    """Let a file begin from what is published now; returns its new revision.

    ``mine``: the draft's text stays and replaces what was published meanwhile.
    Otherwise what is published is taken, and the draft's text is kept as a copy.
    """
    draft = _locked(work, draft_id)
    held = draft.get(name)
    _touch(work, draft)
    base = base_of(work.session, name, work.now)
    body = held.body
    if not mine:
        body = body_of(work.session, press, name)
        _keep(work, draft_id, held.revision, (name, held.body))
    revision = _replace(work, draft_id, held, body, base_version=base.version)
    doc = {"kind": name.kind, "key": name.key, "base": base.version, "mine": mine}
    press.engine.trail.write(work, facts.subject(draft_id), Tag.REBASED, doc)
    return revision


def _locked(work: Work, draft_id: int) -> Draft:
    """Return a live draft that is nobody else's until the commit."""
    asked = select(DRAFT.c.id).where(DRAFT.c.id == draft_id).with_for_update()
    work.session.execute(asked).one_or_none()
    draft = drafts.get(work.session, draft_id)
    if not draft.is_live:
        drafts.refuse_closed(draft)
    return draft


def _touch(work: Work, draft: Draft) -> None:
    """Note who changes a draft; a review of it begins again."""
    authors = sorted(draft.authors | {work.actor.id})
    more = {"authors": orjson.dumps(authors).decode(), "reviewed_by": None}
    drafts.step(work, draft, DraftState.OPEN, **more)


def _add(work: Work, draft_id: int, name: Name, wanted: Saving) -> int:
    base = base_of(work.session, name, work.now)
    row = {
        "draft_id": draft_id,
        "kind": name.kind,
        "key": name.key,
        "file": base.place or wanted.place or place_of(name),
        "base_version": base.version,
        **_written(work, 1, wanted.body),
    }
    work.session.execute(FILE.insert(), row)
    return 1


def _replace(
    work: Work, draft_id: int, held: DraftFile, body: bytes, **more: int
) -> int:
    revision = held.revision + 1
    values = {**_written(work, revision, body), **more}
    mine = _is(draft_id, Name(held.kind, held.key))
    work.session.execute(FILE.update().where(mine).values(values))
    return revision


def _is_saved_over(work: Work, draft_id: int, held: DraftFile) -> bool:
    """Tell whether the actor was too late for what stands, and now replaces it."""
    late = (COPY.c.draft_id == draft_id) & (COPY.c.kept_at > held.saved_at)
    mine = late & (COPY.c.kind == held.kind) & (COPY.c.key == held.key)
    asked = select(COPY.c.id).where(mine, COPY.c.kept_by == work.actor.id).limit(1)
    return work.session.execute(asked).first() is not None


def _clash(
    work: Work, trail: Trail, draft: Draft, held: DraftFile, wanted: Saving
) -> Clash:
    name = Name(wanted.kind, wanted.key)
    copy_id = _keep(work, draft.id, wanted.revision or 0, (name, wanted.body))
    doc = {"kind": name.kind, "key": name.key, "copy": copy_id}
    trail.write(work, facts.subject(draft.id), Tag.CLASHED, doc)
    return Clash(copy_id, held.revision, held.saved_at, held.saved_by)


def _keep(
    work: Work,
    draft_id: int,
    revision: int,
    what: tuple[Name, bytes],
    **more: datetime | ActorId,
) -> int:
    (copy_id,) = ids.row_ids(work, 1)
    name, body = what
    row = {
        "id": copy_id,
        "draft_id": draft_id,
        "kind": name.kind,
        "key": name.key,
        "revision": revision,
        "body": body,
        "kept_at": work.now,
        "kept_by": work.actor.id,
        **more,
    }
    work.session.execute(COPY.insert(), row)
    return copy_id


def _is(draft_id: int, name: Name) -> Any:
    mine = FILE.c.draft_id == draft_id
    return mine & (FILE.c.kind == name.kind) & (FILE.c.key == name.key)


def _written(work: Work, revision: int, body: bytes) -> dict[str, Any]:
    return {
        "revision": revision,
        "body": body,
        "saved_at": work.now,
        "saved_by": work.actor.id,
    }
