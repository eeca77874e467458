"""What services answered in one step is told whole, however often they were asked."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from runtime.engine.handlers import Handlers
from runtime.engine.run.running import Services
from runtime.feel import Frame
from runtime.kernel.errors import BpmnError

NONE_LEFT = BpmnError("out-of-stock", sku="A-1")


def asked(*calls: tuple[str, Any]) -> Services:
    """Ask services one after the other, by element and what they answer."""
    handlers = Mock(spec=Handlers, writings={})
    handlers.service.side_effect = [answer for _, answer in calls]
    services = Services(handlers, Frame())
    for element, answer in calls:
        call = Mock(operator="stock.ask")
        call.element.id = element
        _ask(services, call, answer)
    return services


def _ask(services: Services, call: Any, answer: Any) -> None:
    if isinstance(answer, BpmnError):
        with pytest.raises(BpmnError):
            services.service(call)
    else:
        services.service(call)


def test_one_answer_an_element_is_told_once():
    services = asked(("first", {"a": 1}), ("second", {"b": 2}))

    assert services.made == {"first": {"a": 1}, "second": {"b": 2}}
    assert services.said == ()


def test_each_answer_of_a_round_is_told_in_its_sequence():
    services = asked(("ask", {"a": 1}), ("ask", {"a": 2}))

    assert services.said == (("ask", {"a": 1}, None), ("ask", {"a": 2}, None))


def test_a_modelled_error_is_told_with_its_code():
    services = asked(("ask", NONE_LEFT))

    assert services.said == (("ask", {"sku": "A-1"}, "out-of-stock"),)
