"""Does every path lead from a start to an end, and does every split know its way?"""

from __future__ import annotations

from collections import Counter

from runtime.dmn.xml import children
from runtime.engine.spiff.diagram import (
    ACTIVITIES,
    GATEWAYS,
    Flow,
    Region,
    Shape,
)
from runtime.engine.spiff.gates.faults import Faults
from runtime.engine.spiff.naming import called, called_in
from runtime.engine.spiff.paths import Paths
from runtime.kernel.texts import Text

_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def check(process: Region, faults: Faults) -> None:
    """Report broken paths and undecided splits of a process."""
    for region in process.walk():
        if not region.shapes:
            faults.report(region, region.node, region.id, "scope-empty")
            continue
        _check_starts_and_ends(region, region is process, faults)
        paths = Paths(region)
        for flow in region.flows:
            _check_flow(region, flow, faults)
        for shape in region.shapes.values():
            _check_ends_of(shape, faults)
            _check_split(shape, faults)
            _check_boundary(shape, faults)
            if shape.tag == "parallelGateway":
                _check_parallel_join(shape, paths, faults)
        _check_reached(region, paths, faults)


def _check_starts_and_ends(region: Region, is_process: bool, faults: Faults) -> None:
    starts = [each for each in region.shapes.values() if each.tag == "startEvent"]
    by_event = region.node.get("triggeredByEvent", "").lower() == "true"
    if not starts:
        faults.report(region, region.node, region.id, "start-missing")
    elif not is_process and len(starts) > 1:
        faults.report(region, region.node, region.id, "start-not-single")
    if not any(each.tag == "endEvent" for each in region.shapes.values()):
        faults.report(region, region.node, region.id, "end-missing")
    if is_process:
        return
    for start in starts:
        if by_event and not start.definitions():
            faults.at(start, "event-start-without-event")
        if not by_event and start.definitions():
            faults.at(start, "inner-start-with-event")


def _check_flow(region: Region, flow: Flow, faults: Faults) -> None:
    ends = {"way-begins": flow.source, "way-leads": flow.target}
    for end, reference in ends.items():
        if reference not in region.shapes and reference not in region.unrun:
            facts = {"end": Text(end, {}), "target": reference or "?"}
            faults.report(region, flow.node, flow.id, "flow-dangles", **facts)
    target = region.shapes.get(flow.target)
    if target is not None and target.tag in ("startEvent", "boundaryEvent"):
        faults.report(
            region, flow.node, flow.id, "flow-into-start", target=called(target)
        )
    source = region.shapes.get(flow.source)
    if source is not None and source.tag == "endEvent":
        faults.report(
            region, flow.node, flow.id, "flow-out-of-end", target=called(source)
        )
    if source is None or flow.condition is None or source.tag in _CHOICES:
        return
    faults.report(
        region, flow.node, flow.id, "condition-outside-gateway", gateway=called(source)
    )


def _check_ends_of(shape: Shape, faults: Faults) -> None:
    """Nothing may stop in the middle, and nothing but a gateway may split."""
    if shape.is_event_subprocess:
        if shape.incoming or shape.outgoing:
            faults.at(shape, "event-subprocess-in-flow")
        return
    if not shape.outgoing and shape.tag != "endEvent":
        faults.at(shape, "path-stops")
    if len(shape.outgoing) > 1 and shape.tag not in GATEWAYS:
        faults.at(shape, "split-without-gateway", count=len(shape.outgoing))
    pairs = Counter(flow.target for flow in shape.outgoing)
    for target in sorted(each for each, count in pairs.items() if count > 1):
        known = shape.region.shapes.get(target)
        faults.at(shape, "flow-doubled", target=called(known) if known else target)


def _check_split(shape: Shape, faults: Faults) -> None:
    default = shape.node.get("default")
    if default and default not in {flow.id for flow in shape.outgoing}:
        faults.at(shape, "default-unknown", flow=default)
    if shape.tag == "eventBasedGateway":
        _check_event_gateway(shape, faults)
    if shape.tag not in _CHOICES:
        return
    conditional = any(flow.condition is not None for flow in shape.outgoing)
    if not default and (len(shape.outgoing) > 1 or conditional):
        faults.at(shape, "split-without-default")
    for flow in shape.outgoing:
        if len(shape.outgoing) > 1 and flow.id != default and not flow.condition:
            faults.report(
                shape.region,
                flow.node,
                flow.id,
                "flow-without-condition",
                gateway=called(shape),
            )


def _check_event_gateway(shape: Shape, faults: Faults) -> None:
    for flow in shape.outgoing:
        target = shape.region.shapes.get(flow.target)
        if target is None:
            continue
        waits = target.tag in ("intermediateCatchEvent", "receiveTask")
        plain = not shape.region.boundary_of(target.id) and not children(
            target.node, *_LOOPS
        )
        if not waits or not plain or len(target.incoming) > 1:
            faults.at(shape, "event-gateway-target", target=called(target))


def _check_parallel_join(shape: Shape, paths: Paths, faults: Faults) -> None:
    """An input that only the join itself leads to would never bring a token."""
    if len(shape.incoming) < 2 or not paths.reaches(shape):
        return
    join = paths.number(shape)
    for flow in shape.incoming:
        if paths.reaches(flow) and paths.passes(paths.number(flow), join):
            way = called_in(shape.region, flow.node, flow.id)
            faults.at(shape, "join-waits-for-itself", flow=way)


def _check_boundary(shape: Shape, faults: Faults) -> None:
    if shape.tag != "boundaryEvent":
        return
    activity = shape.region.shapes.get(shape.attached_to)
    if (
        activity is None
        or activity.tag not in ACTIVITIES
        or activity.is_event_subprocess
    ):
        faults.at(
            shape, "boundary-attached-to-nothing", target=shape.attached_to or "?"
        )


def _check_reached(region: Region, paths: Paths, faults: Faults) -> None:
    if not paths.ranked:
        return  # there is no start, which was said
    # where something leads that is refused by itself
    doubtful = [paths.number(one) for one in region.flows if one.source in region.unrun]
    beyond = paths.behind(doubtful)
    for shape in region.shapes.values():
        if paths.reaches(shape) or shape.is_event_subprocess:
            continue
        if paths.number(shape) in beyond:
            continue
        if shape.tag != "boundaryEvent" or shape.attached_to in region.shapes:
            faults.at(shape, "never-reached")
