"""Change who sees which field of an order: a new version of rights.toml, checked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import shelf_of
from runtime.engine.machine import Engine
from runtime.kernel.errors import Invalid
from runtime.kernel.work import Work
from runtime.orders.order import rights
from runtime.orders.order.facts import Tag
from runtime.orders.order.rights import KEY, Rules

PLACE = "processes/rights.toml"
SUBJECT = "rights"  # under which the trail keeps the changes


def find(read: Connection) -> Any:
    """Return the row of the rights that hold now, None if nothing is hidden."""
    rows = artifacts.list_versions(read, Kind.RIGHTS, KEY)
    return rows[-1] if rows else None


def change(work: Work, engine: Engine, rules: Rules) -> int:
    """Publish rights that hold from now on; return their version.

    Raises Invalid with all that a deployment would refuse.
    """
    file = File(Kind.RIGHTS, KEY, PLACE, rights.written(rules))
    findings = list(rights.findings(file, shelf_of(work.read, [file])))
    if findings:
        raise Invalid("rights-refused", {"fields": [one.text for one in findings]})
    _, version, is_new = artifacts.publish(work, file)
    if is_new:
        doc = {"version": version, "digest": file.digest}
        engine.trail.write(work, SUBJECT, Tag.RIGHTS_CHANGED, doc)
    return version
