"""A batch of an import: the engine runs before the transaction, rows go in bulk."""

from __future__ import annotations

import gc
from contextlib import closing
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event

from runtime.engine.spiff import Run
from runtime.engine.spiff.workflows import Top
from runtime.kernel import bulk
from runtime.kernel.db import Database
from tests.story import Shop, an_order

BATCH = 30


class Watched:
    """What was true when a run started, and when a transaction began and ended."""

    def __init__(self) -> None:
        self.is_open = False
        self.started_inside: list[bool] = []
        self.alive_at_begin: list[int] = []

    def begins(self, connection: Any) -> None:
        """Note which runs are still there when the transaction begins."""
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            self.is_open = True
            kept = sum(type(one) is Top for one in gc.get_objects())
            self.alive_at_begin.append(kept)

    def commits(self, connection: Any) -> None:
        """Note that the transaction is over."""
        self.is_open = False


@pytest.fixture
def watched(any_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Watch an import of a batch of new orders."""
    seen, start, opened = Watched(), Run.start, Database.__init__

    def starting(*args: Any, **more: Any) -> Run:
        seen.started_inside.append(seen.is_open)
        return start(*args, **more)

    def opening(database: Database, url: str) -> None:
        opened(database, url)
        event.listen(database.engine, "begin", seen.begins)
        event.listen(database.engine, "commit", seen.commits)

    monkeypatch.setattr(Run, "start", starting)
    monkeypatch.setattr(Database, "__init__", opening)
    any_shop.tells(*(an_order() for _ in range(BATCH)))
    return seen


def test_the_engine_runs_before_the_transaction_begins(watched: Watched):
    assert watched.started_inside == [False] * BATCH


def test_no_run_is_kept_until_the_rows_are_written(watched: Watched):
    assert set(watched.alive_at_begin) == {0}


@pytest.mark.postgres
def test_postgresql_takes_the_rows_of_a_batch_by_copy(postgres_shop: Shop):
    sent: list[str] = []
    with (
        closing(postgres_shop.runtime()),
        patch.object(bulk, "_copy_in", wraps=bulk._copy_in) as copying,
    ):
        postgres_shop.tells(*(an_order() for _ in range(BATCH)))
        sent = [call.args[1].split()[1] for call in copying.call_args_list]

    assert {"orders", "instance", "user_task", "history", "audit_entry"} <= set(sent)
