"""What a waiting run sees: the data of its place, read and not moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.engine.run import loading
from runtime.engine.run.running import Services
from runtime.engine.spiff import Run
from runtime.feel import Frame


def data_of(
    read: Connection, engine: Engine, task: Any, frame: Frame
) -> Mapping[str, Any]:
    """Return the process data where an open task waits, nothing once it is over.

    Raises Conflict when its instance has ended.
    """
    loaded = loading.load(read, engine, task.instance_id)
    services = Services(engine.handlers, frame)
    run = Run.thaw(loaded.deployed.model, loaded.body, frame, services)
    found = [dict(wait.data) for wait in run.waits() if wait.node == task.node]
    run.drop()
    return found[0] if found else {}


def variables_of(
    read: Connection, engine: Engine, business_key: str, frame: Frame
) -> dict[str, Any]:
    """Return the process variables of a business key's running instances, joined.

    Where two instances know the same name, the one that was started later tells it.
    """
    found: dict[str, Any] = {}
    for row in loading.list_running(read, business_key):
        loaded = loading.load(read, engine, row.id)
        services = Services(engine.handlers, frame)
        run = Run.thaw(loaded.deployed.model, loaded.body, frame, services)
        found |= dict(run.data)
        for wait in run.waits():
            found |= dict(wait.data)
        run.drop()
    return found
