"""Counters give each number once, and none is missing after a commit."""

import pytest

from runtime.kernel import ids
from runtime.kernel.errors import Rejected


def take(work, count=1, name="a"):
    with work() as opened:
        return list(ids.block(opened, name, count))


def roll_back(work, count):
    with pytest.raises(Rejected), work() as opened:  # noqa: PT012 - the end counts too
        ids.block(opened, "a", count)
        raise Rejected("no")


def test_the_first_number_is_one(work):
    assert take(work) == [1]


def test_blocks_follow_each_other_without_a_gap(work):
    assert take(work, 3) + take(work, 2) == [1, 2, 3, 4, 5]


def test_two_blocks_of_one_work_follow_each_other(work):
    with work() as opened:
        assert [*ids.block(opened, "a", 2), *ids.block(opened, "a", 1)] == [1, 2, 3]


def test_a_rollback_loses_no_number(work):
    take(work, 2)
    roll_back(work, 5)

    assert take(work) == [3]


def test_counters_do_not_know_each_other(work):
    take(work, 7)

    assert take(work, name="b") == [1]


def test_ids_of_rows_all_differ(work):
    with work() as opened:
        opened.session.exec_driver_sql(
            "SELECT 1"
            if opened.database.is_sqlite
            else "CREATE SEQUENCE IF NOT EXISTS row_id"
        )
        given = [*ids.row_ids(opened, 3), *ids.row_ids(opened, 3)]

    assert len(set(given)) == 6
