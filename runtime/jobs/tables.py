"""The table of jobs: which periodic work was done for which slot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.db import NO_ROWID, Base, Moment


class JobSlot(Base):
    """Periodic work that was done for a slot such as a day; the key says once."""

    __tablename__ = "job_slot"
    __table_args__ = NO_ROWID

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    slot: Mapped[str] = mapped_column(Text, primary_key=True)
    done_at: Mapped[datetime] = mapped_column(Moment)
