"""断电续传: an import that is killed six times ends as one that never was."""

from __future__ import annotations

import csv
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.story import Shop, copied

BATCH = 200
# where the plug is pulled: after the engine ran and before anything is written, with
# all rows written and nothing durable, and just after the commit
POINTS = ("engine-ran", "before-commit", "after-commit") * 2
PART, WHOLE = 4_000, 28_010
SIZES = [PART, pytest.param(WHOLE, marks=pytest.mark.slow)]
BUCKETS = {"approving": 2, "released": 24_085, "waiting_payment": 3_923}


@dataclass(slots=True)
class Killed:
    """What six kills left behind, and what the last run made of it."""

    shop: Shop
    rows: int
    signals: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)  # orders there after each kill
    last: Any = None

    def runs(self, words: tuple[object, ...]) -> None:
        """Run the import until it has been killed at every point, then to its end."""
        step = self.rows // BATCH // (len(POINTS) + 1)
        for point in POINTS:
            fault = f"{point}:{self._visits(point, step)}"
            self.signals.append(self.shop.apart(*words, fault=fault).code)
            self.kept.append(self.shop.does("ledger", "verify")["arrived"])
            self.shop.does("audit", "verify")
        self.last = self.shop.does(*words)

    def _visits(self, point: str, step: int) -> int:
        """Return which visit is ``step`` new batches on; the engine skips old ones."""
        done = self.kept[-1] // BATCH if self.kept else 0
        return step if point == "engine-ran" else done + step


def asked(file: Path, shop: Shop, rows: int) -> tuple[object, ...]:
    """Return the words of the import."""
    rejects = ("--rejects", shop.folder / "rejects.csv")
    return ("import", file, "--channel", "tmall", "--limit", rows, *rejects)


@pytest.fixture(scope="module", params=SIZES)
def rows(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Path:
    return shared / "data" / "tmall-orders-2020-02.csv.gz"


@pytest.fixture(scope="module")
def clean(
    seeded: Shop, recorded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Shop:
    """A shop after an import of a part that nobody disturbed."""
    shop = copied(seeded, tmp_path_factory.mktemp("clean"))
    shop.does(*asked(recorded, shop, PART))
    return shop


@pytest.fixture(scope="module")
def killed(
    seeded: Shop, recorded: Path, rows: int, tmp_path_factory: pytest.TempPathFactory
) -> Killed:
    """A shop whose import was killed six times and then ran to its end.

    After each kill both checks pass, or the fixture fails.
    """
    shop = copied(seeded, tmp_path_factory.mktemp("killed"))
    killed = Killed(shop, rows)
    killed.runs(asked(recorded, shop, rows))
    return killed


def test_each_run_was_really_killed(killed: Killed):
    assert killed.signals == [-signal.SIGKILL] * len(POINTS)


def test_each_kill_fell_inside_the_work(killed: Killed):
    shares = [kept / killed.rows for kept in killed.kept]

    assert [share for share in shares if not 0.05 <= share <= 0.95] == []


def test_each_kill_fell_on_orders_that_were_new(killed: Killed):
    assert killed.kept == sorted(set(killed.kept))


def test_what_was_kept_are_whole_batches(killed: Killed):
    assert [kept % BATCH for kept in killed.kept] == [0] * len(POINTS)


@pytest.mark.req("S3-04")
def test_the_last_run_takes_exactly_what_was_left(killed: Killed):
    assert killed.last["duplicate"] == killed.kept[-1]
    assert killed.last["created"] + killed.last["duplicate"] == killed.rows


@pytest.mark.req("S3-04")
@pytest.mark.parametrize("rows", [PART], indirect=True, scope="module")
def test_every_order_stands_where_one_clean_run_puts_it(killed: Killed, clean: Shop):
    assert standing(killed.shop) == standing(clean)


@pytest.mark.slow
@pytest.mark.req("S3-04")
@pytest.mark.parametrize("rows", [WHOLE], indirect=True, scope="module")
def test_the_whole_file_fills_the_buckets_of_one_clean_run(killed: Killed):
    assert killed.shop.does("ledger", "verify")["buckets"] == BUCKETS


def test_in_the_end_ledger_and_trail_are_sound(killed: Killed):
    assert killed.shop.is_sound()


def test_no_lock_is_left_behind(killed: Killed, tmp_path: Path):
    shop = copied(killed.shop, tmp_path)

    assert shop.state(shop.takes()) == "released"


def standing(shop: Shop) -> dict[str, tuple[str, ...]]:
    """Return state, grade and level of each order by the channel's number."""
    file = shop.folder / "out.csv"
    shop.does("export-orders", "--format", "csv", "--out", file)
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    names = ("state", "grade", "level", "total", "paid")
    return {row["external_no"]: tuple(row[name] for name in names) for row in rows}
