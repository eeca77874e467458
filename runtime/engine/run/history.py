"""What happened to an instance, packed: steps, decisions, answers, snapshots.

One row a transaction, append-only. Replay and explanation read it; whatever the
frozen run forgets lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Connection, select

from runtime.engine.packing import Packer
from runtime.engine.spiff.values import typed
from runtime.engine.spiff.values import write as encode_data
from runtime.engine.tables import History
from runtime.kernel.db import table_of

HISTORY = table_of(History)


class Event(StrEnum):
    """Why a row of history was written."""

    STARTED = "started"
    COMPLETED = "task-completed"
    MESSAGE = "message"
    TIMER = "timer"
    ANSWER = "answer"
    RETRIED = "retried"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    BYPASSED = "bypassed"


@dataclass(frozen=True, slots=True)
class Page:
    """The content of one row.

    ``steps`` are element ids in order of finishing; ``decisions`` hold decision
    id, rows hit, input values and outputs; ``choices`` hold of each gateway its id,
    which of its ways it took (none: the default) and the values of the paths its
    conditions read. Which version of a table or condition that was, the instance's
    definition says. ``given`` is what came from outside: a form answer, a
    message's payload, a start's variables, a timer's element; ``name`` is what that
    was called: a message's name, an error's code ("" for an answer). ``made`` are what
    services answered last, by element; ``said`` are all their answers in sequence,
    where that is more than one an element, or an error: element, answer, error's code
    or None. ``snapshot`` is the frozen run before the step, for a return to it.
    """

    steps: Sequence[str] = ()
    decisions: Sequence[Sequence[Any]] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict)
    element: str | None = None
    snapshot: bytes | None = None
    choices: Sequence[Sequence[Any]] = ()
    name: str | None = None
    said: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One row of history, read back."""

    seq: int
    at: datetime
    actor: str
    event: str
    page: Page


def written(page: Page) -> bytes:
    """Return a page as JSON."""
    content: dict[str, Any] = {"s": page.steps}
    for key, one in (
        ("d", page.decisions),
        ("c", page.choices),
        ("g", page.given),
        ("m", page.made),
        ("a", page.said),
        ("e", page.element),
    ):
        if one:
            content[key] = one
    if page.name is not None:
        content["n"] = page.name
    plain = encode_data(content)
    if page.snapshot:
        plain = plain[:-1] + b',"b":' + page.snapshot + b"}"
    return plain


def page_of(plain: bytes) -> Page:
    """Return the page that was written as ``plain``."""
    content = orjson.loads(plain)
    snapshot = content.get("b")
    return Page(
        steps=content["s"],
        decisions=typed(content.get("d", [])),
        given=typed(content.get("g", {})),
        made=typed(content.get("m", {})),
        element=content.get("e"),
        snapshot=orjson.dumps(snapshot) if snapshot is not None else None,
        choices=typed(content.get("c", [])),
        name=content.get("n"),
        said=typed(content.get("a", [])),
    )


def read_all(read: Connection, instance_id: int, packer: Packer) -> list[Chapter]:
    """Return the whole history of an instance, oldest first."""
    asked = (
        select(HISTORY)
        .where(HISTORY.c.instance_id == instance_id)
        .order_by(HISTORY.c.seq)
    )
    return [
        Chapter(
            row.seq,
            row.at,
            row.actor,
            row.event,
            page_of(packer.unpack(bytes(row.body))),
        )
        for row in read.execute(asked)
    ]
