"""Does a process keep its promises? Cases played in memory (用例运行).

Nothing is stored and nobody is called: services answer from the case, and every step
runs on a state that was saved and loaded, as it will be in the day's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from runtime.designer.case_file import Case, Expected, read_cases
from runtime.designer.simulating.course import (
    Course,
    Deviation,
    FrameFactory,
    Service,
    Situation,
    Stage,
)
from runtime.engine.design.forms import Form
from runtime.engine.spiff import Model
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, text

__all__ = [
    "Case",
    "CaseReport",
    "FrameFactory",
    "Service",
    "Situation",
    "read_cases",
    "run_case",
]

_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class CaseReport:
    """How a case went: the differences between promise and run, none when passed."""

    name: Mapping[str, str]
    differences: tuple[Text, ...]

    @property
    def passed(self) -> bool:
        """Return whether the process kept its promise."""
        return not self.differences


def run_case(
    model: Model,
    case: Case,
    services: Mapping[str, Service],
    frame_of: FrameFactory,
    forms: Mapping[str, Form] | None = None,
) -> CaseReport:
    """Play ``case`` on ``model`` and report what differs from its promise.

    ``services`` go by operator; ``frame_of`` makes the frame of a situation. With
    ``forms`` (by key) each answer is checked as it would be in the day's work.
    """
    course = course_of(Stage(model, services, frame_of, forms or {}), case)
    try:
        course.start()
        for number, step in enumerate(case.steps, 1):
            course.do(number, step)
    except Deviation as deviation:
        return CaseReport(case.name, deviation.sentences)
    except FlowError as failure:
        sentence = text("case-stopped", element=course.failed, reason=_said(failure))
        return CaseReport(case.name, (sentence,))
    return CaseReport(case.name, tuple(differences(course, case.expected)))


def course_of(stage: Stage, case: Case) -> Course:
    """Return the course of a case at its very start."""
    given = case.order, case.parameters, case.checks, case.stock, case.now
    return Course(stage, Situation(*given), case.variables)


def differences(course: Course, expected: Expected) -> Iterator[Text]:
    """Yield every difference between what is expected and where a course rests."""
    yield from _differing_place(course, expected)
    stage = course.run.stage
    if expected.stage is not None and stage != expected.stage:
        yield text("case-other-stage", expected=expected.stage, found=stage or "-")
    passed = {each.id for each in course.passed}
    for element in expected.passes:
        if element not in passed:
            yield text("case-not-passed", element=element)
    for element in expected.avoids:
        if element in passed:
            yield text("case-not-avoided", element=element)
    yield from _differing_values(expected.gives, course.data())


def _differing_place(course: Course, expected: Expected) -> Iterator[Text]:
    is_over = course.run.completed
    places = sorted(each.element.id for each in course.open_waits())
    found = course.end() if is_over else ", ".join(places)
    if expected.ends_at is not None:
        if not is_over or found != expected.ends_at:
            yield text("case-other-end", expected=expected.ends_at, found=found)
    elif is_over or places != sorted(expected.waits_at or ()):
        wish = ", ".join(expected.waits_at or ())
        yield text("case-other-place", expected=wish, found=found)


def _said(failure: FlowError) -> Text:
    return Text(failure.code, failure.facts)


def _differing_values(
    wanted: Mapping[str, Any], data: Mapping[str, Any], inside: str = ""
) -> Iterator[Text]:
    """Compare what is named and nothing else; a table looks inside a context."""
    for key, wish in wanted.items():
        name, found = f"{inside}{key}", data.get(key, _NOTHING)
        if isinstance(wish, Mapping) and isinstance(found, Mapping):
            yield from _differing_values(wish, found, f"{name}.")
        elif not _same(wish, found):
            shown = "-" if found is _NOTHING else _shown(found)
            yield text(
                "case-other-value", name=name, expected=_shown(wish), found=shown
            )


def _same(wanted: Any, found: Any) -> bool:
    """Compare by value: 5 is 5.0, but true is not 1."""
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_same, wanted, found))
    return bool(wanted == found)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
