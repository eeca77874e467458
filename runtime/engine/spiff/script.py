"""The one engine that evaluates anything in a diagram: FEEL.

SpiffWorkflow asks an engine, and in some places the engine's environment directly; both
are ours. An expression that is null *because something was wrong* is an incident, never
a quiet "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.script_engine import (
    BasePythonScriptEngineEnvironment,
    PythonScriptEngine,
)

from runtime import feel
from runtime.engine.spiff.tasks import Node
from runtime.feel.explaining import explain
from runtime.feel.reasons import values_read
from runtime.kernel.errors import ExpressionFailed
from runtime.kernel.texts import Text


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """What SpiffWorkflow evaluates without an engine, such as a correlation."""

    def __init__(self, ambient: frozenset[str] = frozenset()) -> None:
        super().__init__({})
        self.ambient = ambient

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: Any = None
    ) -> Any:
        """Return the value of one FEEL expression over plain data."""
        scope = {**(external_context or {}), **context}
        compiled = feel.compile_expression(expression, ambient=self.ambient)
        return feel.to_data(compiled.evaluate(scope))

    def execute(
        self, script: str, context: dict[str, Any], external_context: Any = None
    ) -> bool:
        """Add the entries of one FEEL context to the data."""
        value = self.evaluate(script, context, external_context)
        if type(value) is not dict:
            raise ExpressionFailed("script-not-a-context", element="?", script=script)
        context.update(value)
        return True


class FeelEngine(PythonScriptEngine):
    """Evaluates the expressions of one model; holds no state of an instance."""

    environment: FeelEnvironment

    def __init__(self, ambient: frozenset[str] = frozenset()) -> None:
        super().__init__(FeelEnvironment(ambient))
        self.ambient = ambient

    def compiled(self, text: str) -> feel.Expression:
        """Return the expression; the same text is compiled once."""
        return feel.compile_expression(text, ambient=self.ambient)

    def value(self, node: Node, text: str) -> Any:
        """Return the value as data; raises ExpressionFailed for a null by mistake."""
        return self.value_of(node, self.compiled(text))

    def value_of(
        self, node: Node, expression: feel.Expression, also: Any = None
    ) -> Any:
        """Return the value of a compiled expression as data, see ``value``."""
        frame = node.workflow.top.frame
        value = feel.to_data(self._raw(node, expression, also), frame)
        if frame.warnings and value is None:
            raise self._failed(node, expression, node.data)
        return value

    def holds(self, node: Node, expression: feel.Expression) -> bool:
        """Return whether a condition is true; null without a warning is false."""
        value = self._raw(node, expression, None)
        if value is True or value is False:
            return value
        if value is None:
            return False
        node.workflow.top.current = node
        raise ExpressionFailed(
            "condition-not-boolean",
            element=_name(node),
            expression=expression.text,
            found=feel.type_name(value),
        )

    def context(self, node: Node, text: str) -> dict[str, Any]:
        """Return the entries a script gives; raises when it gives no context."""
        value = self.value(node, text)
        if type(value) is not dict:
            node.workflow.top.current = node
            raise ExpressionFailed(
                "script-not-a-context", element=_name(node), script=text
            )
        return value

    def refuse_ambient(self, node: Node, names: Mapping[str, Any]) -> None:
        """Raise when data would hide behind a name that is read from elsewhere."""
        hidden = self.ambient.intersection(names)
        if hidden:
            node.workflow.top.current = node
            raise ExpressionFailed(
                "name-is-reserved", element=_name(node), name=", ".join(sorted(hidden))
            )

    def _raw(self, node: Node, expression: feel.Expression, also: Any) -> Any:
        scope, frame = node.data, node.workflow.top.frame
        objects = node.workflow.data.get("data_objects")
        if objects or also:
            scope = {**(objects or {}), **scope, **(also or {})}
        if frame.warnings:
            frame.clear()
        try:
            value = expression.evaluate(scope, frame)
        except ExpressionFailed:
            node.workflow.top.current = node
            raise
        if value is None and frame.warnings:
            raise self._failed(node, expression, scope)
        return value

    def _failed(
        self, node: Node, expression: feel.Expression, scope: Mapping[str, Any]
    ) -> ExpressionFailed:
        """Return the failure with the values that the expression read."""
        top = node.workflow.top
        top.current = node
        frame = top.frame
        cause = frame.warnings[0]
        again = feel.Frame(frame.ambient, frame.now, frame.zone)
        return ExpressionFailed(
            "expression-has-no-value",
            element=_name(node),
            expression=expression.text,
            reason=Text(cause.code, cause.facts),
            values=values_read(explain(expression, scope, again)),
        )

    # ------------------------------------------------------------ SpiffWorkflow asks

    def validate(self, expression: str) -> None:
        """Raise FeelSyntaxError when the text is no FEEL."""
        self.compiled(expression)

    def evaluate(
        self, task: Node, expression: str, external_context: Any = None
    ) -> Any:
        """Return the value of an expression over the data of a node."""
        return self.value_of(task, self.compiled(expression), external_context)

    def execute(self, task: Node, script: str, external_context: Any = None) -> bool:
        """Add the entries of a script's context to the data of a node."""
        entries = self.context(task, script)
        self.refuse_ambient(task, entries)
        task.data = {**task.data, **entries}
        return True


def _name(node: Node) -> str:
    found: str = node.task_spec.bpmn_id or node.task_spec.name
    return found
