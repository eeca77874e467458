"""Writers queue at one gate: threads and processes wait, and nobody fails."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.kernel import db, ids
from runtime.kernel.db import Database
from runtime.kernel.errors import Suspended
from runtime.kernel.work import open_work
from tests.unit.kernel.conftest import LIN

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from runtime.kernel import ids
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import SystemClock
from runtime.kernel.db import Database
from runtime.kernel.work import open_work

database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
taken = []
for _ in range(40):
    with open_work(database, SYSTEM, SystemClock()) as work:
        taken += ids.block(work, "turn", 1)
print(*taken)
"""


@pytest.fixture
def take(database, clock):
    """Give a function that takes one number in a unit of work of its own."""

    def take(_=None):
        with open_work(database, LIN, clock) as work:
            (number,) = ids.block(work, "turn", 1)
        return number

    return take


def start_writer(url):
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def answer(database):
    """Begin a transaction; return why it is refused, nothing if it is not."""
    try:
        with database.transaction():
            return ""
    except Suspended as refused:
        return refused.code


def numbers_of(child):
    out, _ = child.communicate("go\n", timeout=120)
    return [int(each) for each in out.split()]


def test_threads_take_their_turns(take):
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(40)))

    assert sorted(taken) == list(range(1, 41))


@pytest.mark.slow
def test_processes_take_their_turns(database):
    first, second = start_writer(database.url), start_writer(database.url)
    with ThreadPoolExecutor(2) as pool:
        taken = [*pool.map(numbers_of, (first, second))]

    assert sorted(taken[0] + taken[1]) == list(range(1, 81))


def test_a_second_door_to_the_same_file_is_the_same_gate(sqlite, tmp_path):
    again = Database(f"sqlite:///{tmp_path}/./spillway.db")
    sequence = []

    def write(name):
        with again.transaction():
            sequence.append(name)

    with sqlite.transaction():
        waiting = threading.Thread(target=write, args=("second",))
        waiting.start()
        sequence.append("first")
    waiting.join(30)
    again.close()
    assert sequence == ["first", "second"]


def test_who_waits_too_long_is_told_so(sqlite, monkeypatch):
    monkeypatch.setattr(db, "WRITER_WAIT_SECONDS", 0.01)
    with sqlite.transaction(), ThreadPoolExecutor(1) as pool:
        told = pool.submit(answer, sqlite).result(30)

    assert told == "writer-busy"


def test_the_gate_is_open_again_after_an_error(sqlite):
    with pytest.raises(ZeroDivisionError), sqlite.transaction():
        _ = 1 / 0

    with sqlite.transaction() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2)]
)
def test_sqlite_is_durable(sqlite, pragma, value):
    with sqlite.transaction() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

    assert found == value
