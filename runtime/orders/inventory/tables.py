"""Stock: one balance a SKU, what is held for whom, and the entries behind both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Base, Moment, Who


class StockItem(Base):
    """The balance of a SKU; without a row, or not controlled, any quantity passes."""

    __tablename__ = "stock_item"
    __table_args__ = (
        CheckConstraint("held >= 0 AND held <= on_hand", name="ck_stock_item_held"),
        NO_ROWID,
    )

    sku: Mapped[str] = mapped_column(Text, primary_key=True)
    is_controlled: Mapped[int] = mapped_column(SmallInteger)
    on_hand: Mapped[int] = mapped_column(BigInteger)
    held: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(BigInteger)  # the number of the last one
    changed_at: Mapped[datetime] = mapped_column(Moment)


class StockEntry(Base):
    """One movement of a SKU and the balance behind it; never changed."""

    __tablename__ = "stock_entry"
    __table_args__ = (
        Index(
            "uq_stock_entry_once",
            *("business_key", "sku", "kind", "reserved_by"),
            unique=True,
        ),
        NO_ROWID,
    )

    sku: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)
    kind: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(BigInteger)
    on_hand: Mapped[int] = mapped_column(BigInteger)
    held: Mapped[int] = mapped_column(BigInteger)
    business_key: Mapped[str | None] = mapped_column(Text)
    reserved_by: Mapped[int | None] = mapped_column(BigInteger)  # seq of the reserve
    note: Mapped[str] = mapped_column(Text)


class StockHold(Base):
    """What is held for a business key now; gone once it is shipped or released."""

    __tablename__ = "stock_hold"
    __table_args__ = (Index("ix_stock_hold_since", "since"), NO_ROWID)

    business_key: Mapped[str] = mapped_column(Text, primary_key=True)
    sku: Mapped[str] = mapped_column(Text, primary_key=True)
    quantity: Mapped[int] = mapped_column(BigInteger)
    reserved_by: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(Moment)
