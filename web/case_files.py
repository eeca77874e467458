"""Files of cases in drafts: as they are, saved, a case more (用例文件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.designer.drafts import saving
from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import named
from runtime.designer.drafts.published import body_of
from runtime.designer.drafts.saving import Clash, Saving
from runtime.designer.simulating import case_book
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Conflict, NotFound
from runtime.kernel.texts import Text, text
from web import context, drafting


def cases_held(draft: Draft, process: str) -> tuple[bytes, int]:
    """Return the cases of a process as a draft has them, else as published; b""."""
    name = named(Kind.CASES.value, process)
    held = draft.files.get(name)
    if held is not None:
        return held.body, held.revision
    try:
        return body_of(context.reading(), drafting.press(), name), 0
    except NotFound:
        return b"", 0


def save_cases(draft: Draft, process: str, body: bytes, revision: int) -> Text | None:
    """Save the cases of a process into a draft.

    Returns what is to be told when somebody saved meanwhile. Raises Invalid,
    Conflict for a draft that has ended.
    """
    trail = context.runtime().engine.trail
    wanted = Saving(Kind.CASES.value, process, body, revision or None)
    found = context.writing(lambda work: saving.save(work, trail, draft.id, wanted))
    if isinstance(found, Clash):
        facts = {"by": found.saved_by, "at": found.saved_at, "copy": found.copy_id}
        return text("draft-clash", **facts)
    return None


def add_case(draft: Draft, process: str, case: Mapping[str, Any]) -> None:
    """Write one case more into a draft; raises Invalid, Conflict, Misconfigured."""
    body, revision = cases_held(draft, process)
    said = save_cases(draft, process, case_book.added(body, case), revision)
    if said is not None:
        raise Conflict("draft-changed", draft=draft.id)
