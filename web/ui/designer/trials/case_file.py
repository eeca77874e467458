"""The file of a process's cases in a draft: as it is, and with a case more (用例)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.designer.drafts import drafts
from runtime.designer.drafts.naming import Name
from runtime.designer.simulating import case_book
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Conflict
from web.ui.designer import holding
from web.ui.designer.holding import Held


def find(draft_id: int, process: str) -> Held:
    """Return the cases of a process as a draft has them, else as published."""
    return holding.find(draft_id, Name(Kind.CASES.value, process))


def add(draft_id: int, process: str, case: Mapping[str, Any]) -> None:
    """Write one case more into a draft; raises Invalid, Conflict, Misconfigured."""
    held = find(draft_id, process)
    kept = holding.save(held, case_book.added(held.body, case), held.revision)
    if kept.clash is not None:
        raise Conflict(drafts.CHANGED, draft=draft_id)
