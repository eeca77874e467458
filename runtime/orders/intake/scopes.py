"""What rules see of an order, gathered to try a rule on it (试算范围)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime import feel
from runtime.engine.machine import Engine
from runtime.engine.run import looking
from runtime.kernel import parameters
from runtime.orders.intake.channels import load_checks_off
from runtime.orders.order import lookup
from runtime.orders.order.bodies import from_body
from runtime.orders.order.rights import ALL, Sight
from runtime.orders.order.rules import facts_of
from runtime.orders.order.sights import seen_of


def names_of(
    read: Connection,
    engine: Engine,
    order_no: str,
    now: datetime,
    sight: Sight = ALL,
) -> Mapping[str, Any]:
    """Return every name that an expression about an order may read, with its value.

    ``order``, ``param`` as of ``now``, ``facts`` worked out anew, and the variables of
    what runs for it; without what the reader may not see. Raises NotFound.
    """
    row = lookup.get(read, order_no)
    order, veil = from_body(bytes(row.body)), seen_of(sight, row).veil
    values = parameters.values_at(read, now)
    subjects = lookup.subjects(order, order_no)
    frame = engine.frame_for(now, values, subjects, {})
    variables = looking.variables_of(read, engine, order_no, frame, veil)
    facts = facts_of(order, values, load_checks_off(read, order_no))
    known = veil.data({"facts": facts, **variables})
    seen = {**known, "order": sight.body(subjects["order"]), "param": values}
    return {name: feel.from_data(each) for name, each in seen.items()}
