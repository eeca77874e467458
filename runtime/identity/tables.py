"""People and the roles they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.db import NO_ROWID, Base, Moment


class Person(Base):
    """Somebody who works with Spillway; ``name`` is what they are called by."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    phone: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)  # argon2id
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """A person holds a role (candidate group)."""

    __tablename__ = "membership"
    __table_args__ = NO_ROWID

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)
