"""A parallel join waits for ways of which only one is ever taken."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.meetings import Meeting, Parted, meetings
from runtime.designer.checks.registry import ERROR, WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, text


def look(view: View) -> Iterator[Fault]:
    """Yield the parallel joins that can wait for ever."""
    found = list(meetings(view))
    doubled = {
        one.shape.region.id for one in found if one.how is not Parted.ONE and _runs(one)
    }
    for one in found:
        if one.shape.tag != "parallelGateway" or one.how is Parted.BOTH:
            continue
        # a second token could still come and open the join
        sure = one.how is Parted.ONE and not one.again
        sure = sure and one.shape.region.id not in doubled
        yield at(one.shape, _sentence(one), "" if sure else WARNING)


def _runs(meeting: Meeting) -> bool:
    return meeting.shape.tag not in ("parallelGateway", "inclusiveGateway")


def _sentence(meeting: Meeting) -> Text:
    where = meeting.parted_at
    split = text("check-starts") if where is None else called(where)
    return text("join-waits-forever", join=called(meeting.shape), split=split)


check = Check({"join-waits-forever": ERROR}, look)
