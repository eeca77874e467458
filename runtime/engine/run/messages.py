"""Messages in (消息): an event from outside moves the instance that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import instances, loading
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause
from runtime.engine.spiff import Run
from runtime.engine.tables import Subscription
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

SUBSCRIPTION = table_of(Subscription)


@dataclass(frozen=True, slots=True)
class Message:
    """A message for whoever waits for it under a business key."""

    name: str
    payload: Mapping[str, Any]


def receive(
    work: Work,
    engine: Engine,
    business_key: str,
    message: Message,
    known: Mapping[str, Any] | None = None,
) -> int:
    """Hand a message to every instance of the key that waits for it.

    Returns how many instances moved; 0 when none waits, and then nothing is
    written. The payload becomes data of the token that caught it; ``known`` are
    subjects that the same unit of work changes.
    """
    asked = (
        select(SUBSCRIPTION.c.instance_id)
        .where(
            SUBSCRIPTION.c.business_key == business_key,
            SUBSCRIPTION.c.message == message.name,
        )
        .distinct()
        .order_by(SUBSCRIPTION.c.instance_id)
    )
    waiting = [row.instance_id for row in work.read.execute(asked)]
    instances.lock_all(work, waiting)
    for instance_id in waiting:
        loaded = loading.load(work.read, engine, instance_id)

        def act(run: Run) -> None:
            run.receive(message.name, dict(message.payload))

        cause = Cause(
            Event.MESSAGE,
            Tag.MESSAGE_RECEIVED,
            {"message": message.name, "payload": message.payload},
            {"message": message.name, **message.payload},
            name=message.name,
            known=known,
        )
        instances.move(work, engine, loaded, act, cause)
    return len(waiting)
