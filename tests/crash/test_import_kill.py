"""断电续传: an import that is killed six times ends as one that never was."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from tests.story import Shop, copied

ROWS = 4_000
PLACES = ("held", "waiting_payment", "waiting_person", "straight_through", "failed")
# where the plug is pulled: after the engine ran and before anything is written, with
# all rows written and nothing durable, and just after the commit
FAULTS = (
    "engine-ran:2",
    "before-commit:3",
    "after-commit:2",
    "engine-ran:4",
    "before-commit:2",
    "after-commit:3",
)


class Killed:
    """What six kills left behind, and what the last run made of it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.signals: list[int] = []
        self.kept: list[int] = []  # orders in the database after each kill
        self.sound: list[bool] = []
        self.last: Any = None

    def runs(self, words: tuple[object, ...], rows: int) -> None:
        """Run the import until it has been killed at every fault, then to its end."""
        for fault in FAULTS:
            self.signals.append(self.shop.apart(*words, fault=fault).code)
            self.kept.append(self.shop.does("ledger", "verify")["arrived"])
            self.sound.append(self.shop.is_sound())
        self.last = self.shop.does(*words)

    def inside(self, rows: int) -> bool:
        """Tell whether each kill fell between 5 and 95 per cent of the work."""
        return all(0.05 * rows <= kept <= 0.95 * rows for kept in self.kept)


def asked(file: Path, shop: Shop, rows: int) -> tuple[object, ...]:
    """Return the words of the import."""
    rejects = ("--rejects", shop.folder / "rejects.csv")
    return ("import", file, "--channel", "tmall", "--limit", rows, *rejects)


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Path:
    return shared / "data" / "tmall-orders-2020-02.csv.gz"


@pytest.fixture(scope="module")
def clean(
    seeded: Shop, recorded: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Shop, Any]:
    """A shop after one import that nobody disturbed, and what it said."""
    shop = copied(seeded, tmp_path_factory.mktemp("clean"))
    return shop, shop.does(*asked(recorded, shop, ROWS))


@pytest.fixture(scope="module")
def killed(
    seeded: Shop, recorded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Killed:
    """A shop whose import was killed six times and then ran to its end."""
    shop = copied(seeded, tmp_path_factory.mktemp("killed"))
    killed = Killed(shop)
    killed.runs(asked(recorded, shop, ROWS), ROWS)
    return killed


def test_each_run_was_really_killed(killed: Killed):
    assert killed.signals == [-signal.SIGKILL] * len(FAULTS)


def test_each_kill_fell_inside_the_work(killed: Killed):
    assert killed.inside(ROWS), killed.kept


def test_each_kill_found_the_work_further_on(killed: Killed):
    assert killed.kept == sorted(set(killed.kept))


def test_what_was_kept_are_whole_batches(killed: Killed):
    assert [kept % 200 for kept in killed.kept] == [0] * len(FAULTS)


def test_after_each_kill_ledger_and_trail_are_sound(killed: Killed):
    assert killed.sound == [True] * len(FAULTS)


def test_the_last_run_takes_exactly_what_was_left(killed: Killed):
    assert killed.last["duplicate"] == killed.kept[-1]
    assert killed.last["created"] + killed.last["duplicate"] == ROWS


def test_the_buckets_are_those_of_one_clean_run(
    killed: Killed, clean: tuple[Shop, Any]
):
    ledger = killed.shop.does("ledger", "verify")

    assert ledger == clean[0].does("ledger", "verify")


def test_the_tasks_are_those_of_one_clean_run(killed: Killed, clean: tuple[Shop, Any]):
    assert waiting(killed.shop) == waiting(clean[0])


def test_in_the_end_ledger_and_trail_are_sound(killed: Killed):
    assert killed.shop.is_sound()


def test_no_lock_is_left_behind(killed: Killed):
    number = killed.shop.takes()

    assert killed.shop.state(number) == "released"


def waiting(shop: Shop) -> set[tuple[str, str]]:
    """Return which order, by the channel's number, waits at which step."""
    items = shop.does("task", "list", "--as", "全体", "--limit", 2 * ROWS)["items"]
    return {(one["order"]["external_no"], one["element"]) for one in items}
