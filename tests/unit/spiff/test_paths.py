"""Paths that meet, and activities that run more than once."""

from decimal import Decimal
from typing import Any

import pytest

from runtime.kernel.errors import ExpressionFailed, Stuck

from tests.unit.spiff import drawing as d

FORK = (
    d.start(),
    d.gateway("parallel", "g"),
    d.user("a"),
    d.user("b"),
    d.gateway("parallel", "j"),
    d.user("after"),
    d.end(),
)
FORK_FLOWS = "s > g, g > a, g > b, a > j, b > j, j > after, after > e"


def joined(first: tuple[str, Any], second: tuple[str, Any], **start: Any) -> Any:
    run = d.begin(d.model(*FORK, flows=FORK_FLOWS), start)
    for element, answer in (first, second):
        d.done(run, element, **answer)
        run = d.again(run)
    return d.wait_at(run, "after").data


def test_a_join_waits_for_every_path() -> None:
    run = d.again(d.done(d.begin(d.model(*FORK, flows=FORK_FLOWS)), "a"))

    assert d.waiting(run) == ["user b"]


def test_a_join_has_the_data_of_every_path() -> None:
    assert joined(("b", {"y": 2}), ("a", {"x": 1})) == {"x": 1, "y": 2}


def test_what_one_path_changed_is_not_undone_by_one_that_did_not() -> None:
    found = joined(("a", {"ok": True, "tags": ["new"]}), ("b", {}), ok=False, tags=[])

    assert found == {"ok": True, "tags": ["new"]}


def test_of_two_changes_the_later_stands() -> None:
    assert joined(("b", {"x": "b"}), ("a", {"x": "a"}), x=0)["x"] == "a"


def test_changes_inside_one_context_are_merged_field_by_field() -> None:
    found = joined(
        ("a", {"check": {"a": 1, "n": 0}}), ("b", {"check": {"b": 2, "n": 0}}),
        check={"n": 0},
    )

    assert found == {"check": {"a": 1, "b": 2, "n": 0}}


def test_paths_that_end_apart_all_bring_their_data() -> None:
    loaded = d.model(
        d.start(), d.gateway("parallel", "g"), d.user("a"), d.user("b"),
        d.end("e1"), d.end("e2"), flows="s > g, g > a, g > b, a > e1, b > e2",
    )
    run = d.again(d.done(d.begin(loaded), "b", y=2))

    d.done(run, "a", x=1)

    assert (run.completed, run.data) == (True, {"x": 1, "y": 2})


ROUNDS = (
    d.start(),
    d.gateway("exclusive", "m"),
    d.gateway("parallel", "g"),
    d.user("a"),
    d.user("b"),
    d.gateway("parallel", "j"),
    d.gateway("exclusive", "x", default="f9"),
    d.end(),
)
ROUNDS_FLOWS = (
    "s > m, m > g, g > a, g > b, a > j, b > j, j > x, x > m [again], x > e"
)


@pytest.mark.parametrize("mode", [d.Mode(), d.PLAIN], ids=["fused", "plain"])
def test_a_join_in_a_loop_waits_in_every_round_for_every_path(mode: d.Mode) -> None:
    run = d.begin(d.model(*ROUNDS, flows=ROUNDS_FLOWS, mode=mode), {"again": True})
    d.done(d.done(run, "a"), "b")
    run = d.again(run)

    d.done(run, "b")

    assert d.waiting(run) == ["user a"]


def test_a_join_in_a_loop_ends_when_the_loop_does() -> None:
    run = d.begin(d.model(*ROUNDS, flows=ROUNDS_FLOWS), {"again": True})
    d.done(d.done(run, "a"), "b")

    d.done(d.done(run, "b"), "a", again=False)

    assert run.completed


SOME = (
    d.start(),
    d.gateway("inclusive", "g", default="f4"),
    d.user("a"),
    d.user("b"),
    d.user("c"),
    d.gateway("inclusive", "j"),
    d.user("after"),
    d.end(),
)
SOME_FLOWS = (
    "s > g, g > a [x], g > b [y], g > c, a > j, b > j, c > j, j > after, after > e"
)


@pytest.mark.parametrize("mode", [d.Mode(), d.PLAIN], ids=["fused", "plain"])
def test_an_inclusive_join_waits_for_the_paths_that_were_taken(mode: d.Mode) -> None:
    run = d.begin(d.model(*SOME, flows=SOME_FLOWS, mode=mode), {"x": True, "y": True})

    d.done(d.again(run), "a")
    halfway = d.again(d.done(run, "a"))

    assert d.waiting(halfway) == ["user b"]


@pytest.mark.parametrize("mode", [d.Mode(), d.PLAIN], ids=["fused", "plain"])
def test_an_inclusive_join_waits_for_no_path_that_was_not_taken(mode: d.Mode) -> None:
    run = d.begin(d.model(*SOME, flows=SOME_FLOWS, mode=mode), {"x": True, "y": False})

    d.done(run, "a")

    assert d.waiting(run) == ["user after"]


def test_an_inclusive_gateway_takes_the_default_when_nothing_holds() -> None:
    run = d.begin(d.model(*SOME, flows=SOME_FLOWS), {"x": False, "y": False})

    assert d.waiting(run) == ["user c"]


def test_an_inclusive_join_goes_on_when_a_path_it_waited_for_turns_away() -> None:
    loaded = d.model(
        d.start(),
        d.gateway("inclusive", "g", default="f3"),
        d.user("a"),
        d.user("b"),
        d.gateway("exclusive", "x", default="f6"),
        d.gateway("inclusive", "j"),
        d.user("after"),
        d.end(),
        d.end("e2"),
        flows="s > g, g > a [true], g > b, a > j, b > x, x > e2, x > j [back], "
        "j > after, after > e",
    )
    both = d.model(
        d.start(),
        d.gateway("parallel", "g"),
        d.user("a"),
        d.user("b"),
        d.gateway("exclusive", "x", default="f6"),
        d.gateway("inclusive", "j"),
        d.user("after"),
        d.end(),
        d.end("e2"),
        flows="s > g, g > a, g > b, a > j, b > x, x > e2, x > j [back], "
        "j > after, after > e",
    )
    assert d.waiting(d.done(d.begin(loaded, {"back": False}), "a")) == ["user after"]
    run = d.done(d.begin(both, {"back": False}), "a")
    held = d.waiting(run)

    d.done(run, "b")

    assert (held, d.waiting(run)) == (["user b"], ["user after"])


def each(*, sequential: bool = False, **more: str) -> d.Model:
    return d.model(
        d.start(),
        d.script("x", "{ out: item * 2 }", d.many(sequential=sequential, **more)),
        d.end(),
        flows="s > x, x > e",
    )


@pytest.mark.parametrize("sequential", [False, True])
def test_results_stand_where_their_items_stood(sequential: bool) -> None:
    run = d.begin(each(sequential=sequential), {"items": [3, 1, 2]})

    assert run.data == {"items": [3, 1, 2], "results": [6, 2, 4]}


@pytest.mark.parametrize("sequential", [False, True])
def test_no_items_no_instances(sequential: bool) -> None:
    run = d.begin(each(sequential=sequential), {"items": []})

    assert run.data == {"items": [], "results": []}


@pytest.mark.parametrize("sequential", [False, True])
def test_without_results_the_item_leaves_nothing_behind(sequential: bool) -> None:
    loaded = d.model(
        d.start(),
        d.script("x", "{ last: item }", d.many(sequential=sequential, output="no")),
        d.end(),
        flows="s > x, x > e",
    )

    assert d.begin(loaded, {"items": [1, 2]}).data == {"items": [1, 2], "last": 2}


def test_items_may_be_a_feel_expression() -> None:
    loaded = d.model(
        d.start(), d.script("x", "{ out: item.n }", d.many("param.rows")), d.end(),
        flows="s > x, x > e", ambient=frozenset({"param"}),
    )

    run = d.begin(loaded, {}, param={"rows": [{"n": 1}, {"n": 2}]})

    assert run.data == {"results": [1, 2]}


@pytest.mark.parametrize("items", [None, 5, {"a": 1}], ids=repr)
def test_items_that_are_no_list_are_an_incident(items: Any) -> None:
    with pytest.raises(ExpressionFailed):
        d.begin(each(), {"items": items})


PEOPLE = (d.start(), d.user("vote", d.many()), d.user("after"), d.end())
PEOPLE_FLOWS = "s > vote, vote > after, after > e"


def test_parallel_instances_wait_side_by_side_with_their_index() -> None:
    run = d.again(d.begin(d.model(*PEOPLE, flows=PEOPLE_FLOWS), {"items": ["x", "y"]}))

    found = [(wait.index, wait.data["item"]) for wait in run.waits()]

    assert found == [(0, "x"), (1, "y")]


def test_parallel_results_keep_the_places_of_their_items() -> None:
    run = d.begin(d.model(*PEOPLE, flows=PEOPLE_FLOWS), {"items": ["x", "y"]})
    second, first = run.waits()[1].node, run.waits()[0].node

    run.complete(second, {"out": 2})
    run.advance(d.NOW)
    run = d.again(run)
    run.complete(first, {"out": 1})
    run.advance(d.NOW)

    assert d.wait_at(run, "after").data["results"] == [1, 2]


def test_enough_results_end_the_other_instances() -> None:
    voted = d.user("vote", d.many(until="count(results) >= 2"))
    loaded = d.model(d.start(), voted, d.user("after"), d.end(), flows=PEOPLE_FLOWS)
    run = d.begin(loaded, {"items": [1, 2, 3, 4]})

    d.done(d.done(run, "vote", out=1), "vote", out=1)

    assert d.waiting(d.again(run)) == ["user after"]


def test_sequential_instances_come_one_after_the_other() -> None:
    one = d.user("vote", d.many(sequential=True))
    loaded = d.model(d.start(), one, d.user("after"), d.end(), flows=PEOPLE_FLOWS)
    run = d.begin(loaded, {"items": ["x", "y"]})
    first = d.wait_at(run, "vote").data["item"]

    run = d.again(d.done(d.again(run), "vote", out=1))

    assert (first, d.wait_at(run, "vote").data["item"], len(run.waits())) == ("x", "y", 1)


def test_a_boundary_event_belongs_to_all_instances_together() -> None:
    loaded = d.model(
        *PEOPLE, d.boundary("stop", "vote", "message", "stop"), d.end("e2"),
        flows=PEOPLE_FLOWS + ", stop > e2",
    )
    run = d.again(d.begin(loaded, {"items": [1, 2]}))

    run.receive("stop", {})
    run.advance(d.NOW)

    assert (run.completed, d.waiting(run)) == (True, [])


def test_cancelled_instances_take_their_sub_processes_along() -> None:
    box = d.sub("box", d.start("s2"), d.catch("c", "message", "paid"), d.end("e2"),
                flows="s2 > c, c > e2", inner=d.many(output="no"))
    loaded = d.model(
        d.start(), box, d.boundary("stop", "box", "message", "stop"), d.end(),
        d.end("e3"), flows="s > box, box > e, stop > e3",
    )
    run = d.again(d.begin(loaded, {"items": [1, 2]}))
    run.receive("stop", {})
    run.advance(d.NOW)

    assert (run.completed, run.receive("paid", {})) == (True, 0)


LOOP = (
    "<bpmn:standardLoopCharacteristics {}><bpmn:loopCondition>n &lt; 3"
    "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
)


@pytest.mark.parametrize(
    ("attributes", "start", "rounds"),
    [("", 0, 3), ('loopMaximum="2"', 0, 2), ("", 9, 1), ('testBefore="true"', 9, 0)],
)
def test_a_loop_runs_as_often_as_it_says(
    attributes: str, start: int, rounds: int
) -> None:
    body = d.script("x", "{ n: n + 1 }", LOOP.format(attributes))
    loaded = d.model(d.start(), body, d.end(), flows="s > x, x > e")

    assert d.begin(loaded, {"n": start}).data == {"n": Decimal(start + rounds)}


def test_a_loop_of_a_persons_task_survives_a_reload() -> None:
    loop = d.user("x", LOOP.format(""))
    loaded = d.model(d.start(), loop, d.end(), flows="s > x, x > e")
    run = d.again(d.begin(loaded, {"n": 1}))

    run = d.again(d.done(run, "x", n=2))
    d.done(run, "x", n=3)

    assert run.completed


def test_the_number_of_instances_must_be_whole() -> None:
    counted = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>n"
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    loaded = d.model(d.start(), d.script("x", "{ a: 1 }", counted), d.end(),
                     flows="s > x, x > e")

    with pytest.raises(ExpressionFailed, match="whole number"):
        d.begin(loaded, {"n": Decimal("1.5")})


def test_a_process_that_calls_itself_for_ever_is_an_incident() -> None:
    loaded = d.model(d.start(), d.call("again", "p"), d.end(), flows="s > again, again > e")

    with pytest.raises(Stuck, match="deeper"):
        d.begin(loaded)


def test_a_called_process_gets_and_gives_all_data() -> None:
    called = d.process(d.start("cs"), d.script("c", "{ sum: a + 1 }"), d.end("ce"),
                       flows="cs > c, c > ce", id="called")
    loaded = d.model(d.start(), d.call("x", "called"), d.end(), flows="s > x, x > e",
                     also=called)

    assert d.begin(loaded, {"a": 1}).data == {"a": 1, "sum": Decimal(2)}


DATA_OBJECT = (
    '<bpmn:dataObject id="note"/>'
    '<bpmn:dataObjectReference id="note_ref" dataObjectRef="note"/>'
)
PUTS = (
    '<bpmn:dataOutputAssociation id="da1"><bpmn:targetRef>note_ref</bpmn:targetRef>'
    "</bpmn:dataOutputAssociation>"
)
TAKES = (
    '<bpmn:dataInputAssociation id="da2"><bpmn:sourceRef>note_ref</bpmn:sourceRef>'
    "</bpmn:dataInputAssociation>"
)


def test_a_data_object_carries_a_value_from_step_to_step() -> None:
    loaded = d.model(
        d.start(),
        d.script("a", '{ note: "kept" }', PUTS),
        d.user("u"),
        d.script("b", "{ seen: note }", TAKES),
        d.end(),
        flows="s > a, a > u, u > b, b > e",
        inner=DATA_OBJECT,
    )
    run = d.again(d.begin(loaded))
    before = d.wait_at(run, "u").data

    d.done(run, "u")

    assert (before, run.data) == ({}, {"seen": "kept"})


def test_a_data_object_is_found_from_three_levels_inside() -> None:
    inner = d.sub("in", d.start("s3"), d.script("a", '{ note: "deep" }', PUTS),
                  d.end("e3"), flows="s3 > a, a > e3")
    outer = d.sub("out", d.start("s2"), inner, d.end("e2"), flows="s2 > in, in > e2")
    loaded = d.model(
        d.start(), outer, d.script("b", "{ seen: note }", TAKES), d.end(),
        flows="s > out, out > b, b > e", inner=DATA_OBJECT,
    )

    assert d.begin(loaded).data == {"seen": "deep"}
