"""Where a finding is put right: at its step, or in the editor of its file (定位)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.steps.steps import read_steps
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Title
from web.ui.designer import editors, paging, words


def placed(draft: Draft, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to findings in files of the draft where to put them right, and its name."""
    touched = {(one["kind"], one["key"]) for one in found}
    held = {name: file for name, file in draft.files.items() if name in touched}
    steps = {name: _steps(file) for name, file in held.items()}
    return [_placed(draft, one, steps) for one in found]


def _placed(
    draft: Draft,
    one: dict[str, Any],
    steps: Mapping[tuple[str, str], Mapping[str, Title]],
) -> dict[str, Any]:
    name = one["kind"], one["key"]
    held = draft.files.get(name)
    if held is None:
        return one
    step = steps[name].get(one["element"] or "")
    if step is None:
        title = words.file_label(held.kind, held.key, held.body)
        return {**one, "title": title, "place": editors.place_of(draft.id, *name)}
    place = paging.place_of(draft.id, held.key, one["element"])
    return {**one, "title": step, "place": place}


def _steps(file: DraftFile) -> dict[str, Title]:
    """Return id → name of what the table of steps shows of a file."""
    if file.kind != Kind.PROCESS.value:
        return {}
    try:
        return {one.id: one.title for one in read_steps(file.body).all()}
    except FlowError:  # it cannot be read, which is told
        return {}
