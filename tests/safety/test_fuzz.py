"""For some time, whatever can be made up gives an answer or a documented refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest

from tests.safety.fuzzing import shortened

ROOT = Path(__file__).parents[2]
SECONDS = os.environ.get("SPILLWAY_FUZZ_SECONDS", "5")
SEED = os.environ.get("SPILLWAY_FUZZ_SEED") or str(SystemRandom().randrange(1 << 32))


@pytest.fixture(scope="session")
def corpus() -> str:
    """Return where more expressions stand, if they are there."""
    places = [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
    return next((str(each) for each in places if (each / "data" / "tck").is_dir()), "")


@pytest.fixture(scope="module")
def found(corpus: str) -> Any:
    """Fuzz in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.safety.fuzzing", SECONDS, SEED, corpus],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"seed {SEED}: {ran.returncode} {ran.stderr[-2000:]}"
    return json.loads(ran.stdout)


def test_nothing_made_up_breaks_a_promise(found: Any) -> None:
    assert found["found"] == [], f"SPILLWAY_FUZZ_SEED={SEED}"


def test_something_was_made_up(found: Any) -> None:
    assert found["cases"] > 50


def test_what_fails_is_shown_as_short_as_it_can_be() -> None:
    assert shortened("for i in 1..9 return (boom + 1)", lambda t: "boom" in t) == "boom"
