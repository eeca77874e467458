"""The engine's tables: what is deployed, what runs, what waits, what was done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Base, Id, Moment, Who


class InstanceState(StrEnum):
    """Where a process instance is in its life."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """Where a user task is in its life."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"  # the process went another way


class Signing(StrEnum):
    """What a user task has to do with signers; most have nothing to do with them."""

    BEFORE = "before"  # its assignee is asked for an opinion
    LATER = "later"  # its answer will need a signature
    AFTER = "after"  # it is answered; its assignee is asked to sign that


class DeliveryState(StrEnum):
    """Where an outside call is in its life."""

    PENDING = "pending"
    ANSWERED = "answered"
    DEAD = "dead"
    DROPPED = "dropped"  # its instance ended first


class IncidentState(StrEnum):
    """Whether somebody still has to look at an incident."""

    OPEN = "open"
    RESOLVED = "resolved"


class Artifact(Base):
    """One published version of a file: diagram, decisions, form, roles, mapping."""

    __tablename__ = "artifact"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)  # its place in an export
    body: Mapped[bytes] = mapped_column(LargeBinary)
    deployed_at: Mapped[datetime] = mapped_column(Moment)
    deployed_by: Mapped[ActorId] = mapped_column(Who)


class Definition(Base):
    """A process version: one diagram with the exact files that it was proven with."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("process_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    process_id: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(Text)
    pins: Mapped[str] = mapped_column(Text)  # JSON list of artifact ids
    deployed_at: Mapped[datetime] = mapped_column(Moment)
    deployed_by: Mapped[ActorId] = mapped_column(Who)


class Dictionary(Base):
    """What instances of a process version write again and again; never changed."""

    __tablename__ = "dictionary"

    definition_id: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Instance(Base):
    """One run of a process version for one business key."""

    __tablename__ = "instance"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    definition_id: Mapped[int] = mapped_column(BigInteger)
    business_key: Mapped[str] = mapped_column(Text, index=True)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)  # optimistic lock
    stage: Mapped[str | None] = mapped_column(Text)
    is_stuck: Mapped[int] = mapped_column(SmallInteger)  # 1: has an open incident
    body: Mapped[bytes | None] = mapped_column(LargeBinary)  # packed run; none at end
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class UserTask(Base):
    """A task that waits for a person, or did."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index(
            "ix_user_task_queue",
            "role",
            "priority",
            "created_at",
            "id",
            sqlite_where=text("state = 'open' AND assignee IS NULL"),
            postgresql_where=text("state = 'open' AND assignee IS NULL"),
        ),
        Index(
            "ix_user_task_mine",
            "assignee",
            "priority",
            "created_at",
            "id",
            sqlite_where=text("state = 'open' AND assignee IS NOT NULL"),
            postgresql_where=text("state = 'open' AND assignee IS NOT NULL"),
        ),
        Index(
            "ix_user_task_due",
            "role",
            "due_at",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_user_task_owner",
            "owner",
            sqlite_where=text("state = 'open' AND owner IS NOT NULL"),
            postgresql_where=text("state = 'open' AND owner IS NOT NULL"),
        ),
        Index(
            "ix_user_task_asked_by",
            "asked_by",
            sqlite_where=text("state = 'open' AND asked_by IS NOT NULL"),
            postgresql_where=text("state = 'open' AND asked_by IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    instance_id: Mapped[int] = mapped_column(BigInteger, index=True)
    definition_id: Mapped[int] = mapped_column(BigInteger)
    business_key: Mapped[str] = mapped_column(Text)
    node: Mapped[int] = mapped_column(BigInteger)
    element: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    priority: Mapped[int] = mapped_column(SmallInteger)  # 0 first
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    assignee: Mapped[ActorId | None] = mapped_column(Who)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[ActorId | None] = mapped_column(Who)
    # to whom it comes back, once whoever has it for them has done it
    owner: Mapped[ActorId | None] = mapped_column(Who)
    signing: Mapped[str | None] = mapped_column(Text)  # see `Signing`
    asked_by: Mapped[ActorId | None] = mapped_column(Who)  # who waits for the signer


class Opinion(Base):
    """What was asked of others about a task, and what they said; never changed."""

    __tablename__ = "task_opinion"
    __table_args__ = NO_ROWID

    task_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    said: Mapped[str] = mapped_column(Text)
    person_id: Mapped[ActorId] = mapped_column(Who, index=True)
    actor: Mapped[ActorId] = mapped_column(Who)
    at: Mapped[datetime] = mapped_column(Moment)
    about: Mapped[int | None] = mapped_column(BigInteger)  # seq of what was asked
    note: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)  # JSON with types


class Reader(Base):
    """Somebody who was sent a copy of a task, and may read it."""

    __tablename__ = "task_reader"
    __table_args__ = NO_ROWID

    task_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    person_id: Mapped[ActorId] = mapped_column(Who, primary_key=True)
    actor: Mapped[ActorId] = mapped_column(Who)
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text)


class Subscription(Base):
    """A place in an instance that waits for a message or a signal."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_message", "business_key", "message"),
        NO_ROWID,
    )

    instance_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    node: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message: Mapped[str] = mapped_column(Text, primary_key=True)
    business_key: Mapped[str] = mapped_column(Text)


class Timer(Base):
    """A place in an instance that waits for a moment."""

    __tablename__ = "timer"
    __table_args__ = NO_ROWID

    instance_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    node: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Delivery(Base):
    """A call to an outside system, owed until it is answered."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "ix_delivery_due",
            "next_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text, unique=True)  # Idempotency-Key
    instance_id: Mapped[int] = mapped_column(BigInteger, index=True)
    node: Mapped[int] = mapped_column(BigInteger)
    business_key: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text)
    connector: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    attempt: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Incident(Base):
    """An element that cannot go on until a person decides."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "ix_incident_open",
            "created_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    instance_id: Mapped[int] = mapped_column(BigInteger, index=True)
    business_key: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)  # JSON, fills the sentence of the code
    detail: Mapped[str] = mapped_column(Text)  # for the operator: traceback
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by: Mapped[ActorId | None] = mapped_column(Who)
    resolution: Mapped[str | None] = mapped_column(Text)  # retry, skip, cancel
    reason: Mapped[str | None] = mapped_column(Text)


class History(Base):
    """What happened to an instance in one transaction; never changed."""

    __tablename__ = "history"
    __table_args__ = NO_ROWID

    instance_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[ActorId] = mapped_column(Who)
    event: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
