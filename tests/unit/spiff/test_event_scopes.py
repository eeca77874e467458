"""Choices between events, event sub-processes, starts and ends of whole scopes."""

import pytest

from runtime.kernel.errors import NotFound
from tests.unit.spiff import drawing as d

CHOICE = (
    d.start(),
    d.gateway("eventBased", "g"),
    d.catch("msg", "message", "paid"),
    d.catch("short_time", "duration", "PT1H"),
    d.catch("long_time", "duration", "PT2H"),
    d.user("u1"),
    d.user("u2"),
    d.user("u3"),
    *(d.end(f"e{n}") for n in range(1, 4)),
)
CHOICE_FLOWS = (
    "s > g, g > msg, g > short_time, g > long_time, msg > u1, short_time > u2, "
    "long_time > u3, u1 > e1, u2 > e2, u3 > e3"
)


def test_the_first_event_of_a_choice_takes_its_path() -> None:
    run = d.again(d.begin(d.model(*CHOICE, flows=CHOICE_FLOWS)))

    run.receive("paid", {})
    run.advance(d.NOW)

    assert d.waiting(run) == ["user u1"]


def test_each_timer_of_a_choice_has_a_time_of_its_own() -> None:
    run = d.begin(d.model(*CHOICE, flows=CHOICE_FLOWS))

    dues = {w.element.id: w.due for w in run.waits() if w.kind == "timer"}

    assert dues == {"short_time": d.later(hours=1), "long_time": d.later(hours=2)}


def test_the_earliest_timer_of_a_choice_fires_first() -> None:
    run = d.again(d.begin(d.model(*CHOICE, flows=CHOICE_FLOWS)))

    d.fired(run, "long_time", d.later(hours=3))

    assert d.waiting(run) == ["user u2"]


BY_MESSAGE = d.sub(
    "esp",
    d.start("es", "message", "paid", interrupts="false"),
    d.user("extra"),
    d.end("ee"),
    flows="es > extra, extra > ee",
    triggeredByEvent="true",
)


def test_an_event_sub_process_waits_for_its_message() -> None:
    loaded = d.model(
        d.start(), d.user("work"), d.end(), BY_MESSAGE, flows="s > work, work > e"
    )

    assert d.waiting(d.begin(loaded)) == ["message es", "user work"]


def test_an_event_sub_process_runs_beside_its_surroundings_as_often_as_asked() -> None:
    loaded = d.model(
        d.start(), d.user("work"), d.end(), BY_MESSAGE, flows="s > work, work > e"
    )
    run = d.begin(loaded)

    run.receive("paid", {})
    run.advance(d.NOW)
    run = d.again(run)
    run.receive("paid", {})
    run.advance(d.NOW)

    assert d.waiting(run) == ["message es", "user extra", "user extra", "user work"]


def test_an_event_sub_process_inside_a_sub_process_is_heard_too() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "outer",
            d.start("s2"),
            d.user("work"),
            d.end("e2"),
            BY_MESSAGE,
            flows="s2 > work, work > e2",
        ),
        d.end(),
        flows="s > outer, outer > e",
    )
    run = d.again(d.begin(loaded))

    heard = run.receive("paid", {})
    run.advance(d.NOW)

    assert (heard, d.waiting(run)) == (1, ["message es", "user extra", "user work"])


def test_a_timed_event_sub_process_keeps_no_instance_alive() -> None:
    timed = d.sub(
        "esp",
        d.start("es", "duration", "PT1H", interrupts="false"),
        d.user("extra"),
        d.end("ee"),
        flows="es > extra, extra > ee",
        triggeredByEvent="true",
    )
    loaded = d.model(
        d.start(), d.user("work"), d.end(), timed, flows="s > work, work > e"
    )
    run = d.again(d.begin(loaded))

    d.done(run, "work")

    assert run.completed


def test_a_timed_event_sub_process_starts_in_time() -> None:
    timed = d.sub(
        "esp",
        d.start("es", "duration", "PT1H", interrupts="false"),
        d.user("extra"),
        d.end("ee"),
        flows="es > extra, extra > ee",
        triggeredByEvent="true",
    )
    loaded = d.model(
        d.start(), d.user("work"), d.end(), timed, flows="s > work, work > e"
    )
    run = d.again(d.begin(loaded))

    d.fired(run, "es", d.later(hours=1))

    assert d.waiting(run) == ["user extra", "user work"]


def test_a_start_event_waits_for_its_message() -> None:
    loaded = d.model(d.start("s", "message", "paid"), d.end(), flows="s > e")
    run = d.again(d.begin(loaded))

    run.receive("paid", {})
    run.advance(d.NOW)

    assert run.completed


def test_of_several_start_events_the_first_ends_the_others() -> None:
    loaded = d.model(
        d.start("s1", "message", "paid"),
        d.start("s2", "message", "stop"),
        d.user("a"),
        d.user("b"),
        d.end("e1"),
        d.end("e2"),
        flows="s1 > a, s2 > b, a > e1, b > e2",
    )
    run = d.again(d.begin(loaded))

    run.receive("stop", {})
    run.advance(d.NOW)

    assert d.waiting(run) == ["user b"]


def test_a_terminating_end_cancels_its_whole_scope() -> None:
    loaded = d.model(
        d.start(),
        d.gateway("parallel", "g"),
        d.user("a"),
        d.user("b"),
        d.end("e1", "terminate"),
        d.end("e2"),
        flows="s > g, g > a, g > b, a > e1, b > e2",
    )
    run = d.begin(loaded)

    d.done(run, "a")

    assert (run.completed, d.steps(run, "cancelled")) == (True, ["b"])


CANCEL = (
    d.start(),
    d.sub(
        "work",
        d.start("s2"),
        d.user("inside"),
        d.end("e2"),
        flows="s2 > inside, inside > e2",
    ),
    d.boundary("cancelled", "work", "message", "stop"),
    d.script("note", '{ outcome: "cancelled" }'),
    d.end(),
    d.end("e3"),
)
CANCEL_FLOWS = "s > work, work > e, cancelled > note, note > e3"


def test_a_message_at_its_border_cancels_a_sub_process_with_all_in_it() -> None:
    run = d.again(d.begin(d.model(*CANCEL, flows=CANCEL_FLOWS)))

    run.receive("stop", {})
    run.advance(d.NOW)

    assert (run.completed, run.data, d.steps(run, "cancelled")) == (
        True,
        {"outcome": "cancelled"},
        ["work", "inside"],
    )


def test_a_node_of_a_cancelled_scope_can_no_longer_be_completed() -> None:
    run = d.begin(d.model(*CANCEL, flows=CANCEL_FLOWS))
    inside = d.wait_at(run, "inside").node
    run.receive("stop", {})

    run.advance(d.NOW)

    with pytest.raises(NotFound, match="no node"):
        run.complete(inside, {})
