"""A file of a draft in the hands of an editor page: as it is, and saved back."""

from __future__ import annotations

from typing import NamedTuple

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import Name, named
from runtime.designer.drafts.published import body_of
from runtime.designer.drafts.saving import Clash, Saving
from runtime.kernel.errors import NotFound
from runtime.kernel.texts import Text, text
from web import context, drafting
from web.ui import quantities

_DIGITS = 12


class Held(NamedTuple):
    """A file as a draft has it; revision 0 if it is the published one still."""

    draft: Draft
    name: Name
    body: bytes
    revision: int


def get(draft_id: int, name: Name) -> Held:
    """Return a file of a draft, else the published one; raises NotFound."""
    read = context.reading()
    draft, name = drafts.get(read, draft_id), named(*name)
    held = draft.files.get(name)
    if held is not None:
        return Held(draft, name, held.body, held.revision)
    return Held(draft, name, body_of(read, drafting.press(), name), 0)


def find(draft_id: int, name: Name) -> Held:
    """Return a file of a draft, else the published one, else an empty one."""
    try:
        return get(draft_id, name)
    except NotFound:
        return Held(drafts.get(context.reading(), draft_id), name, b"", 0)


def save(held: Held, body: bytes, revision: str) -> Text | None:
    """Save a file upon the revision that a page was opened with.

    Returns what is to be told when somebody saved meanwhile, None when all is well.
    Raises Invalid, Conflict for a draft that has ended.
    """
    trail = context.runtime().engine.trail
    seen = quantities.whole(revision, _DIGITS) or None
    wanted = Saving(*held.name, body, seen)
    found = context.writing(
        lambda work: saving.save(work, trail, held.draft.id, wanted)
    )
    return told(found) if isinstance(found, Clash) else None


def told(clash: Clash) -> Text:
    """Return who saved meanwhile, when, and what is kept of what came too late."""
    facts = {"by": clash.saved_by, "at": clash.saved_at, "copy": clash.copy_id}
    return text("draft-clash", **facts)
