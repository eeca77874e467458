"""Whatever is answered first, storing and loading in between changes nothing."""

from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.engine.spiff import Mode, Run, Wait, values
from tests.unit.spiff import drawing as d

BOX = d.sub(
    "box",
    d.start("s2"),
    d.user("inside", d.many()),
    d.end("e2"),
    flows="s2 > inside, inside > e2",
)
NODES = (
    d.start(),
    d.gateway("exclusive", "m"),
    d.gateway("parallel", "g"),
    d.user("a"),
    d.boundary("late", "a", "message", "stop"),
    d.user("b"),
    d.boundary("note", "b", "message", "paid", cancels="false"),
    d.script("noted", "{ noted: true }"),
    BOX,
    d.gateway("inclusive", "j"),
    d.gateway("exclusive", "x", default="f13"),
    d.end(),
    d.end("e3"),
    d.end("e4"),
)
FLOWS = (
    "s > m, m > g, g > a, g > b, g > box, a > j, b > j, box > j, j > x, "
    "late > e3, note > noted, noted > e4, x > e, x > m [again]"
)
MODES = {
    "fused": d.model(*NODES, flows=FLOWS),
    "lazy": d.model(*NODES, flows=FLOWS, mode=Mode(fused=False)),
    "plain": d.model(*NODES, flows=FLOWS, mode=d.PLAIN),
}
START = {"items": ["x", "y"], "again": False, "n": 0}


def places(run: Run) -> list[Wait]:
    """List what is waited for, the same way in every mode."""
    return sorted(
        run.waits(), key=lambda each: (each.kind, each.element.id, each.index or 0)
    )


def step(run: Run, choice: int, number: int) -> None:
    """Answer one of the things that are waited for."""
    waits = places(run)
    if not waits:
        return
    wait = waits[choice % len(waits)]
    if wait.kind == "message":
        run.receive(wait.message or "", {}, wait.node)
    else:
        again = choice % 5 == 0
        run.complete(wait.node, {"out": number, "again": again, f"n{choice}": number})
    run.advance(d.later(minutes=number))


def told(run: Run) -> str:
    found = [(each.element.id, sorted(each.data.items())) for each in places(run)]
    return repr((run.completed, found, sorted(run.data.items())))


def told_at_each_step(choices: list[int]) -> list[set[str]]:
    """Return, step by step, what the ways of running tell: one answer if they agree."""
    runs = {name: d.begin(loaded, START) for name, loaded in MODES.items()}
    runs["stored"] = d.begin(MODES["fused"], START)
    told_apart = []
    for number, choice in enumerate(choices):
        runs["stored"] = d.again(runs["stored"])
        for run in runs.values():
            step(run, choice, number)
        told_apart.append({told(run) for run in runs.values()})
    return told_apart


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 11), max_size=14))
def test_all_ways_of_running_agree_at_every_step(choices: list[int]) -> None:
    assert all(len(each) == 1 for each in told_at_each_step(choices))


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.timezones(), allow_imaginary=False)
    | st.times().map(lambda moment: moment.replace(fold=0))
    | st.timedeltas()
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(
    ["$", "$n", "$$n", "$d", "$t"]
)
DATA = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, DATA, max_size=4))
def test_any_data_comes_back_as_it_was(data: dict[str, Any]) -> None:
    back = values.read(values.write(data))

    assert repr(exact(back)) == repr(exact(data))


def exact(value: Any) -> Any:
    """Return a value with moments by clock face, offset and zone.

    ``fold`` means nothing where the clock does not go back.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, fold=0), value.utcoffset(), str(value.tzinfo)
    if isinstance(value, dict):
        return {key: exact(each) for key, each in value.items()}
    return [exact(each) for each in value] if isinstance(value, list) else value
