"""Loading a decision model: XML in, compiled decisions out (决策模型)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runtime.dmn.build import ERROR, Build, Place, Scope
from runtime.dmn.checks import check_model, is_model
from runtime.dmn.graph import Box, Graph, Kind
from runtime.dmn.graph_reader import read_graph
from runtime.dmn.itemtypes import ItemTypes
from runtime.dmn.verdict import Verdict
from runtime.dmn.xml import Element, descendants, namespace, read_xml
from runtime.feel.frame import Exhausted, Frame, enter, leave, payer
from runtime.feel.values import ANY
from runtime.kernel.errors import DecisionFailed, Finding, Misconfigured, NotFound
from runtime.kernel.texts import text


class Decision:
    """One decision, compiled; it holds no state, so threads may share it."""

    def __init__(self, box: Box, graph: Graph) -> None:
        self.id = box.key
        self.name = box.name
        self._box = box
        self._graph = graph
        self._alone = box.free and not box.needs

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the columns of the table ask, in the order of ``Verdict.inputs``."""
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
            if self._alone:
                return self._box.decide(scope, frame)
            return self._decide_in_graph(scope, frame)
        except Exhausted as fault:
            cause = text(fault.code, **fault.facts)
            raise DecisionFailed(
                "dmn-exhausted", decision=self.name, cause=cause
            ) from fault
        finally:
            leave(before)

    def _decide_in_graph(self, scope: Scope, frame: Frame) -> Verdict:
        *parts, last = self._graph.solve((self.id,), scope, frame, {})
        return last.on(parts)


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
    data: bytes, file: str = "", *, ambient: frozenset[str] = frozenset()
) -> Model:
    """Compile the decision model in ``data``.

    ``ambient`` names are read from the frame, whatever is drawn. Raises
    Misconfigured with all findings when a single one is an error.
    """
    root = read_xml(data, file=file)
    build = Build(file, ambient)
    if not is_model(root):
        place = Place("", root, text("dmn-in-model"))
        build.report(place, "dmn-unknown-version", found=namespace(root) or "?")
        raise _refused(build)
    types = ItemTypes(root, build)
    build.names.update(dict.fromkeys(_names(root, types), ANY))
    types.check()
    graph = read_graph(root, build, types)
    check_model(root, build)
    if any(each.level == ERROR for each in build.findings):
        raise _refused(build)
    decisions = {
        key: Decision(box, graph)
        for key, box in graph.boxes.items()
        if box.kind is Kind.DECISION
    }
    return Model(file, decisions, tuple(build.findings))


def _refused(build: Build) -> Misconfigured:
    count = sum(each.level == ERROR for each in build.findings)
    file = build.file or "DMN"
    return Misconfigured("file-refused", build.findings, file=file, count=count)


def _names(root: Element, types: ItemTypes) -> Iterator[str]:
    """Walk every name an expression may hold: names with blanks must be known."""
    yield from types.field_names()
    for each in descendants(root, *Kind, "variable", "formalParameter", "column"):
        yield each.get("name") or ""
    for each in descendants(root, "output"):
        yield each.get("name") or ""
    for each in descendants(root, "for", "some", "every"):
        yield each.get("iteratorVariable") or ""
