"""What a waiting task sees: the data of its place in the run, read and not moved."""

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
