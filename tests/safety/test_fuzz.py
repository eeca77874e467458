"""For some time, whatever can be made up gives an answer or a documented refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from runtime import feel
from tests.safety import fuzzing, making
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


def test_a_promise_that_is_broken_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fuzzing.KINDS, "expression", breaks_at_a_bracket)

    found = fuzzing.fuzz(60, 5, None)["found"]

    assert {each["text"] for each in found} == {"("}


def test_a_seed_makes_the_same_cases_again() -> None:
    made = [making.Maker(Random("7:1"), making.SEEDS).text() for _ in range(2)]

    assert made[0] == made[1]


@pytest.mark.parametrize("wrong", ["odd", Decimal("1.5")])
def test_what_does_not_read_back_is_found(
    wrong: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzzing, "_READ_AGAIN", {feel.type_name(wrong): "v = null"})

    with pytest.raises(fuzzing.Broken):
        fuzzing.written_and_read(wrong)


def breaks_at_a_bracket(text: str, *_: Any) -> None:
    if "(" in text:
        raise TypeError("planted")
