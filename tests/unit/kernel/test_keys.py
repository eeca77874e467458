"""The key is made once, kept private, and never read half-written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runtime.kernel.errors import Misconfigured
from runtime.kernel.keys import Keys, load_keys

ROOT = Path(__file__).parents[3]
MAKER = """
import sys
from pathlib import Path
from runtime.kernel.keys import load_keys

print("ready", flush=True)
sys.stdin.readline()
print(load_keys(None, Path(sys.argv[1])).derive("audit").hex())
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "spillway.db.key"


def started_maker(file):
    child = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def derived(child):
    out, _ = child.communicate("go\n", timeout=60)
    return out.strip()


def test_each_purpose_has_a_key_of_its_own():
    keys = Keys(b"secret")

    assert keys.derive("audit") != keys.derive("cookie")


def test_a_secret_of_the_environment_makes_no_file(file):
    load_keys("secret", file)

    assert not file.exists()


def test_a_file_is_made_where_there_is_none(file):
    load_keys(None, file)

    assert len(bytes.fromhex(file.read_text("ascii"))) == 32


def test_its_folder_is_made_as_well(tmp_path):
    load_keys(None, tmp_path / "var/deeper/key")

    assert (tmp_path / "var/deeper/key").is_file()


def test_only_its_owner_may_read_it(file):
    load_keys(None, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_else_is_left_beside_it(file):
    load_keys(None, file)

    assert os.listdir(file.parent) == [file.name]


def test_the_same_file_is_the_same_key(file):
    first, again = load_keys(None, file), load_keys(None, file)

    assert first.derive("audit") == again.derive("audit")


def test_an_empty_file_is_refused(file):
    file.write_bytes(b"\n")

    with pytest.raises(Misconfigured, match="key"):
        load_keys(None, file)


def test_threads_that_make_it_at_once_read_one_key(file):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_keys(None, file).derive("a"), range(32)))

    assert len(set(made)) == 1


@pytest.mark.slow
def test_processes_that_make_it_at_once_read_one_key(file):
    makers = [started_maker(file) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(derived, makers))

    assert made == {load_keys(None, file).derive("audit").hex()}
