"""How calls are bound: counts, names, optional values, coercion, static checks."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from runtime.feel.builtins import BUILTINS
from runtime.feel.frame import STEP_BUDGET, Exhausted, FeelError, Frame
from runtime.feel.types import ListOf
from runtime.kernel.texts import catalogue
from tests.unit.feel.framed import call, inside, outcome

FEEL = Path(__file__).parents[3] / "runtime" / "feel"
TWO = Decimal(2)


@pytest.mark.parametrize(
    ("name", "count", "names"),
    [
        ("substring", 1, ()),
        ("substring", 4, ()),
        ("substring", 2, ("string", "length")),
        ("substring", 2, ("string", "start")),
        ("substring", 2, ("string", "string")),
        ("now", 1, ()),
        ("date", 2, ()),
        ("append", 0, ()),
    ],
)
def test_a_call_with_wrong_arguments_is_refused_when_bound(name, count, names):
    with pytest.raises(FeelError) as refused:
        BUILTINS[name].bind(count, names)

    assert refused.value.code == "feel-wrong-arguments"


def test_the_refusal_shows_how_to_call():
    with pytest.raises(FeelError, match=r"substring\(string, start position, length\?"):
        BUILTINS["substring"].bind(1)


def test_named_values_find_their_parameters_in_any_order():
    found = call("substring", length=TWO, string="spillway", start_position=Decimal(3))

    assert found == "il"


def test_a_missing_optional_value_leaves_the_later_ones_in_place():
    found = call("replace", pattern="l+", input="spill", replacement="n")

    assert found == "spin"


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("string length", [["abc"]], Decimal(3)),
        ("count", ["abc"], Decimal(1)),
        ("list contains", ["abc", "abc"], True),
        ("sum", [Decimal(1), TWO], Decimal(3)),
        ("sum", [[Decimal(1), TWO]], Decimal(3)),
    ],
)
def test_a_value_becomes_a_list_of_one_and_back(name, values, value):
    assert call(name, *values) == value


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("string length", [None], "feel-argument-null"),
        ("string length", [TWO], "feel-argument-value"),
        ("string length", [["a", "b"]], "feel-argument-value"),
        ("contains", ["a", None], "feel-argument-null"),
        ("count", [None], "feel-argument-null"),
        ("floor", [TWO, None], "feel-argument-null"),
        ("substring", [], "feel-wrong-arguments"),
    ],
)
def test_a_value_of_the_wrong_type_gives_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


@pytest.mark.parametrize(
    ("name", "types", "names", "codes"),
    [
        ("string length", ["string"], (), []),
        ("string length", ["any"], (), []),
        ("string length", ["null"], (), []),
        ("string length", ["number"], (), ["feel-argument-type"]),
        ("string length", [ListOf("string")], (), []),
        ("count", ["string"], (), []),
        ("substring", ["string"], (), ["feel-wrong-arguments"]),
        ("substring", ["number", "string"], (), ["feel-argument-type"] * 2),
        (
            "contains",
            ["number", "string"],
            ("match", "string"),
            ["feel-argument-type"],
        ),
        ("sum", ["string"], (), []),
    ],
)
def test_a_check_finds_what_can_never_be_right(name, types, names, codes):
    assert [each.code for each in BUILTINS[name].check(types, names)] == codes


def test_a_finding_names_function_parameter_and_types():
    (finding,) = BUILTINS["string length"].check(["number"])

    assert finding.say("en") == (
        "Expected “string” of string length() to be of type string, "
        "but found number. Convert it first."
    )


def test_a_call_pays_by_the_size_of_its_values():
    frame = Frame(budget=1_000)

    inside(frame, BUILTINS["contains"].bind(2), ["x" * 500, "y"])

    assert frame.allowance.steps < 500


def test_a_call_that_compares_each_with_each_pays_the_square():
    values = [Decimal(each) for each in range(2_000)]

    with pytest.raises(Exhausted):
        inside(Frame(), BUILTINS["distinct values"].bind(1), [values])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("string join", [["x" * 90_000] * 2]),
        ("decimal", [Decimal("0.3"), Decimal(6000)]),
        ("exp", [Decimal("3000.1")]),
        ("log", [Decimal("3000.1")]),
        ("replace", ["aaaa", "a", "b" * 10_000]),
        ("sort", [[Decimal(-each) for each in range(50)]]),
    ],
)
def test_dear_built_ins_cost_more_than_their_arguments(name, values):
    frame = Frame()

    inside(frame, BUILTINS[name].call, values)

    assert STEP_BUDGET - frame.allowance.steps > 30


def test_every_built_in_says_what_it_does():
    undocumented = {
        name
        for name, each in BUILTINS.items()
        for signature in each.signatures
        if signature.function.__name__ not in ("rounded", "related")
        and not signature.function.__doc__
    }

    assert undocumented == set()


FORBIDDEN = {"eval", "exec", "compile", "getattr", "setattr", "__import__", "open"}


@pytest.mark.parametrize(
    "module", sorted(FEEL.rglob("*.py")), ids=lambda each: each.stem
)
def test_no_module_reaches_into_python(module):
    tree = ast.parse(module.read_text("utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert (called & FORBIDDEN, imported & {"importlib", "inspect", "os"}) == (
        set(),
        set(),
    )


def codes_used():
    texts = (
        node.value
        for module in FEEL.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    codes = {each for each in texts if each.startswith("feel-")}
    return sorted(each for each in codes if not each.endswith("-"))


@pytest.mark.parametrize("code", codes_used())
def test_every_code_has_a_sentence_in_both_languages(code):
    assert set(catalogue().get(code, {})) == {"en", "zh"}
