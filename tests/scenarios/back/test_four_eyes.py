"""四眼原则: of two steps that belong together nobody does both, by whatever way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, get_ident
from typing import Any

import pytest

from runtime.engine.run import four_eyes, handing, running, user_tasks
from runtime.engine.run.handing import Passing
from runtime.kernel.errors import Forbidden, Misconfigured, Rejected
from runtime.kernel.work import Work
from tests.scenarios.back.place import YES, Place, step
from tests.statements import counting
from tests.unit.spiff.drawing import call, end, gateway, process, start

LINE = "s > a, a > b, b > e"


def pairs(place: Place) -> None:
    """Draw two steps, one after the other, that two people must do."""
    place.draws(start(), step("a"), step("b", fourEyes="a"), end(), flows=LINE)


def pairs_beside(place: Place) -> None:
    """Draw two steps, beside each other, that two people must do."""
    fork, join = gateway("parallel", "fork"), gateway("parallel", "join")
    nodes = start(), fork, step("a"), step("b", fourEyes="a"), join, step("c"), end()
    flows = "s > fork, fork > a, fork > b, a > join, b > join, join > c, c > e"
    place.draws(*nodes, flows=flows)


def test_nobody_does_both(place: Place):
    pairs(place)
    place.does("Ann", "a")
    with pytest.raises(Forbidden) as refused:
        place.does("Ann", "b")

    assert (refused.value.code, list(place.rows())) == ("four-eyes-did", ["b"])


def test_nobody_claims_what_they_may_not_do(place: Place):
    pairs(place)
    place.does("Ann", "a")
    with pytest.raises(Forbidden):
        place.act("Ann", user_tasks.claim, place.rows()["b"].id)

    assert place.rows()["b"].assignee is None


def test_somebody_else_does_it(place: Place):
    pairs(place)
    place.does("Ann", "a")
    place.does("Bob", "b")

    assert place.rows() == {}


def test_it_counts_both_ways(place: Place):
    pairs_beside(place)
    place.does("Ann", "b")
    with pytest.raises(Forbidden):
        place.does("Ann", "a")


def test_it_counts_across_called_processes(place: Place):
    two = step("b", fourEyes="a")
    inner = process(start("s2"), two, end("e2"), id="q", flows="s2 > b, b > e2")
    nodes = start(), step("a"), call("c", "q"), end()
    place.draws(*nodes, flows="s > a, a > c, c > e", also=inner)
    place.does("Ann", "a")
    with pytest.raises(Forbidden):
        place.does("Ann", "b")


def test_it_counts_for_whom_a_deputy_did_it(place: Place):
    pairs(place)
    place.act("Ann", user_tasks.claim, place.rows()["a"].id)
    place.act("Lea", handing.hand_over, "Ann", "Bob")
    place.does("Bob", "a")
    with pytest.raises(Forbidden) as refused:
        place.act("Ann", user_tasks.claim, place.rows()["b"].id)

    assert refused.value.code == "four-eyes-done-for"


def test_it_counts_for_a_delegate_as_soon_as_they_have_answered(place: Place):
    pairs_beside(place)
    place.act("Ann", user_tasks.claim, place.rows()["a"].id)
    place.act("Ann", handing.delegate, place.rows()["a"].id, Passing("Bob"))
    place.does("Bob", "a")
    with pytest.raises(Forbidden):
        place.does("Bob", "b")


def test_a_delegate_who_did_the_other_step_since_keeps_no_answer(place: Place):
    pairs_beside(place)
    task = place.rows()["a"].id
    place.act("Ann", user_tasks.claim, task)
    place.act("Ann", handing.delegate, task, Passing("Bob"))
    place.does("Bob", "b")
    with pytest.raises(Forbidden) as refused:
        place.does("Bob", "a")

    left = place.rows()["a"]
    assert (refused.value.code, left.assignee) == ("four-eyes-did", "Bob")


def test_it_does_not_count_for_who_gave_the_task_back(place: Place):
    pairs(place)
    place.act("Ann", user_tasks.claim, place.rows()["a"].id)
    place.act("Ann", user_tasks.release, place.rows()["a"].id)
    place.does("Bob", "a")
    place.does("Ann", "b")

    assert place.rows() == {}


def test_a_deputy_who_did_the_other_step_is_handed_nothing(place: Place):
    pairs(place)
    place.does("Ann", "a")
    place.act("Bob", user_tasks.claim, place.rows()["b"].id)
    place.act("Lea", handing.hand_over, "Bob", "Ann")

    assert place.rows()["b"].assignee is None


def test_going_back_and_doing_it_again_frees_nobody(place: Place):
    pairs(place)
    place.does("Ann", "a")
    place.takes_back("Ann", "a")
    place.does("Ann", "a")
    with pytest.raises(Forbidden):
        place.does("Ann", "b")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Let two have taken their step in memory before either of them is saved."""
    barrier, proceed, met = Barrier(2), running.proceed, set[int]()

    def meeting(*given: Any, **more: Any) -> Any:
        outcome = proceed(*given, **more)
        if get_ident() not in met:  # whoever lost tries again alone
            met.add(get_ident())
            barrier.wait(timeout=60)
        return outcome

    monkeypatch.setattr(running, "proceed", meeting)
    return barrier


def outcome(place: Place, task: int) -> str:
    """Return what becomes of Ann's try to complete a task."""
    try:
        place.act("Ann", user_tasks.complete, task, YES)
    except Rejected as refused:
        return refused.code
    return "done"


def late(place: Place) -> Callable[..., Any]:
    """Return what does one step while the same person does the other one."""
    seen: list[bool] = []

    def complete(work: Work, engine: Any) -> None:
        seen.append(four_eyes.bars(work.read, engine, place.rows()["b"], "Ann"))
        if seen == [False]:
            place.does("Ann", "a")
        user_tasks.complete(work, engine, place.rows()["b"].id, YES)

    return complete


def test_of_both_steps_done_at_one_moment_one_is_refused(
    place: Place, at_once: Barrier
):
    pairs_beside(place)
    tasks = [row.id for row in place.rows().values()]
    with ThreadPoolExecutor(2) as pool:
        outcomes = Counter(pool.map(partial(outcome, place), tasks))

    assert outcomes == {"done": 1, "four-eyes-did": 1}


def test_what_was_done_since_it_was_read_is_seen(place: Place):
    pairs_beside(place)
    with pytest.raises(Forbidden):
        place.act("Ann", late(place))

    assert list(place.rows("completed")) == ["a"]


@pytest.mark.parametrize(("named", "more"), [("", 0), ("a", 1)])
def test_it_costs_one_statement_where_steps_are_paired_and_none_elsewhere(
    place: Place, named: str, more: int
):
    place.draws(start(), step("a"), step("b", fourEyes=named), end(), flows=LINE)
    with place.database.reading() as read:
        place.engine.definitions.get(read, place.rows()["a"].definition_id)
    row = place.rows()["a"]
    with place.database.reading() as read, counting(place.database) as counted:
        four_eyes.check(read, place.engine, row, "Ann")

    assert counted.total == more, "\n".join(counted.statements)


@pytest.mark.parametrize(
    ("named", "rule"), [("nobody", "four-eyes-unknown"), ("b", "four-eyes-itself")]
)
def test_a_step_that_is_not_there_is_refused_at_deployment(
    place: Place, named: str, rule: str
):
    with pytest.raises(Misconfigured) as refused:
        place.draws(start(), step("a"), step("b", fourEyes=named), end(), flows=LINE)

    assert [one.rule for one in refused.value.findings] == [rule]
