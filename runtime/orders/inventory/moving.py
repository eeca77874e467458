"""Move balances: one conditional UPDATE a SKU decides, the entry behind it tells.

Whoever moves several SKUs takes them in SKU sequence, then what is held, so that no
two wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, update

from runtime.kernel import bulk
from runtime.kernel.clock import micros
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE, Work
from runtime.orders.inventory import rules
from runtime.orders.inventory.balances import HOLD, ITEM
from runtime.orders.inventory.rules import Balance, Kind
from runtime.orders.inventory.tables import StockEntry, StockHold


class Step(NamedTuple):
    """One entry to be: ``reserved_by`` None means "by the entry itself"."""

    kind: Kind
    quantity: int
    business_key: str | None = None
    reserved_by: int | None = None
    note: str = ""


class Moved(NamedTuple):
    """The balance of a SKU behind all steps, and the number of its last entry."""

    on_hand: int
    held: int
    entries: int

    @property
    def available(self) -> int:
        """What nobody was promised yet."""
        return self.on_hand - self.held


def move(
    work: Work, sku: str, steps: Sequence[Step], *, if_controlled: bool = False
) -> Moved | None:
    """Do ``steps`` on the balance of a SKU; None if it does not allow them.

    Never is more held than is on hand. ``if_controlled`` leaves a SKU alone that is
    not under stock control. A count stands alone.
    """
    first = steps[0]
    if first.kind is Kind.COUNT:
        asked = {"goods": sku, "counted": first.quantity, "at": work.now}
        row = work.session.execute(_COUNTING, asked).one_or_none()
        changed = Balance()
    else:
        changed = Balance()
        for step in steps:
            changed = rules.after(changed, step.kind, step.quantity)
        row = work.session.execute(
            _TAKING if if_controlled else _MOVING,
            {
                "goods": sku,
                "more": changed.on_hand,
                "promised": changed.held,
                "count": len(steps),
                "at": work.now,
            },
        ).one_or_none()
    if row is None:
        return None
    moved = Moved(*row)
    before = Balance(moved.on_hand - changed.on_hand, moved.held - changed.held)
    _note(work, sku, steps, before, moved.entries - len(steps))
    return moved


def _note(
    work: Work, sku: str, steps: Sequence[Step], balance: Balance, seq: int
) -> None:
    """Append the entries of a SKU, each with the balance behind it."""
    at, actor, rows, own = micros(work.now), work.actor.id, [], 0
    for step in steps:
        seq += 1
        balance = rules.after(balance, step.kind, step.quantity)
        own = seq if step.kind is Kind.RESERVE else own
        by = step.reserved_by or own or None
        what = (step.kind.value, step.quantity, *balance, step.business_key, by)
        rows.append((sku, seq, at, actor, *what, step.note))
    bulk.insert(work, StockEntry, rows)


def hold(work: Work, rows: Sequence[tuple[str, str, int, int]]) -> None:
    """Hold quantities: business key, SKU, quantity, number of the entry."""
    at = micros(work.now)
    bulk.insert(work, StockHold, [(*row, at) for row in rows])


def let_go(work: Work, held: Sequence[Any]) -> None:
    """Hold no longer what these rows say; raises Conflict("lost-race")."""
    for row in held:
        asked = {"key": row.business_key, "sku": row.sku, "by": row.reserved_by}
        if work.session.execute(_DROPPING, asked).rowcount != 1:
            raise Conflict(LOST_RACE, what=f"{row.business_key} {row.sku}")


def open_item(work: Work, sku: str) -> None:
    """Put a SKU under stock control with nothing on hand, unless it is already."""
    values = {
        "sku": sku,
        "is_controlled": 1,
        "on_hand": 0,
        "held": 0,
        "entries": 0,
        "changed_at": work.now,
    }
    work.session.execute(insert(ITEM), values)


_CHANGED = {
    "entries": ITEM.c.entries + bindparam("count"),
    "changed_at": bindparam("at"),
}
_BEHIND = (ITEM.c.on_hand, ITEM.c.held, ITEM.c.entries)
_SKU = ITEM.c.sku == bindparam("goods")
_MORE = ITEM.c.on_hand + bindparam("more")
_PROMISED = ITEM.c.held + bindparam("promised")
_MOVING = (
    update(ITEM)
    .where(_SKU, _PROMISED >= 0, _PROMISED <= _MORE)
    .values(on_hand=_MORE, held=_PROMISED, **_CHANGED)
    .returning(*_BEHIND)
)
_TAKING = _MOVING.where(ITEM.c.is_controlled == 1)
_COUNTING = (
    update(ITEM)
    .where(_SKU, ITEM.c.held <= bindparam("counted"))
    .values(
        on_hand=bindparam("counted"),
        entries=ITEM.c.entries + 1,
        changed_at=bindparam("at"),
    )
    .returning(*_BEHIND)
)
_DROPPING = delete(HOLD).where(
    HOLD.c.business_key == bindparam("key"),
    HOLD.c.sku == bindparam("sku"),
    HOLD.c.reserved_by == bindparam("by"),
)
