"""Activities that run more than once: loops and multi-instance."""

from decimal import Decimal
from typing import Any

import pytest

from runtime.engine.spiff import Model
from runtime.kernel.errors import ExpressionFailed, Stuck
from tests.unit.spiff import drawing as d


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
        d.start(),
        d.script("x", "{ out: item.n }", d.many("param.rows")),
        d.end(),
        flows="s > x, x > e",
        ambient=frozenset({"param"}),
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

    assert (first, d.wait_at(run, "vote").data["item"], len(run.waits())) == (
        "x",
        "y",
        1,
    )


def test_a_boundary_event_belongs_to_all_instances_together() -> None:
    loaded = d.model(
        *PEOPLE,
        d.boundary("stop", "vote", "message", "stop"),
        d.end("e2"),
        flows=PEOPLE_FLOWS + ", stop > e2",
    )
    run = d.again(d.begin(loaded, {"items": [1, 2]}))

    run.receive("stop", {})
    run.advance(d.NOW)

    assert (run.completed, d.waiting(run)) == (True, [])


def stoppable_boxes() -> Model:
    """Return a process with a sub-process for each item, all of them stoppable."""
    box = d.sub(
        "box",
        d.start("s2"),
        d.catch("c", "message", "paid"),
        d.end("e2"),
        flows="s2 > c, c > e2",
        inner=d.many(output="no"),
    )
    return d.model(
        d.start(),
        box,
        d.boundary("stop", "box", "message", "stop"),
        d.end(),
        d.end("e3"),
        flows="s > box, box > e, stop > e3",
    )


def test_cancelled_instances_take_their_sub_processes_along() -> None:
    run = d.again(d.begin(stoppable_boxes(), {"items": [1, 2]}))
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
    loaded = d.model(
        d.start(), d.script("x", "{ a: 1 }", counted), d.end(), flows="s > x, x > e"
    )

    with pytest.raises(ExpressionFailed, match="whole number"):
        d.begin(loaded, {"n": Decimal("1.5")})


def test_loops_inside_of_loops_end_where_they_are_too_many() -> None:
    inner = d.script("x", "{ n: 1 }", d.many("param.inner", output="no"))
    again = d.many("param.outer", output="no").replace("item", "outer")
    nodes = (d.start("a"), inner, d.end("b"))
    outer = d.sub("sub", *nodes, flows="a > x, x > b", inner=again)
    loaded = d.model(
        d.start(),
        outer,
        d.end(),
        flows="s > sub, sub > e",
        ambient=frozenset({"param"}),
    )

    with pytest.raises(Stuck) as refused:
        d.begin(loaded, {}, param={"inner": [0] * 9000, "outer": [0] * 9000})

    assert refused.value.code == "too-many-instances"
