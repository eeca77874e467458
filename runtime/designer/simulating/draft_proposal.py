"""What a draft proposes: its files, and the parameters that it changes (草稿内容)."""

from __future__ import annotations

from runtime.designer.drafts import checking, values
from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import VALUES
from runtime.designer.effect.proposal import Proposal


def proposal_of(draft: Draft) -> Proposal:
    """Return what a draft proposes: its files, and the parameters it changes."""
    changed = draft.files.get((VALUES, "parameters"))
    wanted = {} if changed is None else values.wanted(changed.body)
    return Proposal(checking.files_of(draft), wanted)
