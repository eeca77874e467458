"""Messages in (消息): an event from outside moves the instance that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from runtime.engine import instances
from runtime.engine.facts import Tag
from runtime.engine.history import Event
from runtime.engine.instances import Cause
from runtime.engine.machine import Engine
from runtime.engine.spiff import Run
from runtime.engine.tables import Subscription
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

SUBSCRIPTION = table_of(Subscription)


def receive(
    work: Work,
    engine: Engine,
    business_key: str,
    message: str,
    payload: Mapping[str, Any],
) -> int:
    """Hand a message to every instance of the key that waits for it.

    Returns how many instances moved; 0 when none waits, and then nothing is
    written. The payload becomes data of the token that caught it.
    """
    asked = (
        select(SUBSCRIPTION.c.instance_id)
        .where(
            SUBSCRIPTION.c.business_key == business_key,
            SUBSCRIPTION.c.message == message,
        )
        .distinct()
    )
    waiting = [row.instance_id for row in work.read.execute(asked)]
    for instance_id in waiting:
        loaded = instances.load(work.read, engine, instance_id)

        def act(run: Run) -> None:
            run.receive(message, dict(payload))

        cause = Cause(
            Event.MESSAGE,
            Tag.MESSAGE_RECEIVED,
            {"message": message, "payload": payload},
            {"message": message, **payload},
        )
        instances.move(work, engine, loaded, act, cause)
    return len(waiting)
