"""Small by rule: modules, functions, parameters, imports, names, tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.arch.law import Source, functions

MODULE_LINES = 400
STATEMENTS = 30
PARAMETERS = 6
FAN_OUT = 12
TEST_LINES = 20
FIRST_PARTY = ("runtime", "web")
DRAWERS = frozenset(
    {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base_service"}
)
Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = ast.If | ast.For | ast.While | ast.Try | ast.Match


def long_modules(files: Iterable[Source]) -> list[str]:
    """Return the modules of more than 400 lines."""
    return [
        f"{file.path} has {count} lines, at most {MODULE_LINES}"
        for file in files
        if (count := len(file.text.splitlines())) > MODULE_LINES
    ]


def long_functions(files: Iterable[Source]) -> list[str]:
    """Return the functions of more than 30 statements, docstrings not counted."""
    return [
        file.at(each, f"{each.name} has {count} statements, at most {STATEMENTS}")
        for file in files
        for each in functions(file)
        if (count := _statements(each)) > STATEMENTS
        and not _is_excused(file, each, "PLR0915")
    ]


def wide_functions(files: Iterable[Source]) -> list[str]:
    """Return the functions of more than six parameters, self and cls not counted."""
    return [
        file.at(each, f"{each.name} has {count} parameters, at most {PARAMETERS}")
        for file in files
        for each in functions(file)
        if (count := _parameters(each)) > PARAMETERS
        and not _is_excused(file, each, "PLR0913")
    ]


def drawers(paths: Iterable[str]) -> list[str]:
    """Return the files and folders whose name says nothing."""
    return [
        f"{path}: name it after what is inside"
        for path in paths
        if any(_is_drawer(part) for part in PurePosixPath(path).with_suffix("").parts)
    ]


def fan_out(
    files: Iterable[Source], modules: frozenset[str], exempt: frozenset[str]
) -> list[str]:
    """Return the modules that import more than twelve modules of ours."""
    return [
        f"{file.path} imports {count} modules of ours, at most {FAN_OUT}"
        for file in files
        if file.module not in exempt
        and (count := len(set(_first_party(file, modules)))) > FAN_OUT
    ]


def crowded_tests(files: Iterable[Source]) -> list[str]:
    """Return the tests of more than twenty lines."""
    return [
        file.at(each, f"{each.name} has {count} lines, at most {TEST_LINES}")
        for file in files
        for each in _tests(file)
        if (count := _lines(each)) > TEST_LINES
    ]


def branching_tests(files: Iterable[Source]) -> list[str]:
    """Return the tests whose body decides or repeats; a claim does neither."""
    return [
        file.at(node, f"{each.name} branches: one fact a test")
        for file in files
        for each in _tests(file)
        for node in ast.walk(each)
        if isinstance(node, BRANCHES)
    ]


def _statements(function: Function) -> int:
    count = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return count - bool(ast.get_docstring(function, clean=False))


def _parameters(function: Function) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return sum(each.arg not in ("self", "cls") for each in named)


def _is_excused(file: Source, function: Function, code: str) -> bool:
    """Tell whether ruff's exception stands at the function; its reason is a law too."""
    line = file.text.splitlines()[function.lineno - 1]
    return "# noqa:" in line and code in line.partition("# noqa:")[2]


def _is_drawer(part: str) -> bool:
    return part in DRAWERS or not DRAWERS.isdisjoint(part.split("_"))


def _first_party(file: Source, modules: frozenset[str]) -> Iterator[str]:
    for node in file.nodes:
        if isinstance(node, ast.Import):
            targets = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            targets = _targets(node, file, modules)
        else:
            continue
        for target in targets:
            if target.partition(".")[0] in FIRST_PARTY:
                yield target


def _targets(
    node: ast.ImportFrom, file: Source, modules: frozenset[str]
) -> Iterable[str]:
    """Give what `from x import y` reaches: x.y where that is a module, else x."""
    package = node.module or ""
    if node.level:
        above = file.module.split(".")[: -node.level]
        package = ".".join([*above, package] if package else above)
    for each in node.names:
        inner = f"{package}.{each.name}"
        yield inner if inner in modules else package


def _tests(file: Source) -> Iterator[Function]:
    return (each for each in functions(file) if each.name.startswith("test_"))


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno
