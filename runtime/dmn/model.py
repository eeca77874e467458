"""Loading a decision model: XML in, compiled decisions out (决策模型)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runtime.dmn.build import ERROR, Build, Place
from runtime.dmn.checks import check_model
from runtime.dmn.decision import Decision, decide_in
from runtime.dmn.graph import Graph, Kind
from runtime.dmn.graph_reader import read_graph
from runtime.dmn.imports import Imports, Unit, no_imports, read_units
from runtime.dmn.naming import names_in
from runtime.dmn.service import Service
from runtime.dmn.versions import is_model
from runtime.dmn.xml import namespace, read_xml
from runtime.kernel.errors import Finding, Misconfigured, NotFound
from runtime.kernel.texts import text


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A loaded model; ``findings`` are remarks that do not stop it.

    ``decisions`` are by id; those it imports, behind its own, as ``lib:rate``.
    """

    file: str
    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]
    _reviews: tuple[Callable[[Build], None], ...] = ()

    def check(self) -> None:
        """Raise Misconfigured with all findings when a single one is an error."""
        count = sum(each.level == ERROR for each in self.findings)
        if count:
            file = self.file or "DMN"
            raise Misconfigured("file-refused", self.findings, file=file, count=count)

    def review(self) -> list[Finding]:
        """Return what its tables say of themselves: overlaps, gaps, rows in vain.

        Errors among them will fail some decision; a load alone does not look.
        """
        told = Build(self.file, frozenset())
        for check in self._reviews:
            check(told)
        return told.findings

    def decision(self, reference: str) -> Decision:
        """Return the decision with this id, else the one with this name.

        Raises NotFound and says which there are.
        """
        found = self.decisions.get(reference)
        if found is not None:
            return found
        name = " ".join(reference.split())
        for each in self.decisions.values():
            if each.name == name:
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
    imports: Imports = no_imports,
) -> Model:
    """Compile the decision model in ``data``.

    ``ambient`` names are read from the frame, whatever is drawn; ``imports`` finds
    the files it imports, by their namespace. Raises Misconfigured with all findings
    when a single one is an error; a ``tolerant`` load keeps such a model (to try a
    draft), and only what is broken fails later.
    """
    root = read_xml(data, file=file)
    build = Build(file, ambient)
    if not is_model(root):
        place = Place("", root, text("dmn-in-model"))
        build.report(place, "dmn-unknown-version", found=namespace(root) or "?")
        raise _refused(build)
    decisions = _compile(read_units(root, build, imports))
    model = Model(file, decisions, tuple(build.findings), tuple(build.reviews))
    if not tolerant:
        model.check()
    return model


def _compile(whole: Unit) -> dict[str, Decision]:
    build = whole.build
    try:
        for unit in whole.walk():
            unit.build.names.update(names_in(unit))
            check_model(unit.root, unit.build)
            unit.types.check()
            unit.build.kinds.update(unit.types.kinds())
        graph, services = read_graph(whole)
    except RecursionError:
        place = Place("", whole.root, text("dmn-in-model"))
        build.report(place, "dmn-too-deep")
        raise _refused(build) from None
    for unit in whole.walk():
        if unit is not whole:  # what is doubtful in a file is told of the file alone
            wrong = [each for each in unit.build.findings if each.level == ERROR]
            build.findings.extend(one for one in wrong if one not in build.findings)
    return _decisions(graph, services)


def _decisions(graph: Graph, services: list[Service]) -> dict[str, Decision]:
    found = {
        key: Decision(box, decide_in(graph, box))
        for key, box in graph.boxes.items()
        if box.kind is Kind.DECISION
    }
    for each in services:
        found[each.key] = Decision(graph.boxes[each.key], each.decide)
    # its own first: an imported one is meant where no other has its name
    return dict(sorted(found.items(), key=lambda one: one[0].count(":")))


def _refused(build: Build) -> Misconfigured:
    count = sum(each.level == ERROR for each in build.findings)
    file = build.file or "DMN"
    return Misconfigured("file-refused", build.findings, file=file, count=count)
