"""内嵌循环: lanes run in turn, one failing lane never stops the others."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from runtime.jobs.embedded import Loop, Pace


class Counted:
    """A lane with so much to do, one piece a tick."""

    def __init__(self, name: str, todo: int = 1) -> None:
        self.name, self.todo, self.ticks = name, todo, 0
        self.emptied = threading.Event()

    def tick(self) -> int:
        self.ticks += 1
        if not self.todo:
            self.emptied.set()
            return 0
        self.todo -= 1
        return 1


class Broken:
    """A lane that raises at every tick."""

    name = "broken"

    def __init__(self) -> None:
        self.ticks = 0

    def tick(self) -> int:
        self.ticks += 1
        raise RuntimeError("the lane fell over")


class Awaited:
    """A lane whose tick does what it is told and says that it was there."""

    name = "awaited"

    def __init__(self, do: Callable[[], None]) -> None:
        self.do, self.began, self.ended = do, threading.Event(), threading.Event()

    def tick(self) -> int:
        self.began.set()
        self.do()
        self.ended.set()
        return 0


class Seconds:
    """A monotonic clock that moves when told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_every_lane_gets_one_tick_a_round() -> None:
    lanes = [Counted("a"), Counted("b")]
    Loop(lanes).run_once()
    assert [lane.ticks for lane in lanes] == [1, 1]


def test_a_round_returns_what_was_done_in_all_lanes() -> None:
    assert Loop([Counted("a"), Counted("b"), Counted("c", 0)]).run_once() == 2


def test_a_failing_lane_does_not_stop_the_next_one() -> None:
    other = Counted("other")
    Loop([Broken(), other]).run_once()
    assert other.ticks == 1


def test_a_failure_is_logged_with_the_lane_and_its_cause() -> None:
    with capture_logs() as logs:
        Loop([Broken()]).run_once()
    assert (logs[0]["lane"], logs[0]["cause"]) == ("broken", "RuntimeError")
    assert logs[0]["log_level"] == "error"


def test_the_log_holds_a_plain_trace_without_values() -> None:
    with capture_logs() as logs:
        Loop([Broken()]).run_once()
    assert "the lane fell over" in logs[0]["exception"]
    assert "exc_info" not in logs[0]


def test_a_failed_lane_rests_before_its_next_try(seconds: Seconds) -> None:
    lane = Broken()
    loop = Loop([lane], seconds=seconds)
    loop.run_once()
    loop.run_once()
    assert lane.ticks == 1


def test_a_failed_lane_is_tried_again_after_its_rest(seconds: Seconds) -> None:
    lane = Broken()
    loop = Loop([lane], Pace(failed_first=5), seconds)
    loop.run_once()
    seconds.at = 5.0
    loop.run_once()
    assert lane.ticks == 2


def test_the_rest_doubles_with_every_failure(seconds: Seconds) -> None:
    lane = Broken()
    loop = Loop([lane], Pace(failed_first=5), seconds)
    loop.run_once()
    seconds.at = 5.0
    loop.run_once()
    seconds.at = 14.9
    loop.run_once()
    assert lane.ticks == 2


def test_the_rest_never_grows_beyond_its_cap(seconds: Seconds) -> None:
    lane = Broken()
    loop = Loop([lane], Pace(failed_first=5, failed_longest=5), seconds)
    loop.run_once()
    seconds.at = 5.0
    loop.run_once()
    seconds.at = 10.0
    loop.run_once()
    assert lane.ticks == 3


def test_a_running_loop_works_off_everything_that_is_due() -> None:
    lane = Counted("a", 5)
    with Loop([lane], Pace(idle_first=30)):
        assert lane.emptied.wait(10)
    assert lane.todo == 0


def test_stopping_waits_for_the_tick_that_is_at_work() -> None:
    gate = threading.Event()
    lane = Awaited(lambda: gate.wait(10) and None)
    loop = Loop([lane])
    loop.start()
    assert lane.began.wait(10)
    threading.Timer(0.05, gate.set).start()
    loop.stop()
    assert lane.ended.is_set()


def test_no_lane_begins_once_the_loop_is_told_to_stop() -> None:
    later = Counted("later")
    stops = Awaited(lambda: None)
    loop = Loop([stops, later])
    stops.do = loop.stop
    loop.run_once()
    assert later.ticks == 0


def test_waking_ends_the_rest_at_once() -> None:
    lane = Counted("a", 0)
    awaited = Awaited(lambda: None)
    with Loop([lane, awaited], Pace(idle_first=30, idle_longest=30)) as loop:
        assert awaited.ended.wait(10)
        awaited.ended.clear()
        loop.wake()
        assert awaited.ended.wait(10)


def test_stopping_twice_is_harmless() -> None:
    loop = Loop([Counted("a")])
    loop.start()
    loop.stop()
    loop.stop()
    assert loop.run_once() == 0
