"""What people call each other today, by the ids that everything else keeps (姓名)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from runtime.identity.tables import Person
from runtime.kernel.db import table_of

PERSON = table_of(Person)


def all_names(read: Connection) -> Mapping[str, str]:
    """Return id → name of everybody; one who was erased is called by their id."""
    asked = select(PERSON.c.id, PERSON.c.name)
    return {row.id: row.name for row in read.execute(asked)}
