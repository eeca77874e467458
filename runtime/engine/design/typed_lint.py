"""Every expression of a process against the names it may read (表达式检查).

What cannot be told without types is in the gates of ``spiff``; here they are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runtime import feel
from runtime.dmn.xml import line_of
from runtime.engine.design.decision_lint import decision_findings
from runtime.engine.design.declared import Declared, declared
from runtime.engine.design.given import Sources
from runtime.engine.design.remarks import advised, placed, weighed
from runtime.engine.spiff.diagram import Diagrams, Region
from runtime.engine.spiff.naming import called_in
from runtime.engine.spiff.places import Written, expressions_of
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text, text


def expression_findings(
    diagrams: Diagrams, processes: Iterable[str], sources: Sources
) -> Iterator[Finding]:
    """Yield what is wrong with the expressions of these processes."""
    for process in processes:
        yield from _process(diagrams, process, sources)


def _process(
    diagrams: Diagrams, process_id: str, sources: Sources
) -> Iterator[Finding]:
    process = diagrams.processes.get(process_id)
    if process is None:
        return
    known = declared(diagrams, process, sources)
    for region in process.walk():
        for written in expressions_of(diagrams, region):
            yield from _findings(region, written, known)
        for shape in region.shapes.values():
            if shape.tag == "businessRuleTask":
                yield from decision_findings(shape, sources, known)


def _findings(region: Region, written: Written, known: Declared) -> Iterator[Finding]:
    found = feel.review(written.text, known.setting, written.wanted).remarks
    for remark in weighed(found, known.is_open):
        sentence = text(
            "expression-doubtful",
            element=called_in(region, written.node, written.element),
            place=Text(written.place, {}),
            expression=written.text.strip(),
            reason=placed(remark),
        )
        level = _level(remark, written)
        line = line_of(written.node)
        said = Finding(
            region.file, written.element, sentence.code, level, sentence, line
        )
        yield advised(said, written.text, remark)


def _level(remark: feel.Remark, written: Written) -> str:
    """Return how much a remark weighs here: a way that is never taken is a fault."""
    never = remark.code == "feel-constant-false" and written.place == "place-condition"
    return "error" if never else remark.level
