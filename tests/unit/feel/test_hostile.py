"""Nothing an expression says can reach Python, hang, or raise something unknown."""

import ast
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime import feel
from tests.safety.making import SEEDS
from tests.unit.feel.written import value

PACKAGE = Path(feel.__file__).parent
FORBIDDEN = {"eval", "exec", "compile", "__import__", "import_module", "getattr"}
SIGNS = '( ) [ ] { } .. , : . + - ** / " \' // /* \\ \0 == \uff08 \u3000 @"P1D" 1e999'
WORDS = "for in return if then else null item function some satisfies instance of"
NAMES = "1 x ? __class__ date not( flatten list< partial sort decimal external 中文 🚀"
PIECES = st.sampled_from(f"{SIGNS} {WORDS} {NAMES}".split(" "))


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(text)))
        removed = draw(st.integers(0, 6))
        text = text[:place] + draw(PIECES) + text[place + removed :]
    return text


def outcome(text):
    """Return what compiling and running it gives, or the code of its refusal."""
    items = [{"price": 5, "qty": 2, "sku": None}, {"price": 20}]
    scope = {"amount": 1, "x": 1, "items": items}
    try:
        frame = feel.Frame(budget=20_000)
        return feel.compile_expression(text).evaluate(scope, frame)
    except (feel.FeelSyntaxError, feel.Exhausted) as refused:
        return refused.say("zh"), refused.say("en")


def called_names(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda f: f.name)
def test_the_package_has_no_way_to_run_python(file):
    assert FORBIDDEN.isdisjoint(called_names(file))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_programs_raise_only_what_is_documented(text):
    outcome(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_arbitrary_text_raises_only_what_is_documented(text):
    outcome(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_every_text_can_be_written_as_a_literal(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert value(f'"{quoted}"') == text


@pytest.mark.parametrize(
    "text",
    [
        "x.__class__.__mro__",
        "x.__init__.__globals__",
        '"".join',
        "__import__",
        '__builtins__["eval"]',
        "item.__dict__",
        "(function(x) x).body",
        "count.__call__",
        "[1..2].start.real",
    ],
)
def test_python_is_out_of_reach(text):
    assert value(text, x=object()) in (None, [])


@pytest.mark.parametrize(
    "text",
    [
        "for x" + " " * 7900 + "in",
        "f(" + " " * 7900,
        "f(" + "a " * 3900,
        "{" + "a " * 3900,
        '"' * 7999,
        '"' + "\\" * 7900,
        "/*" * 3900,
        "[1.." * 1900,
        "x in (" * 1300,
        "x in (" * 25 + "@",
        "list<" * 1500,
        "1 instance of " + "list<" * 1500,
        "((((" * 1900,
        "a." * 3900,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_texts_are_refused_quickly(text):
    started = process_time()
    outcome(text)
    assert process_time() - started < 2
