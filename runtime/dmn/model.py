"""Loading a decision model: XML in, compiled decisions out (决策模型)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from runtime.dmn.build import ERROR, Build, Place
from runtime.dmn.checks import check_model, is_model
from runtime.dmn.decision import Decision, decide_in
from runtime.dmn.graph import Graph, Kind
from runtime.dmn.graph_reader import read_graph
from runtime.dmn.itemtypes import ItemTypes
from runtime.dmn.service import Service
from runtime.dmn.xml import Element, descendants, namespace, read_xml
from runtime.feel.builtins import BUILTINS
from runtime.feel.values import ANY
from runtime.kernel.errors import Finding, Misconfigured, NotFound
from runtime.kernel.texts import text

_WORD: Final = re.compile(r"(?:[^\W\d]\w*)?")


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
    build.names.update(dict.fromkeys(_names(root, types), ANY))
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
        key: Decision(box, decide_in(graph, box))
        for key, box in graph.boxes.items()
        if box.kind is Kind.DECISION
    }
    for each in services:
        found[each.key] = Decision(graph.boxes[each.key], each.decide)
    return found


def _refused(build: Build) -> Misconfigured:
    count = sum(each.level == ERROR for each in build.findings)
    file = build.file or "DMN"
    return Misconfigured("file-refused", build.findings, file=file, count=count)


def _names(root: Element, types: ItemTypes) -> Iterator[str]:
    """Walk the names FEEL must be told of: of several words, or like a built-in."""
    for each in {*_fields(root, types), *_variables(root)}:
        if not _WORD.fullmatch(each):
            yield each
    for each in _variables(root):
        if each in BUILTINS:
            yield each


def _fields(root: Element, types: ItemTypes) -> Iterator[str]:
    yield from types.field_names()
    for each in descendants(root, "column", "output"):
        yield each.get("name") or ""


def _variables(root: Element) -> Iterator[str]:
    for each in descendants(root, *Kind, "variable", "formalParameter"):
        yield each.get("name") or ""
    for each in descendants(root, "for", "some", "every"):
        yield each.get("iteratorVariable") or ""
