"""The contract of compiling and evaluating: caching, limits, frames, null."""

from datetime import UTC, datetime
from threading import Thread

import pytest

from runtime import feel
from runtime.feel.syntax.scanner import SOURCE_LENGTH
from tests.unit.feel.written import refusal, value, warnings


def nested(levels):
    """Return a list in a list in a list …"""
    deep = []
    for _ in range(levels):
        deep = [deep]
    return deep


def run_all(threads):
    """Run all threads to their end."""
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_a_text_is_compiled_once():
    assert feel.compile_expression("a + 41") is feel.compile_expression("a + 41")


def test_other_ambient_names_make_another_program():
    apart = feel.compile_expression("a + 41", ambient=frozenset({"a"}))
    assert apart is not feel.compile_expression("a + 41")


def test_other_indexed_names_make_another_program():
    apart = feel.compile_expression('a["x"]', indexed=frozenset({"a"}))
    assert apart is not feel.compile_expression('a["x"]')


def test_the_text_stays_as_it_was_written():
    assert feel.compile_expression("= a").text == "= a"


def test_evaluating_needs_no_frame():
    assert feel.compile_expression("1 + 1").evaluate({}) == 2


def test_null_with_warnings_is_visible_to_the_caller():
    frame = feel.Frame()
    found = feel.compile_expression("amount < 5000").evaluate({}, frame)
    assert (found, bool(frame.warnings)) == (None, True)


def test_warnings_are_kept_until_they_are_cleared():
    frame = feel.Frame()
    feel.compile_expression("missing").evaluate({}, frame)
    feel.compile_expression("1").evaluate({}, frame)
    assert len(frame.warnings) == 1


def test_an_inner_evaluation_hands_the_frame_back():
    outer, inner = feel.Frame(), feel.Frame()
    text = "1 / 0"
    feel.compile_expression(text).evaluate({}, inner)
    feel.compile_expression(text).evaluate({}, outer)
    assert (len(inner.warnings), len(outer.warnings)) == (1, 1)


def test_the_scope_is_never_changed():
    scope = {"a": 1}
    feel.compile_expression("{b: a, c: for a in [2] return a}").evaluate(scope)
    assert scope == {"a": 1}


def test_a_text_may_be_as_long_as_the_limit():
    text = '"' + "a" * (SOURCE_LENGTH - 2) + '"'
    assert len(value(text)) == SOURCE_LENGTH - 2


def test_a_longer_text_is_refused():
    assert refusal(" " * SOURCE_LENGTH + "1").code == "feel-too-long"


@pytest.mark.parametrize("opening", ["(", "[", "{a:", "-", "if ", "not(", "1 in ("])
def test_deep_nesting_is_refused(opening):
    assert refusal(opening * 300 + "1").code in {"feel-too-deep", "feel-expected-then"}


@pytest.mark.parametrize("link", ["1 + ", "a.", "b or "])
def test_endless_chains_are_refused(link):
    assert refusal(link * 1000 + "1").code == "feel-chain-too-long"


def test_a_chain_of_hundred_terms_is_fine():
    assert value("1" + " + 1" * 99) == 100


def test_going_back_in_a_text_is_bounded():
    text = "x in (" * 28 + "@"
    assert refusal(text).code.startswith("feel-")


def test_endless_recursion_is_stopped():
    with pytest.raises(feel.Exhausted):
        value("{f: function(n) f(n + 1), x: f(1)}.x")


def test_deep_recursion_of_nested_bodies_is_stopped():
    nested = "[" * 40 + "f(n + 1)" + "]" * 40
    with pytest.raises(feel.Exhausted):
        value(f"{{f: function(n) {nested}, x: f(1)}}.x")


def test_deep_data_is_stopped():
    with pytest.raises(feel.Exhausted):
        value("x = x", x=nested(levels=5000))


def test_doubling_lists_are_stopped():
    doubled = "".join(f", l{i + 1}: [l{i}, l{i}]" for i in range(45))
    with pytest.raises(feel.Exhausted):
        value(f"{{l0: [1]{doubled}, r: l45 = l45}}.r")


def test_doubling_texts_are_null_with_a_warning():
    doubled = "".join(f", t{i + 1}: t{i} + t{i}" for i in range(30))
    assert "feel-text-too-long" in warnings(f'{{t0: "xx"{doubled}}}.t30')


def test_threads_do_not_share_frames():
    frames = [feel.Frame() for _ in range(4)]
    compiled = feel.compile_expression("for i in 1..500 return i / 0")
    threads = [Thread(target=compiled.evaluate, args=({}, each)) for each in frames]
    run_all(threads)
    assert len({each.allowance.steps for each in frames}) == 1


def test_exhausted_speaks_chinese():
    with pytest.raises(feel.Exhausted) as caught:
        value("{f: function(n) f(n + 1), x: f(1)}.x")
    assert caught.value.say("zh") != caught.value.say("en")


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * abs(-3)",
        'date("2026-11-22") + duration("P1D")',
        'upper case("a" + "b") = "AB"',
        "[1..2 + 3].end",
    ],
)
def test_what_is_constant_costs_no_step_at_run_time(text):
    frame = feel.Frame(budget=0)

    assert feel.compile_expression(text).evaluate({}, frame) is not None


def test_the_clock_of_a_run_is_no_constant():
    compiled = feel.compile_expression("now()")
    moments = [datetime(2026, 11, day, tzinfo=UTC) for day in (21, 22)]

    assert [compiled.evaluate({}, feel.Frame(now=each)) for each in moments] == moments


def test_a_constant_that_has_no_value_warns_each_time():
    compiled = feel.compile_expression("1 / 0")
    first, second = feel.Frame(), feel.Frame()
    compiled.evaluate({}, first)
    compiled.evaluate({}, second)

    assert len(first.warnings) == len(second.warnings) == 1


def test_a_text_is_compiled_once_for_the_same_declared_names():
    names = {"a b": "number", "c": "any"}

    first = feel.compile_expression("a b + c", names)
    assert feel.compile_expression("a b + c", dict(names)) is first


def test_other_declared_names_make_another_program():
    numbers = feel.compile_expression("a - b", {"a": "number", "b": "number"})
    whole = feel.compile_expression("a - b", {"a - b": "number"})

    assert (numbers.names, whole.names) == ({"a", "b"}, {"a - b"})
