"""Many rows at once: SQLite's driver and PostgreSQL's COPY write the same."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, LargeBinary, Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from runtime.kernel import bulk
from runtime.kernel.db import table_of
from runtime.kernel.errors import Rejected


class Own(DeclarativeBase):
    """The tables of this module; those of the product stay as they are."""


class Parcel(Own):
    """A row of every type that is written in bulk; its columns are not sorted."""

    __tablename__ = "test_parcel"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    text: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    order: Mapped[int] = mapped_column(BigInteger)  # a word of SQL as a name


PARCEL = table_of(Parcel)
TEXTS = [
    "",
    "𠮷田😀",
    "tab\tand\nline",
    "a\\.b\\N",
    "NULL",
    "\\N",
    '"quoted"',
    "it's",
    None,
]


@pytest.fixture(autouse=True)
def _table(database):
    """Make the table of this module."""
    PARCEL.create(database.engine)


def kept(database):
    with database.reading() as read:
        return [tuple(row) for row in read.execute(select(PARCEL).order_by("number"))]


def test_rows_come_back_as_they_went_in(work, database):
    rows = [(1, "a", b"\x00\xff\\", 2**60), (2, None, None, -1)]
    with work() as opened:
        bulk.insert(opened, Parcel, rows)

    assert kept(database) == rows


def test_no_text_is_taken_for_something_else(work, database):
    rows = [(number, each, b"", 0) for number, each in enumerate(TEXTS)]
    with work() as opened:
        bulk.insert(opened, Parcel, rows)

    assert [row[1] for row in kept(database)] == TEXTS


def test_thousands_of_rows_are_written(work, database):
    rows = [(number, str(number), b"x", 0) for number in range(5000)]
    with work() as opened:
        bulk.insert(opened, Parcel, rows)

    assert kept(database) == rows


def test_nothing_to_write_begins_no_transaction(work):
    with work() as opened:
        bulk.insert(opened, Parcel, [])
        assert not opened.has_begun


def test_rows_of_a_refused_work_are_gone(work, database):
    with pytest.raises(Rejected), work() as opened:  # noqa: PT012 - the end counts too
        bulk.insert(opened, Parcel, [(1, "a", b"", 0)])
        raise Rejected("no")

    assert kept(database) == []
