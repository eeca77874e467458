"""Tables of the bypass: policies and uses are only ever added to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Amount, Base, Id, Moment, Who

_OPEN = text("closed_at IS NULL")
_OWES = text("due_at IS NOT NULL")


class BypassPolicy(Base):
    """One version of a policy: deployed with a process, or edited."""

    __tablename__ = "bypass_policy"
    __table_args__ = NO_ROWID

    policy: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    body: Mapped[str] = mapped_column(Text)  # canonical JSON, as bypass.toml says it
    source: Mapped[str] = mapped_column(Text)  # deployed, edited
    process_id: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[ActorId] = mapped_column(Who)


class BypassOpening(Base):
    """A time in which a shortcut may be used; one of a policy at once."""

    __tablename__ = "bypass_opening"
    __table_args__ = (
        Index(
            "uq_bypass_opening_open",
            "policy",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_bypass_opening_policy", "policy", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    policy: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[ActorId] = mapped_column(Who)
    until: Mapped[datetime] = mapped_column(Moment)
    most_uses: Mapped[int | None] = mapped_column(BigInteger)
    uses: Mapped[int] = mapped_column(BigInteger)
    most_money: Mapped[Decimal | None] = mapped_column(Amount)
    money: Mapped[Decimal] = mapped_column(Amount)
    refusals: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[ActorId | None] = mapped_column(Who)
    closed_how: Mapped[str | None] = mapped_column(Text)  # time, budget, hand
    close_reason: Mapped[str | None] = mapped_column(Text)


class BypassCode(Base):
    """A code of an opening; what was typed is nowhere kept."""

    __tablename__ = "bypass_code"
    __table_args__ = (Index("ix_bypass_code_opening", "opening_id", "selector"),)

    selector: Mapped[str] = mapped_column(Text, primary_key=True)
    opening_id: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Text)
    most_uses: Mapped[int] = mapped_column(BigInteger)
    uses: Mapped[int] = mapped_column(BigInteger)
    most_money: Mapped[Decimal | None] = mapped_column(Amount)
    money: Mapped[Decimal] = mapped_column(Amount)
    task_id: Mapped[int | None] = mapped_column(BigInteger)
    business_key: Mapped[str | None] = mapped_column(Text)
    from_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[ActorId] = mapped_column(Who)
    needs_second: Mapped[int] = mapped_column(SmallInteger)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[ActorId | None] = mapped_column(Who)
    wrong_tries: Mapped[int] = mapped_column(SmallInteger)
    locked_at: Mapped[datetime | None] = mapped_column(Moment)


class BypassUse(Base):
    """A task that was bypassed, and what is owed for it; never changed.

    What is owed is paid by the step ``owes`` of the same business key.
    """

    __tablename__ = "bypass_use"
    __table_args__ = (
        Index("ix_bypass_use_opening", "opening_id", "at"),
        Index(
            "ix_bypass_use_owed",
            "actor",
            "policy",
            "due_at",
            sqlite_where=_OWES,
            postgresql_where=_OWES,
        ),
    )

    task_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    opening_id: Mapped[int] = mapped_column(BigInteger)
    policy: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    selector: Mapped[str | None] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text)
    business_key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)
    reason: Mapped[str] = mapped_column(Text)
    money: Mapped[Decimal | None] = mapped_column(Amount)
    owes: Mapped[str | None] = mapped_column(Text)  # an element
    due_at: Mapped[datetime | None] = mapped_column(Moment)
