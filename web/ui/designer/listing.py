"""The files of a draft as its page lists them: how to edit each, what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runtime.designer.drafts import comparing
from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.drafts.published import superseded
from web import context
from web.ui.designer import editors, words


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of a draft: how to edit it and what it changes, None for a new one."""

    file: DraftFile
    editor: str
    changes: Sequence[Any] | None
    is_old: bool


def files(draft: Draft) -> list[Shown]:
    """Return the files of a draft, what a designer looks for first at the top."""
    now = context.runtime().clock.now()
    old = superseded(context.reading(), draft, now) if draft.is_live else []
    return [_shown(draft.id, one, one in old) for one in words.sorted_files(draft)]


def _shown(draft_id: int, file: DraftFile, is_old: bool) -> Shown:
    changes = comparing.of_draft(context.reading(), file)
    return Shown(file, editors.place_of(draft_id, file.kind, file.key), changes, is_old)
