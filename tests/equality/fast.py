"""What is compared: one run of ours, straight or reloaded at every stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from runtime import feel
from runtime.engine.spiff import Model, Run, ServiceCall
from runtime.engine.spiff.workflows import Top


class Answers:
    """Hooks that answer every operator in process."""

    subject = None

    def __init__(self, service: Any) -> None:
        self._service = service

    def service(self, call: ServiceCall) -> Any:
        return self._service(call.operator, call.parameters, call.data)


class Fast:
    """One instance of ours."""

    def __init__(
        self,
        model: Model,
        variables: dict[str, Any],
        service: Any,
        frame: feel.Frame,
        how: str,
    ) -> None:
        self.model, self.frame, self.hooks, self.how = (
            model,
            frame,
            Answers(service),
            how,
        )
        self.now: datetime = frame.now or datetime.fromisoformat("2026-11-21T00:00:00Z")
        self.run = Run.start(model, variables, frame, self.hooks)
        self.before: list[str] = []

    def advance(self) -> None:
        self.run.advance(self.now)
        for wait in self.run.waits():
            if wait.due is not None and wait.due <= self.now:
                self.run.fire(wait.node, self.now)
                self.run.advance(self.now)

    def reload(self) -> None:
        if self.how == "straight":
            return
        self.before = self.done
        if self.how == "pruned":
            self.run.prune()
        kept = self.run.freeze()
        self.run = Run.thaw(self.model, kept, self.frame, self.hooks)
        assert self.run.freeze() == kept

    def waits(self) -> list[tuple[str, str, Any]]:
        return [(wait.kind, wait.element.id, wait) for wait in self.run.waits()]

    def act(self, kind: str, wait: Any, answer: dict[str, Any]) -> None:
        if kind == "user":
            self.run.complete(wait.node, answer)
        elif kind == "timer":
            self.now = max(self.now, wait.due) + timedelta(seconds=1)
            self.run.fire(wait.node, self.now)
        elif kind == "message":
            self.run.receive(wait.message, {})
        else:
            self.run.signal(wait.message, {})

    @property
    def done(self) -> list[str]:
        new = [s.element_id for s in self.run.steps if s.outcome == "completed"]
        return self.before + new

    @property
    def completed(self) -> bool:
        return self.run.completed

    @property
    def data(self) -> dict[str, Any]:
        return self.run.data

    @property
    def top(self) -> Top:
        return self.run._top

    @property
    def last_data(self) -> dict[str, Any]:
        return self.top.last_task.data if self.top.last_task else {}

    @property
    def tree(self) -> list[tuple[str, int]]:
        scopes = [self.top, *self.top.subprocesses.values()]
        nodes = [node for scope in scopes for node in scope.tasks.values()]
        return sorted((node.task_spec.name, node._state) for node in nodes)
