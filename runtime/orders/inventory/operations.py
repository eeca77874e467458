"""Reserve, release, ship, count, receive, adjust (预占、释放、出库、盘点、入库、调整).

An order gets all that it needs or nothing, and each thing happens once: what is held
for it is a row, and whoever takes that row away has released or shipped it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select, update

from runtime.engine.machine import Engine
from runtime.kernel import parameters
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.parameters import Change
from runtime.kernel.texts import text
from runtime.kernel.work import LOST_RACE, Work
from runtime.orders.inventory import balances, moving, rules
from runtime.orders.inventory.balances import ENTRY, HOLD, ITEM
from runtime.orders.inventory.facts import Tag, subject_of
from runtime.orders.inventory.moving import Moved, Step
from runtime.orders.inventory.rules import Kind
from runtime.orders.order.facts import Tag as OrderTag

Needs = tuple[str, Mapping[str, int]]  # a business key, and SKU → quantity
LONGEST_NOTE, LONGEST_SKU = 500, 200


def reserve(work: Work, engine: Engine, needs: Sequence[Needs]) -> None:
    """Hold what each business key needs, for all of them or for none.

    Raises Conflict("lost-race") when that is not available any more, or held for one
    of them already: whoever planned it plans anew.
    """
    by_sku: dict[str, list[tuple[str, int]]] = {}
    for business_key, quantities in needs:
        for sku, quantity in quantities.items():
            by_sku.setdefault(sku, []).append((business_key, quantity))
    holds = []
    for sku in sorted(by_sku):
        steps = [Step(Kind.RESERVE, quantity, key) for key, quantity in by_sku[sku]]
        moved = moving.move(work, sku, steps, if_controlled=True)
        if moved is None:
            raise Conflict(LOST_RACE, what=sku)
        first = moved.entries - len(steps) + 1
        holds += [
            (key, sku, quantity, seq)
            for seq, (key, quantity) in enumerate(by_sku[sku], first)
        ]
    moving.hold(work, holds)
    for business_key, quantities in needs:
        _tell(work, engine, business_key, OrderTag.RESERVED, quantities)


def release(work: Work, engine: Engine, business_key: str, why: str) -> bool:
    """Give free what is held for a business key; return whether anything was.

    ``why`` is a word that the story of the order knows: ``cancelled``, ``timeout``,
    ``returned``.
    """
    held = list(balances.holds_of(work.read, business_key).values())
    for row in held:
        back = (business_key, row.reserved_by)
        step = Step(Kind.RELEASE, row.quantity, *back, note=why)
        if moving.move(work, row.sku, [step]) is None:
            raise Conflict(LOST_RACE, what=row.sku)
    moving.let_go(work, held)
    if held:
        quantities = {row.sku: row.quantity for row in held}
        _tell(work, engine, business_key, OrderTag.UNRESERVED, quantities, why=why)
    return bool(held)


def ship(
    work: Work, engine: Engine, business_key: str, quantities: Mapping[str, int]
) -> None:
    """Take what is shipped off what is on hand: what is held, else what is available.

    Goods that are not under stock control pass, and what was shipped is not shipped
    again. Raises Conflict("stock-lacking") with every SKU that is not there.
    """
    asked = {"key": business_key, "skus": sorted(quantities)}
    found = work.session.execute(_SHIPPED, asked).all() if quantities else []
    lacking, shipped = {}, {}
    for row in found:
        quantity = row.held_for_it or quantities[row.sku]
        if row.held_for_it is None and (row.was_shipped or not row.is_controlled):
            continue
        taking = (Kind.SHIP, quantity, business_key, row.reserved_by)
        steps = [Step(*taking)]
        if row.held_for_it is None:
            steps.insert(0, Step(Kind.RESERVE, quantity, business_key))
        if moving.move(work, row.sku, steps) is None:
            lacking[row.sku] = quantity - (row.on_hand - row.held)
        shipped[row.sku] = quantity
    if lacking:
        said = ", ".join(rules.written(lacking))
        raise Conflict("stock-lacking", order=business_key, goods=said)
    moving.let_go(work, [row for row in found if row.held_for_it is not None])
    if shipped:
        _tell(work, engine, business_key, OrderTag.STOCK_SHIPPED, shipped)


def count(work: Work, engine: Engine, sku: str, counted: int, note: str = "") -> Moved:
    """Set what is on hand to what was counted; the first count begins stock control.

    Raises Invalid, or Conflict when less was counted than is held for orders.
    """
    checked = _checked(sku, counted, 0, note)
    _begin_control(work, engine, checked)
    moved = moving.move(work, checked, [Step(Kind.COUNT, counted, note=note)])
    if moved is None:
        held = balances.get(work.session, checked).held
        raise Conflict("stock-count-below-held", sku=checked, held=held, count=counted)
    return _noted(work, engine, checked, Tag.COUNTED, moved, (counted, note))


def receive(
    work: Work, engine: Engine, sku: str, quantity: int, note: str = ""
) -> Moved:
    """Add goods that came in; the first ones begin stock control. Raises Invalid."""
    checked = _checked(sku, quantity, 1, note)
    _begin_control(work, engine, checked)
    moved = moving.move(work, checked, [Step(Kind.RECEIVE, quantity, note=note)])
    if moved is None:
        raise Conflict(LOST_RACE, what=checked)
    return _noted(work, engine, checked, Tag.RECEIVED, moved, (quantity, note))


def adjust(work: Work, engine: Engine, sku: str, change: int, note: str) -> Moved:
    """Add or take away what was found, broke or got lost.

    Raises NotFound, Invalid, or Conflict when fewer would remain than are held.
    """
    checked = _checked(sku, change, -rules.MOST, note)
    before = balances.get(work.session, checked)
    moved = moving.move(work, checked, [Step(Kind.ADJUST, change, note=note)])
    if moved is None:
        facts = {"sku": checked, "held": before.held}
        raise Conflict("stock-count-below-held", count=before.on_hand + change, **facts)
    return _noted(work, engine, checked, Tag.ADJUSTED, moved, (change, note))


def control(work: Work, engine: Engine, sku: str, *, is_controlled: bool) -> None:
    """Put a known SKU under stock control, or let it pass; raises NotFound."""
    changing = (
        update(ITEM)
        .where(ITEM.c.sku == sku, ITEM.c.is_controlled != int(is_controlled))
        .values(is_controlled=int(is_controlled), changed_at=work.now)
    )
    if work.session.execute(changing).rowcount != 1:
        balances.get(work.session, sku)
        return
    doc = {"controlled": is_controlled}
    engine.trail.write(work, subject_of(sku), Tag.CONTROLLED, doc)


def release_late(
    work: Work, engine: Engine, business_keys: Iterable[str], since: datetime
) -> int:
    """Give free what is held too long; return for how many business keys."""
    late = 0
    for business_key in business_keys:
        held = balances.holds_of(work.session, business_key).values()
        if held and min(row.since for row in held) <= since:
            late += release(work, engine, business_key, "timeout")
    return late


def _checked(sku: str, quantity: int, least: int, note: str) -> str:
    """Return the SKU without spaces around it; raises Invalid with every fault."""
    faults, tidied = {}, sku.strip()
    if not tidied or len(tidied) > LONGEST_SKU:
        faults["sku"] = [text("stock-sku-wrong", longest=LONGEST_SKU)]
    if not least <= quantity <= rules.MOST:
        fault = text("stock-quantity-wrong", least=least, most=rules.MOST)
        faults["quantity"] = [fault]
    if len(note) > LONGEST_NOTE:
        faults["note"] = [text("stock-note-long", longest=LONGEST_NOTE)]
    if faults:
        raise Invalid("stock-invalid", faults)
    return tidied


def _begin_control(work: Work, engine: Engine, sku: str) -> None:
    """Open the balance of a SKU; with the first one of all, steps ask for stock."""
    asked = select(ITEM.c.sku).where(ITEM.c.sku == sku)
    if work.session.execute(asked).first() is not None:
        return
    if not balances.has_items(work.session):
        with suppress(NotFound):  # an installation without that parameter always asks
            parameters.change(work, engine.trail, rules.BEGUN, Change(True, note=sku))
    moving.open_item(work, sku)


def _noted(
    work: Work, engine: Engine, sku: str, tag: Tag, moved: Moved, what: tuple[int, str]
) -> Moved:
    """Note in the trail what a person did to the balance."""
    quantity, note = what
    doc = {"quantity": quantity, "note": note, "on_hand": moved.on_hand}
    engine.trail.write(work, subject_of(sku), tag, {**doc, "held": moved.held})
    return moved


def _tell(
    work: Work,
    engine: Engine,
    business_key: str,
    tag: OrderTag,
    quantities: Mapping[str, int],
    **more: Any,
) -> None:
    engine.trail.write(work, business_key, tag, {"goods": dict(quantities), **more})


_SHIPPED = (
    select(
        *(ITEM.c.sku, ITEM.c.is_controlled, ITEM.c.on_hand, ITEM.c.held),
        HOLD.c.quantity.label("held_for_it"),
        *(HOLD.c.business_key, HOLD.c.reserved_by),
        exists()
        .where(
            ENTRY.c.business_key == bindparam("key"),
            ENTRY.c.sku == ITEM.c.sku,
            ENTRY.c.kind == Kind.SHIP.value,
        )
        .label("was_shipped"),
    )
    .select_from(ITEM)
    .outerjoin(
        HOLD, and_(HOLD.c.sku == ITEM.c.sku, HOLD.c.business_key == bindparam("key"))
    )
    .where(ITEM.c.sku.in_(bindparam("skus", expanding=True)))
    .order_by(ITEM.c.sku)
)
