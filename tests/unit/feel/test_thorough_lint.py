"""What a thorough lint says of types, conditions and calls, and what to do."""

from string import Formatter

import pytest

from runtime import feel
from runtime.kernel.texts import catalogue

SCHEMA = {
    "amount": "number",
    "credit": 'string("good", "normal", "bad")',
    "name": "string",
    "rush": "boolean",
    "due": "date",
    "placed": "date and time",
    "wait": "days and time duration",
    "items": [{"price": "number", "name": "string"}],
    "facts": {"amount": "number", "tags": "list<string>"},
    "anything": "any",
}
NEVER, NOT_ALLOWED = "feel-never-true", "feel-value-not-allowed"
COMPARABLE, CALCULABLE = "feel-never-comparable", "feel-never-calculable"
PART, FIELD = "feel-unknown-part", "feel-unknown-field"
NO_VALUE = "feel-call-without-value"


def said(text, wanted=(), schema=SCHEMA):
    return [(each.code, each.level) for each in feel.lint(text, schema, wanted=wanted)]


def first(text, language="en", **more):
    return feel.lint(text, SCHEMA, **more)[0].as_data(language)


ERRORS = {
    "amount < 5 and amount > 10": NEVER,
    "amount > 5 and rush and amount <= 5": NEVER,
    'name = "a" and name = "b"': NEVER,
    "rush = true and rush = false": NEVER,
    "amount between 10 and 5": NEVER,
    "amount in [1..5] and amount > 7": NEVER,
    'credit in ("good", "bad") and credit = "normal"': NEVER,
    "amount > 5 and (amount < 3 or amount = 2)": NEVER,
    "facts.amount < 1 and facts.amount > 2": NEVER,
    'due < date("2026-01-01") and due > date("2026-02-01")': NEVER,
    "count(items[price > 10 and price < 5])": NEVER,
    'credit = "goood"': NOT_ALLOWED,
    '"goood" = credit': NOT_ALLOWED,
    'credit in ("good", "goood")': NOT_ALLOWED,
    '{a: "x", b: a = "y"}.b': NOT_ALLOWED,
    'facts.tags = "vip"': COMPARABLE,
    "items > 5": COMPARABLE,
    "placed - due > 5": COMPARABLE,
    'duration("P1M") > wait': COMPARABLE,
    'max(items.price) > "a"': COMPARABLE,
    'append(facts.tags, "x")[1] = 5': COMPARABLE,
    'some i in items satisfies i.price = "x"': COMPARABLE,
    'for i in [1..3] return i = "a"': COMPARABLE,
    '(if rush then 1 else null) = "x"': COMPARABLE,
    'get value(facts, "amount") = "x"': COMPARABLE,
    'due.year = "2026"': COMPARABLE,
    "items[1] < items[2]": "feel-has-no-rank",
    "facts.tags < facts.tags": "feel-has-no-rank",
    "due + 5": CALCULABLE,
    "placed + due": CALCULABLE,
    "wait * wait": CALCULABLE,
    "due.yaer": PART,
    "wait.years": PART,
    "amount.value": PART,
    "items.name.first": PART,
    "items.pric": FIELD,
    "facts.tag": FIELD,
    'date("2026-13-01")': NO_VALUE,
    'duration("5 days")': NO_VALUE,
    'number("a")': NO_VALUE,
    'matches(name, "(")': NO_VALUE,
    "nowx()": "feel-unknown-function",
    "substring(name)": "feel-wrong-arguments",
    "substring(string: name, start: 1)": "feel-wrong-arguments",
    "substring(amount, 1)": "feel-argument-type",
    "(function(x) x)(1, 2)": "feel-own-call",
    "true and 5 > null": "feel-null-has-no-rank",
    "not(amount)": "feel-argument-type",
    "amount == 5": "feel-double-equals",
    "credit = 'good'": "feel-single-quote",
    "True": "feel-unknown-name",
}
WARNINGS = {
    'credit != "goood"': NOT_ALLOWED,
    'name != "a" or name != "b"': "feel-always-true",
    'credit != "good" or credit != "bad"': "feel-always-true",
    "amount < 10 or amount > 5": "feel-always-true",
    "name[1]": "feel-filter-of-one",
    "substring(null, 1)": "feel-null-argument",
}
SOUND = [
    "amount > 5 and amount < 6",
    "amount < 5 or amount > 10",
    "amount >= 5 and amount <= 5",
    'name = "a" or name = "b"',
    'name != "a" and name != "b"',
    "rush or not(rush)",
    'credit = "good" and facts.amount > 5',
    'credit in ("good", "normal")',
    'anything = "x" or anything > 5',
    "anything.field[1].other = 5",
    "items[price > 5].price",
    "items[name = null]",
    "items[1].name",
    "items[-1].price + 1",
    "sum(items.price) > 5",
    "sum(for i in items return i.price * 2) > amount",
    "due + wait",
    'due - date("2026-01-01") > wait',
    'placed + duration("P1Y")',
    "wait / 2 < wait * 3",
    "wait / wait > 0.5",
    "due.weekday in [1..5]",
    'placed.time offset = @"PT8H"',
    "[1..5].start + 1",
    'if rush then "a" else null',
    "if amount = null then 0 else amount",
    "{a: amount, b: a * 2}.b > 5",
    'context put(facts, "amount", 5).amount',
    'list contains(facts.tags, "vip")',
    "count(facts.tags) > 0",
    'split(name, ",")[1] = "x"',
    'number("5") > 4',
    'matches(name, "^a.*")',
    "every i in 1..3 satisfies i < amount",
    "sort(items, function(a, b) a.price < b.price)[1].name",
    "amount instance of number and amount > 5",
    "now() > placed",
    "min(amount, 5) < 7",
    'replace(name, "a", "b") = "b"',
    'some t in facts.tags satisfies t = "vip"',
    'substring(name, 1, 3) = "abc"',
    "(function(x) x + amount)(1) > 2",
]


@pytest.mark.parametrize(("text", "code"), ERRORS.items(), ids=ERRORS)
def test_what_can_never_be_right_is_an_error(text, code):
    assert said(text)[0] == (code, "error")


@pytest.mark.parametrize(("text", "code"), WARNINGS.items(), ids=WARNINGS)
def test_what_is_surely_a_slip_is_advice(text, code):
    assert said(text) == [(code, "warning")]


@pytest.mark.parametrize("text", SOUND)
def test_sound_expressions_raise_no_alarm(text):
    assert said(text) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", [*ERRORS, *WARNINGS])
def test_every_remark_says_what_was_expected_and_the_fix(text, language):
    remark = first(text, language)

    assert all((remark["message"], remark["expected"], remark["fix"]))


@pytest.mark.parametrize("text", [*ERRORS, *WARNINGS])
def test_every_sentence_of_a_remark_has_the_facts_it_names(text):
    remark = feel.lint(text, SCHEMA)[0]
    sentences = (remark.text, remark.expected, remark.fix)

    assert [each.code for each in sentences if names(each) - each.facts.keys()] == []


def names(sentence):
    """Return the facts that a sentence is filled with."""
    template = catalogue()[sentence.code]["en"]
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("amont > 5", 'Did you mean "amount"?'),
        ("due.yaer", 'Did you mean "year"?'),
        ('credit = "goood"', 'Did you mean "good"?'),
        ("amount == 5", "write = instead of =="),
        ("credit = 'good'", "write double quotes"),
        ('amount + "EUR"', "Use string(…) to join text and numbers."),
        ('amount < "5"', "put number(…) around the text, or take its double quotes"),
        ('due < "2026-01-01"', 'write the date as @"2026-11-21", or put date(…)'),
        ("placed > due", "put date(…) around the date and time"),
        ("wait > 5", 'write a length of time as @"P5D"'),
        ('facts.tags = "vip"', "write list contains(list, value)"),
        ('rush = "true"', "true or false stands alone"),
        ('wait > @"P1Y"', "convert one side: put number(…), string(…)"),
        ("amount > 5 AND rush", "write and instead of AND"),
        ("amount is null", "write = instead of is"),
        ("not rush", "write not(…) instead of not"),
        ("amount not in (1, 2)", "write not(… in (…)) instead of not in"),
        ("len(name)", 'Did you mean "string length"?'),
        ("due + 5", 'Write a length of time as @"P5D" or @"PT2H".'),
        ("substring(name)", "call it as substring(string, start position, length?)"),
        ("open > 1", 'declare open, or write "open" if it is text'),
    ],
)
def test_the_fix_says_what_to_write(text, fix):
    assert first(text)["fix"].startswith(fix)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("amont > 5", "是否应为“amount”？"),
        ("amount == 5", "把 == 改为 ="),
        ("credit = 'good'", "改用英文双引号"),
        ("substring(name)", "用法：substring(string, start position, length?)"),
    ],
)
def test_the_fix_is_said_in_chinese(text, fix):
    assert first(text, "zh")["fix"] == fix


def test_a_call_names_its_signature_as_expected():
    expected = first("substring(amount, 1)")["expected"]

    assert expected == "string, in substring(string, start position, length?)"


def test_a_remark_says_where_it_applies():
    remark = first('name = "x" and\n  amount > 5 and amount < 3')

    assert (remark["line"], remark["column"]) == (2, 14)


def test_a_refused_text_says_what_was_expected_found_and_to_do():
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile_expression("amount == 5")
    fault = caught.value

    assert (fault.expected.say("en"), fault.fix.say("en")) == (
        "=",
        "write = instead of ==",
    )
    assert fault.found.say("en") == 'found "== 5"'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 > 2", "feel-constant-false"),
        ("true", "feel-constant-true"),
        ("amount", "feel-place-wants"),
        ('"5" * 1', CALCULABLE),
        ("null > 1", "feel-null-has-no-rank"),
        ("1 / 0 > 1", "feel-always-null"),
    ],
)
def test_a_condition_that_reads_nothing_or_is_none_is_told(text, code):
    assert said(text, wanted=("boolean",))[0][0] == code


def test_without_a_schema_any_name_may_be_there():
    assert said("whatever > 5 and other", schema=None) == []


def test_without_a_schema_contradictions_are_told():
    assert said("x > 5 and x < 3", schema=None) == [(NEVER, "error")]


def test_a_cell_is_held_against_its_column():
    kind = feel.declare({"x": 'string("a", "b")'})["x"]
    found = feel.review_cell('"c"', kind, feel.setting_of({}))

    assert [each.code for each in found.remarks] == [NOT_ALLOWED]


def test_a_text_that_is_only_to_run_pays_for_no_thorough_look():
    compiled = feel.compile_expression("amount < 5 and amount > 10", schema=SCHEMA)

    assert compiled.findings == ()


@pytest.mark.parametrize("sign", ["<", "=", "!="])
@pytest.mark.parametrize("word", ["and", "or"])
def test_long_chains_are_looked_at_only_so_far(sign, word):
    text = f" {word} ".join(f"amount {sign} {number}" for number in range(199))
    codes = {each.code for each in feel.lint(text, SCHEMA)}

    assert codes <= {NEVER, "feel-always-true"}
