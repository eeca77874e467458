"""Once for each version of a process: make its specs ready to be shared for ever.

After this nothing writes to a spec any more, so all instances and threads use the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask

from runtime.engine.spiff import activities, catching, choosing, joins, scopes
from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.events import EVENTS_OF_OTHERS, Nothing
from runtime.engine.spiff.known import StepOf
from runtime.engine.spiff.script import FeelEngine
from runtime.engine.spiff.tasks import Node

# Classes whose _run_hook does its work and leaves the children alone.
_WORKERS = (
    activities.ScriptTask,
    activities.ServiceTask,
    activities.BusinessRuleTask,
    catching.CatchEvent,
    catching.ReceiveTask,
    catching.StartEvent,
    catching.BoundaryEvent,
    catching.ThrowEvent,
    catching.SendTask,
    catching.EndEvent,
    joins.EndJoin,
    joins.ParallelGateway,
)
_PLAIN_COMPLETION = (
    TaskSpec._on_complete_hook,
    BpmnTaskSpec._on_complete_hook,
    SpiffBpmnTask._on_complete_hook,
)
_PLAIN_UPDATE = (
    TaskSpec._update_hook,
    BpmnTaskSpec._update_hook,
    SpiffBpmnTask._update_hook,
)


@dataclass(frozen=True, slots=True)
class Mode:
    """How an instance is driven.

    ``lazy``: nodes are made when they are reached, nothing is predicted. ``fused``
    (with lazy): a plain node is completed and its children made ready in one step.
    Both give what SpiffWorkflow's own classes give; the equality tests prove it.
    """

    fused: bool = True
    lazy: bool = True


def finish(
    scopes_of_model: Iterable[Any],
    elements: Mapping[tuple[str, str], Element],
    engine: FeelEngine,
    mode: Mode,
) -> None:
    """Finish the specs of a model; ``elements`` are keyed by scope and id."""
    for scope in scopes_of_model:
        scope.lazy = mode.lazy
        scope.fused = mode.fused and mode.lazy
        for spec in list(scope.task_specs.values()):
            spec.element = elements.get((scope.name, spec.bpmn_id or ""))
            _wire_repetition(scope, spec)
            _prepare_choice(scope, spec, engine)
        for spec in scope.task_specs.values():
            _plan(scope, spec)


def _wire_repetition(scope: Any, spec: Any) -> None:
    """Connect instances to their whole now; SpiffWorkflow does it while running."""
    if not spec.repeats:
        return
    child = scope.task_specs[spec.task_spec]
    child.completed_event.connect(spec.merge_child)
    for item in ("data_input", "data_output"):
        reference = getattr(spec, item, None)
        if reference is not None:
            reference.bpmn_id = reference.bpmn_id.strip()


def _prepare_choice(scope: Any, spec: Any, engine: FeelEngine) -> None:
    if not isinstance(spec, joins.ExclusiveGateway | joins.InclusiveGateway):
        return
    specs = scope.task_specs
    asked = [
        (engine.compiled(condition.args[0]), name)
        for condition, name in spec.cond_task_specs
        if condition is not None
    ]
    spec.conditions = tuple((expression, specs[name]) for expression, name in asked)
    if spec.element is not None:
        written = [(one.text.strip(), name) for one, name in asked]
        spec.ways = choosing.positions(written, spec.element.ways)
        spec.reads = choosing.reads_of(expression for expression, _ in asked)
    spec.otherwise = tuple(
        specs[name] for condition, name in spec.cond_task_specs if condition is None
    )
    if isinstance(spec, joins.InclusiveGateway):
        spec.reach = joins.reachable_inputs(spec)


def _plan(scope: Any, spec: Any) -> None:
    spec.outs = tuple(spec.outputs)
    spec.plain = _is_plain(spec)
    spec.only_listens = _only_listens(spec)
    spec.step = _step_of(spec)
    spec.closes = (
        isinstance(spec, catching.EndEvent)
        and isinstance(spec.event_definition, Nothing)
        and spec.step is not None
        and spec._outputs == [scope.end.name]
    )
    spec.interrupts = spec.attached and spec.cancel_activity
    spec.opens_at_once = (
        isinstance(spec, scopes.SubProcess | scopes.CallActivity)
        and scope.fused
        and not _moves_data(spec)
        and getattr(spec, "prescript", None) is None
    )
    spec.repeats_timer = (
        isinstance(spec, catching.BoundaryEvent)
        and not spec.cancel_activity
        and getattr(spec.event_definition, "repeats", False)
    )
    if isinstance(spec, catching.EndEvent) and spec.element is not None:
        spec.stage_at_end = spec.element.stage


def _is_plain(spec: Any) -> bool:
    """Whether being reached needs nothing but the data of the node before."""
    if _moves_data(spec) or getattr(spec, "prescript", None) is not None:
        return False
    if isinstance(spec, catching.Catching):
        return _takes_nothing(spec)
    if isinstance(spec, joins.ParallelGateway | joins.InclusiveGateway):
        return len(spec._inputs) < 2
    return type(spec)._update_hook in _PLAIN_UPDATE


def _only_listens(spec: Any) -> bool:
    """Whether being reached means to wait for one event that needs no preparation."""
    return (
        isinstance(spec, catching.BoundaryEvent | catching.CatchEvent)
        and spec.event_definition.kind in EVENTS_OF_OTHERS
        and not _moves_data(spec)
    )


def _step_of(spec: Any) -> StepOf | None:
    """Return the function that runs the node in one go, None when there is none."""
    is_plain = (
        not _moves_data(spec)
        and getattr(spec, "postscript", None) is None
        and not spec.completed_event.n_subscribers()
        and _completes_plainly(spec)
    )
    return _plain_step_of(spec) if is_plain else None


def _plain_step_of(spec: Any) -> StepOf | None:
    if isinstance(spec, catching.EventGateway | scopes.EndTask):
        return None
    if _takes_nothing(spec):
        return pass_on
    for kind, step in _STEPS:
        if isinstance(spec, kind):
            return step
    return pass_on if type(spec)._run_hook is TaskSpec._run_hook else None


def _completes_plainly(spec: Any) -> bool:
    if isinstance(spec, catching.EndEvent):
        return bool(spec.event_definition.kind != "terminate")
    if isinstance(spec, catching.BoundaryEvent):
        return bool(spec.cancel_activity)
    return type(spec)._on_complete_hook in _PLAIN_COMPLETION


def _takes_nothing(spec: Any) -> bool:
    """Whether an event is passed as soon as it is reached."""
    return isinstance(spec, catching.Catching) and isinstance(
        spec.event_definition, Nothing
    )


def _moves_data(spec: Any) -> bool:
    return bool(
        spec.io_specification is not None
        or spec.data_input_associations
        or spec.data_output_associations
    )


def pass_on(node: Node) -> Any:
    """Step of a node that does nothing."""
    return node.task_spec.outs


def work(node: Node) -> Any:
    """Step of a node that does something; None: it goes on later."""
    spec = node.task_spec
    return None if spec._run_hook(node) is None else spec.outs


# How a kind of node is run in one go; what is not here runs by the book.
_STEPS: tuple[tuple[Any, StepOf], ...] = (
    (joins.ExclusiveGateway, joins.choose_one),
    (joins.InclusiveGateway, joins.choose_all),
    (catching.BoundarySplit | scopes.StartTask, pass_on),
    (_WORKERS, work),
)
