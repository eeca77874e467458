"""A process under way in memory: moved step by step, everything it did kept (推演).

Nothing is stored and nobody is called. Every step runs on a state that was saved and
loaded, as it will be in the day's work; services answer from what is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from runtime import feel
from runtime.designer.case_file import Move, Step, merged
from runtime.engine.design.forms import Form
from runtime.engine.design.references import form_key
from runtime.engine.spiff import Element, Model, Run, ServiceCall, Trace, Wait
from runtime.engine.spiff.trace import Choice
from runtime.kernel.errors import BpmnError, HandlerMissing, Invalid
from runtime.kernel.texts import Text, text

_COMPLETED: Final = "completed"
_END: Final = "end-event"


@dataclass(frozen=True, slots=True)
class Situation:
    """What services and expressions see of a course: it changes with its steps.

    ``stock`` holds SKU → pieces of what is under stock control.
    """

    order: Mapping[str, Any]
    parameters: Mapping[str, Any]
    checks: Mapping[str, str]
    stock: Mapping[str, int]
    now: datetime


Service = Callable[[ServiceCall, Situation], Mapping[str, Any]]
FrameFactory = Callable[[Situation], feel.Frame]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a course is played on: the process, who answers, what is around, forms.

    ``services`` go by operator; ``frame_of`` makes the frame of a situation. With
    ``forms`` (by key) each answer is checked as it would be in the day's work.
    """

    model: Model
    services: Mapping[str, Service]
    frame_of: FrameFactory
    forms: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened from one rest to the next, and the step that set it off."""

    step: Step | None
    at: datetime
    passed: Sequence[Element]
    decisions: Sequence[Trace]
    choices: Sequence[Choice]
    made: Mapping[str, Any]


class Deviation(Exception):
    """A step could not be done as written; what follows would be noise."""

    def __init__(self, *sentences: Text, fields: Any = None) -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.fields: Mapping[str, Sequence[Text]] = fields or {}


class Course:
    """One process under way: its run, its situation, the stretches so far."""

    def __init__(
        self, stage: Stage, situation: Situation, variables: Mapping[str, Any]
    ) -> None:
        self._stage = stage
        parameters = feel.from_data(dict(situation.parameters))
        self.situation = replace(situation, parameters=parameters)
        self._variables = feel.from_data(dict(variables))
        self._run: Run | None = None
        self._made: dict[str, Any] = {}
        self._before = b"", self.situation
        self.stretches: list[Stretch] = []
        self.subject: feel.Frame = feel.Frame()

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task of the run; part of what a run asks of its hooks."""
        answer = self._stage.services.get(call.operator)
        if answer is None:
            raise HandlerMissing("operator-unknown", operator=call.operator)
        output = self._made[call.element.id] = answer(call, self.situation)
        return output

    def start(self) -> None:
        """Start, and run to the first rest."""
        model, frame = self._stage.model, self._frame()
        self._run = Run.start(model, self._variables, frame, self)
        self._advance(self._run, None)

    def do(self, number: int, step: Step) -> None:
        """Do a step on the saved and loaded state, and run to the next rest.

        Raises Deviation where it cannot be done as written, FlowError where the
        process cannot go on; the course is over then.
        """
        run = self._loaded(step)
        self._do(run, number, step)
        self._advance(run, step)

    def step_back(self) -> None:
        """Stand again where the course stood before the step that failed."""
        if self.run.completed:  # then nothing of the step was done
            return
        self.situation, self._made = self._before[1], {}
        self._thawed()

    @property
    def run(self) -> Run:
        """The run as it is; raises LookupError before the start."""
        if self._run is None:
            raise LookupError("the course has not started")
        return self._run

    @property
    def passed(self) -> list[Element]:
        """Every element that was passed, in sequence."""
        return [one for stretch in self.stretches for one in stretch.passed]

    @property
    def failed(self) -> str:
        """The id of the element that failed, or a dash."""
        found = self._run.failed_element if self._run else None
        return found.id if found else "-"

    def open_waits(self) -> list[Wait]:
        """List what is waited for, without what listens at a border."""
        return [each for each in self.run.waits() if not each.boundary]

    def end(self) -> str:
        """Return the last end event; that of the process comes after inner ones."""
        ends = (each.id for each in reversed(self.passed) if each.kind == _END)
        return next(ends, "-")

    def data(self) -> Mapping[str, Any]:
        """Return the data where the course rests."""
        waits = self.open_waits()
        return waits[-1].data if waits else self.run.data

    def form_of(self, wait: Wait) -> Form | None:
        """Return the form of what is waited for, if there is one."""
        return self._stage.forms.get(form_key(wait.element.properties) or "")

    def _loaded(self, step: Step) -> Run:
        run = self.run
        if run.completed:
            raise Deviation(text("case-over-already", end=self.end()))
        self._before = run.freeze(), self.situation
        if step.order:
            order = merged(self.situation.order, step.order)
            self.situation = replace(self.situation, order=order)
        return self._thawed()

    def _thawed(self) -> Run:
        body = self._before[0]
        self._run = Run.thaw(self._stage.model, body, self._frame(), self)
        return self._run

    def _frame(self) -> feel.Frame:
        """Make the frame of the next stretch; services see it as in the day's work."""
        self.subject = self._stage.frame_of(self.situation)
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
        if wait.due is not None and wait.due > self.situation.now:
            self.situation = replace(self.situation, now=wait.due)
        run.fire(wait.node, self.situation.now)

    def _receive(self, run: Run, number: int, step: Step) -> None:
        caught = run.receive(step.target, feel.from_data(dict(step.data)))
        if not caught:
            raise Deviation(
                text("case-message-uncaught", step=number, message=step.target)
            )

    def _wait(self, number: int, step: Step) -> Wait:
        waits = self.run.waits()
        found = next((each for each in waits if each.element.id == step.target), None)
        if found is None:
            places = ", ".join(sorted(each.element.id for each in waits)) or "-"
            raise Deviation(
                text("case-not-waiting", step=number, element=step.target, found=places)
            )
        return found

    def _check_answer(self, number: int, step: Step, wait: Wait) -> None:
        role = wait.element.properties.get("role", "")
        if step.role and step.role != role:
            raise Deviation(
                text(
                    "case-other-role",
                    step=number,
                    element=step.target,
                    expected=step.role,
                    found=role or "-",
                )
            )
        form = self.form_of(wait)
        if form is None:
            return
        try:
            form.check(step.data)
        except Invalid as fault:
            refused = list(_refusals(number, fault))
            raise Deviation(*refused, fields=fault.fields) from None

    def _advance(self, run: Run, step: Step | None) -> None:
        run.advance(self.situation.now)
        passed = [each.element for each in run.steps if each.outcome == _COMPLETED]
        self.stretches.append(
            Stretch(
                step,
                self.situation.now,
                passed,
                run.decisions,
                run.choices,
                self._made,
            )
        )
        self._made = {}


def _refusals(number: int, fault: Invalid) -> Iterator[Text]:
    for name, sentences in fault.fields.items():
        for reason in sentences:
            yield text("case-answer-refused", step=number, field=name, reason=reason)
