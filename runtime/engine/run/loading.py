"""Running instances as they are read, before a step is taken on them (流程实例)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from runtime.engine.design.definitions import Deployed
from runtime.engine.machine import Engine
from runtime.engine.packing import Packer
from runtime.engine.tables import Instance, InstanceState
from runtime.kernel import parameters
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, NotFound

INSTANCE = table_of(Instance)
# what loading reads, under names that may stand beside those of another table
COLUMNS = (
    *(column.label(f"i_{column.name}") for column in INSTANCE.c),
    parameters.counted().label("i_parameters"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A running instance as it was read: its version decides a race later."""

    id: int
    business_key: str
    version: int
    body: bytes
    is_stuck: bool
    deployed: Deployed
    packer: Packer
    parameters: int  # how many versions of parameters there were


def load(read: Connection, engine: Engine, instance_id: int) -> Loaded:
    """Return a running instance; raises NotFound, or Conflict when it has ended."""
    row = read.execute(_ONE, {"instance": instance_id}).one_or_none()
    if row is None:
        raise NotFound("instance-unknown", instance=instance_id)
    return loaded(read, engine, row)


_ONE = select(*COLUMNS).where(INSTANCE.c.id == bindparam("instance"))


def loaded(read: Connection, engine: Engine, row: Any) -> Loaded:
    """Return the instance of a row of `COLUMNS`; raises Conflict once it has ended."""
    if row.i_body is None:
        raise Conflict("instance-over", key=row.i_business_key, state=row.i_state)
    packer = engine.packers.get(read, row.i_definition_id)
    return Loaded(
        row.i_id,
        row.i_business_key,
        row.i_version,
        packer.unpack(bytes(row.i_body)),
        bool(row.i_is_stuck),
        engine.definitions.get(read, row.i_definition_id),
        packer,
        row.i_parameters,
    )


def list_running(read: Connection, business_key: str) -> Sequence[Any]:
    """Return the rows of all running instances of a business key."""
    asked = select(INSTANCE).where(
        INSTANCE.c.business_key == business_key,
        INSTANCE.c.state == InstanceState.ACTIVE.value,
    )
    return read.execute(asked.order_by(INSTANCE.c.id)).all()
