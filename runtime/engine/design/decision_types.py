"""What a decision gives to the process that asks it, and what it reads there (决策).

Types come from the columns of its table and the item definitions of its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from runtime.dmn.build import Build
from runtime.dmn.itemtypes import ItemTypes
from runtime.dmn.tables.hits import SINGLE
from runtime.dmn.xml import Element, children, find_child, find_text, read_xml
from runtime.engine.design.artifacts import File
from runtime.feel.types import Allowed, ContextOf, ListOf, Type
from runtime.feel.values import ANY, LIST, NUMBER, STRING

_TEXT: Final = re.compile(r'\s*"([^"\\]*)"\s*')
_ALL: Final = ("decision", "inputData", "businessKnowledgeModel", "decisionService")


@dataclass(frozen=True, slots=True)
class Asked:
    """A text of a decision that reads the process: a column head, a cell, a formula.

    A cell tests what ``column`` gives.
    """

    text: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A decision with all it needs: what it reads, and the names it brings itself."""

    asked: tuple[Asked, ...]
    own: frozenset[str]


class DecisionFile:
    """One file of decisions, read for its types; raises Misconfigured if broken."""

    def __init__(self, file: File, ambient: frozenset[str]) -> None:
        self._root = read_xml(file.body, file=file.place)
        self._types = ItemTypes(self._root, Build(file.place, ambient))
        self._boxes = {
            each.get("id") or each.get("name") or "": each
            for each in children(self._root, *_ALL)
        }

    def outputs(self, reference: str) -> dict[str, Type]:
        """Return name → type of what a decision gives; nothing if it is not here."""
        decision = self._find(reference)
        if decision is None:
            return {}
        name, kind = self._variable(decision)
        table = find_child(decision, "decisionTable")
        if table is None:
            return {name: kind}
        columns = children(table, "output")
        types = [self._column(table, place) for place in range(len(columns))]
        if not _is_single(table) and len(columns) > 1:
            return {name: LIST}
        if len(columns) == 1:
            return {columns[0].get("name") or name: _known(types[0], kind)}
        names = [each.get("name") or name for each in columns]
        return dict(zip(names, types, strict=True))

    def question(self, reference: str) -> Question | None:
        """Return what a decision reads, with all decisions that it needs."""
        todo, seen = [self._find(reference)], []
        while todo:
            box = todo.pop()
            if box is not None and box not in seen:
                seen.append(box)
                todo += [self._boxes.get(key) for key in _needs(box)]
        if not seen:
            return None
        asked = [one for box in seen for one in _asked(box)]
        return Question(tuple(asked), self._own(seen))

    def _own(self, boxes: list[Element]) -> frozenset[str]:
        """Return the names that are no business of the process.

        Names of several words are drawn inputs; whether the process has them
        cannot be told by reading.
        """
        own = {
            name
            for box in boxes
            if box.tag.rpartition("}")[2] != "inputData"
            for name in (box.get("name") or "", self._variable(box)[0])
        }
        own |= {each.get("name") or "" for each in children(self._root, "import")}
        drawn = {self._variable(box)[0] for box in boxes}
        return frozenset(own | {name for name in drawn if not name.isidentifier()})

    def _find(self, reference: str) -> Element | None:
        found = self._boxes.get(reference)
        if found is not None:
            return found
        named = (one for one in self._boxes.values() if one.get("name") == reference)
        return next(named, None)

    def _variable(self, box: Element) -> tuple[str, Type]:
        variable = find_child(box, "variable")
        if variable is None:
            return box.get("id") or box.get("name") or "", ANY
        kind = self._types.feel_type(variable.get("typeRef"))
        return variable.get("name") or box.get("name") or "", kind

    def _column(self, table: Element, place: int) -> Type:
        column = children(table, "output")[place]
        kind = self._types.feel_type(column.get("typeRef"))
        texts = _texts(table, column, place)
        if texts and kind in (STRING, ANY):
            kind = Allowed(STRING, texts)
        if _is_single(table):
            return kind
        aggregation = table.get("aggregation")
        if aggregation == "COUNT":
            return NUMBER
        return kind if aggregation else ListOf(kind)


@lru_cache(maxsize=64)
def decision_file(file: File, ambient: frozenset[str]) -> DecisionFile:
    """Return a file read for its types; the same file is read once."""
    return DecisionFile(file, ambient)


def _is_single(table: Element) -> bool:
    return (table.get("hitPolicy") or "UNIQUE") in SINGLE


def _known(column: Type, variable: Type) -> Type:
    """Return the type of the only column, else the one of the decision's variable."""
    if column in (ANY, ListOf(ANY)) and variable != ANY:
        return variable
    if isinstance(variable, ListOf | ContextOf) and not isinstance(column, ListOf):
        return variable
    return column


def _texts(table: Element, column: Element, place: int) -> tuple[str, ...]:
    """Return the only texts a column can give, nothing when it can give others."""
    entries = [
        find_text(children(rule, "outputEntry")[place])
        for rule in children(table, "rule")
        if len(children(rule, "outputEntry")) > place
    ]
    default = find_child(column, "defaultOutputEntry")
    if default is not None:
        entries.append(find_text(default))
    found = [_TEXT.fullmatch(each or "") for each in entries]
    texts = [each[1] for each in found if each is not None]
    return tuple(dict.fromkeys(texts)) if len(texts) == len(entries) else ()


def _needs(box: Element) -> Iterator[str]:
    for requirement in children(box, "informationRequirement", "knowledgeRequirement"):
        for each in requirement:
            yield (each.get("href") or "").rpartition("#")[2]


def _asked(box: Element) -> Iterator[Asked]:
    if box.tag.rpartition("}")[2] != "decision":
        return
    table = find_child(box, "decisionTable")
    literal = find_child(box, "literalExpression")
    if literal is not None:
        yield from _if_written(find_text(literal))
    if table is None:
        return
    heads = [
        find_text(find_child(each, "inputExpression"))
        for each in children(table, "input")
    ]
    for head in heads:
        yield from _if_written(head)
    for rule in children(table, "rule"):
        for head, cell in zip(heads, children(rule, "inputEntry"), strict=False):
            yield from _if_written(find_text(cell), head or "")
        for entry in children(rule, "outputEntry"):
            yield from _if_written(find_text(entry))


def _if_written(text: str | None, column: str | None = None) -> Iterator[Asked]:
    if text and text.strip():
        yield Asked(text.strip(), column)
