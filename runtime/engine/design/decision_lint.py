"""What a decision reads, held against the process that asks it (决策的输入)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from runtime import feel
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import tables
from runtime.engine.design.decision_types import Asked, decision_file
from runtime.engine.design.declared import Declared
from runtime.engine.design.given import Sources
from runtime.engine.design.remarks import advised, placed, weighed
from runtime.engine.design.shelf import decision_names
from runtime.engine.spiff.diagram import Shape, extension_text
from runtime.engine.spiff.naming import called
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text


def decision_findings(
    shape: Shape, sources: Sources, known: Declared
) -> Iterator[Finding]:
    """Yield what a decision reads that the process asking it does not have.

    A file of decisions that does not compile says so itself.
    """
    reference = extension_text(shape.node, "calledDecisionId") or ""
    for file in sources.shelf.of(Kind.DECISIONS):
        if reference in decision_names(file):
            if _is_sound(file, sources):
                yield from _asked(shape, file, reference, (sources, known))
            return


def _is_sound(file: File, sources: Sources) -> bool:
    try:
        tables(file, sources.shelf.of(Kind.DECISIONS), sources.beside)
    except Misconfigured:
        return False
    return True


def _asked(
    shape: Shape, file: File, reference: str, around: tuple[Sources, Declared]
) -> Iterator[Finding]:
    sources, known = around
    question = decision_file(file, sources.beside).question(reference)
    if question is None:
        return
    own = dict.fromkeys(question.own, "any")
    schema = {**own, **known.setting.schema}
    setting = feel.setting_of(schema, known.setting.ambient)
    columns = {each.column for each in question.asked if each.column is not None}
    heads = {each: feel.review(each, setting) for each in columns}
    for asked in dict.fromkeys(question.asked):
        for remark in weighed(_reviewed(asked, heads, setting), known.is_open):
            yield _finding(shape, reference, asked, remark)


def _reviewed(
    asked: Asked, heads: Mapping[str, feel.Review], setting: feel.Setting
) -> tuple[feel.Remark, ...]:
    """Return what is to be said of a text that the file of decisions could compile.

    What is refused here names types or names of that file, which it knows itself.
    """
    if asked.column is None:
        found = feel.review(asked.text, setting)
    else:
        found = feel.review_cell(asked.text, heads[asked.column].type, setting)
    return () if found.refused else found.remarks


def _finding(
    shape: Shape, reference: str, asked: Asked, remark: feel.Remark
) -> Finding:
    sentence = text(
        "decision-reads-wrong",
        element=called(shape),
        decision=reference,
        expression=asked.text,
        reason=placed(remark),
    )
    found = Finding(
        shape.region.file, shape.id, sentence.code, remark.level, sentence, shape.line
    )
    return replace(advised(found, asked.text, remark), line=shape.line)
