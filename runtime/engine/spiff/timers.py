"""When a timer is due: computed from the moment the run is told, never from a clock.

A timer text is ISO 8601 as it stands, or FEEL that gives a date, a date and time, a
duration or such a text. A timer never fires by itself: ``Run.fire`` does it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from runtime import feel
from runtime.engine.spiff.tasks import COMPLETED, FUTURE, UNFINISHED, Node
from runtime.kernel.errors import Conflict, ExpressionFailed

if TYPE_CHECKING:
    from runtime.engine.spiff.workflows import Top

DATE, DURATION, CYCLE = "date", "duration", "cycle"
ENDLESS = -1
_KEPT = ("event_fired", "due", "every", "left")  # by a timer, in its node
SHORTEST = timedelta(minutes=1)  # between two times of a repeating timer
MOST_TIMES = 10_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO_DURATION = re.compile(r"-?P(?=\d|T\d)[\dYMWDTHS.,]+", re.I)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\S+)?|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")
_ISO_WEEKS = re.compile(r"P(\d+)W", re.I)
_ISO_CYCLE = re.compile(r"R(\d*)/((?:P|\d{4}-).+)", re.I)
_AS_DATE = feel.compile_expression("date(written)")
_AS_MOMENT = feel.compile_expression("date and time(written)")
_AS_DURATION = feel.compile_expression("duration(written)")
_LATER = feel.compile_expression("start + period")
_EARLIER = feel.compile_expression("end - period")
_MIDNIGHT = feel.compile_expression('date and time(day, time("00:00:00"))')


class Cycle(NamedTuple):
    """A repeating timer: how often (ENDLESS: always), when first, how far apart."""

    times: int
    first: datetime
    every: Any


def is_literal(written: str) -> bool:
    """Return whether a timer text is ISO 8601 and not an expression."""
    text = written.strip()
    return any(form.fullmatch(text) for form in (_ISO_DURATION, _ISO_DATE, _ISO_CYCLE))


def literal_fault(written: str, form: str, zone: str = "UTC") -> bool:
    """Return whether an ISO 8601 text cannot be read as a timer of that form."""
    frame = feel.Frame(now=_EPOCH, zone=zone)
    try:
        if form == CYCLE:
            read_cycle(written.strip(), _EPOCH, frame)
        else:
            read_due(written.strip(), _EPOCH, frame)
    except ExpressionFailed:
        return True
    return False


def read_due(value: Any, now: datetime, frame: feel.Frame) -> datetime:
    """Return the moment that a date, duration or ISO text means, in UTC."""
    found = _temporal(value, frame) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return _in_utc(found, frame)
    if isinstance(found, date):
        return _in_utc(_MIDNIGHT.evaluate({"day": found}, frame), frame)
    if isinstance(found, timedelta | feel.YearMonth):
        return _shifted(_LATER, {"start": _local(now, frame), "period": found}, frame)
    raise _no_timer(value)


def read_cycle(value: Any, now: datetime, frame: feel.Frame) -> Cycle:
    """Return the repetition that ``R3/PT10M`` and its kin mean.

    A plain duration repeats for ever.
    """
    if isinstance(value, timedelta | feel.YearMonth):
        return _bounded(Cycle(ENDLESS, read_due(value, now, frame), value))
    if not isinstance(value, str):
        raise _no_timer(value)
    found = _ISO_CYCLE.fullmatch(value.strip())
    if found is None:
        period = _temporal(value, frame)
        return read_cycle(period if period is not None else 0, now, frame)
    times = int(found[1]) if found[1] else ENDLESS
    first, every = _interval(found[2].split("/"), now, frame)
    return _bounded(Cycle(times, first, every))


def _bounded(cycle: Cycle) -> Cycle:
    """Return the repetition, unless it would keep the worker busy by itself."""
    is_often = isinstance(cycle.every, timedelta) and cycle.every < SHORTEST
    is_backwards = isinstance(cycle.every, feel.YearMonth) and cycle.every.months < 1
    if is_often or is_backwards or cycle.times > MOST_TIMES:
        raise ExpressionFailed(
            "timer-too-often", limit=MOST_TIMES, found=f"R{cycle.times}/{cycle.every}"
        )
    return cycle


class Timer(TimerEventDefinition):
    """A timer event; ``form`` is date, duration or cycle."""

    kind = "timer"
    variable = None

    def __init__(self, name: str, expression: str, form: str) -> None:
        super().__init__(name, expression)
        self.form = form
        self.repeats = form == CYCLE

    def has_fired(self, my_task: Node) -> bool:
        """Arm the timer; only ``fire`` says that it has fired."""
        self.arm(my_task, "due")
        return bool(my_task.internal_data.get("event_fired"))

    def arm(self, my_task: Node, slot: str) -> None:
        """Compute when the timer is due, once, and only when the moment is known."""
        now = my_task.workflow.top.now
        if now is None or slot in my_task.internal_data:
            return
        with my_task.workflow.top.busy_with(my_task):
            self._compute(my_task, slot, now)

    def _compute(self, my_task: Node, slot: str, now: datetime) -> None:
        engine, frame = my_task.workflow.top.engine, my_task.workflow.top.frame
        value = self.expression.strip()
        if not is_literal(value):
            value = engine.value(my_task, self.expression)
        if self.repeats:
            cycle = read_cycle(value, now, frame)
            my_task.internal_data["every"] = cycle.every
            my_task.internal_data["left"] = cycle.times
            due = cycle.first
        else:
            due = read_due(value, now, frame)
        my_task.internal_data[slot] = to_microseconds(due)

    def hit(self, my_task: Node, payload: Any) -> None:
        """Tell the waiting node that its time has come."""
        my_task.internal_data["event_fired"] = True

    def update_task_data(self, my_task: Node) -> None:
        """A timer brings no data."""

    def reset(self, my_task: Node) -> None:
        """Make the node able to wait again."""
        for name in _KEPT:
            my_task.internal_data.pop(name, None)


def fire(node: Node, now: datetime) -> None:
    """Fire the timer that ``node`` waits for.

    Raises Conflict when it is not due yet: a late or doubled wake-up of an earlier
    round of a repeating timer must not count for the next.
    """
    definition = node.task_spec.event_definition
    slots = due_slots(node)
    due = min(slots, default=None)
    if due is None or due[0] > to_microseconds(now):
        at = None if due is None else from_microseconds(due[0])
        raise Conflict("timer-not-due", node=node.id, due=at or "?", now=now)
    if definition.kind == "choice":
        definition.hit(node, int(due[1].removeprefix("due")), None)
        node.task_spec._update(node)
    elif definition.repeats and node.task_spec.repeats_timer:
        _fire_once_of_many(node, due[0])
    else:
        definition.hit(node, None)
        node.task_spec._update(node)


def due_slots(node: Node) -> list[tuple[int, str]]:
    """List when the timers of a node are due, each with the slot it is kept in."""
    return [
        (due, slot) for slot, due in node.internal_data.items() if slot[:3] == "due"
    ]


def forget(node: Node) -> None:
    """Let the timers of a waiting node count anew."""
    for name in (*_KEPT, *(slot for _, slot in due_slots(node))):
        node.internal_data.pop(name, None)


def arm_waiting(top: Top) -> None:
    """Arm the timers that were reached while the moment was not known."""
    for node in list(top.event_manager.tasks.values()):
        if node.task_spec.event_definition.kind in ("timer", "choice"):
            node.task_spec.event_definition.has_fired(node)


def to_microseconds(moment: datetime) -> int:
    """Return a moment as microseconds since the epoch."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + timedelta(microseconds=count)


def _fire_once_of_many(node: Node, due: int) -> None:
    """Send a token along the boundary's paths; wait on while rounds are left."""
    kept = node.internal_data
    if kept["left"] > 0:
        kept["left"] -= 1
    for output in node.task_spec.outputs:
        child = node._add_child(output, FUTURE)
        output._predict(child, mask=UNFINISHED)
        output._update(child)
    node.workflow.top.note(node)
    if kept["left"] == 0:
        node.workflow.top.event_manager.remove_task(node)
        node._set_state(COMPLETED)
        return
    frame = node.workflow.top.frame
    start = _local(from_microseconds(due), frame)
    later = _shifted(_LATER, {"start": start, "period": kept["every"]}, frame)
    kept["due"] = to_microseconds(later)


def _interval(
    parts: list[str], now: datetime, frame: feel.Frame
) -> tuple[datetime, Any]:
    """Read period · start/period · period/end; return the first moment, the period."""
    found = [_temporal(part, frame) for part in parts]
    periods = [each for each in found if isinstance(each, timedelta | feel.YearMonth)]
    if len(periods) != 1 or None in found or len(found) > 2:
        raise _no_timer("/".join(parts))
    every = periods[0]
    if len(found) == 1:
        return read_due(every, now, frame), every
    if found[0] is not every:
        return read_due(found[0], now, frame), every
    end = _local(read_due(found[1], now, frame), frame)
    return _shifted(_EARLIER, {"end": end, "period": every}, frame), every


def _temporal(written: str, frame: feel.Frame) -> Any:
    """Return the date, date and time or duration of an ISO text, else None."""
    text = written.strip()
    weeks = _ISO_WEEKS.fullmatch(text)
    if weeks:
        return timedelta(weeks=int(weeks[1]))
    if text[:1] in "-Pp":
        found = _AS_DURATION.evaluate({"written": text.upper()}, frame)
    elif "T" in text.upper() or ":" in text:
        found = _AS_MOMENT.evaluate({"written": text.replace(" ", "T")}, frame)
    else:
        found = _AS_DATE.evaluate({"written": text}, frame)
    frame.clear()
    return found


def _shifted(
    sum_of: feel.Expression, scope: Mapping[str, Any], frame: feel.Frame
) -> datetime:
    moment = sum_of.evaluate(scope, frame)
    frame.clear()
    if not isinstance(moment, datetime):
        raise _no_timer(scope.get("period"))
    return _in_utc(moment, frame)


def _local(moment: datetime, frame: feel.Frame) -> datetime:
    """In the zone of the run, so that a day or month is one there."""
    return moment.astimezone(_zone(frame))


def _in_utc(moment: Any, frame: feel.Frame) -> datetime:
    if not isinstance(moment, datetime):
        raise _no_timer(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(frame))
    return moment.astimezone(UTC)


def _zone(frame: feel.Frame) -> Any:
    return ZoneInfo(frame.zone)


def _no_timer(value: Any) -> ExpressionFailed:
    return ExpressionFailed(
        "timer-unreadable", found="null" if value is None else value
    )
