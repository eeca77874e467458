"""Messages, signals, errors and escalations inside one instance: who hears them.

SpiffWorkflow asks every waiting node of the instance. Here an error or escalation goes
outwards from where it happened, activity by activity, and stops at the first that
catches it; a message or signal reaches every node that waits for it at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions import (
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.spiff.specs import event_definitions as spiff

from runtime.engine.spiff.tasks import READY, WAITING, Node
from runtime.engine.spiff.values import own_context
from runtime.kernel.errors import Stuck

if TYPE_CHECKING:
    from runtime.engine.spiff.stepping import Scope
    from runtime.engine.spiff.workflows import Top

MESSAGE, SIGNAL, ERROR, ESCALATION, TIMER = (
    "message",
    "signal",
    "error",
    "escalation",
    "timer",
)
EVENTS_OF_OTHERS = frozenset({MESSAGE, SIGNAL, ERROR, ESCALATION})
PAYLOAD = "payload"


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that leaves the instance."""

    kind: str
    name: str
    payload: dict[str, Any]
    element: str


class _Named:
    """What our definitions share: a kind, and a payload kept until the node runs."""

    kind: str
    name: str
    variable: str | None
    expression: str | None

    def has_fired(self, my_task: Node) -> bool:
        """Return whether the event has reached the node."""
        return bool(my_task.internal_data.get("event_fired"))

    def hit(self, my_task: Node, payload: Any) -> None:
        """Tell the waiting node that its event is here."""
        my_task.internal_data["event_fired"] = True
        if payload is not None and self.variable is not None:
            my_task.internal_data[PAYLOAD] = payload

    def update_task(self, my_task: Node) -> None:
        """Nothing to prepare: correlation is the business key of the instance."""

    def update_task_data(self, my_task: Node) -> None:
        """Keep the payload under the variable the diagram names, else drop it.

        It is never merged into the data as it is: an outsider's message must not be
        able to overwrite what the process knows.
        """
        if self.variable is not None:
            payload = my_task.internal_data.pop(PAYLOAD, None)
            my_task.data = {**my_task.data, self.variable: payload}

    def reset(self, my_task: Node) -> None:
        """Make the node able to wait again."""
        my_task.internal_data.pop("event_fired", None)
        my_task.internal_data.pop(PAYLOAD, None)

    def _payload(self, my_task: Node) -> dict[str, Any]:
        if self.expression is None:
            return {}
        engine = my_task.workflow.top.engine
        return engine.context(my_task, self.expression)


class Message(_Named, spiff.MessageEventDefinition):
    """A message by its name."""

    kind = MESSAGE

    def __init__(
        self, name: str, expression: str | None = None, variable: str | None = None
    ) -> None:
        super().__init__(name, None, expression, variable)
        self.variable = variable

    def throw(self, my_task: Node) -> None:
        """Send it: to who waits for it in this instance, else to the outside."""
        top, payload = my_task.workflow.top, self._payload(my_task)
        if not top.event_manager.broadcast(MESSAGE, self.name, payload):
            top.thrown.append(
                Thrown(MESSAGE, self.name, payload, my_task.task_spec.name)
            )


class Signal(_Named, spiff.SignalEventDefinition):
    """A signal by its name."""

    kind = SIGNAL

    def throw(self, my_task: Node) -> None:
        """Broadcast it, in this instance and outside."""
        top, payload = my_task.workflow.top, self._payload(my_task)
        top.event_manager.broadcast(SIGNAL, self.name, payload)
        top.thrown.append(Thrown(SIGNAL, self.name, payload, my_task.task_spec.name))


class _Coded(_Named):
    """An error or escalation: matched by code; without a code it catches all."""

    code: str | None

    def throw(self, my_task: Node) -> None:
        """Raise it outwards from the scope of the node."""
        top = my_task.workflow.top
        payload = self._payload(my_task)
        caught = top.event_manager.raise_outwards(
            self.kind, self.code, payload, my_task.workflow
        )
        if not caught and self.kind == ERROR:
            raise Stuck(
                "error-not-caught",
                error=self.code or "?",
                element=my_task.task_spec.name,
            )


class Error(_Coded, spiff.ErrorEventDefinition):
    """An error by its code."""

    kind = ERROR


class Escalation(_Coded, spiff.EscalationEventDefinition):
    """An escalation by its code; one that nobody catches is over without harm."""

    kind = ESCALATION


class Nothing(NoneEventDefinition):
    """No event: the node goes on as soon as it is reached."""

    kind = ""


class Terminate(TerminateEventDefinition):
    """The end of a whole scope; the end event itself cancels what is open."""

    kind = "terminate"

    def throw(self, my_task: Node) -> None:
        """Nobody listens to this."""


class Choice(MultipleEventDefinition):
    """The events behind an event-based gateway, one for each of its paths."""

    kind = "choice"

    def has_fired(self, my_task: Node) -> bool:
        """Return whether one of the events is here; arm the timers among them."""
        for index, definition in enumerate(self.event_definitions):
            if definition.kind == TIMER:
                definition.arm(my_task, f"due{index}")
        return "taken" in my_task.internal_data

    def hit(self, my_task: Node, index: int, payload: Any) -> None:
        """Tell the gateway which of its events came first."""
        my_task.internal_data["taken"] = index
        self.event_definitions[index].hit(my_task, payload)

    def reset(self, my_task: Node) -> None:
        """Forget what was taken and what was armed."""
        my_task.internal_data.clear()

    def update_task_data(self, my_task: Node) -> None:
        """Let the event that came bring its payload."""
        taken = my_task.internal_data["taken"]
        self.event_definitions[taken].update_task_data(my_task)


class Listeners:
    """The nodes of an instance that wait for an event."""

    def __init__(self, top: Top) -> None:
        self._top = top
        self.tasks: dict[int, Node] = {}

    def add_task(self, my_task: Node) -> None:
        """Called by SpiffWorkflow when a node starts to wait."""
        self.tasks[my_task.id] = my_task

    def remove_task(self, my_task: Node) -> None:
        """Called by SpiffWorkflow when it waits no longer."""
        self.tasks.pop(my_task.id, None)

    def bring(
        self, kind: str, name: str, payload: Mapping[str, Any], node: int | None
    ) -> int:
        """Let an event from outside in; what it brings becomes data of our own."""
        return self.broadcast(kind, name, own_context(payload, what=name), node)

    def broadcast(
        self, kind: str, name: str, payload: dict[str, Any], node: int | None = None
    ) -> int:
        """Let all who wait for the event have it; return how many did.

        With ``node`` only that one: other nodes that wait for the same go on
        waiting. For an event sub-process it is the root of its scope.
        """
        hits = 0
        for scope in self._top.scopes():
            for name_of_start in scope.spec.start.trigger_specs:
                if node in (None, scope.task_tree.id):
                    hits += self._start(scope, name_of_start, kind, name, payload)
        waiting = [n for n in self.tasks.values() if node in (None, n.id)]
        return hits + sum(self._hit(n, kind, name, payload) for n in waiting)

    def raise_outwards(
        self,
        kind: str,
        code: str | None,
        payload: Any,
        scope: Scope,
        failed: Node | None = None,
    ) -> bool:
        """Give an error or escalation to the nearest activity that catches it.

        It starts at the boundary of ``failed`` if given, else at ``scope``.
        """
        node = failed
        while True:
            if node is not None and self._caught_at(node, kind, code, payload):
                return True
            if self._caught_inside(scope, kind, code, payload):
                return True
            node = scope.calling
            if node is None:
                return False
            scope = node.workflow

    def _caught_at(self, node: Node, kind: str, code: str | None, payload: Any) -> bool:
        """Try the boundary events of one activity; an exact code goes first."""
        found = [
            each
            for each in boundary_of(node)
            if _catches(each.task_spec.event_definition, kind, code)
        ]
        found.sort(key=lambda each: each.task_spec.event_definition.code is None)
        return bool(found) and self._hit(found[0], kind, None, payload)

    def _caught_inside(
        self, scope: Scope, kind: str, code: str | None, payload: Any
    ) -> bool:
        for start in scope.spec.start.trigger_specs:
            definition = self._start_definition(start)
            if _catches(definition, kind, code):
                return self._start(scope, start, kind, None, payload)
        return False

    def _start_definition(self, name: str) -> Any:
        return self._top.subprocess_specs[name].bpmn_start_events[0].event_definition

    def _start(
        self, scope: Scope, start: str, kind: str, name: str | None, payload: Any
    ) -> bool:
        """Open an event sub-process whose start event the event is."""
        definition = self._start_definition(start)
        if definition.kind != kind or (name is not None and definition.name != name):
            return False
        calling = scope.spec.start.trigger_wf(scope.task_tree, start)
        inner = self._top.subprocesses[calling]
        waits = [n for n in self.tasks.values() if n.workflow is inner]
        return any(self._hit(each, kind, None, payload) for each in waits)

    def _hit(self, node: Node, kind: str, name: str | None, payload: Any) -> bool:
        if node._state != WAITING or node.id not in self.tasks or _is_too_late(node):
            return False
        definition = node.task_spec.event_definition
        if definition.kind == "choice":
            taken = _index(definition, kind, name)
            if taken is None:
                return False
            definition.hit(node, taken, payload)
        elif definition.kind != kind or (name is not None and definition.name != name):
            return False
        else:
            definition.hit(node, payload)
        self._top.was_hit = True
        node.task_spec._update(node)
        return True


def boundary_of(node: Node) -> Iterator[Node]:
    """Walk the boundary events that wait at an activity's border."""
    parent = node.parent
    if parent is None:
        return
    if parent.task_spec.splits_boundary:
        yield from (
            each
            for each in parent.children
            if each.task_spec.attached and each._state == WAITING
        )
    elif parent.task_spec.repeats and node.triggered:
        # one of many instances: the border is that of the whole
        yield from boundary_of(parent)


def _is_too_late(node: Node) -> bool:
    """Whether another boundary event has already interrupted the same activity."""
    return node.task_spec.attached and any(
        each._state == READY and each.task_spec.interrupts
        for each in node.parent.children
    )


def _catches(definition: Any, kind: str, code: str | None) -> bool:
    return definition.kind == kind and definition.code in (None, code)


def _index(definition: Choice, kind: str, name: str | None) -> int | None:
    for index, each in enumerate(definition.event_definitions):
        if each.kind == kind and name in (None, each.name):
            return index
    return None
