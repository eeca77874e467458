"""What a diagram may ask for: service tasks by name, and who reacts to facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.engine.design.formats import Marked
from runtime.engine.spiff import ServiceCall
from runtime.kernel.errors import HandlerMissing, Misconfigured
from runtime.kernel.facts import Fact, FactT, Listeners
from runtime.kernel.texts import Text
from runtime.kernel.work import Work

__all__ = ["Handlers", "Output", "ServiceCall", "ServiceTask"]
Output = Mapping[str, Any]
Service = Callable[[ServiceCall], Output]
Listener = Callable[[Work, Any, FactT], None]
Made = tuple[str, Output]  # a business key, and what a service answered for it
Writing = Callable[[Work, Any, Sequence[Made]], None]
Format = Callable[[Work, Any, Sequence[Marked]], Iterable[tuple[str, Text]]]
Undoing = Callable[[Work, Any, "Undone"], None]


@dataclass(frozen=True, slots=True)
class ServiceTask:
    """One operator: what answers it, and the names and types that it gives."""

    operator: str
    answer: Service
    gives: Mapping[str, str]
    repeatable: bool = False  # to do it again changes nothing
    undone_by: str = ""  # the name of what undoes it
    takes: Mapping[str, str] = field(default_factory=dict)  # parameters, typed

    @property
    def can_go_back(self) -> bool:
        """Tell whether a step before it may be done anew."""
        return self.repeatable or bool(self.undone_by)


@dataclass(frozen=True, slots=True)
class Undone:
    """A service task whose step is taken back: of whom, where, what it answered."""

    business_key: str
    element: str
    made: Output


@dataclass(slots=True)
class Handlers:
    """Service tasks and listeners of a feature, declared there, bound at the start.

    A service task answers inside the engine's run, before the transaction: it
    reads what it is given, computes and returns; it writes nothing and calls
    nobody. Outside calls are connectors (``connector:<name>.<verb>``).
    """

    services: dict[str, ServiceTask] = field(default_factory=dict)
    listeners: list[tuple[type[Fact], Callable[[Work, Any, Any], None]]] = field(
        default_factory=list
    )
    formats: dict[str, Format] = field(default_factory=dict)
    writings: dict[str, Callable[[Work, Sequence[Made]], None]] = field(
        default_factory=dict
    )
    declared: dict[str, Writing] = field(default_factory=dict)
    undoings: dict[str, Undoing] = field(default_factory=dict)

    def service_task(
        self,
        operator: str,
        gives: Mapping[str, str],
        *,
        repeatable: bool = False,
        undone_by: str = "",
        takes: Mapping[str, str] | None = None,
    ) -> Callable[[Service], Service]:
        """Declare the function below as the answer to ``operator``.

        ``takes`` are the parameters that a diagram may give it, by name and type: an
        editor offers them.

        Whoever goes back to a step before it does it again: that needs one that is
        ``repeatable``, or ``undone_by`` what is declared by `undoes`. A step before
        any other can not be gone back to once it has run.
        """

        def declare(answer: Service) -> Service:
            if operator in self.services:
                raise Misconfigured("operator-twice", operator=operator)
            self.services[operator] = ServiceTask(
                operator, answer, gives, repeatable, undone_by, takes or {}
            )
            return answer

        return declare

    def writes(self, operator: str) -> Callable[[Writing], Writing]:
        """Call the function below with what ``operator`` answered, to write it down.

        It runs in the transaction that saves the run, after the instance, with all
        answers of that transaction that are not empty. A Conflict("lost-race") it
        raises lets the step be done anew; any other refuses the step.
        """

        def declare(writing: Writing) -> Writing:
            if operator in self.declared:
                raise Misconfigured("operator-twice", operator=operator)
            self.declared[operator] = writing
            return writing

        return declare

    def undoes(self, name: str) -> Callable[[Undoing], Undoing]:
        """Undo with the function below, inside the transaction that goes back.

        A Conflict that it raises refuses to go back, and then nothing has changed.
        """

        def declare(undoing: Undoing) -> Undoing:
            self._take_undoing(name, undoing)
            return undoing

        return declare

    def _take_undoing(self, name: str, undoing: Undoing) -> None:
        if name in self.undoings:
            raise Misconfigured("operator-twice", operator=name)
        self.undoings[name] = undoing

    def on(self, kind: type[FactT]) -> Callable[[Listener[FactT]], Listener[FactT]]:
        """Call the function below with every fact of ``kind``, in its transaction."""

        def declare(listener: Listener[FactT]) -> Listener[FactT]:
            self.listeners.append((kind, listener))
            return listener

        return declare

    def answer_format(self, name: str) -> Callable[[Format], Format]:
        """Check with the function below what forms mark by ``format: name``.

        It is given the task and its values, when an answer holds any, inside the
        operation that completes the task; it yields a fault with its field's path.
        """

        def declare(check: Format) -> Format:
            self._take_format(name, check)
            return check

        return declare

    def _take_format(self, name: str, check: Format) -> None:
        if name in self.formats:
            raise Misconfigured("operator-twice", operator=name)
        self.formats[name] = check

    def bind(self, feature: Handlers, engine: Any, listeners: Listeners) -> None:
        """Take over what a feature declared; a name that stands twice is a fault."""
        for operator, service in feature.services.items():
            if operator in self.services:
                raise Misconfigured("operator-twice", operator=operator)
            self.services[operator] = service
        for name, check in feature.formats.items():
            self._take_format(name, check)
        for operator, writing in feature.declared.items():
            if operator in self.writings:
                raise Misconfigured("operator-twice", operator=operator)
            self.writings[operator] = _written_with(writing, engine)
        for name, undoing in feature.undoings.items():
            self._take_undoing(name, undoing)
        for kind, listener in feature.listeners:
            listeners.on(kind, _with_engine(listener, engine))

    def service(self, call: ServiceCall) -> Output:
        """Answer a service task; raises HandlerMissing for an unknown operator."""
        found = self.services.get(call.operator)
        if found is None:
            raise HandlerMissing("operator-unknown", operator=call.operator)
        return found.answer(call)

    def write(self, work: Work, owed: Iterable[tuple[str, str, Output]]) -> None:
        """Write down what services answered: operator, business key, answer."""
        made: dict[str, list[Made]] = {}
        for operator, business_key, output in owed:
            made.setdefault(operator, []).append((business_key, output))
        for operator, answers in made.items():
            self.writings[operator](work, answers)

    def can_go_back(self, operator: str) -> bool:
        """Tell whether a step before a service task may be done anew."""
        found = self.services.get(operator)
        if found is None or not found.can_go_back:
            return False
        return found.repeatable or found.undone_by in self.undoings

    def undo(self, work: Work, engine: Any, operator: str, undone: Undone) -> None:
        """Undo what a service task led to, if there is anything to undo."""
        name = self.services[operator].undone_by
        if name:
            self.undoings[name](work, engine, undone)


def _written_with(
    writing: Writing, engine: Any
) -> Callable[[Work, Sequence[Made]], None]:
    def write(work: Work, answers: Sequence[Made]) -> None:
        writing(work, engine, answers)

    return write


def _with_engine(
    listener: Callable[[Work, Any, Any], None], engine: Any
) -> Callable[[Work, Any], None]:
    def listen(work: Work, fact: Any) -> None:
        listener(work, engine, fact)

    return listen
