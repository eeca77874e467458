"""Collecting what is wrong with a diagram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from runtime.dmn import Decision
from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import line_of
from runtime.engine.spiff.diagram import Region, Shape
from runtime.engine.spiff.naming import called_in
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text, text

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a diagram may refer to outside of its files."""

    decisions: Callable[[str], Decision | None]
    ambient: frozenset[str]


@dataclass(slots=True)
class Faults:
    """The findings so far."""

    findings: list[Finding] = field(default_factory=list)

    def at(self, shape: Shape, code: str, /, **facts: Any) -> None:
        """Report a fault of a shape."""
        self.report(shape.region, shape.node, shape.id, code, **facts)

    def report(
        self, region: Region, node: Xml, element: str, code: str, /, **facts: Any
    ) -> None:
        """Report a fault of any tag in a region; ``element`` names where."""
        where = called_in(region, node, element)
        sentence = text(code, element=where, **facts)
        self.add(region, node, element, sentence)

    def add(
        self,
        region: Region,
        node: Xml,
        element: str,
        sentence: Text,
        level: str = ERROR,
    ) -> None:
        """Add a sentence as a finding."""
        self.findings.append(
            Finding(region.file, element, sentence.code, level, sentence, line_of(node))
        )

    @property
    def errors(self) -> list[Finding]:
        """What stops the diagram."""
        return [each for each in self.findings if each.level == ERROR]
