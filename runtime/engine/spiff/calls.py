"""What a service task asks for, and who answers (服务任务)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.values import own


class ServiceCall:
    """One call of an operator.

    ``parameters`` and ``data`` are copies: whatever the service does to them, the
    data of the process stays as it is. ``data`` is copied when it is first asked for.
    """

    __slots__ = ("_data", "_source", "element", "operator", "parameters", "subject")

    def __init__(
        self,
        operator: str,
        element: Element,
        parameters: dict[str, Any],
        source: Mapping[str, Any],
        subject: Any,
    ) -> None:
        self.operator = operator
        self.element = element
        self.parameters = parameters
        self.subject = subject
        self._source = source
        self._data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        """The data of the process at this point; a copy."""
        if self._data is None:
            self._data = own(dict(self._source))
        return self._data


class Hooks(Protocol):
    """What a run asks of its surroundings.

    ``subject`` is handed to every call as it is. ``service`` is called for each
    operator that answers at once; it gives the output (None: nothing to add), raises
    BpmnError for an outcome the diagram may catch, Stuck for what a person must
    resolve. Anything else it raises becomes Stuck "service-failed".
    """

    subject: Any

    def service(self, call: ServiceCall) -> Mapping[str, Any] | None:
        """Answer one call."""
        ...
