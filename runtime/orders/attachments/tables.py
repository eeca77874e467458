"""Attachments, and apart from them their bytes, so that a list never reads those."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.db import Base, Moment, Who

ORDER_ITSELF = 0  # in place of a task: attached to the order
WHOLE, SMALL = "whole", "small"


class Attachment(Base):
    """One photo or file of an order; the same content stands once at one place."""

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("order_no", "task_id", "sha256"),
        Index("ix_attachment_unused", "used_at", "added_at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)  # cannot be guessed
    order_no: Mapped[str] = mapped_column(Text)
    task_id: Mapped[int] = mapped_column(BigInteger, index=True)  # 0: of the order
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int | None] = mapped_column(BigInteger)
    height: Mapped[int | None] = mapped_column(BigInteger)
    added_by: Mapped[ActorId] = mapped_column(Who)
    added_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # none: not answered with


class AttachmentBody(Base):
    """The bytes of an attachment: the whole, and of a photo a small one."""

    __tablename__ = "attachment_body"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
