"""Activities that run more than once: standard loops and multi-instance (多实例).

Each instance works on its own data. A sequential round hands everything on to the next;
parallel instances hand over what they changed. The item an instance works on and its
result are its own and never remain in the data of the process.
"""

from __future__ import annotations

from bisect import bisect
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.specs import defaults

from runtime import feel
from runtime.engine.spiff.known import Known
from runtime.engine.spiff.merge import rebased
from runtime.engine.spiff.tasks import FINISHED, READY, STARTED, WAITING, Node
from runtime.kernel.errors import ExpressionFailed

ITEM_LIMIT = 10_000

INDEX, LEFT, NEXT, TOTAL, PLACES = "index", "left", "next", "total", "places"


class _Repeating(Known):
    """Makes children of the spec behind it and takes their data back."""

    repeats = True
    task_spec: str
    condition: str | None

    def _begin(self, my_task: Node) -> None:
        """Inherit data and run the script before, as any activity does."""
        super(LoopTask, self)._update_hook(my_task)  # type: ignore[misc]  # a mixin: the library's class stands behind it

    def _create(self, my_task: Node, index: int, extra: dict[str, Any]) -> None:
        my_task.workflow.top.repeat(my_task)
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, WAITING)
        child.triggered = True
        child.internal_data[INDEX] = index
        child.data = {**my_task.data, **extra}
        spec._update(child)


class StandardLoop(_Repeating, defaults.StandardLoopTask):
    """Runs again while its condition holds, at most so many times."""

    maximum: int | None
    test_before: bool

    def _update_hook(self, my_task: Node) -> bool:
        self._begin(my_task)
        my_task.internal_data[NEXT] = 0
        if self.test_before and self._is_over(my_task):
            return True
        my_task._set_state(STARTED)
        self._next_round(my_task)
        return False

    def merge_child(self, workflow: Any, child: Node) -> None:
        """Take over the data of a round; called when its node completes."""
        my_task = child.parent
        my_task.data = dict(child.data)
        if self._is_over(my_task):
            my_task._set_state(READY)
        else:
            self._next_round(my_task)

    def _next_round(self, my_task: Node) -> None:
        index = my_task.internal_data[NEXT]
        my_task.internal_data[NEXT] = index + 1
        self._create(my_task, index, {})

    def _is_over(self, my_task: Node) -> bool:
        if self.maximum is not None and my_task.internal_data[NEXT] >= self.maximum:
            return True
        if self.condition is None:
            return False
        engine = my_task.workflow.top.engine
        return not engine.holds(my_task, engine.compiled(self.condition))


class _Items(_Repeating):
    """Runs once for each item of a collection, or so many times."""

    cardinality: str | None
    data_input: TaskDataReference | None
    data_output: TaskDataReference | None
    input_item: TaskDataReference | None
    output_item: TaskDataReference | None

    def _prepare(self, my_task: Node) -> list[Any]:
        self._begin(my_task)
        items = self._items(my_task)
        output = self._output
        if output is not None:
            start = list(items) if self._in_place else []
            my_task.data = {**my_task.data, output: start}
            my_task.internal_data[PLACES] = []
        return items

    @property
    def _output(self) -> str | None:
        if self.data_output is None or self.output_item is None:
            return None
        name: str = self.data_output.bpmn_id
        return name

    @property
    def _in_place(self) -> bool:
        return (
            self.data_input is not None
            and self.data_output is not None
            and self.data_input.bpmn_id == self.data_output.bpmn_id
        )

    def _items(self, my_task: Node) -> list[Any]:
        if self.data_input is not None:
            return self._collection(my_task, self.data_input.bpmn_id)
        return list(range(self._count(my_task)))

    def _collection(self, my_task: Node, expression: str) -> list[Any]:
        found = my_task.data.get(expression)
        if found is None:  # no name of the data, but FEEL such as param.regions
            found = my_task.workflow.top.engine.value(my_task, expression)
        if type(found) is not list:
            raise self._unfit(my_task, "collection-not-a-list", expression, found)
        if len(found) > ITEM_LIMIT:
            raise self._unfit(
                my_task, "too-many-items", expression, Decimal(len(found))
            )
        return found

    def _count(self, my_task: Node) -> int:
        expression = self.cardinality or ""
        found = my_task.workflow.top.engine.value(my_task, expression)
        if (
            type(found) is not Decimal
            or found < 0
            or found != found.to_integral_value()
        ):
            raise self._unfit(my_task, "cardinality-not-whole", expression, found)
        if found > ITEM_LIMIT:
            raise self._unfit(my_task, "too-many-items", expression, found)
        return int(found)

    def _unfit(
        self, my_task: Node, code: str, expression: str, found: Any
    ) -> ExpressionFailed:
        my_task.workflow.top.current = my_task
        shown = found if type(found) is Decimal else feel.type_name(found)
        return ExpressionFailed(
            code,
            element=self.name,
            expression=expression,
            found=shown,
            limit=ITEM_LIMIT,
        )

    def _start_item(self, my_task: Node, index: int, item: Any) -> None:
        name = None if self.input_item is None else self.input_item.bpmn_id
        self._create(my_task, index, {} if name is None else {name: item})

    def _take_back(self, child: Node, base: dict[str, Any]) -> None:
        """Put the child's result into the output, or its changes into the data."""
        my_task = child.parent
        output = self._output
        if output is not None:
            self._put_result(my_task, child, output)
        else:
            own = {item.bpmn_id for item in (self.input_item, self.output_item) if item}
            handed = {k: v for k, v in child.data.items() if k not in own}
            kept = {k: v for k, v in base.items() if k not in own}
            my_task.data = rebased(kept, handed, my_task.data)
        child.data = dict(my_task.data)

    def _put_result(self, my_task: Node, child: Node, output: str) -> None:
        name = self.output_item.bpmn_id if self.output_item else ""
        if name not in child.data:
            raise self._unfit(my_task, "output-item-missing", name, None)
        index, results = child.internal_data[INDEX], list(my_task.data[output])
        if self._in_place:
            results[index] = child.data[name]
        else:
            places = my_task.internal_data[PLACES]
            at = bisect(places, index)
            places.insert(at, index)
            results.insert(at, child.data[name])
        my_task.data = {**my_task.data, output: results}

    def _is_enough(self, my_task: Node, child: Node, seen: dict[str, Any]) -> bool:
        """Return whether the completion condition holds after this child."""
        if self.condition is None:
            return False
        engine = my_task.workflow.top.engine
        output = self._output
        also = seen if output is None else {**seen, output: my_task.data[output]}
        kept, child.data = child.data, also
        try:
            return engine.holds(child, engine.compiled(self.condition))
        finally:
            child.data = kept


class ParallelItems(_Items, defaults.ParallelMultiInstanceTask):
    """All instances at once; done with the last, or when enough are."""

    def _update_hook(self, my_task: Node) -> bool:
        items = self._prepare(my_task)
        if not items:
            return True
        my_task.internal_data[LEFT] = len(items)
        my_task._set_state(STARTED)
        for index, item in enumerate(items):
            self._start_item(my_task, index, item)
        return False

    def merge_child(self, workflow: Any, child: Node) -> None:
        """Take an instance's data back; called when its node completes."""
        my_task = child.parent
        seen = child.data
        self._take_back(child, my_task.parent.data)
        my_task.internal_data[LEFT] -= 1
        if self._is_enough(my_task, child, seen):
            for other in my_task.children:
                if not other._state & FINISHED and other.triggered:
                    other.cancel()
            my_task._set_state(READY)
        elif my_task.internal_data[LEFT] == 0:
            my_task._set_state(READY)


class SequentialItems(_Items, defaults.SequentialMultiInstanceTask):
    """One instance after the other."""

    def _update_hook(self, my_task: Node) -> bool:
        items = self._prepare(my_task)
        if not items:
            return True
        my_task.internal_data[NEXT] = 1
        my_task.internal_data[TOTAL] = len(items)
        my_task._set_state(STARTED)
        self._start_item(my_task, 0, items[0])
        return False

    def merge_child(self, workflow: Any, child: Node) -> None:
        """Take a round's data back and start the next; called at its completion."""
        my_task = child.parent
        seen = child.data
        self._take_back(child, my_task.data)
        index = my_task.internal_data[NEXT]
        is_last = index >= my_task.internal_data[TOTAL]
        if is_last or self._is_enough(my_task, child, seen):
            my_task._set_state(READY)
            return
        my_task.internal_data[NEXT] = index + 1
        self._start_item(my_task, index, self._item(my_task, index))

    def _item(self, my_task: Node, index: int) -> Any:
        if self.data_input is None:
            return index
        items = self._collection(my_task, self.data_input.bpmn_id)
        return items[index] if index < len(items) else None
