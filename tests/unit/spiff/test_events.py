"""Messages and signals reach whom they should, and nobody else."""

from tests.unit.spiff import drawing as d

PAY = (d.start(), d.catch("wait", "message", "paid"), d.user("ship"), d.end())
PAY_FLOWS = "s > wait, wait > ship, ship > e"


def test_a_message_moves_the_node_that_waits_for_it() -> None:
    run = d.begin(d.model(*PAY, flows=PAY_FLOWS))

    heard = run.receive("paid", {})
    run.advance(d.NOW)

    assert (heard, d.waiting(run)) == (1, ["user ship"])


def test_a_message_nobody_waits_for_is_heard_by_nobody() -> None:
    run = d.begin(d.model(*PAY, flows=PAY_FLOWS))

    assert run.receive("stop", {}) == 0


def test_a_message_is_heard_after_a_reload() -> None:
    run = d.again(d.begin(d.model(*PAY, flows=PAY_FLOWS)))

    run.receive("paid", {})
    run.advance(d.NOW)

    assert d.waiting(run) == ["user ship"]


def test_what_a_message_brings_never_overwrites_the_data_by_itself() -> None:
    run = d.begin(d.model(*PAY, flows=PAY_FLOWS), {"approved": False})

    run.receive("paid", {"approved": True})
    run.advance(d.NOW)

    assert d.wait_at(run, "ship").data == {"approved": False}


def test_what_a_message_brings_is_kept_under_the_variable_the_diagram_names() -> None:
    declared = (
        '<bpmn:message id="m_paid" name="paid"><bpmn:extensionElements>'
        "<spiffworkflow:messageVariable>payment</spiffworkflow:messageVariable>"
        "</bpmn:extensionElements></bpmn:message>"
    )
    files = d.file(d.process(*PAY, flows=PAY_FLOWS), declared=declared)
    run = d.begin(d.load("p", files, lambda _: None))

    run.receive("paid", {"amount": 5})
    run.advance(d.NOW)

    assert d.wait_at(run, "ship").data == {"payment": {"amount": 5}}


TWO = (
    d.start(),
    d.gateway("parallel", "g"),
    d.user("left"),
    d.user("right"),
    d.boundary("stop_left", "left", "message", "stop"),
    d.boundary("stop_right", "right", "message", "stop"),
    d.user("debt"),
    d.gateway("parallel", "j"),
    d.end(),
    d.end("e_debt"),
    d.end("e_right"),
)
TWO_FLOWS = (
    "s > g, g > left, g > right, left > j, right > j, j > e, "
    "stop_left > debt, debt > e_debt, stop_right > e_right"
)


def test_a_bypass_by_node_cancels_exactly_its_own_task() -> None:
    run = d.begin(d.model(*TWO, flows=TWO_FLOWS))

    heard = run.receive("stop", {}, node=d.wait_at(run, "stop_left").node)
    run.advance(d.NOW)

    assert (heard, d.waiting(run)) == (
        1,
        ["message stop_right", "user debt", "user right"],
    )


def test_a_bypass_works_after_prune_and_reload() -> None:
    run = d.again(d.begin(d.model(*TWO, flows=TWO_FLOWS)))

    run.receive("stop", {}, node=d.wait_at(run, "stop_left").node)
    run.advance(d.NOW)

    assert "user debt" in d.waiting(run)


def test_a_bypassed_task_is_recorded_as_cancelled() -> None:
    run = d.begin(d.model(*TWO, flows=TWO_FLOWS))

    run.receive("stop", {}, node=d.wait_at(run, "stop_left").node)
    run.advance(d.NOW)

    assert d.steps(run, "cancelled") == ["left"]


def test_the_same_message_by_name_reaches_every_boundary_that_waits() -> None:
    run = d.begin(d.model(*TWO, flows=TWO_FLOWS))

    assert run.receive("stop", {}) == 2


def test_a_completed_task_leaves_no_boundary_behind() -> None:
    run = d.begin(d.model(*TWO, flows=TWO_FLOWS))

    d.done(run, "left")

    assert d.waiting(run) == ["message stop_right", "user right"]


NOTE = (
    d.start(),
    d.user("work"),
    d.boundary("note", "work", "message", "paid", cancels="false"),
    d.script("noted", "{ noted: true }"),
    d.end(),
    d.end("e2"),
)
NOTE_FLOWS = "s > work, work > e, note > noted, noted > e2"


def test_a_boundary_that_does_not_interrupt_leaves_the_task_alone() -> None:
    run = d.begin(d.model(*NOTE, flows=NOTE_FLOWS))

    run.receive("paid", {})
    run.advance(d.NOW)

    assert d.waiting(run) == ["message note", "user work"]


def test_a_boundary_that_does_not_interrupt_listens_on() -> None:
    run = d.begin(d.model(*NOTE, flows=NOTE_FLOWS))
    run.receive("paid", {})
    run.advance(d.NOW)
    run = d.again(run)

    run.receive("paid", {})
    run.advance(d.NOW)

    assert (run.receive("paid", {}), d.steps(run)) == (1, ["note", "noted", "e2"])


def test_a_boundary_that_does_not_interrupt_ends_with_its_task() -> None:
    run = d.begin(d.model(*NOTE, flows=NOTE_FLOWS))
    run.receive("paid", {})
    run.advance(d.NOW)

    d.done(run, "work")

    assert run.completed


def test_a_message_without_listener_leaves_the_instance() -> None:
    loaded = d.model(
        d.start(), d.throw("t", "message", "paid"), d.end(), flows="s > t, t > e"
    )

    thrown = d.begin(loaded).thrown

    assert [(each.kind, each.name, each.element) for each in thrown] == [
        ("message", "paid", "t")
    ]


def test_a_signal_reaches_every_waiting_node_and_leaves_too() -> None:
    loaded = d.model(
        d.start(),
        d.gateway("parallel", "g"),
        d.catch("a", "signal", "bell"),
        d.catch("b", "signal", "bell"),
        d.user("ring"),
        d.throw("t", "signal", "bell"),
        *(d.end(f"e{n}") for n in range(1, 4)),
        flows="s > g, g > a, g > b, g > ring, ring > t, a > e1, b > e2, t > e3",
    )
    run = d.begin(loaded)

    d.done(run, "ring")

    assert (run.completed, len(run.thrown)) == (True, 1)


def test_a_signal_from_outside_is_heard() -> None:
    loaded = d.model(
        d.start(), d.catch("a", "signal", "bell"), d.end(), flows="s > a, a > e"
    )
    run = d.begin(loaded)

    heard = run.signal("bell", {})
    run.advance(d.NOW)

    assert (heard, run.completed) == (1, True)
