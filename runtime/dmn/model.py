"""Loading a decision model: XML in, compiled decisions out (决策模型)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from runtime.dmn.build import ERROR, Build, Place, Scope
from runtime.dmn.checks import check_model, is_model
from runtime.dmn.graph import Box, Graph, Kind
from runtime.dmn.graph_reader import read_graph
from runtime.dmn.itemtypes import ItemTypes
from runtime.dmn.service import Service
from runtime.dmn.verdict import Verdict
from runtime.dmn.xml import Element, descendants, namespace, read_xml
from runtime.feel.frame import (
    OPERATION_FAULTS,
    Exhausted,
    Frame,
    enter,
    leave,
    payer,
    reason_of,
)
from runtime.feel.values import ANY
from runtime.kernel.errors import DecisionFailed, Finding, Misconfigured, NotFound
from runtime.kernel.texts import Text, text

Decide: TypeAlias = Callable[[Scope, Frame], Verdict]

_WORD: Final = re.compile(r"(?:[^\W\d]\w*)?")


class Decision:
    """One decision or decision service, compiled; threads may share it."""

    def __init__(self, box: Box, decide: Decide) -> None:
        self.id = box.key
        self.name = box.name
        self._box = box
        self._decide = decide

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the columns of the table ask, as ``Verdict.inputs`` answers."""
        table = self._box.table
        return () if table is None else tuple(each.label for each in table.inputs)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names under which the answer is given."""
        table = self._box.table
        if table is None or table.answers_as_whole:
            return (self._box.output,)
        return tuple(each or self._box.output for each in table.names)

    def decide(self, scope: Scope, frame: Frame | None = None) -> Verdict:
        """Decide on the names of ``scope`` (and the ambient ones of ``frame``).

        Raises DecisionFailed when there is no answer: the hit policy is broken,
        null comes of a mistake, or the step budget is spent.
        """
        frame = payer(frame)
        before = enter(frame)
        try:
            return self._decide(scope, frame)
        except (Exhausted, RecursionError) as fault:
            raise _exhausted(self.name, fault) from fault
        except OPERATION_FAULTS as fault:
            cause = reason_of(fault)
            raise DecisionFailed(
                "dmn-failed", decision=self.name, cause=cause
            ) from fault
        finally:
            leave(before)


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model; ``findings`` are remarks that do not stop it."""

    file: str
    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]

    def decision(self, reference: str) -> Decision:
        """Return the decision with this id, else the one with this name.

        Raises NotFound and says which there are.
        """
        found = self.decisions.get(reference)
        if found is not None:
            return found
        for each in self.decisions.values():
            if each.name == reference:
                return each
        known = ", ".join(self.decisions)
        raise NotFound(
            "decision-not-found", decision=reference, file=self.file, known=known
        )


def load(
    data: bytes,
    file: str = "",
    *,
    ambient: frozenset[str] = frozenset(),
    tolerant: bool = False,
) -> Model:
    """Compile the decision model in ``data``.

    ``ambient`` names are read from the frame, whatever is drawn. Raises
    Misconfigured with all findings when a single one is an error; a ``tolerant``
    load keeps such a model (to try a draft), and only what is broken fails later.
    """
    root = read_xml(data, file=file)
    build = Build(file, ambient)
    if not is_model(root):
        place = Place("", root, text("dmn-in-model"))
        build.report(place, "dmn-unknown-version", found=namespace(root) or "?")
        raise _refused(build)
    decisions = _compile(root, build)
    if not tolerant and any(each.level == ERROR for each in build.findings):
        raise _refused(build)
    return Model(file, decisions, tuple(build.findings))


def _compile(root: Element, build: Build) -> dict[str, Decision]:
    types = ItemTypes(root, build)
    build.names.update(dict.fromkeys(_long_names(root, types), ANY))
    check_model(root, build)
    try:
        types.check()
        graph, services = read_graph(root, build, types)
    except RecursionError:
        place = Place("", root, text("dmn-in-model"))
        build.report(place, "dmn-too-deep")
        raise _refused(build) from None
    return _decisions(graph, services)


def _decisions(graph: Graph, services: list[Service]) -> dict[str, Decision]:
    found = {
        key: Decision(box, _decide_in(graph, box))
        for key, box in graph.boxes.items()
        if box.kind is Kind.DECISION
    }
    for each in services:
        found[each.key] = Decision(graph.boxes[each.key], each.decide)
    return found


def _decide_in(graph: Graph, box: Box) -> Decide:
    if box.free and not box.needs:
        return box.decide

    def decide(scope: Scope, frame: Frame) -> Verdict:
        *parts, last = graph.solve((box.key,), scope, frame, {})
        return last.on(parts)

    return decide


def _exhausted(decision: str, fault: Exhausted | RecursionError) -> DecisionFailed:
    code = fault.code if isinstance(fault, Exhausted) else "dmn-nested-too-deep"
    facts = fault.facts if isinstance(fault, Exhausted) else {}
    return DecisionFailed("dmn-exhausted", decision=decision, cause=Text(code, facts))


def _refused(build: Build) -> Misconfigured:
    count = sum(each.level == ERROR for each in build.findings)
    file = build.file or "DMN"
    return Misconfigured("file-refused", build.findings, file=file, count=count)


def _long_names(root: Element, types: ItemTypes) -> Iterator[str]:
    """Walk the names that are more than one word: FEEL must be told of them."""
    return (each for each in _names(root, types) if not _WORD.fullmatch(each))


def _names(root: Element, types: ItemTypes) -> Iterator[str]:
    yield from types.field_names()
    for each in descendants(
        root, *Kind, "variable", "formalParameter", "column", "output"
    ):
        yield each.get("name") or ""
    for each in descendants(root, "for", "some", "every"):
        yield each.get("iteratorVariable") or ""
