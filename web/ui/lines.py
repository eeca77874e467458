"""One line of a batch: a task, whether it can be done or was, or why not (批量行)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from runtime.engine.run import user_tasks
from runtime.kernel.errors import FlowError
from runtime.kernel.work import Work
from web import answers, context
from web.language import spoken
from web.ui.rows import Row

READY, REFUSED, DONE = "ready", "refused", "done"


@dataclass(frozen=True, slots=True)
class Line:
    """One task of a batch: whether it can be done, was done, or why not."""

    row: Row
    state: str = READY
    why: str = ""


def outcome(line: Line, state: str, act: Callable[[Work], object]) -> Line:
    """Do something with the task of a line; it has that state then, or why not."""
    try:
        context.writing(act)
    except FlowError as refused:
        if user_tasks.was_done_by(refused, context.actor()):
            return replace(line, state=DONE)
        said = [spoken(refused.text)]
        for each in getattr(refused, "fields", {}).values():
            said += [spoken(answers.plain(one)) for one in each]
        return replace(line, state=REFUSED, why=" ".join(said))
    return replace(line, state=state)
