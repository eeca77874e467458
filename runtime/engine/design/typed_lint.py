"""Every expression of a process against the names it may read (表达式检查).

What cannot be told without types is in the gates of ``spiff``; here they are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runtime import feel
from runtime.dmn.xml import line_of
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_types import Asked, decision_file
from runtime.engine.design.declared import Declared, declared
from runtime.engine.design.given import Sources
from runtime.engine.design.shelf import decision_names
from runtime.engine.spiff.diagram import Diagrams, Shape, extension_text
from runtime.engine.spiff.places import Written, expressions_of
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text, text

_NAMES = frozenset({"feel-unknown-name", "feel-unknown-function"})


def process_findings(
    diagrams: Diagrams, process_id: str, sources: Sources
) -> Iterator[Finding]:
    """Yield what is to be said of every expression of one process."""
    process = diagrams.processes.get(process_id)
    if process is None:
        return
    known = declared(diagrams, process, sources)
    for region in process.walk():
        for written in expressions_of(diagrams, region):
            for remark in feel.review(written.text, known.setting, written.wanted).remarks:
                yield _finding(region.file, written, remark, known)
        for shape in region.shapes.values():
            if shape.tag == "businessRuleTask":
                yield from _decision(shape, sources, known)


def _finding(
    file: str, written: Written, remark: feel.Remark, known: Declared
) -> Finding:
    sentence = text(
        "expression-not-feel",
        element=written.element,
        place=Text(written.place, {}),
        expression=written.text.strip(),
        reason=_placed(remark),
    )
    line = line_of(written.node) + remark.line - 1
    found = Finding(
        file, written.element, remark.code, _level(remark, known), sentence, line
    )
    return _with_advice(found, written.text, remark)


def _decision(shape: Shape, sources: Sources, known: Declared) -> Iterator[Finding]:
    """Yield what a decision reads that the process asking it does not have."""
    reference = extension_text(shape.node, "calledDecisionId") or ""
    for file in sources.shelf.of(Kind.DECISIONS):
        if reference in decision_names(file):
            yield from _asked(shape, file, reference, (sources, known))
            return


def _asked(
    shape: Shape, file: File, reference: str, around: tuple[Sources, Declared]
) -> Iterator[Finding]:
    sources, known = around
    question = decision_file(file, sources.beside).question(reference)
    if question is None:
        return
    own = dict.fromkeys(question.own, "any")
    setting = replace(known.setting, schema={**own, **known.setting.schema})
    seen: set[tuple[str, str]] = set()
    for asked in question.asked:
        for remark in _reviewed(asked, setting):
            if (asked.text, remark.code) not in seen:
                seen.add((asked.text, remark.code))
                yield _decision_finding(shape, reference, asked, (remark, known))


def _reviewed(asked: Asked, setting: feel.Setting) -> tuple[feel.Remark, ...]:
    if asked.column is None:
        return feel.review(asked.text, setting).remarks
    column = feel.review(asked.column, setting).type
    return feel.review_cell(asked.text, column, setting).remarks


def _decision_finding(
    shape: Shape, reference: str, asked: Asked, said: tuple[feel.Remark, Declared]
) -> Finding:
    remark, known = said
    sentence = text(
        "decision-reads-wrong",
        element=shape.id,
        decision=reference,
        expression=asked.text,
        reason=_placed(remark),
    )
    level = _level(remark, known)
    line = line_of(shape.node)
    found = Finding(shape.region.file, shape.id, remark.code, level, sentence, line)
    return _with_advice(found, asked.text, remark)


def _with_advice(found: Finding, expression: str, remark: feel.Remark) -> Finding:
    return replace(
        found,
        column=remark.column,
        expression=expression.strip(),
        expected=remark.expected,
        fix=remark.fix,
    )


def _level(remark: feel.Remark, known: Declared) -> str:
    """Return how much a remark weighs: a name may come from where nobody looked."""
    return "warning" if known.is_open and remark.code in _NAMES else remark.level


def _placed(remark: feel.Remark) -> Text:
    facts = {"sentence": remark.text, "line": remark.line, "column": remark.column}
    return Text("feel-at-place", facts)
