"""Texts that are made to run for ever, to grow without end, or to reach Python."""

from __future__ import annotations

from tests.safety.probes.probe import told


def chained(first: str, step: str, last: str, times: int = 45) -> str:
    """Return a context whose entries ``v0``, ``v1`` … are each made of the last."""
    entries = [f"v0: {first}"]
    entries += [f"v{n + 1}: {step.replace('@', f'v{n}')}" for n in range(times)]
    entries.append(f"answer: {last.replace('@', f'v{times}')}")
    return "{" + ", ".join(entries) + "}.answer"


def around(opening: str, inner: str, closing: str, times: int) -> str:
    """Return ``inner`` with so many brackets around it."""
    return opening * times + inner + closing * times


_TOWERS = [
    told("tower of powers", "9 ** 9 ** 9"),
    told("tower of brackets", "9 ** (9 ** (9 ** 9))"),
    told("power chain", " ** ".join(["9"] * 150)),
    told("powers in a loop", "count(for i in 1..100000 return 1.1 ** 99999)"),
    told("roots in a loop", "count(for i in 1..100000 return i ** 0.5)"),
    told("slow power", "1.0000001 ** 99999.5"),
    told("exponential", "exp(99999999)"),
    told("exponentials in a loop", "count(for i in 1..100000 return exp(i))"),
    told("logs in a loop", "count(for i in 1..100000 return log(i))"),
    told("sixth thousand", "string length(string(10 ** 6000))"),
    told("beyond all numbers", "10 ** 6145"),
    told("literal too large", "1e9999999999"),
    told("six thousand digits", "1 + " + "9" * 6000),
    told("wide scale", "decimal(1/3, 6000)"),
    told("wide scales", "count(for i in 1..100000 return round up(i, 6000))"),
    told("small and large", "count(for i in 1..90000 return 10**6000 + 10**-6000)"),
    told("odd ends", "count(for i in 1..100000 return odd(10**6000 + i))"),
    told("modulo", "count(for i in 1..90000 return modulo(10**6000, 7))"),
    told("products", "product(for i in 1..60000 return i)"),
]
_LOOPS = [
    told("huge range", "for i in 1..1000000000 return i"),
    told("huge range as a list", "count([1..1000000000])"),
    told("huge range walked", "count(for i in [1..1000000000] return i)"),
    told("huge range asked", "some i in 1..10**9 satisfies i < 0"),
    told("huge range of all", "every i in 1..10**9 satisfies i > 0"),
    told("huge range backwards", "count(for i in 10**9..1 return i)"),
    told("range of 6,000 digits", "count(for i in 1..10**6000 return i)"),
    told("huge range is entered", "5 in [1..1000000000]"),
    told(
        "days without end",
        'count(for d in @"0001-01-01"..@"9999-12-31" return d)',
    ),
    told(
        "loops in loops",
        "count(for a in 1..9999, b in 1..9999, c in 1..9999 return a)",
    ),
    told("empty inside", "count(for a in 1..10**9, b in [] return a)"),
    told("partial sums", "count(for i in 1..60000 return count(partial))"),
    told("partial results", "for i in 1..60000 return partial"),
    told(
        "long turns",
        f"count(for i in 1..199999 return {'+'.join(['i'] * 190)})",
    ),
    told(
        "long turns of ifs",
        f"count(for i in 1..150000 return {'if i<0 then 0 else ' * 50} i)",
    ),
    told(
        "long filters",
        f"count((for i in 1..9999 return i)[{' and '.join(['item>0'] * 190)}])",
    ),
    told(
        "long functions",
        "{f: function(n) " + "+".join(["n"] * 190) + ", "
        "r: count(for i in 1..99999 return f(i))}.r",
    ),
    told(
        "long lists made again",
        f"count(for i in 1..99999 return [{','.join(['i'] * 900)}])",
    ),
    told(
        "long contexts made again",
        "count(for i in 1..99999 return {"
        + ",".join(f"k{n}: i" for n in range(500))
        + "})",
    ),
    told("long membership", f"1 in ({','.join(['2'] * 3500)})"),
]
_NESTING = [
    told("brackets", around("(", "1", ")", 3900)),
    told("lists", around("[", "1", "]", 3900)),
    told("contexts", around("{a:", "1", "}", 1900)),
    told("functions", "function() " * 700 + "1"),
    told("ifs", "if true then " * 600 + "1"),
    told("elses", "if true then 1 else " * 390 + "1"),
    told("loops", "for i in [1] return " * 390 + "1"),
    told("filters", "[1]" + "[[1]" * 1900 + "]" * 1900),
    told("negations", "-" * 7900 + "1"),
    told("nots", around("not(", "true", ")", 1500)),
    told("types", "1 instance of " + around("list<", "number", ">", 1200)),
    told("memberships", "1 in (" * 1300 + "1" + ")" * 1300),
    told("a long sum", "1" + "+1" * 3900),
    told("a long path", "a" + ".a" * 3900),
    told("a long text", "1+" * 500_000 + "1"),
    told("a text without end", '"' + "x" * 7_900),
    told("a comment without end", "/*" * 3_900),
]
_PATTERNS = [
    told("regex of squares", f'matches("{"a" * 40}!", "^(a+)+$")'),
    told("regex of choices", f'matches("{"a" * 4000}!", "^(a|a)*$")'),
    told("regex of stars", f'matches("{"a" * 4000}!", "^(.*)*(.*)*(.*)*$")'),
    told(
        "regex of many states",
        'matches(string join(for i in 1..6000 return "abbaabab"), '
        '"(a|b)*a(a|b){900}c")',
    ),
    told(
        "regex of many states replaced",
        'replace(string join(for i in 1..6000 return "abbaabab"), "a(a|b){900}c", "")',
    ),
    told(
        "regex that looks ahead at each match",
        'replace(string join(for i in 1..5000 return "aaaaaaaa"), "a.*b|a", "")',
    ),
    told(
        "regex that splits at each sign",
        'count(split(string join(for i in 1..5000 return "aaaaaaaa"), "a.*b|a"))',
    ),
    told("regex of repetitions", 'matches("a", "((a{1000}){1000}){1000}")'),
    told("regex of letters", r'matches("a", "(\pL{500}){500}")'),
    told("regex with reference", r'matches("aa", "(a)\1")'),
    told("regex that looks ahead", 'matches("aa", "(?=a)a")'),
    told("regex too long", f'matches("a", "{"a?" * 300}")'),
    told(
        "regexes without number",
        'count(for i in 1..5000 return matches("a", "(x{300}){3}" + string(i)))',
    ),
    told(
        "regexes that are refused",
        r'count(for i in 1..5000 return matches("a", "(\pL{100}){9}" + string(i)))',
    ),
]
_TEXTS = [
    told("doubled text", chained('"xx"', "@ + @", "string length(@)")),
    told("joined text", chained('"xx"', "string join([@, @])", "string length(@)")),
    told(
        "replaced text",
        chained('"xx"', 'replace(@, "x", "xx")', "string length(@)"),
    ),
    told(
        "replaced nothing",
        f'string length(replace("{"a" * 1000}", "", "{"b" * 3000}"))',
    ),
    told("groups", f'string length(replace("{"a" * 3000}", "(a+)", "$1$1$1$1"))'),
    told(
        "text of nested lists",
        chained("[1]", "[@, @]", "string length(string(@))"),
    ),
    told(
        "text of quotes",
        chained('"\\""', "string([@])", "string length(@)", 25),
    ),
    told(
        "substrings",
        '{t: string join(for i in 1..20000 return "abcdef"), '
        "r: count(for i in 1..99999 return substring(t, 2))}.r",
    ),
    told(
        "long texts kept",
        '{t: string join(for i in 1..20000 return "abcdef"), '
        "r: for i in 1..99999 return t + string(i)}.r",
    ),
    told(
        "capitals of long texts",
        '{t: string join(for i in 1..20000 return "abcdef"), '
        "r: for i in 1..99999 return upper case(t)}.r",
    ),
    told(
        "long texts compared",
        '{t: string join(for i in 1..20000 return "abcdef"), u: t + "", '
        "r: count(for i in 1..199999 return t = u)}.r",
    ),
    told(
        "long texts searched",
        '{t: string join(for i in 1..20000 return "aaaaab"), '
        'm: string join(for i in 1..2000 return "aaaaaa") + "c", '
        "r: count(for i in 1..9999 return contains(t, m))}.r",
    ),
    told("long key", f'{{"{"k" * 7000}": 1}}'),
]
_SHARED = [
    told("shared lists compared", chained("[1]", "[@, @]", "@ = 3")),
    told("shared lists equal", chained("[1]", "[@, @]", "@ = @")),
    told("shared lists flattened", chained("[1]", "[@, @]", "count(flatten(@))")),
    told("shared lists written", chained("[1]", "[@, @]", "string(@)")),
    told("shared lists counted", chained("[1]", "[@, @]", "count(@)")),
    told("shared lists given", chained("[1]", "[@, @]", "@")),
    told("shared lists typed", chained("[1]", "[@, @]", "@ instance of list<list>")),
    told("shared contexts", chained("{a: 1}", "{a: @, b: @}", "@.a.b.a")),
    told("shared contexts equal", chained("{a: 1}", "{a: @, b: @}", "@ = @")),
    told("joined lists", chained("[1, 1]", "concatenate(@, @)", "count(@)")),
    told("appended lists", chained("[1]", "append(@, @)", "count(@)")),
    told("flattened wide", chained("[1]", "flatten([@, @, @, @])", "count(@)")),
    told("put into contexts", chained("{}", 'context put(@, "k", @)', "@")),
]
_RECURSION = [
    told("calls itself", "{f: function(n) f(n), r: f(1)}.r"),
    told("calls itself twice", "{f: function(n) f(n) + f(n), r: f(1)}.r"),
    told(
        "calls itself twice, not deep",
        "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(40)}.r",
    ),
    told("omega", "{w: function(f) f(f), r: w(w)}.r"),
    told(
        "calls in turn",
        "{f: function(g, n) g(f, n), g: function(f, n) f(g, n), r: f(g, 1)}.r",
    ),
    told(
        "calls through contexts",
        "{c: {f: function(c, n) c.f(c, n)}, r: c.f(c, 1)}.r",
    ),
    told("calls in loops", "{f: function(n) for i in 1..2 return f(n), r: f(1)}.r"),
    told(
        "calls in a sort",
        "{f: function(n) sort([2, 1], function(a, b) f(n)), r: f(1)}.r",
    ),
    told(
        "functions without end",
        chained("function(x) x", "function(x) @(@(x))", "@(1)", 30),
    ),
]
_BUILTINS = [
    told("distinct values", "count(distinct values(for i in 1..99999 return i))"),
    told(
        "distinct values of lists",
        "count(distinct values(for i in 1..900 return for j in 1..90 return i))",
    ),
    told("union", "count(union(for i in 1..5000 return i, [0]))"),
    told(
        "sorted by a function",
        "sort(for i in 1..20000 return 20000-i, function(a, b) a < b)[1]",
    ),
    told("sorted by nothing", "sort(for i in 1..90000 return 90000-i)[1]"),
    told(
        "list contains in a loop",
        "{l: for i in 1..60000 return i, "
        "r: count(for j in 1..60000 return list contains(l, 0))}.r",
    ),
    told(
        "remove in a loop",
        "{l: for i in 1..60000 return i, r: for j in 1..60000 return remove(l, 1)}.r",
    ),
    told(
        "insert in a loop",
        "{l: for i in 1..60000 return i, "
        "r: for j in 1..60000 return insert before(l, 1, j)}.r",
    ),
    told(
        "index of in a loop",
        "{l: for i in 1..60000 return 1, r: for j in 1..60000 return index of(l, 1)}.r",
    ),
    told("reverse", chained("[1, 2, 3]", "reverse(@)", "count(@)")),
    told(
        "filters in filters",
        "count((for i in 1..9999 return i)"
        "[count((for j in 1..99 return j)[item>9])>1])",
    ),
    told("mode", "mode(for i in 1..90000 return i)[1]"),
    told("median", "median(for i in 1..90000 return -i)"),
    told("stddev", "stddev(for i in 1..90000 return i) > 0"),
    told(
        "a wide list", "count(flatten(for i in 1..300 return for j in 1..300 return j))"
    ),
    told(
        "contexts merged",
        'count(context merge(for i in 1..9999 return {"k": i}).k)',
    ),
    told(
        "a huge context",
        "count(get entries(context("
        "for i in 1..50000 return {key: string(i), value: i})))",
    ),
]
_DATES = [
    told("far away", '@"9999-12-31" + duration("P1D")'),
    told("further", 'date("999999999-12-31") + duration("P999999999Y")'),
    told("long duration", 'duration("P999999999999999D")'),
    told("longer duration", 'duration("P99999999999999999999Y")'),
    told("durations doubled", chained('duration("P1D")', "@ + @", "@")),
    told("months doubled", chained('duration("P1M")', "@ + @", "@")),
    told("durations times", 'duration("P1D") * 10 ** 6000'),
    told("moment far away", 'date and time("-999999999-01-01T00:00:00") = null'),
    told("long year", f'date("{"9" * 7000}-01-01")'),
    told("long second", f'time("00:00:00.{"1" * 7000}")'),
    told("long zone", f'time("00:00:00@{"a/" * 3000}")'),
    told("path as zone", 'time("00:00:00@../../../../etc/passwd")'),
    told(
        "days counted",
        'count(for i in 1..99999 return @"2020-01-01" + duration("P1D") * i)',
    ),
]
_PYTHON = [
    told("attribute of a text", '"".__class__.__mro__'),
    told("attribute of a function", "count.__call__"),
    told("import", '__import__("os")'),
    told("builtins", '__builtins__["eval"]'),
    told("external function", 'function(x) external {java: {class: "a"}}'),
    told("format", '"{0.__class__}" + string(1)'),
]

PROBES = [
    *_TOWERS,
    *_LOOPS,
    *_NESTING,
    *_PATTERNS,
    *_TEXTS,
    *_SHARED,
    *_RECURSION,
    *_BUILTINS,
    *_DATES,
    *_PYTHON,
]
