"""Tables of drafts; copies and publications are only ever added to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import NO_ROWID, Base, Id, Moment, Who


class DraftState(StrEnum):
    """Where a draft is on its way to be published."""

    OPEN = "open"
    SUBMITTED = "submitted"  # waits for somebody else to look at it
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Draft(Base):
    """A change of some files; ``version`` counts everything that is done to it."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_state", "state", "changed_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text)  # what was last said of it
    authors: Mapped[str] = mapped_column(Text)  # JSON: everybody who saved something
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[ActorId] = mapped_column(Who)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[ActorId] = mapped_column(Who)
    reviewed_by: Mapped[ActorId | None] = mapped_column(Who)


class DraftFile(Base):
    """A file as a draft has it; ``base_version`` is the published one it began from."""

    __tablename__ = "draft_file"

    draft_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    file: Mapped[str] = mapped_column(Text)  # its place in an export
    base_version: Mapped[int] = mapped_column(BigInteger)  # 0: nothing is published
    revision: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[ActorId] = mapped_column(Who)


class DraftCopy(Base):
    """What was saved too late, was saved over or taken out: kept beside the draft.

    ``kept_at`` and ``kept_by`` tell when and by whom what was saved over was saved.
    """

    __tablename__ = "draft_copy"
    __table_args__ = (Index("ix_draft_copy_draft", "draft_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    draft_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(BigInteger)  # what it was written upon
    body: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    kept_by: Mapped[ActorId] = mapped_column(Who)


class Publication(Base):
    """Files and values that were published together, and taken back together."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_undoes", "undoes"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    draft_id: Mapped[int | None] = mapped_column(Id)
    undoes: Mapped[int | None] = mapped_column(Id)  # the publication it takes back
    title: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[ActorId | None] = mapped_column(Who)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[ActorId] = mapped_column(Who)


class PublishedPart(Base):
    """One file, or one parameter's value, of a publication: from version to version."""

    __tablename__ = "published_part"
    __table_args__ = (
        Index("ix_published_part_key", "kind", "key", "after"),
        NO_ROWID,
    )

    publication_id: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    before: Mapped[int] = mapped_column(BigInteger)  # 0: there was none
    after: Mapped[int] = mapped_column(BigInteger)
