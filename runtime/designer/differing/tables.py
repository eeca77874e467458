"""Two versions of decisions: tables, rows and cells, and every other expression.

A row is known by its id; where the file gives none, or ids were given anew, rows that
read alike are the same row. A column is known by its id or by what it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from lxml import etree

from runtime.designer.differing.things import (
    Difference,
    Mark,
    Thing,
    Value,
    compared,
    gathered,
)
from runtime.designer.differing.written import written
from runtime.dmn.xml import (
    Element,
    children,
    descendants,
    find_child,
    find_text,
    local_name,
    read_xml,
)
from runtime.kernel.texts import Text, Title, text

Cells = tuple[str, ...]
Rows = Mapping[str, Cells]
_COUNTED = "#"  # stands before the place of what has no id
_COLUMNS = ("input", "output", "annotation")
_CELLS = ("inputEntry", "outputEntry", "annotationEntry")
# a table says what stands in these by its columns and rows; a drawing says nothing
_ELSEWHERE = frozenset({*_COLUMNS, "rule", "extensionElements", "DMNDI"})
_DRAWN = frozenset({"decision", "DMNDI"})
_BOXES = ("context/", "invocation/", "encapsulatedLogic/")
_PARTS = {
    "inputExpression": "asks",
    "inputExpression/text": "asks",
    "inputExpression/typeRef": "type",
    "inputValues/text": "allowed",
    "outputValues/text": "allowed",
    "defaultOutputEntry/text": "default-output",
    "typeRef": "type",
    "label": "name",
    "variable/typeRef": "type",
    "literalExpression/text": "expression",
    "decisionTable/hitPolicy": "hit-policy",
    "decisionTable/aggregation": "aggregation",
}


def differences(before: bytes | None, after: bytes | None) -> list[Difference]:
    """Return what two files of decisions say differently, decision by decision."""
    was, now = _read(before), _read(after)
    found = list(compared(_things(was), _things(now)))
    tables = _tables(was), _tables(now)
    for key, table in tables[1].items():
        if key in tables[0]:
            found += _rows(tables[0][key], table)
    return found


def _read(body: bytes | None) -> Element | None:
    return None if body is None else read_xml(body)


def _tables(root: Element | None) -> dict[str, Element]:
    """Return the decisions of a file that are tables, by id."""
    found = () if root is None else descendants(root, "decision")
    return {
        one.get("id", ""): one
        for one in found
        if find_child(one, "decisionTable") is not None
    }


def _things(root: Element | None) -> dict[str, Thing]:
    """Return the decisions, the columns of tables, and what else the file defines."""
    if root is None:
        return {}
    found = {"": Thing(_title(root), gathered(_own(root)))}
    for one in root.iterchildren(etree.Element):
        if local_name(one) in ("DMNDI", "extensionElements"):
            continue
        key = one.get("id") or f"{_COUNTED}{local_name(one)} {one.get('name')}"
        found[key] = Thing(_title(one), gathered(_parts(one)))
        for name, column in _columns(one).items():
            heading = _heading(column)
            title = text("diff-column", table=_title(one), column=heading)
            parts = written(column, {"extensionElements"})
            found[f"{key} {name}"] = Thing(title, gathered(_worded(parts)))
    return found


def _own(root: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says of itself; where its drawing stands is none of that."""
    for name in ("name", "expressionLanguage", "typeLanguage"):
        if root.get(name):
            yield name, root.get(name, "")


def _parts(node: Element) -> Iterator[tuple[str, str]]:
    yield from _worded(written(node, _ELSEWHERE))
    table = find_child(node, "decisionTable")
    if table is not None and not table.get("hitPolicy"):
        yield "hit-policy", "UNIQUE"
    more = find_child(node, "extensionElements")
    for one in () if more is None else descendants(more, "property"):
        yield one.get("name", ""), one.get("value", "")


def _worded(parts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield parts under the words for them; of boxes in boxes only names are told."""
    for path, value in parts:
        inner = path.removesuffix("/text").removesuffix("/literalExpression")
        for box in _BOXES:
            inner = inner.removeprefix(box).replace(f"/{box}", "/")
        yield _PARTS.get(path) or inner, value


def _title(node: Element) -> Title:
    plain = node.get("label") or node.get("name") or node.get("id") or ""
    return Title(plain, node.get("name") or plain)


def _rows(before: Element, after: Element) -> Iterator[Difference]:
    shared = [name for name in _columns(after) if name in _columns(before)]
    old, new = _rules(before, shared), _rules(after, shared)
    columns = _columns(after)
    headings = [_heading(columns[name]) for name in shared]
    title = _title(after)
    has_ids = not any(name.startswith(_COUNTED) for name in (*old, *new))
    if has_ids and set(old) & set(new):
        yield from _by_id(title, headings, old, new)
        return
    rows = list(old.values()), list(new.values())
    matcher = SequenceMatcher(None, *rows, autojunk=False)
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "replace" and b - a == d - c:
            for place in range(d - c):
                both = rows[0][a + place], rows[1][c + place]
                row = (after.get("id", ""), c + place + 1)
                yield from _cells(title, row, headings, both)
        elif how != "equal":
            yield from _whole(title, Mark.REMOVED, {"": rows[0][a:b]})
            yield from _whole(title, Mark.ADDED, {"": rows[1][c:d]})


def _by_id(
    title: Title, headings: Sequence[str], old: Rows, new: Rows
) -> Iterator[Difference]:
    """Yield what became of rows that have ids, and whether they change places."""
    places = {name: place for place, name in enumerate(new, 1)}
    for name in (name for name in new if name in old):
        both = old[name], new[name]
        yield from _cells(title, (name, places[name]), headings, both)
    yield from _whole(title, Mark.ADDED, {n: [new[n]] for n in new if n not in old})
    yield from _whole(title, Mark.REMOVED, {n: [old[n]] for n in old if n not in new})
    kept = [name for name in old if name in new], [name for name in new if name in old]
    if kept[0] != kept[1]:
        said = [", ".join(str(places[name]) for name in names) for names in kept]
        both_said = Value(said[0]), Value(said[1])
        yield Difference("", Mark.CHANGED, title, "row-order", *both_said)


def _cells(
    title: Title,
    row: tuple[str, int],
    headings: Sequence[str],
    cells: tuple[Cells, Cells],
) -> Iterator[Difference]:
    """Yield the cells of one row that say something else."""
    where, place = row
    for heading, was, now in zip(headings, *cells, strict=True):
        if was != now:
            named = text("diff-row", table=title, row=place)
            both = Value(was), Value(now)
            yield Difference(where, Mark.CHANGED, named, heading, *both)


def _whole(
    title: Title, mark: Mark, rows: Mapping[str, Sequence[Cells]]
) -> Iterator[Difference]:
    for name, some in rows.items():
        for cells in some:
            yield Difference(name, mark, _row(title, cells))


def _row(title: Title, cells: Cells) -> Text:
    said = " | ".join(one or "-" for one in cells)
    return text("diff-whole-row", table=title, cells=said)


def _rules(decision: Element, shared: Sequence[str]) -> Rows:
    """Return id → cells of each row, of the columns that both versions have."""
    table = find_child(decision, "decisionTable")
    names = list(_columns(decision))
    found: dict[str, Cells] = {}
    for number, rule in enumerate(children(table, "rule") if table is not None else ()):
        entries = [one for tag in _CELLS for one in children(rule, tag)]
        said = [" ".join((find_text(one) or "").split()) for one in entries]
        cells = dict(zip(names, said, strict=False))
        name = rule.get("id") or f"{_COUNTED}{number}"
        found[name] = tuple(cells.get(one, "") for one in shared)
    return found


def _columns(decision: Element) -> dict[str, Element]:
    """Return the columns of a table by what they are known by, inputs first."""
    table = find_child(decision, "decisionTable")
    found: dict[str, Element] = {}
    for tag in _COLUMNS if table is not None else ():
        for one in children(table, tag):  # type: ignore[arg-type]  # there is a table
            name = one.get("id") or f"{_COUNTED}{tag} {_heading(one)}"
            while name in found:
                name += "'"
            found[name] = one
    return found


def _heading(column: Element) -> str:
    """Return what a column is called: its label, its name, or what it asks."""
    asked = find_text(find_child(column, "inputExpression")) or ""
    return column.get("label") or column.get("name") or " ".join(asked.split())
