"""In which sequence the nodes of several scopes run, and what a run leaves behind."""

import gc
import weakref

import pytest

from tests.unit.spiff import drawing as d

INNER = d.sub(
    "inner",
    d.start("i_s"),
    d.throw("tell", "message", "paid"),
    d.script("s1", "{a: 1}"),
    d.script("s2", "{b: 1}"),
    d.end("i_e"),
    flows="i_s > tell, tell > s1, s1 > s2, s2 > i_e",
)
OUTER = d.sub(
    "outer",
    d.start("o_s"),
    d.gateway("parallel", "fork"),
    d.catch("heard", "message", "paid"),
    d.script("t1", "{c: 1}"),
    INNER,
    d.end("e1"),
    d.end("e2"),
    flows="o_s > fork, fork > heard, fork > inner, heard > t1, t1 > e1, inner > e2",
)
ALL = (d.start(), OUTER, d.end())
FLOWS = "s > outer, outer > e"


@pytest.fixture
def uncollected():
    """Leave garbage alone, so that what is gone went by itself."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_node_woken_in_the_scope_around_takes_its_turn() -> None:
    run = d.begin(d.model(*ALL, flows=FLOWS))

    assert d.steps(run)[4:8] == ["tell", "heard", "s1", "t1"]


def test_a_scope_inside_a_scope_runs_to_its_end() -> None:
    run = d.begin(d.model(*ALL, flows=FLOWS))

    assert (run.completed, run.data) == (True, {"a": 1, "b": 1, "c": 1})


@pytest.mark.usefixtures("uncollected")
def test_a_run_that_was_dropped_is_gone_at_once() -> None:
    run = d.begin(d.model(*ALL, d.user("u"), flows="s > outer, outer > u, u > e"))
    run.prune()
    top = weakref.ref(run._top)

    run.drop()
    del run

    assert top() is None


@pytest.mark.usefixtures("uncollected")
def test_a_scope_that_was_pruned_is_gone_at_once() -> None:
    run = d.begin(d.model(*ALL, d.user("u"), flows="s > outer, outer > u, u > e"))
    scopes = [weakref.ref(each) for each in run._top.subprocesses.values()]

    run.prune()

    assert [each() for each in scopes] == [None, None]
