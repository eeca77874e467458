"""What a waiting run sees: the data of its place, read and not moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.forms import Form
from runtime.engine.machine import Engine
from runtime.engine.run import loading
from runtime.engine.run.loading import Loaded
from runtime.engine.run.running import Services
from runtime.engine.run.veiling import OPEN, Veil
from runtime.engine.spiff import Run
from runtime.feel import Frame


def data_of(
    read: Connection, engine: Engine, task: Any, frame: Frame
) -> Mapping[str, Any]:
    """Return the process data where an open task waits, nothing once it is over.

    Raises Conflict when its instance has ended.
    """
    loaded = loading.load(read, engine, task.instance_id)
    return data_at(engine, loaded, task.node, frame)


def data_at(
    engine: Engine, loaded: Loaded, node: int, frame: Frame
) -> Mapping[str, Any]:
    """Return the data where a loaded instance waits, nothing if it waits elsewhere."""
    services = Services(engine.handlers, frame)
    run = Run.thaw(loaded.deployed.model, loaded.body, frame, services)
    found = [dict(wait.data) for wait in run.waits() if wait.node == node]
    run.drop()
    return found[0] if found else {}


def kept_of(
    read: Connection, engine: Engine, task: Any, form: Form, frame: Frame
) -> dict[str, Any]:
    """Return the values of a form's fields that are only read, as far as there are any.

    An answer that the diagram keeps under one name is looked into.
    """
    if not form.kept:
        return {}
    data = data_of(read, engine, task, frame)
    model = engine.definitions.get(read, task.definition_id).model
    inner = data.get(model.elements[task.element].variable)
    known = inner if isinstance(inner, Mapping) else data
    return {name: known[name] for name in sorted(form.kept) if name in known}


def variables_of(
    read: Connection,
    engine: Engine,
    business_key: str,
    frame: Frame,
    veil: Veil = OPEN,
) -> dict[str, Any]:
    """Return the process variables of a business key's running instances, joined.

    Where two instances know the same name, the one that was started later tells it.
    What forms hide from the reader is left out.
    """
    found: dict[str, Any] = {}
    for row in loading.list_running(read, business_key):
        loaded = loading.load(read, engine, row.id)
        services = Services(engine.handlers, frame)
        run = Run.thaw(loaded.deployed.model, loaded.body, frame, services)
        found |= veil.variables(loaded.deployed, run.data)
        for wait in run.waits():
            found |= veil.variables(loaded.deployed, wait.data)
        run.drop()
    return found
