"""The ten sample processes run as SpiffWorkflow's own classes run them."""

from functools import cache
from typing import Any

import pytest

from tests.equality import cases
from tests.equality.play import differences, play

KEPT = ("completed", "places", "data", "last", "steps")


@cache
def reference(pid: str, number: int) -> dict[str, Any]:
    return play(cases.stock(pid, number))


@pytest.mark.parametrize(("pid", "number"), cases.CASES)
@pytest.mark.parametrize("mode", cases.MODES)
def test_a_straight_run_is_equal_to_stock(pid: str, number: int, mode: str) -> None:
    ours = play(cases.fast(pid, number, mode, "straight"))

    assert differences(ours, reference(pid, number)) == []


@pytest.mark.parametrize(("pid", "number"), cases.CASES)
@pytest.mark.parametrize("mode", cases.MODES)
def test_a_run_reloaded_at_every_stop_is_equal_to_stock(
    pid: str, number: int, mode: str
) -> None:
    ours = play(cases.fast(pid, number, mode, "reloaded"))

    assert differences(ours, reference(pid, number)) == []


@pytest.mark.parametrize(("pid", "number"), cases.CASES)
@pytest.mark.parametrize("mode", cases.MODES)
def test_a_run_pruned_at_every_stop_ends_as_stock_does(
    pid: str, number: int, mode: str
) -> None:
    ours = play(cases.fast(pid, number, mode, "pruned"))

    assert differences(ours, reference(pid, number), *KEPT) == []


def test_the_samples_reach_their_end() -> None:
    assert all(reference(pid, number)["completed"] for pid, number in cases.CASES)
