"""Faults of SpiffWorkflow 3.2.0 that a run of ours must not have."""

import logging
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from runtime.dmn import load as load_decisions
from runtime.engine.spiff import Model, Run, ServiceCall
from runtime.kernel.errors import Stuck
from tests.equality import cases
from tests.unit.spiff import drawing as d

# ------------------------------------------------------------ research: the engine


def test_a_loop_of_five_thousand_rounds_reaches_its_end() -> None:
    run = Run.start(cases.model("f_loop", "fused"), {"n": 5000}, d.frame(), d.Desk())

    run.advance(d.NOW)

    assert (run.completed, run.data["i"]) == (True, 5000)


def rework(run: Run, rounds: int) -> None:
    for number in range(rounds):
        d.done(run, "work", i=number)


def test_a_task_stays_visible_after_seven_hundred_rounds_of_rework() -> None:
    run = d.begin(cases.model("g_rework", "fused"), {"n": 2000})

    rework(run, 700)

    assert (d.waiting(run), run.completed) == (["user work"], False)


def test_one_instance_never_changes_the_specs_that_others_share() -> None:
    esp = d.sub(
        "esp",
        d.start("es", "message", "paid", interrupts="false"),
        d.end("ee"),
        flows="es > ee",
        triggeredByEvent="true",
    )
    loaded = d.model(d.start(), d.user("u"), d.end(), esp, flows="s > u, u > e")
    before = list(loaded.spec.start._outputs)
    first = d.begin(loaded)
    first.receive("paid", {})
    first.advance(d.NOW)

    second = d.begin(loaded)

    assert loaded.spec.start._outputs == before
    assert d.steps(second) == ["s"]


def test_finished_sub_processes_are_not_walked_again() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "box",
            d.start("s2"),
            d.script("x", "{ n: n + 1 }"),
            d.end("e2"),
            flows="s2 > x, x > e2",
        ),
        d.gateway("exclusive", "g", default="f3"),
        d.user("u"),
        d.end(),
        flows="s > box, box > g, g > u, u > e, g > box [n != 60]",
    )
    run = d.begin(loaded, {"n": 0})

    assert len(run._top.subprocesses) == 60
    assert list(run._top.descend()) == []


def test_a_failing_service_shows_its_own_error() -> None:
    def broken(call: ServiceCall) -> None:
        raise ConnectionError("no route")

    loaded = d.model(
        d.start(), d.service("x", "a.b", "r"), d.end(), flows="s > x, x > e"
    )

    with pytest.raises(Stuck, match="ConnectionError: no route"):
        d.begin(loaded, {}, d.Desk(**{"a.b": broken}))


def test_one_path_cannot_change_the_data_of_another() -> None:
    def spoil(call: ServiceCall) -> dict[str, Any]:
        call.data["buyer"]["address"]["city"] = "nowhere"
        return {}

    loaded = d.model(
        d.start(),
        d.gateway("parallel", "g"),
        d.service("x", "a.b"),
        d.user("u"),
        d.end("e1"),
        d.end("e2"),
        flows="s > g, g > x, g > u, x > e1, u > e2",
    )
    run = d.begin(
        loaded, {"buyer": {"address": {"city": "杭州"}}}, d.Desk(**{"a.b": spoil})
    )

    assert d.wait_at(run, "u").data["buyer"]["address"]["city"] == "杭州"


def test_a_half_stepped_instance_cannot_be_stored() -> None:
    loaded = d.model(d.start(), d.service("x", "a.b"), d.end(), flows="s > x, x > e")
    run = Run.start(loaded, {}, d.frame(), d.Desk(**{"a.b": object()}))

    with pytest.raises(Stuck):
        run.advance(d.NOW)

    with pytest.raises(Stuck, match="half way"):
        run.freeze()


def test_counted_instances_may_write_into_a_result_that_exists() -> None:
    counted = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3"
        "</bpmn:loopCardinality><bpmn:loopDataOutputRef>results"
        '</bpmn:loopDataOutputRef><bpmn:inputDataItem id="item"/>'
        '<bpmn:outputDataItem id="out"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    loaded = d.model(
        d.start(),
        d.script("x", "{ out: item + 1 }", counted),
        d.end(),
        flows="s > x, x > e",
    )

    assert d.begin(loaded, {"results": ["old"]}).data == {"results": [1, 2, 3]}


def test_no_state_change_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="spiff")

    d.begin(cases.model("f_loop", "fused"), {"n": 3})

    assert caplog.records == []


# ------------------------------------------------------------ research: the traps
# 1-3 belong to the FEEL and DMN rooms (test_graph.py, test_builtins_registry.py,
# test_names.py); 8, 9 and 15 to storage (test_batches_database.py); 10 and 11 are in
# test_gates.py and test_values.py.

COLLECT = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x"
 name="n" namespace="n"><decision id="checks" name="checks">
 <decisionTable id="T" hitPolicy="COLLECT"><input id="i"><inputExpression id="ie"
 typeRef="number"><text>amount</text></inputExpression></input>
 <output id="o" name="reasons" typeRef="string"/>
 <rule id="r1"><inputEntry id="a"><text>&gt; 5</text></inputEntry>
 <outputEntry id="b"><text>"much"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""
TABLE = load_decisions(COLLECT)
HELD = (
    d.start(),
    d.rule("check", "checks"),
    d.gateway("exclusive", "g", default="f3"),
    d.user("hold"),
    d.end(),
    d.end("e2"),
)
HELD_FLOWS = "s > check, check > g, g > e, hold > e2, g > hold [count(reasons) > 0]"


def held() -> d.Model:
    return d.model(*HELD, flows=HELD_FLOWS, decisions=TABLE.decision)


def test_trap_4_a_collecting_decision_without_a_hit_gives_an_empty_list() -> None:
    assert d.begin(held(), {"amount": 1}).data == {"amount": 1, "reasons": []}


def test_trap_5_an_answer_of_a_service_keeps_its_types() -> None:
    loaded = d.model(
        d.start(), d.service("x", "a.b", "r"), d.end(), flows="s > x, x > e"
    )

    run = d.begin(loaded, {}, d.Desk(**{"a.b": Decimal("1.10")}))

    assert repr(run.data["r"]) == "Decimal('1.10')"


def test_trap_6_finishing_a_spec_leaves_the_decision_as_it_is() -> None:
    decision = TABLE.decision("checks")
    before = type(decision)

    loaded = held()

    assert loaded.spec.task_specs["check"].decision is decision
    assert type(decision) is before


def test_trap_7_a_finished_call_leaves_the_step_loop_as_quick_as_before() -> None:
    run = d.begin(cases.model("e_big", "fused"), cases.variables(1))

    d.done(d.done(run, "u1"), "cu")

    assert run.completed
    assert len(run._top.subprocesses) == 2
    assert run._top.inner == {}


def test_trap_12_tasks_of_every_kind_are_run_in_one_step() -> None:
    loaded = d.model(
        d.start(),
        d.script("a", "{ a: 1 }"),
        d.service("b", "a.b"),
        d.rule("c", "checks"),
        d.user("u"),
        d.gateway("exclusive", "g"),
        d.end(),
        flows="s > a, a > b, b > c, c > u, u > g, g > e",
        decisions=TABLE.decision,
    )
    specs = loaded.spec.task_specs

    slow = [
        name
        for name in ("s", "a", "b", "c", "u", "g", "e")
        if not specs[name].plain or specs[name].step is None
    ]

    assert slow == []


def test_trap_13_a_decision_replaces_what_stood_under_its_name() -> None:
    loaded = d.model(*HELD, flows=HELD_FLOWS, decisions=TABLE.decision)

    run = d.begin(loaded, {"amount": 1, "reasons": ["old", "older"]})

    assert run.data["reasons"] == []


def test_trap_13_a_decision_leaves_the_data_before_it_alone() -> None:
    run = d.begin(held(), {"amount": 9, "reasons": ["old"]})

    before = run._top.task_tree.data["reasons"]

    assert (before, d.wait_at(run, "hold").data["reasons"]) == (["old"], ["much"])


def test_trap_14_two_runs_never_see_each_others_surroundings() -> None:
    loaded = d.model(
        d.start(),
        d.user("u"),
        d.script("x", "{ seen: param.n }"),
        d.end(),
        flows="s > u, u > x, x > e",
        ambient=frozenset({"param"}),
    )
    one, two = (d.begin(loaded, param={"n": number}) for number in (1, 2))

    d.done(two, "u")
    d.done(one, "u")

    assert (one.data, two.data) == ({"seen": 1}, {"seen": 2})


# ------------------------------------------------------------ found on the way


@pytest.mark.parametrize("sequential", [False, True])
def test_a_repeated_activity_can_be_reached_a_second_time(sequential: bool) -> None:
    loaded = d.model(
        d.start(),
        d.script("a", "{ out: item * n }", d.many(sequential=sequential)),
        d.script("count", "{ n: n + 1 }"),
        d.gateway("exclusive", "g", default="f4"),
        d.end(),
        flows="s > a, a > count, count > g, g > e, g > a [n < 3]",
    )

    assert d.begin(loaded, {"items": [1, 2], "n": 1}).data["results"] == [2, 4]


def test_a_diagram_longer_than_pythons_stack_loads_and_runs() -> None:
    count = 700
    nodes = [d.script(f"n{n}", f"{{ v: {n} }}") for n in range(count)]
    flows = ", ".join(f"n{n} > n{n + 1}" for n in range(count - 1))
    loaded = d.model(
        d.start(), *nodes, d.end(), flows=f"s > n0, {flows}, n{count - 1} > e"
    )

    assert d.begin(loaded).data == {"v": count - 1}


def vote(run: Run) -> None:
    """Answer the last first, each with its index."""
    for wait in reversed(run.waits()):
        run.complete(wait.node, {"out": wait.index})
    run.advance(d.NOW)


def test_a_thousand_parallel_instances_are_answered_after_a_reload() -> None:
    loaded = d.model(
        d.start(), d.user("vote", d.many()), d.end(), flows="s > vote, vote > e"
    )
    run = d.again(d.begin(loaded, {"items": list(range(1000))}))

    vote(run)

    assert run.data["results"] == list(range(1000))


def stoppable_loop() -> Model:
    """Return a process whose sub-process turns 1,500 rounds before it asks."""
    inside = d.sub(
        "box",
        d.start("s2"),
        d.script("x", "{ n: n + 1 }"),
        d.gateway("exclusive", "g", default="box_f3"),
        d.user("u"),
        d.end("e2"),
        flows="s2 > x, x > g, g > u, u > e2, g > x [n != 1500]",
    )
    return d.model(
        d.start(),
        inside,
        d.boundary("stop", "box", "message", "stop"),
        d.end(),
        d.end("e3"),
        flows="s > box, box > e, stop > e3",
    )


def test_a_cancelled_scope_of_a_thousand_nodes_is_left_at_once() -> None:
    run = d.begin(stoppable_loop(), {"n": 0})

    run.receive("stop", {})
    run.advance(d.NOW)

    assert run.completed


def test_the_state_of_many_instances_grows_with_their_number_only() -> None:
    loaded = d.model(
        d.start(),
        d.user("vote", d.many(sequential=True)),
        d.end(),
        flows="s > vote, vote > e",
    )
    run = d.begin(loaded, {"items": ["x"] * 200})
    sizes = [len(run.freeze())]

    answer(run, 60)
    sizes.append(len(run.freeze()))
    answer(run, 60)
    sizes.append(len(run.freeze()))

    assert sizes[2] - sizes[1] < 1.3 * (sizes[1] - sizes[0])


def answer(run: Run, times: int) -> None:
    for _ in range(times):
        d.done(run, "vote", out="an answer of some length")


def test_many_threads_may_use_one_model() -> None:
    loaded = cases.model("e_big", "fused")

    def play(number: int) -> Any:
        run = d.begin(loaded, cases.variables(number))
        return d.done(d.done(run, "u1"), "cu").data["tax"]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(play, range(40)))

    assert together == [play(number) for number in range(40)]
