"""A file of orders through the real import, silently."""

from __future__ import annotations

import os
from pathlib import Path

from runtime.bootstrap import Runtime
from runtime.kernel.actors import Actor, ActorKind
from runtime.orders.intake import channels
from runtime.orders.intake.importing import Asked, Import, Imported
from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.rejects import RejectsFile


def run_import(
    runtime: Runtime, file: Path, channel_id: str, limit: int | None = None
) -> Imported:
    """Import ``file`` as the command does; rejects of it go nowhere."""
    with runtime.database.reading() as read:
        channel = channels.get(read, channel_id)
    actor = Actor(f"channel:{channel.id}", channel.title, kind=ActorKind.CHANNEL)
    one = Import(
        runtime.engine,
        channel,
        lambda run: runtime.attempt(actor, run),
        Asked(file.name, limit),
    )
    with open_rows(file) as source:
        rejects = RejectsFile(Path(os.devnull), source.header, "en")
        with rejects as writer:
            return one.run(source, writer, _unseen)


def _unseen(_done: int) -> None:
    return None
