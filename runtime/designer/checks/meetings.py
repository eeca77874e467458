"""Where paths meet again: did they part as alternatives, or side by side (汇合)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from runtime.designer.checks.view import View
from runtime.engine.spiff.diagram import Flow, Region, Shape
from runtime.engine.spiff.paths import ROOT, Paths, Place


class Parted(StrEnum):
    """How two ways came apart."""

    ONE = "one"  # only one of them is taken
    SOME = "some"  # one or both
    BOTH = "both"  # both, always


_PARTED = {
    "exclusiveGateway": Parted.ONE,
    "eventBasedGateway": Parted.ONE,
    "inclusiveGateway": Parted.SOME,
    "parallelGateway": Parted.BOTH,
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """Ways that meet at a shape and came apart at another; None: at the starts.

    ``again``: what they came apart at may be passed more than once.
    """

    shape: Shape
    parted_at: Shape | None
    how: Parted
    again: bool


def meetings(view: View) -> Iterator[Meeting]:
    """Walk where ways meet, the same pair of places once for each manner of parting."""
    for region in view.regions():
        paths = view.house.paths(region)
        looping = _looping(paths)
        for shape in region.shapes.values():
            if len(shape.incoming) > 1 and paths.reaches(shape):
                yield from _at(region, shape, paths, looping)


def _at(
    region: Region, shape: Shape, paths: Paths, looping: frozenset[int]
) -> Iterator[Meeting]:
    told: set[tuple[int, Parted]] = set()
    for one, other in pairwise(_inputs(shape, paths)):
        place = paths.parting(one, other)
        how = _how(paths, place, (one, other))
        if how is not None and (place, how) not in told:
            told.add((place, how))
            at = None if place == ROOT else _shape(region, paths, place)
            yield Meeting(shape, at, how, place in looping)


def _inputs(shape: Shape, paths: Paths) -> Sequence[int]:
    """Return the flows that lead here, neighbours of the tree side by side.

    One that only leads back here is no other way; so the parting of any two is that
    of two neighbours.
    """
    here = paths.number(shape)
    flows = [paths.number(flow) for flow in shape.incoming if paths.reaches(flow)]
    return sorted(
        (one for one in flows if not paths.passes(one, here)), key=paths.walked
    )


def _shape(region: Region, paths: Paths, place: int) -> Shape:
    found = paths.places[place]
    return found if isinstance(found, Shape) else region.shapes[found.target]


def _how(paths: Paths, place: int, inputs: tuple[int, int]) -> Parted | None:
    """Return how two ways come apart at a place; None where they do not."""
    if place == ROOT:
        return Parted.ONE  # of several start events one is hit
    shape = paths.places[place]
    if not isinstance(shape, Shape):
        return None
    if shape.tag in _PARTED:
        return _PARTED[shape.tag]
    if not shape.region.boundary_of(shape.id):
        return Parted.BOTH if len(shape.outgoing) > 1 else None
    branches = [paths.places[paths.branch(one, place)] for one in inputs]
    return Parted.ONE if all(map(_ends_activity, branches)) else Parted.SOME


def _ends_activity(place: Place) -> bool:
    """Return whether an activity is over, and its other ways with it, by this one."""
    return isinstance(place, Flow) or (
        place.tag == "boundaryEvent" and place.interrupting
    )


def _looping(paths: Paths) -> frozenset[int]:
    """Return the places that lie on a round."""
    return frozenset(one for ring in paths.rounds() for one in ring)
