"""What a table says of itself before it decides: overlaps, gaps, rows in vain (检查).

Cells of constants are judged by their values, others by their words: what is written
alike holds alike. What only running tells causes no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from runtime.dmn.build import ERROR, WARNING, Build, Place
from runtime.dmn.failures import row_list
from runtime.dmn.tables.axis import OPEN, Cell, Column, bits, read_column
from runtime.dmn.tables.constants import PLAIN_KINDS, Constant, read_constant
from runtime.dmn.tables.cover import Box, Cover, Steps, Unfinished, meets
from runtime.dmn.tables.hits import SINGLE, HitPolicy, all_agree, ranks_of
from runtime.dmn.tables.table import Rule, Table
from runtime.dmn.tables.words import Worded, Words
from runtime.feel.values import NAMES, NULL
from runtime.kernel.texts import Text, text

# Findings of one kind that a person still reads.
MOST_TOLD: Final = 20
_MOST_GAPS: Final = 3
_PATH: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SCALARS: Final = frozenset(NAMES[each] for each in PLAIN_KINDS) - {NULL}


@dataclass(frozen=True, slots=True)
class Head:
    """A column as it is drawn; ``kind`` is the name of its type, "" if unknown."""

    place: Place
    label: str
    kind: str
    allowed: str
    names: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A table with the places that findings name; ``hidden`` are the model's names."""

    table: Table
    place: Place
    heads: tuple[Head, ...]
    rows: tuple[Place, ...]
    hidden: frozenset[str]

    def check(self, build: Build) -> None:
        """Report to ``build`` what is wrong with the table."""
        _Check(self, build).run()


class _Check:
    def __init__(self, draft: Draft, build: Build) -> None:
        self._draft = draft
        self._build = build
        self._table = draft.table
        self._rules = draft.table.rules
        self._cells = [
            [_cell(rule, index, head, draft.hidden) for rule in self._rules]
            for index, head in enumerate(draft.heads)
        ]
        self._columns = [
            _column(head, cells, draft.hidden)
            for head, cells in zip(draft.heads, self._cells, strict=True)
        ]
        rows = range(len(self._rules))
        self._surely: list[Box] = [
            [column.surely[place] for column in self._columns] for place in rows
        ]
        self._perhaps: list[Box] = [
            [column.perhaps[place] for column in self._columns] for place in rows
        ]
        self._space: Box = [column.space for column in self._columns]
        self._unknown = [self._unknown_of(place) for place in rows]
        self._steps = Steps()

    def run(self) -> None:
        """Report everything; call once."""
        self._check_use()
        self._check_types()
        try:
            self._check_each_row()
            self._check_rows()
            self._check_gaps()
        except Unfinished:
            self._report(self._draft.place, "dmn-check-unfinished")

    def _check_use(self) -> None:
        for head, cells in zip(self._draft.heads, self._cells, strict=True):
            if cells and all(each is None for each in cells):
                self._report(head.place, "dmn-input-unused")

    def _check_types(self) -> None:
        for index, head in enumerate(self._draft.heads):
            if head.kind not in _SCALARS:
                continue
            found = [
                (rule, kinds)
                for rule, cell in zip(self._rules, self._cells[index], strict=True)
                if isinstance(cell, Constant) and (kinds := _names_of(cell))
            ]
            other = [(rule, kinds - {head.kind}) for rule, kinds in found]
            other = [(rule, kinds) for rule, kinds in other if kinds]
            if other and len(other) == len(found):
                names = ", ".join(
                    sorted({each for _, kinds in other for each in kinds})
                )
                facts = {"expected": head.kind, "found": names}
                self._report(head.place, "dmn-column-of-other-type", **facts)
                continue
            for rule, kinds in other[:MOST_TOLD]:
                place = self._in_cell(rule, head)
                facts = {"expected": head.kind, "found": ", ".join(sorted(kinds))}
                self._build.report(place, "dmn-cell-of-other-type", **facts)

    def _check_each_row(self) -> None:
        for place, rule in enumerate(self._rules):
            for head, column in zip(self._draft.heads, self._columns, strict=True):
                if not column.perhaps[place] & column.space:
                    where = self._in_cell(rule, head)
                    self._report(where, "dmn-row-never-applies", row=rule.number)

    def _check_rows(self) -> None:
        policy = self._table.policy
        if policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            self._check_overlaps(policy)
        elif policy in (HitPolicy.FIRST, HitPolicy.PRIORITY):
            self._check_shadows(policy)
        if policy not in (HitPolicy.UNIQUE, HitPolicy.FIRST):
            self._check_doubles()

    def _check_overlaps(self, policy: HitPolicy) -> None:
        level = ERROR if _are_apart(self._draft.heads) else WARNING
        code = "dmn-rows-overlap"
        if policy is HitPolicy.ANY:
            code = "dmn-rows-contradict"
        told = 0
        for one, other in self._overlaps():
            if policy is HitPolicy.ANY and not self._differ(one, other):
                continue
            told += 1
            if told > MOST_TOLD:
                raise Unfinished
            surely = meets(self._surely[one], self._surely[other], self._space)
            shared = surely or meets(
                self._perhaps[one], self._perhaps[other], self._space
            )
            facts = {"one": self._rules[one].number, "other": self._rules[other].number}
            example = self._example(shared or ())
            place = self._draft.rows[other]
            how = level if surely else WARNING  # alike in words may both say no
            self._build.report(place, code, how, example=example, **facts)

    def _overlaps(self) -> Iterator[tuple[int, int]]:
        """Walk the pairs of rows that both take some value for certain, or one way."""
        cover = self._cover(self._surely)
        for place, box in enumerate(self._surely):
            inside = meets(box, self._space, self._space)
            if inside is not None:
                for other in bits(cover.meeting(inside) >> place + 1):
                    yield place, place + 1 + other
        seen: dict[tuple[str, ...], int] = {}
        for place, unknown in enumerate(self._unknown):
            first = seen.setdefault(self._rules[place].cell_texts, place)
            space = meets(self._perhaps[place], self._space, self._space)
            if unknown and first != place and space is not None:
                yield first, place

    def _check_shadows(self, policy: HitPolicy) -> None:
        cover = self._cover(self._surely)
        before = 0
        worded = Worded(self._unknown, self._surely, self._steps)
        for place in self._in_sequence(policy):
            rule, box = self._rules[place], self._perhaps[place]
            space = meets(box, self._space, self._space)
            rows: Sequence[int] = ()
            if space is not None:
                rows = cover.in_front(space, before) or worded.in_front(place, space)
            if rows:
                where = self._draft.rows[place]
                names = row_list(self._rules[each].number for each in rows)
                self._report(where, "dmn-row-unreachable", row=rule.number, rows=names)
            before |= 1 << place
            worded.pass_by(place)

    def _unknown_of(self, place: int) -> Words:
        """Return column and words of what only running tells of a row."""
        words = self._rules[place].cell_texts
        return frozenset(
            (index, words[index].strip())
            for index, cells in enumerate(self._cells)
            if cells[place] is OPEN
        )

    def _in_sequence(self, policy: HitPolicy) -> Sequence[int]:
        """Return the rows so that each answers instead of those behind it."""
        every = range(len(self._rules))
        if policy is HitPolicy.FIRST:
            return every
        columns = [each.ranks for each in self._table.outputs]
        known = [place for place in every if self._rules[place].row is not None]
        return sorted(
            known, key=lambda place: ranks_of(self._rules[place].row or (), columns)
        )

    def _check_doubles(self) -> None:
        seen: dict[tuple[object, ...], int] = {}
        for place, rule in enumerate(self._rules):
            surely = self._surely[place]
            if rule.row is None or surely != self._perhaps[place]:
                continue
            key = (*surely, *(str((type(each), each)) for each in rule.row))
            first = seen.setdefault(key, rule.number)
            if first != rule.number:
                where = self._draft.rows[place]
                self._report(where, "dmn-rows-alike", one=first, other=rule.number)

    def _check_gaps(self) -> None:
        if self._table.policy not in SINGLE or self._table.defaults:
            return
        if not self._rules:
            return
        space = [column.values for column in self._columns]
        told = 0
        cover = self._cover(self._perhaps)
        for hole in cover.holes(space, cover.every):
            told += 1
            if told > _MOST_GAPS:
                break
            self._report(self._draft.place, "dmn-gap", example=self._example(hole))
        cover = self._cover(self._surely)
        if not told and not cover.covers(space, cover.every):
            self._report(self._draft.place, "dmn-no-default")

    def _cover(self, rows: Sequence[Box]) -> Cover:
        return Cover(rows, len(self._columns), self._steps)

    def _differ(self, one: int, other: int) -> bool:
        rows = self._rules[one].row, self._rules[other].row
        return None not in rows and not all_agree([row for row in rows if row])

    def _example(self, box: Box) -> Text | str:
        words = (
            column.words(atoms)
            for column, atoms in zip(self._columns, box, strict=True)
        )
        return " and ".join(each for each in words if each) or text("dmn-any-input")

    def _in_cell(self, rule: Rule, head: Head) -> Place:
        owner = self._draft.place.owner
        words = text("dmn-in-cell", decision=owner, row=rule.number, column=head.label)
        return self._draft.rows[rule.number - 1].within(head.place.element, words)

    def _report(self, place: Place, code: str, **facts: object) -> None:
        self._build.report(place, code, WARNING, **facts)


def _cell(rule: Rule, index: int, head: Head, hidden: frozenset[str]) -> Cell:
    if all(column != index for column, _ in rule.cells):
        return None
    if not head.source:  # the cell is a condition of its own
        return OPEN
    return read_constant(rule.cell_texts[index], hidden) or OPEN


def _column(head: Head, cells: Sequence[Cell], hidden: frozenset[str]) -> Column:
    allowed = read_constant(head.allowed, hidden) if head.allowed else None
    kind = next((each for each, name in NAMES.items() if name == head.kind), None)
    if head.allowed and allowed is None:  # nobody knows which values there are
        cells = [None if each is None else OPEN for each in cells]
    return read_column(head.label, cells, allowed, kind)


def _names_of(cell: Constant) -> set[str]:
    return {NAMES[each] for each in cell.kinds() if each in NAMES}


def _are_apart(heads: Sequence[Head]) -> bool:
    """Return whether no two columns ask the same data, so that any values may meet."""
    asked = [set(_roots(head)) for head in heads]
    return not any(
        (one + ".").startswith(other + ".") or (other + ".").startswith(one + ".")
        for mine, theirs in combinations(asked, 2)
        for one in mine
        for other in theirs
    )


def _roots(head: Head) -> Sequence[str]:
    """Return the path that a column reads, else the variables it works with."""
    source = head.source.strip()
    return (source,) if _PATH.fullmatch(source) else head.names
