"""Messages, signals, errors and escalations reach whom they should, and no others."""

import pytest

from runtime.kernel.errors import BpmnError, NotFound, Stuck

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


FAIL = (
    d.start(),
    d.service("reserve", "stock.reserve", "reserved"),
    d.boundary("short", "reserve", "error", "short"),
    d.user("backorder"),
    d.end(),
    d.end("e2"),
)
FAIL_FLOWS = "s > reserve, reserve > e, short > backorder, backorder > e2"


def short(call: object) -> None:
    raise BpmnError("short", sku="A-1")


def test_a_modelled_error_leads_along_the_boundary() -> None:
    run = d.begin(
        d.model(*FAIL, flows=FAIL_FLOWS), desk=d.Desk(**{"stock.reserve": short})
    )

    assert d.waiting(run) == ["user backorder"]


def test_an_error_that_nobody_catches_is_an_incident_on_its_element() -> None:
    def other(call: object) -> None:
        raise BpmnError("other")

    loaded = d.model(*FAIL, flows=FAIL_FLOWS)
    run = d.Run.start(loaded, {}, d.frame(), d.Desk(**{"stock.reserve": other}))

    with pytest.raises(Stuck) as caught:
        run.advance(d.NOW)

    found = run.failed_element.id if run.failed_element else ""
    assert (caught.value.code, found) == ("error-not-caught", "reserve")


BESIDE = (
    d.start(),
    d.gateway("parallel", "g"),
    d.user("beside"),
    d.boundary("wrong", "beside", "error", "short"),
    d.service("reserve", "stock.reserve"),
    d.boundary("right", "reserve", "error", "short"),
    d.user("caught"),
    *(d.end(f"e{n}") for n in range(1, 5)),
)
BESIDE_FLOWS = (
    "s > g, g > beside, g > reserve, beside > e1, wrong > e2, reserve > e3, "
    "right > caught, caught > e4"
)


def test_an_error_is_caught_at_its_own_node_only() -> None:
    run = d.begin(
        d.model(*BESIDE, flows=BESIDE_FLOWS), desk=d.Desk(**{"stock.reserve": short})
    )

    assert d.waiting(run) == ["user beside", "user caught"]


def test_an_error_is_not_caught_by_a_neighbour() -> None:
    nodes = [each for each in BESIDE if 'id="right"' not in each and "caught" not in each]
    flows = "s > g, g > beside, g > reserve, beside > e1, wrong > e2, reserve > e3"
    run = d.Run.start(
        d.model(*nodes[:-1], flows=flows),
        {},
        d.frame(),
        d.Desk(**{"stock.reserve": short}),
    )

    with pytest.raises(Stuck, match="no boundary event"):
        run.advance(d.NOW)


def nested(inner: str) -> d.Model:
    return d.model(
        d.start(),
        d.sub("outer", d.start("s2"), inner, d.end("e2"), flows="s2 > x, x > e2"),
        d.boundary("exact", "outer", "error", "short"),
        d.boundary("any", "outer", "any-error"),
        d.user("exactly"),
        d.user("anyhow"),
        d.end(),
        d.end("e3"),
        d.end("e4"),
        flows="s > outer, outer > e, exact > exactly, exactly > e3, any > anyhow, "
        "anyhow > e4",
    )


def test_an_error_goes_outwards_to_the_activity_around_it() -> None:
    run = d.begin(nested(d.service("x", "stock.reserve")), desk=d.Desk(**{"stock.reserve": short}))

    assert d.waiting(run) == ["user exactly"]


def test_a_boundary_without_code_catches_what_no_other_does() -> None:
    def other(call: object) -> None:
        raise BpmnError("other")

    run = d.begin(nested(d.service("x", "stock.reserve")), desk=d.Desk(**{"stock.reserve": other}))

    assert d.waiting(run) == ["user anyhow"]


def test_an_error_end_event_leaves_its_sub_process() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "outer",
            d.start("s2"),
            d.end("e2", "error", "short"),
            flows="s2 > e2",
        ),
        d.boundary("exact", "outer", "error", "short"),
        d.user("exactly"),
        d.end(),
        d.end("e3"),
        flows="s > outer, outer > e, exact > exactly, exactly > e3",
    )

    assert d.waiting(d.begin(loaded)) == ["user exactly"]


def test_an_escalation_goes_on_and_calls_for_help() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "outer",
            d.start("s2"),
            d.throw("call", "escalation", "late"),
            d.user("work"),
            d.end("e2"),
            flows="s2 > call, call > work, work > e2",
        ),
        d.boundary("help", "outer", "escalation", "late", cancels="false"),
        d.user("helper"),
        d.end(),
        d.end("e3"),
        flows="s > outer, outer > e, help > helper, helper > e3",
    )

    assert d.waiting(d.begin(loaded)) == ["user helper", "user work"]


def test_an_escalation_nobody_hears_does_no_harm() -> None:
    loaded = d.model(
        d.start(), d.throw("t", "escalation", "late"), d.end(), flows="s > t, t > e"
    )

    assert d.begin(loaded).completed


def test_a_message_without_listener_leaves_the_instance() -> None:
    loaded = d.model(d.start(), d.throw("t", "message", "paid"), d.end(), flows="s > t, t > e")

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
    loaded = d.model(d.start(), d.catch("a", "signal", "bell"), d.end(), flows="s > a, a > e")
    run = d.begin(loaded)

    heard = run.signal("bell", {})
    run.advance(d.NOW)

    assert (heard, run.completed) == (1, True)


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
    loaded = d.model(d.start(), d.user("work"), d.end(), BY_MESSAGE, flows="s > work, work > e")

    assert d.waiting(d.begin(loaded)) == ["message es", "user work"]


def test_an_event_sub_process_runs_beside_its_surroundings_as_often_as_asked() -> None:
    loaded = d.model(d.start(), d.user("work"), d.end(), BY_MESSAGE, flows="s > work, work > e")
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
        d.sub("outer", d.start("s2"), d.user("work"), d.end("e2"), BY_MESSAGE,
              flows="s2 > work, work > e2"),
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
    loaded = d.model(d.start(), d.user("work"), d.end(), timed, flows="s > work, work > e")
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
    loaded = d.model(d.start(), d.user("work"), d.end(), timed, flows="s > work, work > e")
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
    d.sub("work", d.start("s2"), d.user("inside"), d.end("e2"),
          flows="s2 > inside, inside > e2"),
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
