"""What may stand in few places or nowhere: eval, clocks, commits, broad excepts."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping

from tests.arch.law import Source, constants, functions, mentions, qualified

EVALUATORS = ("eval", "exec", "compile", "__import__", "__builtins__")
LOADERS = frozenset(
    {
        *("builtins", "code", "codeop", "runpy"),
        *("pickle", "marshal", "shelve", "dill", "cloudpickle"),
    }
)
BY_NAME = frozenset({"getattr", "setattr", "delattr", "hasattr"})
REFLECTION = (
    "vars",
    "globals",
    "locals",
    "operator.attrgetter",
    "operator.methodcaller",
    "importlib.import_module",
)
CLOCKS = (
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    *(f"sqlalchemy.func.{name}" for name in ("now", "current_timestamp")),
)
TRANSACTIONS = frozenset({"begin", "begin_nested", "begin_twophase", "commit"})
TRANSACTION_SQL = re.compile(
    r"(?i)\s*(begin( (immediate|exclusive|deferred|transaction))?|commit)\s*;?\s*"
)
ASK_FOR_TYPES = frozenset({"isinstance", "issubclass", "cast", "typing.cast"})
MAKING = frozenset(
    {
        *("re.compile", "re.match", "re.search", "re.fullmatch", "re.split"),
        *("re.sub", "re.subn", "re.findall", "re.finditer"),
    }
)
DUNDER = re.compile(r"__\w+__")
EVERYTHING = frozenset({"Exception", "BaseException"})
EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|mypy:|ruff:|pragma:)")
EXCUSED = re.compile(
    r"# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*\W+\w+(\W+\w+)+"
    r"|# type: ignore\[[\w, -]+\]\W+\w+(\W+\w+)+"
)


def evaluators(files: Iterable[Source]) -> list[str]:
    """Return what could turn text or bytes into running code."""
    files = list(files)
    return [
        *mentions(files, EVALUATORS, "text must never become code"),
        *(
            file.at(node, f"import {name}: bytes must never become code")
            for file in files
            for node, name in _imports(file)
            if name.partition(".")[0] in LOADERS
        ),
    ]


def reflection(files: Iterable[Source]) -> list[str]:
    """Return the attribute accesses whose name is computed."""
    files = list(files)
    return [
        *mentions(files, REFLECTION, "an expression must not reach objects by name"),
        *(line for file in files for line in _computed_names(file)),
    ]


def dunders(files: Iterable[Source]) -> list[str]:
    """Return the attributes that lead from a value into Python itself.

    ``super().__init__`` and ``str.__str__`` are asked of a class by its name.
    """
    return [
        file.at(node, f"{node.attr}: no value is asked what it is made of")
        for file in files
        for node in file.nodes
        if isinstance(node, ast.Attribute)
        and DUNDER.fullmatch(node.attr)
        and not _is_of_a_class(node.value)
    ]


def patterns(files: Iterable[Source], allowed: frozenset[str]) -> list[str]:
    """Return the patterns of Python's ``re`` that are made while the program runs.

    A pattern that somebody wrote goes through RE2, which needs linear time.
    """
    found = []
    for file in _outside(files, allowed):
        inside = {
            id(node) for function in functions(file) for node in ast.walk(function)
        }
        for node in file.nodes:
            if isinstance(node, ast.Call) and id(node) in inside:
                name = qualified(node.func, file.names)
                if name in MAKING and not _is_constant(node.args[:1]):
                    found.append(file.at(node, f"{name}: the pattern must be constant"))
    return found


def clocks(files: Iterable[Source], allowed: frozenset[str]) -> list[str]:
    """Return the readings of the real time; everybody else takes ``work.now``."""
    return mentions(_outside(files, allowed), CLOCKS, "the time comes from the clock")


def transactions(files: Iterable[Source], allowed: frozenset[str]) -> list[str]:
    """Return where a transaction begins or ends outside the unit of work."""
    found = []
    for file in _outside(files, allowed):
        for node in file.nodes:
            if isinstance(node, ast.Call) and _is_transaction(node.func, file.names):
                found.append(file.at(node, "begins or ends: only Work may"))
        for text in constants(file):
            if TRANSACTION_SQL.fullmatch(text.value):
                found.append(file.at(text, f"{text.value.strip()}: only Work may"))
    return found


def swallowing(files: Iterable[Source], allowed: frozenset[str]) -> list[str]:
    """Return the handlers of everything; one that only raises again is no handler."""
    found = []
    for file in _outside(files, allowed):
        for node in file.nodes:
            if isinstance(node, ast.ExceptHandler) and _catches_all(node, file.names):
                if not _raises_again(node):
                    found.append(
                        file.at(node, "except Exception: name what you expect")
                    )
            elif isinstance(node, ast.Call) and _suppresses_all(node, file.names):
                found.append(file.at(node, "suppress(Exception): name what you expect"))
    return found


def floats(files: Iterable[Source]) -> list[str]:
    """Return the conversions to float: ``float(x)``, ``map(float, xs)``."""
    return [
        file.at(node, "float: money and quantities are exact")
        for file in files
        for node in file.nodes
        if isinstance(node, ast.Call) and _converts(node)
    ]


def excuses(files: Iterable[Source]) -> list[str]:
    """Return the lint exceptions without a code or without a reason."""
    return [
        f"{file.path}:{token.start[0]} {token.string}: give a code and a reason"
        for file in files
        if EXCUSE.search(file.text)
        for token in file.tokens
        if token.type == tokenize.COMMENT
        and EXCUSE.search(token.string)
        and not EXCUSED.search(token.string)
    ]


def _outside(files: Iterable[Source], allowed: frozenset[str]) -> list[Source]:
    return [file for file in files if file.path not in allowed]


def _is_transaction(called: ast.expr, names: Mapping[str, str]) -> bool:
    """Tell a connection's begin from a function of ours that is called begin."""
    if not isinstance(called, ast.Attribute) or called.attr not in TRANSACTIONS:
        return False
    return not qualified(called, names).startswith(("runtime.", "web."))


def _imports(file: Source) -> Iterator[tuple[ast.AST, str]]:
    for node in file.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module


def _computed_names(file: Source) -> Iterator[str]:
    literal = {
        id(node.func)
        for node in file.nodes
        if isinstance(node, ast.Call) and _names_literally(node)
    }
    for node in file.nodes:
        if (
            isinstance(node, ast.Name)
            and node.id in BY_NAME
            and id(node) not in literal
        ):
            yield file.at(node, f"{node.id}: the attribute's name must be a literal")
        if isinstance(node, ast.Attribute) and node.attr in (
            "__dict__",
            "__getattribute__",
        ):
            yield file.at(node, f"{node.attr}: attributes are reached by their name")


def _is_of_a_class(owner: ast.expr) -> bool:
    if isinstance(owner, ast.Call):
        return qualified(owner.func, {}) == "super"
    return qualified(owner, {}) in {"str", "object"}


def _is_constant(arguments: list[ast.expr]) -> bool:
    return bool(arguments) and isinstance(arguments[0], ast.Constant)


def _names_literally(call: ast.Call) -> bool:
    return len(call.args) > 1 and isinstance(call.args[1], ast.Constant)


def _catches_all(handler: ast.ExceptHandler, names: Mapping[str, str]) -> bool:
    caught = handler.type
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(_last(qualified(kind, names)) in EVERYTHING for kind in kinds)


def _suppresses_all(call: ast.Call, names: Mapping[str, str]) -> bool:
    return _last(qualified(call.func, names)) == "suppress" and any(
        _last(qualified(kind, names)) in EVERYTHING for kind in call.args
    )


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _converts(call: ast.Call) -> bool:
    if qualified(call.func, {}) in ASK_FOR_TYPES:
        return False
    given = [call.func, *call.args, *(each.value for each in call.keywords)]
    return any(qualified(each, {}) == "float" for each in given)
