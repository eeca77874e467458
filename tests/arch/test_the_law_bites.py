"""Each checker sees a deliberate breach, and lets its lawful twin pass."""

from textwrap import dedent

import pytest

from tests.arch.law import danger, refuse, shape, source, words

NOWHERE: frozenset[str] = frozenset()


def code(text, path="runtime/engine/somewhere.py"):
    return [source(path, dedent(text))]


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "exec(text)",
        "__import__('os')",
        "run = compile",
        "__builtins__['eval']('1')",
        "import builtins\nbuiltins.eval('1')",
        "from builtins import eval as harmless",
        "import pickle",
        "from marshal import loads",
        "def later():\n    import dill.session",
    ],
)
def test_text_that_becomes_code_is_seen(text):
    assert danger.evaluators(code(text))


@pytest.mark.parametrize(
    "text",
    ["re.compile('a')", "feel.compile_expression('1')", "from re import compile"],
)
def test_compiling_a_pattern_or_an_expression_is_lawful(text):
    assert danger.evaluators(code(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "getattr(value, name)",
        "getattr(value, f'{name}')",
        "read = getattr",
        "map(getattr, values, names)",
        "value.__dict__[name]",
        "vars(value)",
        "from operator import attrgetter\nattrgetter(name)",
        "import importlib\nimportlib.import_module(name)",
        "from importlib import import_module",
    ],
)
def test_an_attribute_of_computed_name_is_seen(text):
    assert danger.reflection(code(f"{text}\nimport_module"))


@pytest.mark.parametrize(
    "text", ["value.__class__", "x.__init__.__globals__", "type(value).__mro__"]
)
def test_walking_from_a_value_into_python_is_seen(text):
    assert danger.dunders(code(text))


@pytest.mark.parametrize("text", ["super().__init__(own)", "str.__str__(value)"])
def test_asking_a_class_by_its_name_is_lawful(text):
    assert danger.dunders(code(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import re\ndef f(x): return re.compile(x)",
        "from re import match\ndef f(x): return match(x, 'a')",
        "import re\ndef f(x): return re.sub(f'{x}', '', 'a')",
        "import re\ndef f(x): return re.compile(pattern=x)",
    ],
)
def test_a_pattern_made_while_running_is_seen(text):
    assert danger.patterns(code(text), frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "import re\nWORD = re.compile(rf'{PART}+')",
        "import re\ndef f(x): return re.fullmatch('a+', x)",
        "import re2\ndef f(x): return re2.compile(x)",
    ],
)
def test_a_constant_pattern_or_one_of_re2_is_lawful(text):
    assert danger.patterns(code(text), frozenset()) == []


def test_an_attribute_of_literal_name_is_lawful():
    assert danger.reflection(code("getattr(value, 'tzinfo', None)")) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now(UTC)",
        "from datetime import datetime as dt\ndt.utcnow()",
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\ndt.date.today()",
        "import time\ntime.time()",
        "from time import time\nfield(default_factory=time)",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_a_second_clock_is_seen(text):
    assert danger.clocks(code(text), allowed=NOWHERE)


@pytest.mark.parametrize(
    "text", ["work.now", "clock.now()", "import time\ntime.perf_counter()"]
)
def test_the_given_moment_and_a_stopwatch_are_lawful(text):
    assert danger.clocks(code(text), allowed=NOWHERE) == []


def test_the_clock_itself_may_read_the_time():
    text = "import time\ntime.time()"

    assert danger.clocks(code(text, "a.py"), allowed=frozenset({"a.py"})) == []


@pytest.mark.parametrize(
    "text",
    [
        "work.session.commit()",
        "with engine.begin() as connection:\n    pass",
        "session.begin_nested()",
        "connection.execute('COMMIT')",
        "connection.execute('begin immediate;')",
    ],
)
def test_a_transaction_of_ones_own_is_seen(text):
    assert danger.transactions(code(text), allowed=NOWHERE)


@pytest.mark.parametrize(
    "text",
    [
        "from runtime.engine import running\nrunning.begin(model)",
        "connection.execute('CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; END')",
        "'''Commit'''",
    ],
)
def test_a_function_called_begin_and_a_trigger_are_lawful(text):
    assert danger.transactions(code(text), allowed=NOWHERE) == []


@pytest.mark.parametrize(
    "caught", ["except Exception:", "except:", "except (ValueError, BaseException):"]
)
def test_catching_everything_is_seen(caught):
    text = f"try:\n    call()\n{caught}\n    log()"

    assert danger.swallowing(code(text), allowed=NOWHERE)


def test_suppressing_everything_is_seen():
    text = "import contextlib\nwith contextlib.suppress(Exception):\n    call()"

    assert danger.swallowing(code(text), allowed=NOWHERE)


def test_raising_another_error_for_everything_is_seen():
    text = "try:\n    call()\nexcept Exception as e:\n    raise Stuck('x') from e"

    assert danger.swallowing(code(text), allowed=NOWHERE)


@pytest.mark.parametrize(
    "handler",
    ["except BaseException:\n    undo()\n    raise", "except OSError:\n    x()"],
)
def test_cleaning_up_and_a_named_error_are_lawful(handler):
    text = f"try:\n    call()\n{handler}"

    assert danger.swallowing(code(text), allowed=NOWHERE) == []


@pytest.mark.parametrize("text", ["float(total)", "map(float, row)", "read(as_=float)"])
def test_an_amount_that_becomes_a_float_is_seen(text):
    assert danger.floats(code(text))


@pytest.mark.parametrize(
    "text", ["isinstance(raw, float)", "seconds: float = 0", "kind is float"]
)
def test_asking_for_the_type_float_is_lawful(text):
    assert danger.floats(code(text)) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: PLR0915",
        "# type: ignore",
        "# type: ignore[arg-type]",
        "# type: ignore  # because it does not check",
        "# noqa because it is fine",
    ],
)
def test_an_exception_without_code_or_reason_is_seen(comment):
    assert danger.excuses(code(f"call()  {comment}"))


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: PLR0915 - one migration creates all tables",
        "# type: ignore[misc]  # the stubs are wrong here",
        "# says nothing about lint",
    ],
)
def test_an_exception_with_code_and_reason_is_lawful(comment):
    assert danger.excuses(code(f"call()  {comment}")) == []


@pytest.mark.parametrize(
    "text",
    [
        "order_no = 1",
        "class OrderRegistered: pass",
        "row.customer",
        "say('no payment')",
        "import runtime.orders",
        "'订单'",
        "def pay(): 'Pay an order.'",
        "# the order's row",
        "# one line a customer",
        "# 订单",
        "order = sorted(rows)",
    ],
)
def test_an_order_word_in_a_generic_layer_is_seen(text):
    assert words.order_words(code(text))


@pytest.mark.parametrize(
    "text",
    [
        "select(a).order_by(a.c.id)",
        "'SELECT 1 ORDER BY 1'",
        "HitPolicy.RULE_ORDER",
        "'OUTPUT ORDER'",
        "# in the order of the columns",
        "def read(): 'Return the names in document order.'",
        "ordered = border = workshop = 1",
    ],
)
def test_sorting_is_no_order_word(text):
    assert words.order_words(code(text)) == []


def test_an_order_word_in_a_sentence_of_a_generic_layer_is_seen():
    assert words.order_words_in_texts({"engine.toml": 'en = "The order {no} waits."'})


@pytest.mark.parametrize(
    "text",
    [
        "from SpiffWorkflow import Workflow",
        "import runtime.engine.spiff",
        "node.task_spec",
        "# what Spiff calls a task",
    ],
)
def test_a_spiff_word_in_order_code_is_seen(text):
    assert words.spiff_words(code(text))


def test_a_module_too_long_is_seen():
    assert shape.long_modules(code("x = 1\n" * 401))
    assert shape.long_modules(code("x = 1\n" * 400)) == []


def test_a_function_of_too_many_statements_is_seen():
    body = "    if x:\n        y()\n" * 15

    assert shape.long_functions(code(f"def f(x):\n{body}    z()\n"))
    assert shape.long_functions(code(f"def f(x):\n    'Doc.'\n{body}")) == []


def test_a_method_of_too_many_parameters_is_seen():
    assert shape.wide_functions(code("def f(a, b, c, *, d, e, f, g): pass"))
    assert shape.wide_functions(code("def f(self, a, b, c, *, d, e, f): pass")) == []


@pytest.mark.parametrize(
    "comment", ["PLR0913 - the options of a command", "E501 - x y"]
)
def test_only_the_fitting_exception_excuses_many_parameters(comment):
    text = f"def f(a, b, c, d, e, f, g):  # noqa: {comment}\n    pass"

    assert bool(shape.wide_functions(code(text))) is ("PLR0913" not in comment)


@pytest.mark.parametrize(
    "path", ["runtime/utils.py", "runtime/order_helpers.py", "web/common/pages.py"]
)
def test_a_drawer_is_seen(path):
    assert shape.drawers([path])


def test_a_file_named_after_its_noun_is_lawful():
    assert shape.drawers(["runtime/orders/commons.py", "runtime/management.py"]) == []


def test_a_module_that_knows_too_many_others_is_seen():
    names = [f"part{number}" for number in range(13)]
    modules = frozenset(f"runtime.engine.{name}" for name in names)
    text = f"from . import {', '.join(names)}"

    assert shape.fan_out(code(text), modules, exempt=NOWHERE)
    assert shape.fan_out(code(text), NOWHERE, exempt=NOWHERE) == []


def test_many_names_of_one_module_are_one_import():
    text = "from runtime.kernel.errors import " + ", ".join("abcdefghijklmnop")

    assert shape.fan_out(code(text), NOWHERE, exempt=NOWHERE) == []


def test_the_composition_root_may_know_everybody():
    text = "\n".join(f"import runtime.part{number}" for number in range(13))
    files = code(text, "runtime/bootstrap.py")

    assert shape.fan_out(files, NOWHERE, exempt=frozenset({"runtime.bootstrap"})) == []


@pytest.mark.parametrize("branch", ["if x: pass", "for x in y: pass", "while x: pass"])
def test_a_test_that_branches_is_seen(branch):
    assert shape.branching_tests(code(f"def test_it():\n    {branch}"))


def test_a_test_longer_than_a_page_is_seen():
    assert shape.crowded_tests(code("def test_it():\n" + "    x()\n" * 21))
    assert shape.crowded_tests(code("def test_it():\n" + "    x()\n" * 20)) == []


def test_a_breach_fails_the_test_that_meets_it():
    with pytest.raises(pytest.fail.Exception, match=r"a\.py:1 broken"):
        refuse(["a.py:1 broken"])
