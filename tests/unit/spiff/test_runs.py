"""What a run tells: waits with their surroundings, stage, steps, snapshots."""

from decimal import Decimal

import pytest

from runtime.engine.spiff import Run
from runtime.kernel.errors import Conflict, ExpressionFailed, Stuck
from tests.unit.spiff import drawing as d

CALLED = d.process(
    d.start("cs"),
    d.user("sign", stage="signing", role="sales"),
    d.user("pay"),
    d.end("ce", stage="called"),
    flows="cs > sign, sign > pay, pay > ce",
    id="called",
)


def approval() -> d.Model:
    box = d.sub(
        "box",
        d.start("s2"),
        d.call("call", "called"),
        d.end("e2"),
        flows="s2 > call, call > e2",
    )
    staged = box.replace(
        '<bpmn:subProcess id="box">',
        '<bpmn:subProcess id="box">' + d._properties({"stage": "boxed"}),
    )
    return d.model(
        d.start(),
        staged,
        d.end("e", stage="over"),
        flows="s > box, box > e",
        also=CALLED,
    )


def test_a_wait_knows_the_activities_around_it() -> None:
    wait = d.wait_at(d.again(d.begin(approval())), "sign")

    assert [each.id for each in wait.path] == ["box", "call"]


def test_a_wait_knows_its_element() -> None:
    element = d.wait_at(d.begin(approval()), "sign").element

    assert (element.role, element.scope, element.kind) == (
        "sales",
        "called",
        "user-task",
    )


def test_the_stage_is_that_of_the_innermost_thing_that_waits() -> None:
    assert d.begin(approval()).stage == "signing"


def test_the_stage_of_the_surroundings_counts_where_the_task_has_none() -> None:
    run = d.done(d.begin(approval()), "sign")

    assert run.stage == "boxed"


def test_the_stage_at_the_end_is_that_of_the_end_event() -> None:
    run = d.done(d.done(d.begin(approval()), "sign"), "pay")

    assert (run.completed, run.stage) == (True, "over")


def test_the_stage_survives_in_a_finished_instance() -> None:
    run = d.done(d.done(d.begin(approval()), "sign"), "pay")

    assert Run.thaw(run.model, run.freeze(), d.frame(), d.Desk()).stage == "over"


def test_steps_are_told_with_the_moment_of_their_advance() -> None:
    run = d.begin(approval())
    run.complete(d.wait_at(run, "sign").node, {})

    run.advance(d.later(hours=1))

    told = [(step.element_id, step.at) for step in run.steps]
    before = [(element, d.NOW) for element in ("s", "s2", "cs")]
    assert told == [*before, ("sign", d.later(hours=1))]


def test_steps_begin_anew_after_a_reload() -> None:
    run = d.again(d.begin(approval()))

    d.done(run, "sign")

    assert d.steps(run) == ["sign"]


def test_going_back_is_loading_an_earlier_snapshot() -> None:
    run = d.begin(approval())
    snapshot = run.freeze()
    d.done(run, "sign", note="first round")

    back = Run.thaw(run.model, snapshot, d.frame(), d.Desk())

    assert (d.waiting(back), d.wait_at(back, "sign").data) == (["user sign"], {})


def test_a_second_way_after_going_back_ends_as_the_first_would() -> None:
    run = d.begin(approval())
    snapshot = run.freeze()
    d.done(run, "sign", note="first round")
    back = Run.thaw(run.model, snapshot, d.frame(), d.Desk())

    d.done(d.done(back, "sign", other=1), "pay")

    assert back.data == {"other": 1}


def test_storing_and_loading_changes_nothing() -> None:
    run = d.begin(approval(), {"n": Decimal("1.10")})
    kept = run.freeze()

    back = Run.thaw(run.model, kept, d.frame(), d.Desk())

    assert back.freeze() == kept


def test_a_pruned_state_does_not_grow_with_rounds_of_rework() -> None:
    loop = d.model(
        d.start(),
        d.user("work"),
        d.gateway("exclusive", "g", default="f2"),
        d.end(),
        flows="s > work, g > e, work > g, g > work [again]",
    )
    run = d.begin(loop)
    d.done(run, "work", again=True)
    first = len(d.again(run).freeze())

    for _ in range(50):
        run = d.again(d.done(run, "work", again=True))

    assert len(run.freeze()) <= first + 20  # ids get longer, nothing else


def test_pruning_keeps_what_a_join_still_needs() -> None:
    loaded = d.model(
        d.start(),
        d.user("before"),
        d.gateway("parallel", "g"),
        d.script("quick", "{ quick: 1 }"),
        d.user("slow"),
        d.gateway("parallel", "j"),
        d.user("after"),
        d.end(),
        flows="s > before, before > g, g > quick, g > slow, quick > j, slow > j, "
        "j > after, after > e",
    )
    run = d.again(d.done(d.begin(loaded), "before", early=0))

    d.done(run, "slow", slow=2)

    assert d.wait_at(run, "after").data == {"early": 0, "quick": 1, "slow": 2}


def test_a_state_of_another_process_is_refused() -> None:
    other = d.model(
        d.start(), d.user("elsewhere"), d.end(), flows="s > elsewhere, elsewhere > e"
    )

    with pytest.raises(Stuck, match="does not fit"):
        Run.thaw(other, d.begin(approval()).freeze(), d.frame(), d.Desk())


def test_a_state_of_another_format_is_refused() -> None:
    with pytest.raises(Stuck, match="format 99"):
        Run.thaw(approval(), b"[99,1,1,0,[],[]]", d.frame(), d.Desk())


def test_a_variable_named_like_something_ambient_is_refused_at_the_start() -> None:
    loaded = d.model(d.start(), d.end(), flows="s > e", ambient=frozenset({"param"}))

    with pytest.raises(Conflict, match="param"):
        Run.start(loaded, {"param": 1}, d.frame(), d.Desk())


GATE = (
    d.start(),
    d.gateway("exclusive", "g", default="f2"),
    d.user("yes"),
    d.user("no"),
    d.end("e1"),
    d.end("e2"),
)


def decided(condition: str, **variables: object) -> list[str]:
    flows = f"s > g, g > no, g > yes [{condition}], yes > e1, no > e2"
    return d.waiting(d.begin(d.model(*GATE, flows=flows), variables))


def test_a_condition_decides() -> None:
    assert decided("amount > 5", amount=6) == ["user yes"]


def test_null_without_a_mistake_is_no() -> None:
    assert decided("approved", approved=None) == ["user no"]


def test_null_by_a_mistake_is_an_incident() -> None:
    with pytest.raises(ExpressionFailed, match="amout"):
        decided("amout > 5", amount=6)


def test_a_condition_that_is_no_truth_is_an_incident() -> None:
    with pytest.raises(ExpressionFailed, match="number"):
        decided("amount", amount=6)


def test_ambient_names_are_read_from_the_frame() -> None:
    flows = "s > g, g > no, g > yes [amount > param.limit], yes > e1, no > e2"
    loaded = d.model(*GATE, flows=flows, ambient=frozenset({"param"}))

    run = d.begin(loaded, {"amount": 6}, param={"limit": Decimal(5)})

    assert d.waiting(run) == ["user yes"]


def test_what_is_ambient_is_not_stored() -> None:
    flows = "s > g, g > no, g > yes [amount > param.limit], yes > e1, no > e2"
    loaded = d.model(*GATE, flows=flows, ambient=frozenset({"param"}))

    run = d.begin(loaded, {"amount": 6}, param={"limit": Decimal(5)})

    assert b"limit" not in run.freeze()


def test_a_script_adds_the_entries_of_its_context() -> None:
    loaded = d.model(
        d.start(),
        d.script("x", "{ net: 100, gross: net * 1.13 }"),
        d.end(),
        flows="s > x, x > e",
    )

    assert d.begin(loaded).data == {"net": Decimal(100), "gross": Decimal("113.00")}


def test_all_evaluations_of_a_run_share_one_budget() -> None:
    frame = d.feel.Frame(now=d.NOW, budget=40)
    loaded = d.model(
        d.start(),
        d.script("x", "{ n: sum(for i in 1..100 return i) }"),
        d.end(),
        flows="s > x, x > e",
    )
    run = Run.start(loaded, {}, frame, d.Desk())

    with pytest.raises(ExpressionFailed) as caught:
        run.advance(d.NOW)

    found = run.failed_element.id if run.failed_element else ""
    assert (caught.value.code, found) == ("feel-budget-spent", "x")


def test_an_instance_that_never_stops_is_an_incident() -> None:
    loaded = d.model(
        d.start(),
        d.script("turn", "{ n: 1 }"),
        d.gateway("exclusive", "g", default="f3"),
        d.end(),
        flows="s > turn, turn > g, g > turn, g > e [false]",
    )

    with pytest.raises(Stuck):
        d.begin(loaded)


DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x"
 name="n" namespace="n"><decision id="grade" name="Grade">
 <decisionTable id="T" hitPolicy="FIRST"><input id="i"><inputExpression id="ie"
 typeRef="number"><text>amount</text></inputExpression></input>
 <output id="o" name="grade" typeRef="string"/>
 <rule id="r1"><inputEntry id="a"><text>&gt; 5</text></inputEntry>
 <outputEntry id="b"><text>"P0"</text></outputEntry></rule>
 <rule id="r2"><inputEntry id="c"><text>-</text></inputEntry>
 <outputEntry id="dd"><text>"P2"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def test_a_decision_leaves_a_trace() -> None:
    from runtime.dmn import load as load_decisions

    table = load_decisions(DECISION)
    loaded = d.model(
        d.start(),
        d.rule("x", "grade"),
        d.end(),
        flows="s > x, x > e",
        decisions=table.decision,
    )
    run = d.begin(loaded, {"amount": 6})

    trace = run.decisions[0]

    assert (run.data["grade"], trace.element_id, trace.verdict.rows, trace.at) == (
        "P0",
        "x",
        (1,),
        d.NOW,
    )
