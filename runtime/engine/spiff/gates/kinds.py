"""What is not run, by the name people know, and what to draw instead (替代)."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.kernel.texts import Text

_KINDS: Mapping[str, str] = {
    "message": "kind-message",
    "timer": "kind-timer",
    "signal": "kind-signal",
    "error": "kind-error",
    "escalation": "kind-escalation",
    "terminate": "kind-terminate",
    "conditional": "kind-conditional",
    "link": "kind-link",
    "compensate": "kind-compensation",
    "cancel": "kind-cancel",
    "complexGateway": "kind-complex-gateway",
    "transaction": "kind-transaction",
    "adHocSubProcess": "kind-ad-hoc",
    "dataStore": "kind-data-store",
    "dataStoreReference": "kind-data-store",
    "compensation": "kind-compensation",
    "startingGateway": "kind-starting-gateway",
    "parallelEventGateway": "kind-parallel-event-gateway",
    "partialInstances": "kind-partial-instances",
    "repeatedEventSubProcess": "kind-repeated-event-sub-process",
    "correlationKey": "kind-correlation",
    "correlationProperty": "kind-correlation",
    "choreography": "kind-choreography",
    "callChoreography": "kind-choreography",
    "choreographyTask": "kind-choreography",
    "subChoreography": "kind-choreography",
}
_INSTEAD: Mapping[str, str] = {
    "conditional": "instead-conditional",
    "link": "instead-link",
    "startingGateway": "instead-start",
    "parallelEventGateway": "instead-parallel",
    "partialInstances": "instead-all-instances",
    "repeatedEventSubProcess": "instead-called",
    "compensate": "instead-undoing",
    "compensation": "instead-undoing",
    "cancel": "instead-error",
    "complexGateway": "instead-gateway",
    "transaction": "instead-sub-process",
    "adHocSubProcess": "instead-sub-process",
    "dataStore": "instead-data-store",
    "dataStoreReference": "instead-data-store",
    "correlationKey": "instead-correlation",
    "correlationProperty": "instead-correlation",
}


def kind_of(tag: str) -> Text | str:
    """Return what people call a kind of element or event; its tag if nothing else."""
    code = _KINDS.get(tag)
    return tag if code is None else Text(code, {})


def instead_of(tag: str, *, is_event: bool = False) -> Text:
    """Return what to draw instead of what is not run."""
    other = "instead-event" if is_event else "instead-element"
    return Text(_INSTEAD.get(tag, other), {})
