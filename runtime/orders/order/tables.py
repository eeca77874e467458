"""The order's tables: what was ordered, what was paid, where it has been."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Amount, Base, Id, Moment, Who

_NAMED = text("customer IS NOT NULL")


class OrderRow(Base):
    """One order; ``body`` is the canonical order, the columns are what lists need."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel", "external_no"),
        Index("ix_orders_list", "state", "grade", "placed_at", "id"),
        Index(
            "ix_orders_customer",
            *("customer", "channel"),
            sqlite_where=_NAMED,
            postgresql_where=_NAMED,
        ),
        Index(
            "ix_orders_external_no",
            "external_no",
            postgresql_ops={"external_no": "text_pattern_ops"},
        ),
        # the beginning of a number; on SQLite the unique index serves that, too
        Index(
            "ix_orders_order_no",
            "order_no",
            postgresql_ops={"order_no": "text_pattern_ops"},
        ).ddl_if(dialect="postgresql"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    order_no: Mapped[str] = mapped_column(Text, unique=True)
    channel: Mapped[str] = mapped_column(Text)
    external_no: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    grade: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    color: Mapped[str | None] = mapped_column(Text)
    total: Mapped[Decimal] = mapped_column(Amount)
    paid: Mapped[Decimal] = mapped_column(Amount)
    placed_at: Mapped[datetime] = mapped_column(Moment)
    paid_at: Mapped[datetime | None] = mapped_column(Moment)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(BigInteger)  # optimistic lock of the row
    told: Mapped[bytes] = mapped_column(LargeBinary)  # digest of what the channel said
    body: Mapped[bytes] = mapped_column(LargeBinary)
    customer: Mapped[str | None] = mapped_column(Text)  # as their channel names them


class Payment(Base):
    """Money that came in for an order; part payments are rows of their own."""

    __tablename__ = "payment"
    __table_args__ = NO_ROWID

    order_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    amount: Mapped[Decimal] = mapped_column(Amount)
    paid_at: Mapped[datetime] = mapped_column(Moment)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)


class Movement(Base):
    """One change of an order's bucket: the ledger that must always balance."""

    __tablename__ = "movement"
    __table_args__ = NO_ROWID

    order_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)
    from_state: Mapped[str | None] = mapped_column(Text)  # none: the order arrived
    to_state: Mapped[str] = mapped_column(Text)


class OrderComment(Base):
    """A remark that somebody of this house made on an order; never changed."""

    __tablename__ = "order_comment"
    __table_args__ = NO_ROWID

    order_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)
    words: Mapped[str] = mapped_column(Text)
