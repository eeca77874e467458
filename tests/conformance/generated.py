"""FEEL expressions made up from a seed: typed, so that most of them have a value.

A template is a text with gaps; a gap names the type of the expression that fills it.
Now and then a gap gets null or something of another type. What fills a gap is an
expression of its own, so that two engines can be compared part by part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

# What the expressions read; plain enough to be the same value in both engines.
NAMES: Mapping[str, Any] = {
    "n": Decimal("12.5"),
    "m": Decimal(-3),
    "s": "Spillway 疏单",
    "ok": True,
    "no": False,
    "nothing": None,
    "day": date(2026, 11, 21),
    "xs": [Decimal(3), Decimal(1), Decimal(2), Decimal(3)],
    "words": ["pear", "apple", "fig"],
    "order": {"total": Decimal("199.5"), "grade": "P1", "tags": ["VIP", "rush"]},
    "ship to": {"city": "杭州", "zip": None},
    "lines": [
        {"sku": "A", "price": Decimal("19.9"), "quantity": Decimal(2)},
        {"sku": "B", "price": Decimal(5), "quantity": Decimal(10)},
        {"sku": "C", "price": Decimal("0.5"), "quantity": Decimal(1)},
    ],
}
GAP = re.compile(r"(?<!list)<([a-z]+)>")
DEEPEST = 3


@dataclass(frozen=True)
class Tree:
    """An expression, the template it was made from, and what fills the gaps."""

    text: str
    template: str
    parts: tuple[Tree, ...] = ()

    def walk(self) -> Iterator[Tree]:
        """Yield all parts before the whole, the innermost first."""
        for each in self.parts:
            yield from each.walk()
        yield self


def trees(count: int, seed: int) -> list[Tree]:
    """Return ``count`` different expressions, the same for the same seed."""
    random, found = Random(seed), dict[str, Tree]()
    kinds = list(MAKERS)
    while len(found) < count:
        tree = _tree(random, random.choice(kinds), random.randrange(DEEPEST))
        found[tree.text] = tree
    return list(found.values())


def _tree(random: Random, kind: str, depth: int) -> Tree:
    odd = random.randrange(60)
    if odd == 0:
        return Tree("null", "null")
    if odd == 1:
        kind = random.choice(list(MAKERS))
    simple, nested = MAKERS[kind]
    if depth < 0 or random.randrange(6) == 0:
        text = random.choice(simple)
        return Tree(text, text)
    template = random.choice(nested)
    parts = tuple(_tree(random, gap, depth - 1) for gap in GAP.findall(template))
    fillings = iter(parts)
    return Tree(GAP.sub(lambda _: _closed(next(fillings)), template), template, parts)


def _closed(part: Tree) -> str:
    return f"({part.text})" if part.parts else part.text


# Of each type: what stands alone, and what has gaps.
MAKERS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "number": (
        (
            *("0", "1", "2", "7", "-1", "0.5", "100", "12.25", "n", "m", "order.total"),
            *("1 + 2 * 3", "2 ** 3 ** 2", "10 - 4 - 3", "-2 ** 2", "8 / 2 * 4"),
        ),
        (
            "<number> + <number>",
            "<number> - <number>",
            "<number> * <number>",
            "<number> / <number>",
            "<number> ** <small>",
            "(<number>)",
            "-(<number>)",
            "abs(<number>)",
            "floor(<number>)",
            "ceiling(<number>)",
            "decimal(<number>, <small>)",
            "round up(<number>, <small>)",
            "round down(<number>, <small>)",
            "round half up(n: <number>, scale: <small>)",
            "round half down(<number>, <small>)",
            "modulo(<number>, <number>)",
            "modulo(dividend: <number>, divisor: <number>)",
            "sqrt(abs(<number>))",
            "exp(<small>)",
            "sum(<numbers>)",
            "min(<numbers>)",
            "max(<numbers>)",
            "mean(<numbers>)",
            "median(<numbers>)",
            "product(<numbers>)",
            "count(<list>)",
            "count(list: <list>)",
            "string length(<string>)",
            "string length(string: <string>)",
            "number(string(<number>))",
            'number("1,234.5", ",", ".")',
            "if <truth> then <number> else <number>",
            "<numbers>[<index>]",
            "{a: <number>, b: a + 1}.b",
            "(function(x, y) x - y)(<number>, <number>)",
            "(function(x, y) x - y)(y: <number>, x: <number>)",
            "sum(for l in lines return l.price * l.quantity)",
            "lines[sku = <string>].price[1]",
            "<date>.year",
            "<date>.month",
            "<date>.weekday",
            "<moment>.hour",
            "<moment>.second",
            "<time>.minute",
            "<days>.hours",
            "<months>.years",
            '<days> / duration("PT1H")',
            "day of year(<date>)",
            "week of year(<date>)",
            "list contains(<list>, <number>)",
            "index of(<numbers>, <number>)[1]",
            "string length(substring(<string>, <index>))",
        ),
    ),
    "small": (("0", "1", "2", "3"), ("<small>", "count(words)")),
    "index": (("1", "2", "3", "-1", "-2"), ("<index>", "count(words) - 1")),
    "string": (
        ('""', '"a"', '"Foo bar"', '"疏单"', '"a,b;c"', '"😀x"', "s", "order.grade"),
        (
            "<string> + <string>",
            "upper case(<string>)",
            "lower case(<string>)",
            "substring(<string>, <index>)",
            "substring(<string>, <index>, <small>)",
            "substring(string: <string>, start position: <index>)",
            "substring before(<string>, <string>)",
            "substring after(<string>, <string>)",
            "string(<number>)",
            "string(<date>)",
            "string(<moment>)",
            "string(<days>)",
            "string(<months>)",
            "string(<truth>)",
            "string(<time>)",
            "string(<numbers>)",
            'replace(<string>, "[aeiou]", "*")',
            'replace(<string>, "(\\\\w)(\\\\w)", "$2$1")',
            "string join(<words>)",
            'string join(<words>, "-")',
            "if <truth> then <string> else <string>",
            "<words>[<index>]",
            'split(<string>, " ")[<index>]',
            "(<string>)",
            "ship to.city",
            'get value(order, "grade")',
            "get value(<context>, <string>)",
            "day of week(<date>)",
            "month of year(<date>)",
            "min(<words>)",
            "max(<words>)",
        ),
    ),
    "truth": (
        ("true", "false", "ok", "no"),
        (
            "<number> < <number>",
            "<number> <= <number>",
            "<number> = <number>",
            "<number> != <number>",
            "<string> = <string>",
            "<string> > <string>",
            "<date> < <date>",
            "<moment> < <moment>",
            "<time> >= <time>",
            "<days> > <days>",
            "<months> = <months>",
            "<list> = <list>",
            "<context> = <context>",
            "<truth> and <truth>",
            "<truth> or <truth>",
            "not(<truth>)",
            "<number> between <number> and <number>",
            "<number> in (<number>, <number>)",
            "<number> in [<number>..<number>]",
            "<number> in (<number>..<number>)",
            "<number> in (< <number>, > <number>)",
            '<string> in ("a", <string>)',
            "<date> in [<date>..<date>]",
            "some x in <numbers> satisfies x > <number>",
            "every x in <numbers> satisfies x > <number>",
            "some x in <numbers>, y in <numbers> satisfies x = y",
            "contains(<string>, <string>)",
            "starts with(<string>, <string>)",
            "ends with(<string>, <string>)",
            "contains(string: <string>, match: <string>)",
            'matches(<string>, "^[A-Z]")',
            'matches(<string>, "^s", "i")',
            "list contains(<numbers>, <number>)",
            "list contains(<words>, <string>)",
            "all([<truth>, <truth>])",
            "any([<truth>, <truth>])",
            "<any> = null",
            "<any> instance of number",
            "<any> instance of string",
            "<date> instance of date",
            "<numbers> instance of list<number>",
            "is(<date>, <date>)",
            "before(<number>, <number>)",
            "after(<range>, <range>)",
            "meets(<range>, <range>)",
            "overlaps(<range>, <range>)",
            "includes(<range>, <number>)",
            "during(<number>, <range>)",
            "starts(<number>, <range>)",
            "finishes(<range>, <range>)",
            "coincides(<range>, <range>)",
        ),
    ),
    "date": (
        ("day", '@"2024-02-29"', 'date("2026-01-31")', "date(2025, 12, 31)"),
        (
            "<date> + <days>",
            "<date> + <months>",
            "<date> - <months>",
            "<date> - <days>",
            "date(<moment>)",
            'date("2026-13-01")',
            "date(year: 2026, month: 2, day: <small> + 1)",
            "if <truth> then <date> else <date>",
            "min(<date>, <date>)",
            "max([<date>, <date>])",
        ),
    ),
    "time": (
        ('time("08:30:00")', '@"23:59:59"', 'time("12:00:00Z")', "time(7, 5, 3)"),
        (
            "<time> + <days>",
            "<time> - <days>",
            "time(<moment>)",
            'time("12:00:00+08:00")',
        ),
    ),
    "moment": (
        (
            'date and time("2026-11-21T08:30:00")',
            '@"2024-02-29T23:59:59Z"',
            'date and time("2026-07-01T12:00:00+08:00")',
        ),
        (
            "<moment> + <days>",
            "<moment> + <months>",
            "<moment> - <days>",
            "<moment> - <months>",
            "date and time(<date>, <time>)",
            "if <truth> then <moment> else <moment>",
        ),
    ),
    "days": (
        ('duration("P1D")', '@"PT36H"', '@"-P2DT3H"', 'duration("PT0S")'),
        (
            "<days> + <days>",
            "<days> - <days>",
            "-(<days>)",
            "abs(<days>)",
            "<date> - <date>",
            "<moment> - <moment>",
            "<time> - <time>",
            "<days> * <small>",
            "<days> / 2",
        ),
    ),
    "months": (
        ('duration("P1Y2M")', '@"P14M"', '@"-P1Y"', 'duration("P0M")'),
        (
            "<months> + <months>",
            "<months> - <months>",
            "abs(<months>)",
            "years and months duration(<date>, <date>)",
            "<months> * <small>",
            "<months> / 2",
        ),
    ),
    "numbers": (
        ("[]", "[1]", "[1, 2, 3]", "xs", "[5, -1, 0.5]"),
        (
            "[<number>, <number>]",
            "<numbers>[item > <number>]",
            "<numbers>[item != 1 and item < <number>]",
            "for x in <numbers> return x * 2",
            "for x in <numbers>, y in <numbers> return x + y",
            "for i in 1..<small> return i",
            "for i in 1..3 return if i = 1 then 1 else partial[-1] * i",
            "append(<numbers>, <number>)",
            "concatenate(<numbers>, <numbers>)",
            "insert before(<numbers>, <index>, <number>)",
            "remove(<numbers>, <index>)",
            "reverse(<numbers>)",
            "distinct values(<numbers>)",
            "union(<numbers>, <numbers>)",
            "flatten([<numbers>, [<numbers>]])",
            "sublist(<numbers>, <index>)",
            "sublist(<numbers>, <index>, <small>)",
            "index of(<numbers>, <number>)",
            "sort(<numbers>, function(x, y) x < y)",
            "list replace(<numbers>, <index>, <number>)",
            "mode(<numbers>)",
            "lines[quantity > <number>].price",
            "lines.price",
        ),
    ),
    "words": (
        ("words", '["b", "a"]', "order.tags", "[]"),
        (
            "[<string>, <string>]",
            'split(<string>, ",")',
            "sort(<words>, function(a, b) a < b)",
            "for w in <words> return upper case(w)",
            "<words>[string length(item) > <small>]",
            "lines.sku",
            "reverse(<words>)",
            "distinct values(<words>)",
            "(get entries(order)).key",
            "concatenate(<words>, <words>)",
        ),
    ),
    "list": (
        ("[]", "[1, null]", "xs", "words", "lines"),
        ("<numbers>", "<words>", "[<any>, <any>]", "<list>[<index>]", "lines[1]"),
    ),
    "context": (
        ("{}", "{a: 1}", "order", "lines[1]"),
        (
            "{a: <number>, b: <string>}",
            "{a: <number>, b: a * 2}",
            'context put(<context>, "a", <number>)',
            "context merge([<context>, <context>])",
            'context([{key: "k", value: <any>}])',
            'lines[sku = "A"]',
            "if <truth> then <context> else <context>",
        ),
    ),
    "range": (
        ("[1..10]", "(1..10)", "[5..5]", "[3..7)"),
        ("[<small>..10]", "(0..<small>]", "[1..<small>)"),
    ),
    "any": (
        ("null", "1", '"a"', "true", "nothing"),
        ("<number>", "<string>", "<truth>", "<date>", "<list>", "<context>", "<days>"),
    ),
}
