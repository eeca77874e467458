"""A file of a draft in the hands of an editor page: as it is, and saved back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import Name, named
from runtime.designer.drafts.published import body_of
from runtime.designer.drafts.saving import Clash, Saving
from runtime.kernel.errors import NotFound
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting
from web.ui import quantities

_DIGITS = 12  # of what counts savings


class Held(NamedTuple):
    """A file as a draft has it; revision 0 if it is the published one still."""

    draft: Draft
    name: Name
    body: bytes
    revision: int


class Outcome(NamedTuple):
    """What came of saving: the revision that stands, who had saved meanwhile."""

    revision: int
    clash: Text | None


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


def save(held: Held, body: bytes, revision: int) -> Outcome:
    """Save a file upon the revision that a page was made of, 0 for none.

    Raises Invalid, Conflict for a draft that has ended.
    """
    trail, draft_id = context.runtime().engine.trail, held.draft.id
    wanted = Saving(*held.name, body, revision or None)
    found = context.writing(lambda work: saving.save(work, trail, draft_id, wanted))
    return Outcome(found.revision, found.text if isinstance(found, Clash) else None)


def seen(sent: Mapping[str, str], name: str = "revision") -> int:
    """Return the number that a page was made of, 0 if it named none."""
    return quantities.whole(sent.get(name, ""), _DIGITS) or 0
