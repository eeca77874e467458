"""Where paths meet: who is waited for, and whose data stands."""

from typing import Any

import pytest

from runtime.engine.spiff import Model
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
        ("a", {"check": {"a": 1, "n": 0}}),
        ("b", {"check": {"b": 2, "n": 0}}),
        check={"n": 0},
    )

    assert found == {"check": {"a": 1, "b": 2, "n": 0}}


def test_paths_that_end_apart_all_bring_their_data() -> None:
    loaded = d.model(
        d.start(),
        d.gateway("parallel", "g"),
        d.user("a"),
        d.user("b"),
        d.end("e1"),
        d.end("e2"),
        flows="s > g, g > a, g > b, a > e1, b > e2",
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
ROUNDS_FLOWS = "s > m, m > g, g > a, g > b, a > j, b > j, j > x, x > m [again], x > e"


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


def turning_away(split: str, ways: str) -> Model:
    """Return a process in which one of two paths may turn away before the join."""
    gateway = d.gateway(split, "g", default="f3") if split == "inclusive" else None
    return d.model(
        d.start(),
        gateway or d.gateway(split, "g"),
        d.user("a"),
        d.user("b"),
        d.gateway("exclusive", "x", default="f6"),
        d.gateway("inclusive", "j"),
        d.user("after"),
        d.end(),
        d.end("e2"),
        flows=f"s > g, {ways}, a > j, b > x, x > e2, x > j [back], "
        "j > after, after > e",
    )


def test_an_inclusive_join_does_not_wait_for_a_path_that_was_not_taken() -> None:
    run = d.begin(turning_away("inclusive", "g > a [true], g > b"), {"back": False})

    assert d.waiting(d.done(run, "a")) == ["user after"]


def test_an_inclusive_join_goes_on_when_a_path_it_waited_for_turns_away() -> None:
    run = d.begin(turning_away("parallel", "g > a, g > b"), {"back": False})
    held = d.waiting(d.done(run, "a"))

    d.done(run, "b")

    assert (held, d.waiting(run)) == (["user b"], ["user after"])
