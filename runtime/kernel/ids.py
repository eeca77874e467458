"""Fresh numbers from named counters, a block at a time."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.db import Base
from runtime.kernel.work import Work

ROWS = "row"  # ids of all rows come from this one counter


class Counter(Base):
    """The last number given out under a name."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


_TAKE = (
    "INSERT INTO counter (name, last) VALUES ({0}, {0}) "
    "ON CONFLICT (name) DO UPDATE SET last = counter.last + excluded.last "
    "RETURNING last"
)


def block(work: Work, counter: str, count: int) -> range:
    """Return ``count`` fresh numbers of ``counter``, gapless after a commit.

    The counter's row stays locked until the transaction ends: take numbers last,
    and the numbers of several counters in sorted order of their names.
    """
    mark = "?" if work.database.is_sqlite else "%s"
    last = work.session.exec_driver_sql(
        _TAKE.format(mark), (counter, count)
    ).scalar_one()
    return range(last - count + 1, last + 1)


def row_ids(work: Work, count: int) -> range | list[int]:
    """Return ``count`` ids for new rows; a sequence on PostgreSQL, so no lock."""
    if work.database.is_sqlite:
        return block(work, ROWS, count)
    found = work.session.exec_driver_sql(
        "SELECT nextval('row_id') FROM generate_series(1, %s)", (count,)
    )
    return [row[0] for row in found]
