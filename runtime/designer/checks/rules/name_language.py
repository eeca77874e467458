"""A name that is written in one language only."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Region
from runtime.engine.spiff.naming import Place, called, title_of
from runtime.kernel.texts import Text, text

_EACH = 2  # a diagram without any English name is told as a whole above this


def look(view: View) -> Iterator[Fault]:
    """Yield processes, shapes and ways with a name in one language."""
    for process in view.processes:
        named = [one for one in _places(process) if title_of(one) is not None]
        half = [one for one in named if _is_half(one)]
        if len(half) > _EACH and len(half) == len(named):
            said = text("names-without-english", place=called(process), count=len(half))
            yield at(process, said)
        else:
            yield from (at(one, _sentence(one)) for one in half)


def _places(process: Region) -> Iterator[Place]:
    yield process
    for region in process.walk():
        yield from region.shapes.values()
        yield from region.flows


def _is_half(place: Place) -> bool:
    title = title_of(place)
    return title is not None and not (title.zh and title.en)


def _sentence(place: Place) -> Text:
    if place.node.get("name"):
        return text("name-without-english", place=called(place))
    return text("name-without-chinese", place=called(place))


check = Check(
    {
        "name-without-english": WARNING,
        "name-without-chinese": WARNING,
        "names-without-english": WARNING,
    },
    look,
)
