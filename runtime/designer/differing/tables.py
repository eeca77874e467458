"""Two versions of decisions: rows that came, went or say something else.

A row is known by its id; where the file gives none, or ids were given anew, rows that
read alike are the same row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from runtime.designer.differing.difference import (
    Difference,
    How,
    Thing,
    compared,
)
from runtime.dmn.xml import (
    Element,
    children,
    descendants,
    find_child,
    find_text,
    local_name,
    read_xml,
)
from runtime.kernel.texts import Title

Cells = tuple[str, ...]
_COUNTED = "#"  # stands before the place of a row that has no id


def differences(before: bytes, after: bytes) -> list[Difference]:
    """Return what two files of decisions say differently, decision by decision."""
    was, now = _decisions(before), _decisions(after)
    found = list(compared(_things(was), _things(now)))
    for key, decision in now.items():
        if key in was:
            found += _rows(key, was[key], decision)
    return found


def _decisions(body: bytes) -> dict[str, Element]:
    root = read_xml(body)
    return {one.get("id", ""): one for one in descendants(root, "decision")}


def _things(decisions: dict[str, Element]) -> dict[str, Thing]:
    return {
        key: Thing(_title(one), dict(_parts(one))) for key, one in decisions.items()
    }


def _title(decision: Element) -> Title:
    plain = decision.get("label") or decision.get("name") or decision.get("id") or ""
    return Title(plain, decision.get("name") or plain)


def _parts(decision: Element) -> Iterator[tuple[str, str]]:
    table = find_child(decision, "decisionTable")
    if table is None:
        yield "expression", (find_text(find_child(decision, "literalExpression"))) or ""
        return
    yield "hit-policy", table.get("hitPolicy", "UNIQUE")
    yield "aggregation", table.get("aggregation", "")
    for number, one in enumerate(_columns(table, "input", "output"), 1):
        yield f"{local_name(one)} {number}", _heading(one)


def _rows(key: str, before: Element, after: Element) -> Iterator[Difference]:
    old, new = _rules(before), _rules(after)
    headings = _headings(after)
    title = _title(after)
    has_ids = not any(name.startswith(_COUNTED) for name in (*old, *new))
    if has_ids and set(old) & set(new):
        for name in (name for name in new if name in old):
            place = list(new).index(name) + 1
            yield from _cells(title, (name, place), headings, (old[name], new[name]))
        yield from _whole(title, How.ADDED, [new[n] for n in new if n not in old])
        yield from _whole(title, How.REMOVED, [old[n] for n in old if n not in new])
        return
    rows = list(old.values()), list(new.values())
    matcher = SequenceMatcher(None, *rows, autojunk=False)
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "replace" and b - a == d - c:
            for place in range(d - c):
                both = rows[0][a + place], rows[1][c + place]
                yield from _cells(title, (key, c + place + 1), headings, both)
        elif how != "equal":
            yield from _whole(title, How.REMOVED, rows[0][a:b])
            yield from _whole(title, How.ADDED, rows[1][c:d])


def _cells(
    title: Title,
    row: tuple[str, int],
    headings: Sequence[str],
    cells: tuple[Cells, Cells],
) -> Iterator[Difference]:
    """Yield the cells of one row that say something else."""
    where, place = row
    for number, (was, now) in enumerate(zip(*cells, strict=False)):
        if was != now:
            heading = headings[number] if number < len(headings) else "?"
            named = Title(f"{title.zh} 第 {place} 行", f"{title.en}, row {place}")
            yield Difference(How.CHANGED, where, named, heading, was, now)


def _whole(title: Title, how: How, rows: Sequence[Cells]) -> Iterator[Difference]:
    for cells in rows:
        said = " | ".join(one or "-" for one in cells)
        named = Title(f"{title.zh} 的一行：{said}", f"{title.en}, a row: {said}")
        yield Difference(how, "", named)


def _rules(decision: Element) -> dict[str, Cells]:
    """Return id → cells of each row; rows without an id are counted."""
    table = find_child(decision, "decisionTable")
    found: dict[str, Cells] = {}
    for number, rule in enumerate(children(table, "rule") if table is not None else ()):
        cells = children(rule, "inputEntry", "outputEntry")
        name = rule.get("id") or f"{_COUNTED}{number}"
        found[name] = tuple(" ".join((find_text(one) or "").split()) for one in cells)
    return found


def _headings(decision: Element) -> list[str]:
    table = find_child(decision, "decisionTable")
    if table is None:
        return []
    return [_heading(one) for one in _columns(table, "input", "output")]


def _columns(table: Element, *kinds: str) -> list[Element]:
    return [one for kind in kinds for one in children(table, kind)]


def _heading(column: Element) -> str:
    """Return what a column is called: its label, its name, or what it asks."""
    asked = find_text(find_child(column, "inputExpression")) or ""
    return column.get("label") or column.get("name") or " ".join(asked.split())
