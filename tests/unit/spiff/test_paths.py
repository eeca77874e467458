"""路径: what stands on all ways to a place, and where ways part."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from runtime.engine.spiff.diagram import read_diagrams
from runtime.engine.spiff.paths import ROOT, Paths

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" '
    'targetNamespace="t"><process id="process">'
)


def paths(*ways: Sequence[str]) -> Paths:
    """Return the ways of a diagram whose elements are named by one letter."""
    names = sorted({name for way in ways for name in way})
    drawn = [
        f'<{"startEvent" if name == "s" else "task"} id="{name}"/>' for name in names
    ]
    drawn += [
        f'<sequenceFlow id="{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ways
    ]
    body = f"{HEAD}{''.join(drawn)}</process></definitions>"
    return Paths(read_diagrams({"f": body.encode()}).processes["process"])


def name_of(found: Paths, number: int) -> str:
    return "" if number == ROOT else found.places[number].id


def above(found: Paths) -> dict[str, str]:
    """Return what stands right above each place that is reached."""
    return {
        name_of(found, one): name_of(found, found.above(one)) for one in found.ranked
    }


def by_removal(found: Paths, gate: int) -> set[int]:
    """Return the places that nothing leads to without passing a gate."""
    seen = set(found.starts) - {gate}
    todo = list(seen)
    while todo:
        for one in found.after(todo.pop()):
            if one != gate and one not in seen:
                seen.add(one)
                todo.append(one)
    return set(found.ranked) - seen


def tangle(seed: int) -> Paths:
    """Return a diagram of random ways, loops and dead ends among them."""
    dice = random.Random(seed)
    ways = {("s", "a")}
    ways |= {(dice.choice("sabcdefg"), dice.choice("abcdefg")) for _ in range(14)}
    return paths(*sorted(ways))


def test_where_ways_meet_stands_below_where_they_part():
    assert above(paths(*("sa", "ab", "ac", "bd", "cd")))["d"] == "a"


def test_a_way_back_changes_nothing_above():
    assert above(paths(*("sa", "ab", "ba", "bc")))["a"] == "sa"


def test_what_is_not_reached_has_no_place():
    assert "x" not in above(paths(*("sa", "xa")))


@pytest.mark.parametrize("seed", range(60))
def test_what_every_way_passes_is_found_as_by_taking_it_away(seed: int):
    found = tangle(seed)
    passed = {
        gate: {one for one in found.ranked if found.passes(one, gate)}
        for gate in found.ranked
    }

    assert passed == {gate: by_removal(found, gate) for gate in found.ranked}


@pytest.mark.parametrize("seed", range(20))
def test_a_round_leads_back_to_each_of_its_places(seed: int):
    found = tangle(seed)
    back = {one for one in found.ranked if one in found.behind(found.after(one))}

    assert {one for ring in found.rounds() for one in ring} == back
