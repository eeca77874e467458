"""The laws of the house as functions: sources in, breaches out.

Each checker takes sources and returns one line a breach, place first. The tests of
this folder hold the real code against them; `test_the_law_bites.py` shows each of
them a deliberate breach, so that a checker that sees nothing is noticed.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Source:
    """One Python file, read and parsed."""

    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name, as it is imported."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Local name → what it stands for, from every import of the module."""
        return dict(_imported(self.nodes))

    @cached_property
    def tokens(self) -> tuple[tokenize.TokenInfo, ...]:
        """The tokens of the text, comments included."""
        return tuple(tokenize.generate_tokens(io.StringIO(self.text).readline))

    def at(self, node: ast.AST, what: str) -> str:
        """Return the breach ``what`` with the place of ``node``."""
        return f"{self.path}:{getattr(node, 'lineno', 1)} {what}"


def refuse(breaches: Iterable[str]) -> None:
    """Fail the test with one line a breach, if there is any."""
    lines = list(breaches)
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def source(path: str, text: str) -> Source:
    """Return the file ``path`` with ``text`` as its content."""
    return Source(path, text, ast.parse(text))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Read every Python file under ``folders``, which count from the root."""
    files = sorted(
        file
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if "node_modules" not in file.parts
    )
    return tuple(
        source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))
        for file in files
    )


def functions(file: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method, nested ones too."""
    for node in file.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstrings(file: Source) -> Iterator[ast.Constant]:
    """Give the docstring of the module and of each class and function in it."""
    owners = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
    for node in file.nodes:
        if isinstance(node, owners) and ast.get_docstring(node, clean=False):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def constants(file: Source) -> Iterator[ast.Constant]:
    """Give every string literal that is no docstring."""
    prose = {id(each) for each in docstrings(file)}
    for node in file.nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in prose:
            yield node


def qualified(node: ast.AST | None, names: Mapping[str, str]) -> str:
    """Return the dotted name of a name or attribute, "" for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = qualified(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def mentions(files: Iterable[Source], wanted: Iterable[str], saying: str) -> list[str]:
    """Return a breach for each mention of one of the dotted names ``wanted``."""
    wanted = frozenset(wanted)
    found = []
    for file in files:
        for node in file.nodes:
            name = qualified(node, file.names)
            if name in wanted:
                found.append(file.at(node, f"{name}: {saying}"))
    return found


def _imported(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                local = each.asname or each.name.partition(".")[0]
                yield local, each.name if each.asname else local
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"
