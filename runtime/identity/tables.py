"""People, the roles they hold, and how they show who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Base, Id, Moment, Who


class Person(Base):
    """Somebody who works with Spillway; ``name`` is what they are called by."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Text, primary_key=True)  # says nothing of them
    name: Mapped[str] = mapped_column(Text, unique=True)
    phone: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)  # argon2id
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    language: Mapped[str | None] = mapped_column(Text)  # zh, en; none: as the browser
    notices_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """A person holds a role (candidate group)."""

    __tablename__ = "membership"
    __table_args__ = NO_ROWID

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class Absence(Base):
    """Somebody is away for a while, and who stands in for them."""

    __tablename__ = "absence"
    __table_args__ = (
        Index(
            "ix_absence_due",
            "from_at",
            sqlite_where=text("begun_at IS NULL AND ended_at IS NULL"),
            postgresql_where=text("begun_at IS NULL AND ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    person_id: Mapped[ActorId] = mapped_column(Who, index=True)
    deputy_id: Mapped[ActorId | None] = mapped_column(Who)  # none: back to the queues
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[ActorId] = mapped_column(Who)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment)  # tasks were handed over
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # earlier than planned


class Session(Base):
    """A log-in in a browser; ``digest`` is the SHA-256 of what the cookie holds."""

    __tablename__ = "session"
    __table_args__ = NO_ROWID

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[str] = mapped_column(Text, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)


class Token(Base):
    """A Bearer token of a program; ``digest`` is the SHA-256 of the token."""

    __tablename__ = "token"
    __table_args__ = NO_ROWID

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[str] = mapped_column(Text, index=True)
    title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)


class KeptAnswer(Base):
    """What a request was answered, kept for those who send it again."""

    __tablename__ = "kept_answer"
    __table_args__ = NO_ROWID

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)  # of what was asked
    status: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)


class SavedView(Base):
    """Filters of a list that a person keeps under a name (我的视图)."""

    __tablename__ = "saved_view"
    __table_args__ = NO_ROWID

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    room: Mapped[str] = mapped_column(Text, primary_key=True)  # orders, inbox
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    query: Mapped[str] = mapped_column(Text)  # as the address of the list holds it
    is_default: Mapped[int] = mapped_column(SmallInteger)  # 1: shown without filters
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Notice(Base):
    """Something that concerns one person; ``facts`` fill the sentence of ``code``."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person", "person_id", "id"),
        Index(
            "ix_notice_unread",
            "person_id",
            "id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    person_id: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)  # JSON; names in both languages
    business_key: Mapped[str] = mapped_column(Text)
    task_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
