"""What lint says before an expression runs, in both languages."""

import pytest

from runtime import feel
from tests.unit.feel.written import SCHEMA, remarks, spoken


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("amont < 5000", "feel-unknown-name"),
        ("facts.amout", "feel-unknown-field"),
        ("items[prize > 1]", "feel-unknown-name"),
        ("some i in items satisfies i.pric > 1", "feel-unknown-field"),
        ("substrin(credit, 1)", "feel-unknown-function"),
        ('amount < "5000"', "feel-never-comparable"),
        ("amount in (1, credit)", "feel-never-comparable"),
        ('items[price > "1"]', "feel-never-comparable"),
        ('placed > "2026-01-01"', "feel-never-comparable"),
        ("facts.tags[1] = 5", "feel-never-comparable"),
        ("rush < true", "feel-booleans-have-no-rank"),
        ("amount < null", "feel-null-has-no-rank"),
        ('amount + "EUR"', "feel-never-calculable"),
        ("credit * 2", "feel-never-calculable"),
        ("-credit", "feel-cannot-negate"),
        ("if amount then 1 else 2", "feel-needs-truth"),
        ("credit and true", "feel-needs-truth"),
        ("substring(amount, 1)", "feel-argument-type"),
        ("substring(credit)", "feel-wrong-arguments"),
        ('items["name"]', "feel-filter-needs-truth"),
        ("{a: 1, a: 2}", "feel-key-twice"),
        ('@"2026-13-01"', "feel-bad-temporal"),
        ("[5..1]", "feel-range-backwards"),
    ],
)
def test_lint_finds_what_can_never_be_right(text, code):
    assert remarks(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        'amount < 5000 and credit = "good"',
        "items[price > 10].name",
        "items[item.price > 10][1].name",
        "for i in items return i.price + 1",
        "{a: amount, b: a + 1}.b",
        "(function(x) x + amount)(1)",
        'placed > date and time("2026-01-01T00:00:00")',
        'count(items) > 0 and upper case(credit) = "X"',
        'list contains(facts.tags, "VIP")',
        "amount = null",
        "if rush then amount else null",
        'placed + duration("PT1H")',
        "-amount < 0",
    ],
)
def test_lint_is_silent_about_sound_expressions(text):
    assert remarks(text) == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("amont", "amount"),
        ("facts.amout", "amount"),
        ("substrin(credit, 1)", "substring"),
    ],
)
def test_lint_guesses_what_was_meant(text, near):
    assert f'Did you mean "{near}"?' in spoken(text)


def test_lint_helps_to_join_text_and_numbers():
    assert "string(…)" in spoken('amount + "EUR"')


def test_lint_speaks_chinese():
    assert (
        spoken("amont", "zh")
        == "未声明的变量“amont”。是否应为“amount”？（第 1 行，第 1 列）"
    )


def test_lint_says_where():
    compiled = feel.compile_expression("1 +\n  amont", schema=SCHEMA, strict=True)
    found = compiled.findings[0]
    assert (found.line, found.column, found.level) == (2, 3, "error")


def test_findings_stand_in_order_of_place():
    found = feel.compile_expression("zzz + yyy", schema=SCHEMA, strict=True).findings
    assert [each.column for each in found] == [1, 7]


def test_without_strict_nobody_need_declare_a_name():
    assert feel.compile_expression("whatever + 1").findings == ()


def test_names_of_unknown_items_are_no_finding():
    schema = {"rows": "list<Any>"}
    compiled = feel.compile_expression("rows[x > 1]", schema=schema, strict=True)
    assert compiled.findings == ()


def test_a_finding_of_a_discarded_reading_is_forgotten():
    assert remarks("amount in (count(items) + facts.amount)") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount * 2", "number"),
        ("amount < 1", "boolean"),
        ('credit + "x"', "string"),
        ("facts.amount", "number"),
        ("items[1].price", "number"),
        ("count(items)", "number"),
        ("if rush then 1 else 2", "number"),
        ('if rush then 1 else "a"', "any"),
        ('@"P1D"', "days and time duration"),
    ],
)
def test_the_type_of_the_answer_is_known(text, kind):
    assert feel.compile_expression(text, schema=SCHEMA).type == kind


@pytest.mark.parametrize("declared", ["text", "string", " string "])
def test_text_is_declared_by_either_word(declared):
    assert feel.declare({"a": declared}) == {"a": "string"}


def test_an_unknown_type_is_refused():
    with pytest.raises(feel.FeelSyntaxError):
        feel.declare({"a": "money"})


def test_a_schema_that_is_declared_stays_as_it_is():
    once = feel.declare(SCHEMA)
    assert feel.declare(once) == once
