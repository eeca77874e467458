"""Does a process keep its promises? Cases played in memory (用例运行).

Nothing is stored and nobody is called: services answer from the case, and every step
runs on a state that was saved and loaded, as it will be in the day's work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from runtime import feel
from runtime.designer.case_file import Case, Expected, Move, Step, merged, read_cases
from runtime.engine.design.forms import Form
from runtime.engine.design.references import form_key
from runtime.engine.spiff import Element, Model, Run, ServiceCall, Wait
from runtime.kernel.errors import BpmnError, FlowError, HandlerMissing, Invalid
from runtime.kernel.texts import Text, text

__all__ = ["Case", "CaseReport", "Situation", "read_cases", "run_case"]

_NOTHING: Final = object()
_COMPLETED: Final = "completed"
_END: Final = "end-event"


@dataclass(frozen=True, slots=True)
class Situation:
    """What services and expressions see of a case: it changes with its steps.

    ``stock`` holds SKU → pieces of what is under stock control.
    """

    order: Mapping[str, Any]
    parameters: Mapping[str, Any]
    checks: Mapping[str, str]
    stock: Mapping[str, int]
    now: datetime


@dataclass(frozen=True, slots=True)
class CaseReport:
    """How a case went: the differences between promise and run, none when passed."""

    name: Mapping[str, str]
    differences: tuple[Text, ...]

    @property
    def passed(self) -> bool:
        """Return whether the process kept its promise."""
        return not self.differences


Service = Callable[[ServiceCall, Situation], Mapping[str, Any]]
FrameFactory = Callable[[Situation], feel.Frame]


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
    course = _Course(model, case, services, frame_of, forms or {})
    try:
        course.play(case.steps)
    except _Deviation as deviation:
        return CaseReport(case.name, deviation.sentences)
    except FlowError as failure:
        sentence = text("case-stopped", element=course.where(), reason=_said(failure))
        return CaseReport(case.name, (sentence,))
    return CaseReport(case.name, tuple(course.differences(case.expected)))


class _Deviation(Exception):
    """A step could not be done as written; what follows would be noise."""

    def __init__(self, *sentences: Text) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class _Course:
    """One case under way: its run, its situation, the elements passed so far."""

    def __init__(
        self,
        model: Model,
        case: Case,
        services: Mapping[str, Service],
        frame_of: FrameFactory,
        forms: Mapping[str, Form],
    ) -> None:
        self._model = model
        self._services = services
        self._frame_of = frame_of
        self._forms = forms
        self._situation = Situation(
            case.order,
            feel.from_data(dict(case.parameters)),
            case.checks,
            case.stock,
            case.now,
        )
        self._passed: list[Element] = []
        self._variables = feel.from_data(dict(case.variables))
        self._run: Run | None = None
        self.subject: feel.Frame = feel.Frame()

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task of the run; part of what a run asks of its hooks."""
        answer = self._services.get(call.operator)
        if answer is None:
            raise HandlerMissing("operator-unknown", operator=call.operator)
        return answer(call, self._situation)

    def play(self, steps: tuple[Step, ...]) -> None:
        """Start, then do each step on the saved and loaded state."""
        self._run = Run.start(self._model, self._variables, self._frame(), self)
        self._advance(self._run)
        for number, step in enumerate(steps, 1):
            if step.order:
                order = merged(self._situation.order, step.order)
                self._situation = replace(self._situation, order=order)
            run = self._loaded()
            self._do(run, number, step)
            self._advance(run)

    def where(self) -> str:
        """Return the id of the element that failed, or a dash."""
        failed = self._run.failed_element if self._run else None
        return failed.id if failed else "-"

    def differences(self, expected: Expected) -> Iterator[Text]:
        """Yield every difference between ``expected`` and where the run stands."""
        yield from self._differing_place(expected)
        run = self._current()
        if expected.stage is not None and run.stage != expected.stage:
            found = run.stage or "-"
            yield text("case-other-stage", expected=expected.stage, found=found)
        passed = {each.id for each in self._passed}
        for element in expected.passes:
            if element not in passed:
                yield text("case-not-passed", element=element)
        for element in expected.avoids:
            if element in passed:
                yield text("case-not-avoided", element=element)
        yield from _differing_values(expected.gives, self._data())

    def _differing_place(self, expected: Expected) -> Iterator[Text]:
        run = self._current()
        places = sorted(each.element.id for each in self._open_waits())
        found = self._end() if run.completed else ", ".join(places)
        if expected.ends_at is not None:
            if not run.completed or found != expected.ends_at:
                place = expected.ends_at
                yield text("case-other-end", expected=place, found=found)
        elif run.completed or places != sorted(expected.waits_at or ()):
            wish = ", ".join(expected.waits_at or ())
            yield text("case-other-place", expected=wish, found=found)

    def _loaded(self) -> Run:
        run = self._current()
        if run.completed:
            raise _Deviation(text("case-over-already", end=self._end()))
        self._run = Run.thaw(self._model, run.freeze(), self._frame(), self)
        return self._run

    def _frame(self) -> feel.Frame:
        """Make the frame of the next stretch; services see it as in the day's work."""
        self.subject = self._frame_of(self._situation)
        return self.subject

    def _do(self, run: Run, number: int, step: Step) -> None:
        if step.move is Move.MESSAGE:
            self._receive(run, number, step)
            return
        wait = self._wait(number, step)
        if step.move is Move.COMPLETE:
            self._check_answer(number, step, wait)
            run.complete(wait.node, feel.from_data(dict(step.data)))
        elif step.move is Move.FIRE:
            self._fire(run, wait)
        elif step.move is Move.ANSWER:
            run.answer(wait.node, feel.from_data(dict(step.data)))
        else:
            run.fail(wait.node, BpmnError(step.error))

    def _fire(self, run: Run, wait: Wait) -> None:
        if wait.due is not None and wait.due > self._situation.now:
            self._situation = replace(self._situation, now=wait.due)
        run.fire(wait.node, self._situation.now)

    def _receive(self, run: Run, number: int, step: Step) -> None:
        caught = run.receive(step.target, feel.from_data(dict(step.data)))
        if not caught:
            raise _Deviation(
                text("case-message-uncaught", step=number, message=step.target)
            )

    def _wait(self, number: int, step: Step) -> Wait:
        waits = self._current().waits()
        found = next((each for each in waits if each.element.id == step.target), None)
        if found is None:
            places = ", ".join(sorted(each.element.id for each in waits)) or "-"
            raise _Deviation(
                text("case-not-waiting", step=number, element=step.target, found=places)
            )
        return found

    def _check_answer(self, number: int, step: Step, wait: Wait) -> None:
        properties = wait.element.properties
        role = properties.get("role", "")
        if step.role and step.role != role:
            raise _Deviation(
                text(
                    "case-other-role",
                    step=number,
                    element=step.target,
                    expected=step.role,
                    found=role or "-",
                )
            )
        form = self._forms.get(form_key(properties) or "")
        if form is None:
            return
        try:
            form.check(step.data)
        except Invalid as fault:
            raise _Deviation(*_refusals(number, fault)) from None

    def _advance(self, run: Run) -> None:
        run.advance(self._situation.now)
        self._passed.extend(
            each.element for each in run.steps if each.outcome == _COMPLETED
        )

    def _current(self) -> Run:
        if self._run is None:
            raise LookupError("the case has not started")
        return self._run

    def _open_waits(self) -> list[Wait]:
        return [each for each in self._current().waits() if not each.boundary]

    def _end(self) -> str:
        """Return the last end event; that of the process comes after inner ones."""
        ends = (each.id for each in reversed(self._passed) if each.kind == _END)
        return next(ends, "-")

    def _data(self) -> Mapping[str, Any]:
        waits = self._open_waits()
        return waits[-1].data if waits else self._current().data


def _said(failure: FlowError) -> Text:
    return Text(failure.code, failure.facts)


def _refusals(number: int, fault: Invalid) -> Iterator[Text]:
    for field, sentences in fault.fields.items():
        for reason in sentences:
            yield text("case-answer-refused", step=number, field=field, reason=reason)


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
