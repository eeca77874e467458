"""Makes up programs, cells, tables and data: from a grammar, and by mutating others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape, unescape

from runtime.feel import YearMonth
from runtime.feel.builtins import BUILTINS

ROOT = Path(__file__).parents[2]
SEEDS = [
    'amount < 5000 and credit = "good"',
    "sum(for i in items return i.price * i.qty)",
    "{f: function(n) if n < 2 then 1 else n * f(n - 1), y: f(5)}.y",
    "some x in [1..5) satisfies x in (< 3, [4..5], ? > 2)",
    '@"2026-11-21T08:30:00@Asia/Shanghai" + duration("P1DT2H")',
    "items[price > 10 and sku != null].sku[-1]",
    'replace(substring("急单 🚀", 2), "单", "件")',
    "5 between 1 and 9 or [1..10[ instance of range<number>",
    "sort(items, function(a, b) a.price > b.price)[1].price ** -2",
    "for i in 3..1, j in partial return {a b: i, c: a b}",
    'not(< 5, "a")',
    '? > 10 and ends with(string(?), "0")',
    "every d in [date(2024, 2, 29)..date(2024, 3, 2)] satisfies day of week(d) != null",
]
NAMES = ["amount", "credit", "items", "x", "when", "deep.a.b", "nothing", "flag", "?"]
LITERALS = [
    *("1", "0", "-7", "0.10", "1e3", "9" * 34, "12345678901234567890123456789012345"),
    *('"a"', '""', '"急单\\n"', '"\\uD83D\\uDE80"', "true", "false", "null"),
    *('@"2024-02-29"', '@"23:59:59Z"', '@"P1Y2M"', '@"-PT0.5S"', "[1..5]", "(1..9["),
    *('@"2026-03-29T01:30:00@Europe/Berlin"', "[]", "{}", '"^a+(b|c)$"', "(< 5)"),
]
SIGNS = ["+", "-", "*", "/", "**", "<", "<=", "=", "!=", ">", ">=", "and", "or", "in"]
_WRITTEN = (
    '( ) [ ] { } .. , : . + - ** / " \' // /* \\ \0 == \uff08 \u3000 @"P1D" 1e999 '
    "for in return if then else null item function some satisfies instance of 1 x ? "
    "date not( flatten list< partial sort decimal external 中文 🚀 between every > < = "
    "count( string length get value( range( 0 -1 1e6144 matches( split( @ __class__"
)
PIECES = _WRITTEN.split(" ")
TYPES = ["number", "string", "boolean", "date", "time", "any", "context", "list"]


def corpus(shared: Path | None) -> list[str]:
    """Return the expressions that mutations begin with."""
    folders = [ROOT / "processes", ROOT / "tests"]
    if shared is not None:
        folders.append(shared / "data" / "tck")
    found = list(SEEDS)
    for folder in folders:
        for file in sorted(folder.rglob("*.dmn")):
            found += _texts(file.read_text("utf-8", "replace"))
    return sorted(set(found))


def _texts(model: str) -> list[str]:
    written = re.findall(r"<(?:\w+:)?text>([^<]{1,400})</", model)
    return [unescape(each, {"&quot;": '"', "&apos;": "'"}) for each in written]


class Maker:
    """Makes cases from one source of chance, so that a seed makes them again."""

    def __init__(self, random: Random, seeds: Sequence[str]) -> None:
        self.random, self._seeds = random, seeds
        self._forms: list[Callable[[int], str]] = [
            *(self._operation, self._call, self._call, self._if, self._for, self._some),
            *(self._list, self._context, self._filter, self._path, self._type),
            *(self._between, self._in, self._function, self._range, self._negation),
        ]
        self._builtins = sorted(BUILTINS)

    def text(self) -> str:
        """Return the text of a program: a mutated one, or one of the grammar."""
        if self.random.random() < 0.45:
            return self.mutated(self.random.choice(self._seeds))
        made = self.expression(self.random.randint(1, 4))
        return self.mutated(made) if self.random.random() < 0.2 else made

    def mutated(self, text: str) -> str:
        """Return the text with some pieces put in, taken out or put over."""
        choose = self.random.randint
        for _ in range(choose(1, 5)):
            place, removed = choose(0, len(text)), choose(0, 6)
            piece = self.random.choice(PIECES)
            if self.random.random() < 0.2:
                piece = self.random.choice(self._seeds)[:40]
            text = text[:place] + piece + text[place + removed :]
        return text

    def expression(self, depth: int) -> str:
        """Return an expression of the grammar."""
        if depth <= 0 or self.random.random() < 0.15:
            return self.random.choice(NAMES if self.random.random() < 0.4 else LITERALS)
        return self.random.choice(self._forms)(depth - 1)

    def table(self) -> str:
        """Return a model of one table."""
        columns, rows = self.random.randint(1, 3), self.random.randint(1, 5)
        policy = self.random.choice(
            ["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "COLLECT"]
        )
        heads = "".join(self._input() for _ in range(columns))
        body = "".join(
            f"<rule>{''.join(self._cell('inputEntry') for _ in range(columns))}"
            f"{self._cell('outputEntry')}</rule>"
            for _ in range(rows)
        )
        return (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" '
            'name="m" namespace="n"><decision id="d" name="d"><decisionTable '
            f'hitPolicy="{policy}">{heads}<output name="r"/>{body}</decisionTable>'
            "</decision></definitions>"
        )

    def scope(self) -> dict[str, Any]:
        """Return data: what a process may hold, and some of what it should not."""
        names = ["amount", "credit", "items", "x", "when", "flag", "deep"]
        return {name: self.value(3) for name in names if self.random.random() < 0.85}

    def value(self, depth: int) -> Any:
        """Return one value of data."""
        kind = self.random.randrange(14 if depth else 11)
        if kind < 11:
            return self._plain(kind)
        if kind == 11:
            return [self.value(depth - 1) for _ in range(self.random.randint(0, 4))]
        keys = self.random.sample(["a", "b", "price", "qty", "sku", "a b", "item"], 3)
        return {key: self.value(depth - 1) for key in keys}

    def schema(self) -> dict[str, Any]:
        """Return types for some of the names."""
        names = self.random.sample(["amount", "credit", "items", "x", "when", "y"], 3)
        return {name: self.random.choice(TYPES) for name in names}

    def _plain(self, kind: int) -> Any:
        number = self.random.randint(-(10**9), 10**9)
        moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        return (
            None,
            self.random.random() < 0.5,
            number,
            number / 1000,
            Decimal(number).scaleb(self.random.randint(-40, 40)),
            self.random.choice(["", "good", "VIP", "急单", "a\u0000b", "\ud800", "1"]),
            self.random.choice(self._seeds),
            date.fromordinal(self.random.randint(1, date.max.toordinal())),
            moment if kind % 2 else moment.replace(tzinfo=None),
            time(number % 24, number % 60, number % 59),
            timedelta(seconds=number) if number % 2 else YearMonth(number % 9999),
        )[kind]

    def _operation(self, depth: int) -> str:
        sign = self.random.choice(SIGNS)
        return f"{self.expression(depth)} {sign} {self.expression(depth)}"

    def _call(self, depth: int) -> str:
        count = self.random.choice([1, 1, 2, 2, 3, 0])
        given = ", ".join(self.expression(depth) for _ in range(count))
        return f"{self.random.choice(self._builtins)}({given})"

    def _if(self, depth: int) -> str:
        parts = [self.expression(depth) for _ in range(3)]
        return f"if {parts[0]} then {parts[1]} else {parts[2]}"

    def _for(self, depth: int) -> str:
        walked = self.random.choice(["1..9", "9..1", self.expression(depth)])
        return f"for i in {walked} return {self.expression(depth)}"

    def _some(self, depth: int) -> str:
        word = self.random.choice(["some", "every"])
        return (
            f"{word} x in {self.expression(depth)} satisfies {self.expression(depth)}"
        )

    def _list(self, depth: int) -> str:
        count = self.random.randint(0, 4)
        return f"[{', '.join(self.expression(depth) for _ in range(count))}]"

    def _context(self, depth: int) -> str:
        keys = self.random.sample(['"a b"', "a", "price", "中文", "x", "f"], 2)
        return f"{{{', '.join(f'{key}: {self.expression(depth)}' for key in keys)}}}"

    def _filter(self, depth: int) -> str:
        return f"({self.expression(depth)})[{self.expression(depth)}]"

    def _path(self, depth: int) -> str:
        name = self.random.choice(
            ["a", "price", "year", "start", "time offset", "days"]
        )
        return f"({self.expression(depth)}).{name}"

    def _type(self, depth: int) -> str:
        kind = self.random.choice([*TYPES[:5], "list<number>", "context<a: string>"])
        return f"({self.expression(depth)}) instance of {kind}"

    def _between(self, depth: int) -> str:
        parts = [f"({self.expression(depth)})" for _ in range(3)]
        return f"{parts[0]} between {parts[1]} and {parts[2]}"

    def _in(self, depth: int) -> str:
        return f"({self.expression(depth)}) in (< 5, {self.expression(depth)})"

    def _function(self, depth: int) -> str:
        body = self.expression(depth)
        return f"{{f: function(x) {body}, r: f({self.expression(depth)})}}.r"

    def _range(self, depth: int) -> str:
        return f"[{self.expression(0)}..{self.expression(depth)}]"

    def _negation(self, depth: int) -> str:
        return f"-({self.expression(depth)})"

    def cell(self) -> str:
        """Return the text of a cell."""
        if self.random.random() < 0.3:
            return self.random.choice(["-", "", "< 5", 'not("a")', "[1..5]", "null"])
        return self.text()

    def _cell(self, tag: str) -> str:
        return f"<{tag}><text>{_legal(self.cell())}</text></{tag}>"

    def _input(self) -> str:
        asked = _legal(self.expression(1))
        return f"<input><inputExpression><text>{asked}</text></inputExpression></input>"


def _legal(text: str) -> str:
    """Return the text as XML may hold it."""
    return escape(re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", text))
