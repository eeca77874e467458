"""What a draft can be played on, and whether it keeps what cases promise (草稿用例).

Everything that is published stands beside the draft's files; parameters are as they
would be once it is published.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.designer.drafts.drafts import Draft
from runtime.designer.effect.proposal import Proposal, changed_values
from runtime.designer.simulating.case_results import Result, played, process_title
from runtime.designer.simulating.draft_proposal import proposal_of
from runtime.designer.simulating.rehearsal import Rehearsal, world_of
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.checks import is_touched
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.engine.machine import Engine
from runtime.kernel.errors import FlowError

LONGEST = 5.0  # seconds that cases of one draft may take together
MOST_KNOWN = 16  # drafts of which results are remembered

_KNOWN: dict[tuple[Any, ...], list[Result]] = {}


def rehearsal_of(
    read: Connection, engine: Engine, draft: Draft, now: datetime
) -> Rehearsal:
    """Return everything as it would be once the draft is published.

    Raises NotFound or Invalid for parameters that cannot be changed so.
    """
    proposal = proposal_of(draft)
    shelf = shelf_of(read, proposal.files)
    changed = changed_values(read, shelf, proposal, now)
    return Rehearsal(shelf, world_of(engine), changed)


def results(
    read: Connection, engine: Engine, draft: Draft, now: datetime
) -> list[Result]:
    """Play the cases of every process that a draft says something about.

    A file of cases that the draft holds is played in any case. Never raises for what
    is wrong with the draft: a result says it. What was played on the same files and
    values is not played again.
    """
    try:
        rehearsal = rehearsal_of(read, engine, draft, now)
    except FlowError as wrong:
        return [Result("", fault=wrong.text)]
    proposal, shelf = proposal_of(draft), rehearsal.shelf
    wanted = [one for one in shelf.of(Kind.CASES) if _is_wanted(shelf, one, proposal)]
    key = _key(rehearsal, wanted)
    found = _KNOWN.get(key)
    if found is None:
        ends = time.perf_counter() + LONGEST
        found = [played(rehearsal, file, ends) for file in wanted]
        if not any(one.left for one in found):  # what had no time is played again
            _remember(key, found)
    return found


def _remember(key: tuple[Any, ...], found: list[Result]) -> None:
    _KNOWN[key] = found
    while len(_KNOWN) > MOST_KNOWN:
        _KNOWN.pop(next(iter(_KNOWN)), None)


def _key(rehearsal: Rehearsal, wanted: Sequence[File]) -> tuple[Any, ...]:
    """Return what results hang on: every file, the parameters, what is played."""
    files = [
        (str(one.kind), one.key, one.digest) for one in rehearsal.shelf.files.values()
    ]
    values = sorted((name, repr(one)) for name, one in rehearsal.parameters().items())
    return tuple(files), tuple(values), tuple(one.key for one in wanted)


def of_process(rehearsal: Rehearsal, process_id: str) -> Result:
    """Play the cases of one process; one without a file of cases has none."""
    file = rehearsal.shelf.files.get((Kind.CASES, process_id))
    if file is None:
        return Result(process_id, title=process_title(rehearsal, process_id))
    return played(rehearsal, file, time.perf_counter() + LONGEST)


def _is_wanted(shelf: Shelf, file: File, proposal: Proposal) -> bool:
    files: Sequence[File] = proposal.files
    if proposal.values or file in files:
        return True
    process = shelf.files.get((Kind.PROCESS, file.key))
    return process is not None and is_touched(shelf, process, files)
