"""Timers are due when the run is told what time it is, and fire only when told to."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime import feel
from runtime.engine.spiff import timers
from runtime.kernel.errors import Conflict, ExpressionFailed
from tests.unit.spiff import drawing as d

ZONE = "Asia/Shanghai"


def due(written: object, zone: str = ZONE) -> datetime:
    return timers.read_due(written, d.NOW, feel.Frame(now=d.NOW, zone=zone))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("PT2H", "2026-11-21T10:00:00Z"),
        ("P1D", "2026-11-22T08:00:00Z"),
        ("P2W", "2026-12-05T08:00:00Z"),
        ("P1M", "2026-12-21T08:00:00Z"),
        ("PT0S", "2026-11-21T08:00:00Z"),
        ("2026-12-24T18:00:00+08:00", "2026-12-24T10:00:00Z"),
        ("2026-12-24T18:00:00", "2026-12-24T10:00:00Z"),
        ("2026-12-24", "2026-12-23T16:00:00Z"),
    ],
)
def test_an_iso_text_is_a_moment(written: str, moment: str) -> None:
    assert due(written) == datetime.fromisoformat(moment)


def test_a_month_later_is_a_month_in_the_zone_of_the_run() -> None:
    midnight = datetime(2026, 1, 30, 17, tzinfo=UTC)  # the 31st in Shanghai
    frame = feel.Frame(now=midnight, zone=ZONE)

    later = timers.read_due("P1M", midnight, frame)

    assert later == datetime(2026, 2, 27, 17, tzinfo=UTC)


@pytest.mark.parametrize("written", ["soon", None, 5, "2026-13-01", "PT"])
def test_what_is_no_time_is_an_incident(written: object) -> None:
    with pytest.raises(ExpressionFailed, match="timer"):
        due(written)


@pytest.mark.parametrize(
    ("written", "cycle"),
    [
        ("R3/PT10M", (3, timedelta(minutes=10), timedelta(minutes=10))),
        ("R/PT1H", (-1, timedelta(hours=1), timedelta(hours=1))),
        ("R2/2026-11-21T09:00:00Z/PT5M", (2, timedelta(hours=1), timedelta(minutes=5))),
        (
            "R2/PT5M/2026-11-21T10:00:00Z",
            (2, timedelta(minutes=115), timedelta(minutes=5)),
        ),
        ("PT5M", (-1, timedelta(minutes=5), timedelta(minutes=5))),
    ],
)
def test_an_iso_repetition_is_read(
    written: str, cycle: tuple[int, timedelta, timedelta]
) -> None:
    found = timers.read_cycle(written, d.NOW, feel.Frame(now=d.NOW, zone=ZONE))

    assert (found.times, found.first - d.NOW, found.every) == cycle


def waits_for(kind: str, what: str) -> d.Model:
    return d.model(
        d.start(),
        d.catch("t", kind, what),
        d.user("after"),
        d.end(),
        flows="s > t, t > after, after > e",
    )


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("duration", "PT2H"),
        ("duration", "=pause"),
        ("duration", 'duration("PT" + string(1 + 1) + "H")'),
        ("duration", '"PT2H"'),
        ("date", "now() + pause"),
        ("date", "2026-11-21T10:00:00Z"),
    ],
)
def test_a_timer_takes_iso_text_or_feel(kind: str, what: str) -> None:
    run = d.begin(waits_for(kind, what), {"pause": timedelta(hours=2)})

    assert d.wait_at(run, "t").due == d.later(hours=2)


def test_a_timer_never_fires_by_itself() -> None:
    run = d.begin(waits_for("duration", "PT2H"))

    run.advance(d.later(days=1))

    assert d.waiting(run) == ["timer t"]


def test_a_timer_is_due_from_when_it_was_reached_not_from_the_last_look() -> None:
    run = d.begin(waits_for("duration", "PT2H"))

    run.advance(d.later(hours=1))

    assert d.wait_at(d.again(run), "t").due == d.later(hours=2)


def test_a_due_timer_fires_when_told() -> None:
    run = d.fired(
        d.again(d.begin(waits_for("duration", "PT2H"))), "t", d.later(hours=2)
    )

    assert d.waiting(run) == ["user after"]


def test_a_timer_that_is_not_due_refuses_to_fire() -> None:
    run = d.begin(waits_for("duration", "PT2H"))

    with pytest.raises(Conflict, match="due"):
        run.fire(d.wait_at(run, "t").node, d.later(hours=1))


def test_a_refused_command_leaves_the_run_usable() -> None:
    run = d.begin(waits_for("duration", "PT2H"))

    with pytest.raises(Conflict):
        run.fire(d.wait_at(run, "t").node, d.later(hours=1))

    assert d.waiting(d.fired(run, "t", d.later(hours=2))) == ["user after"]


def test_a_timer_reached_by_completing_a_task_counts_from_the_next_advance() -> None:
    loaded = d.model(
        d.start(),
        d.user("u"),
        d.catch("t", "duration", "PT2H"),
        d.end(),
        flows="s > u, u > t, t > e",
    )
    run = d.begin(loaded)
    run.complete(d.wait_at(run, "u").node, {})

    run.advance(d.later(hours=5))

    assert d.wait_at(run, "t").due == d.later(hours=7)


REMIND = (
    d.start(),
    d.user("work"),
    d.boundary("remind", "work", "cycle", "R2/PT1H", cancels="false"),
    d.script("reminded", "{ reminded: true }"),
    d.end(),
    d.end("e2"),
)
REMIND_FLOWS = "s > work, work > e, remind > reminded, reminded > e2"


def test_a_repeating_timer_arms_itself_again() -> None:
    run = d.begin(d.model(*REMIND, flows=REMIND_FLOWS))

    d.fired(run, "remind", d.later(hours=1))

    assert d.wait_at(d.again(run), "remind").due == d.later(hours=2)


def test_a_repeating_timer_fires_as_often_as_it_says() -> None:
    run = d.begin(d.model(*REMIND, flows=REMIND_FLOWS))

    d.fired(run, "remind", d.later(hours=1))
    d.fired(run, "remind", d.later(hours=2))

    assert (d.waiting(run), d.steps(run).count("reminded")) == (["user work"], 2)


def test_a_doubled_wake_up_does_not_count_for_the_next_round() -> None:
    run = d.begin(d.model(*REMIND, flows=REMIND_FLOWS))
    node = d.wait_at(run, "remind").node
    d.fired(run, "remind", d.later(hours=1))

    with pytest.raises(Conflict):
        run.fire(node, d.later(hours=1))


def test_a_repeating_timer_ends_with_its_task() -> None:
    run = d.begin(d.model(*REMIND, flows=REMIND_FLOWS))
    d.fired(run, "remind", d.later(hours=1))

    d.done(run, "work")

    assert run.completed


LATE = (
    d.start(),
    d.user("work"),
    d.boundary("late", "work", "duration", "P2D"),
    d.user("escalated"),
    d.end(),
    d.end("e2"),
)
LATE_FLOWS = "s > work, work > e, late > escalated, escalated > e2"


def test_an_interrupting_timer_takes_the_task_away() -> None:
    run = d.again(d.begin(d.model(*LATE, flows=LATE_FLOWS)))

    d.fired(run, "late", d.later(days=2))

    assert (d.waiting(run), d.steps(run, "cancelled")) == (["user escalated"], ["work"])


def test_a_boundary_timer_is_listed_as_such() -> None:
    run = d.begin(d.model(*LATE, flows=LATE_FLOWS))

    wait = d.wait_at(run, "late")

    assert (wait.kind, wait.boundary, wait.element.attached_to) == (
        "timer",
        True,
        "work",
    )


def test_nothing_asks_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = "SpiffWorkflow.bpmn.specs.event_definitions.timer"
    monkeypatch.setattr("SpiffWorkflow.task.time", None)
    monkeypatch.setattr(f"{definitions}.datetime", None)
    run = d.again(d.begin(d.model(*REMIND, flows=REMIND_FLOWS)))

    d.done(d.fired(run, "remind", d.later(hours=1)), "work")

    assert run.completed


@pytest.mark.parametrize(
    "written", ["R/PT0S", "R/PT59S", "R/P0M", "R10001/PT1H", "R9/PT1S"]
)
def test_a_timer_that_would_repeat_too_often_is_refused(written: str) -> None:
    with pytest.raises(ExpressionFailed) as refused:
        timers.read_cycle(written, d.NOW, feel.Frame(now=d.NOW))

    assert refused.value.code == "timer-too-often"
