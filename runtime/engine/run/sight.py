"""Who may read a task: those who may do it, who wait for it, who got a copy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from runtime.engine.run import opinions, user_tasks
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Forbidden


def check(read: Connection, row: Any, actor: Actor) -> None:
    """Accept an actor who may read a task; raises Forbidden."""
    if actor.id in (row.owner, row.asked_by):
        return
    try:
        user_tasks.check_role(row, actor)
    except Forbidden:
        if not opinions.is_reader(read, row.id, actor.id):
            raise
