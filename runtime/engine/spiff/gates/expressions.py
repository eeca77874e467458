"""Is every expression FEEL, and every timer a time?"""

from __future__ import annotations

import re

from runtime import feel
from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child
from runtime.engine.spiff.diagram import (
    ACTIVITIES,
    Diagrams,
    Region,
    Shape,
    extension_text,
    extensions,
)
from runtime.engine.spiff.gates.faults import ERROR, Faults, Surroundings
from runtime.engine.spiff.gates.vocabulary import event_of
from runtime.engine.spiff.naming import called_in
from runtime.engine.spiff.timers import CYCLE, is_literal, literal_fault
from runtime.feel.types import ContextOf
from runtime.kernel.texts import text

_TIMES = {"timeDate": "date", "timeDuration": "duration", "timeCycle": CYCLE}
_SCRIPTS = ("preScript", "postScript")
_PAYLOADS = ("messagePayload", "payloadExpression")
_CRON = re.compile(r"[\d*/,?LW#-]+( +[\d*/,?LW#-]+){4,6}")  # as other engines write it
_MAYBE_CONTEXT = frozenset({"any", "context", "null"})


def check(
    diagrams: Diagrams, process: Region, surroundings: Surroundings, faults: Faults
) -> None:
    """Report what is no FEEL in a process."""
    for region in process.walk():
        for flow in region.flows:
            if flow.condition is not None:
                gate = _Gate(region, flow.node, flow.id, surroundings, faults)
                gate.expression(flow.condition, "place-condition")
        for shape in region.shapes.values():
            gate = _Gate(region, shape.node, shape.id, surroundings, faults)
            _check_shape(shape, gate)
            for carrier in diagrams.carriers(shape):
                for name in _PAYLOADS:
                    _check_payload(carrier, name, gate)


class _Gate:
    """Compiles the expressions of one element and reports what is wrong."""

    def __init__(
        self,
        region: Region,
        node: Xml,
        element: str,
        surroundings: Surroundings,
        faults: Faults,
    ) -> None:
        self._region = region
        self._node = node
        self._element = element
        self._ambient = surroundings.ambient
        self._faults = faults

    def report(self, code: str, **facts: object) -> None:
        """Report a fault of the element."""
        self._faults.report(self._region, self._node, self._element, code, **facts)

    def expression(self, written: str | None, place: str) -> feel.Expression | None:
        """Compile one expression; report it when it is missing or no FEEL."""
        if not (written or "").strip():
            self.report("expression-missing", place=text(place))
            return None
        try:
            compiled = feel.compile_expression(written or "", ambient=self._ambient)
        except feel.FeelSyntaxError as error:
            self._say(place, written or "", text_of(error), ERROR)
            return None
        for remark in compiled.findings:
            self._say(place, written or "", text_of(remark), remark.level)
        return compiled

    def script(self, written: str | None, place: str) -> None:
        """Compile a script; report it when it cannot give a context."""
        compiled = self.expression(written, place)
        if compiled is None:
            return
        if isinstance(compiled.type, ContextOf):
            for name in sorted(self._ambient.intersection(compiled.type.fields)):
                self.report("name-is-reserved", name=name)
        elif compiled.type not in _MAYBE_CONTEXT:
            self.report("script-gives-no-context", place=text(place), script=written)

    def _say(self, place: str, written: str, reason: object, level: str) -> None:
        sentence = text(
            "expression-not-feel",
            element=called_in(self._region, self._node, self._element),
            place=text(place),
            expression=written.strip(),
            reason=reason,
        )
        self._faults.add(self._region, self._node, self._element, sentence, level)


def text_of(fault: feel.FeelSyntaxError | feel.Remark) -> object:
    """Return the sentence of a fault with its place in the expression."""
    return text(
        "feel-at-place", sentence=fault.text, line=fault.line, column=fault.column
    )


def _check_shape(shape: Shape, gate: _Gate) -> None:
    if shape.tag == "scriptTask":
        script = find_child(shape.node, "script")
        gate.script(None if script is None else script.text, "place-script")
    for name in _SCRIPTS:
        for each in extensions(shape.node, name):
            gate.script(each.text, "place-script")
    if shape.tag == "serviceTask":
        _check_parameters(shape, gate)
    if shape.tag in ACTIVITIES:
        _check_repetition(shape, gate)
    for definition in shape.definitions():
        if event_of(definition) == "timer":
            _check_timer(shape, definition, gate)


def _check_payload(node: Xml, name: str, gate: _Gate) -> None:
    payload = extension_text(node, name)
    if payload is not None:
        gate.script(payload, "place-payload")


def _check_parameters(shape: Shape, gate: _Gate) -> None:
    for operator in extensions(shape.node, "serviceTaskOperator"):
        for holder in children(operator, "parameters"):
            for each in children(holder, "parameter"):
                if each.get("value") is not None:
                    gate.expression(each.get("value"), "place-parameter")


def _check_repetition(shape: Shape, gate: _Gate) -> None:
    loop = find_child(shape.node, "standardLoopCharacteristics")
    if loop is not None:
        condition = find_child(loop, "loopCondition")
        maximum = loop.get("loopMaximum")
        if condition is not None:
            gate.expression(condition.text, "place-loop")
        elif maximum is None:
            gate.report("loop-without-end")
        if maximum is not None and not maximum.strip().isdigit():
            gate.report("loop-maximum-no-number", maximum=maximum)
    items = find_child(shape.node, "multiInstanceLoopCharacteristics")
    if items is not None:
        if _is_specified(shape.node, items):
            gate.report("items-behind-specification")
        _check_items(items, gate)


def _is_specified(node: Xml, loop: Xml) -> bool:
    """Tell whether a list is named by way of what an activity takes and gives."""
    lists = find_child(loop, "loopDataInputRef", "loopDataOutputRef")
    return lists is not None and find_child(node, "ioSpecification") is not None


def _check_items(loop: Xml, gate: _Gate) -> None:
    cardinality = find_child(loop, "loopCardinality")
    collection = find_child(loop, "loopDataInputRef")
    if (cardinality is None) == (collection is None):
        gate.report("items-from-where")
    if cardinality is not None:
        gate.expression(cardinality.text, "place-cardinality")
    if collection is not None:
        gate.expression(collection.text, "place-collection")
    for tag in ("inputDataItem", "outputDataItem"):
        item = find_child(loop, tag)
        if item is not None and not item.get("id"):
            gate.report("item-without-name", tag=tag)
    output = find_child(loop, "loopDataOutputRef")
    if (output is None) != (find_child(loop, "outputDataItem") is None):
        gate.report("output-half-named")
    condition = find_child(loop, "completionCondition")
    if condition is not None:
        gate.expression(condition.text, "place-completion")


def _check_timer(shape: Shape, definition: Xml, gate: _Gate) -> None:
    times = children(definition, *_TIMES)
    if len(times) != 1:
        gate.report("timer-without-time")
        return
    form = _TIMES[times[0].tag.rpartition("}")[2]]
    if form == CYCLE and not _may_repeat(shape):
        gate.report("timer-repeats-in-vain")
    written = (times[0].text or "").strip()
    if _CRON.fullmatch(written):
        gate.report("timer-not-a-time", written=written)
    elif not is_literal(written):
        gate.expression(written, "place-timer")
    elif literal_fault(written, form):
        gate.report("timer-not-a-time", written=written)


def _may_repeat(shape: Shape) -> bool:
    if shape.tag == "boundaryEvent":  # one that interrupts takes the first time
        return True
    return shape.tag == "startEvent" and shape.region.id == shape.region.process
