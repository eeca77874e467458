"""A file larger than the memory we allow ourselves is read row by row."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROW = "{n},麻烦今天必须发哦,2026-11-11 00:00:03," + "x" * 400 + "\n"

READ = """
import resource, sys
from pathlib import Path
from runtime.orders.intake.readers import open_rows
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open_rows(Path(sys.argv[1])) as source:
    rows = sum(1 for row in source.rows)
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Give a CSV file of about 100 MB, and take it away again."""
    path = tmp_path_factory.mktemp("large") / "orders.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("单号,备注,时间,文本\n")
        file.writelines(ROW.format(n=n) for n in range(200_000))
    yield path
    path.unlink()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="resource is POSIX")
def test_a_file_of_100_mb_takes_less_than_20_mb(large):
    told = subprocess.run(
        [sys.executable, "-c", READ, str(large)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    rows, grown = map(int, told.stdout.split())
    assert (rows, grown < 20 * 1024) == (200_000, True)
