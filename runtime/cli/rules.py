"""``feel`` and ``decide``: try an expression or a decision from the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
import orjson

from runtime import dmn, feel
from runtime.cli.app import Frame, command
from runtime.cli.beside import imports_beside
from runtime.cli.tasks import json_object
from runtime.kernel.clock import clock_from
from runtime.kernel.errors import FlowError, Invalid, NotFound


@command("feel")
@click.argument("expression", required=False)
@click.option("--context", default="{}", metavar="JSON", help="Names and values.")
@click.option("--lint", is_flag=True, help="Say what is wrong instead of a value.")
@click.option("--batch", is_flag=True, help="JSON Lines on stdin, answers on stdout.")
def feel_(
    frame: Frame, expression: str | None, context: str, lint: bool, batch: bool
) -> None:
    """Evaluate or lint a FEEL expression."""
    if batch:
        _batch(lambda line: _value(frame, line["expr"], line.get("context", {}))[0])
        return
    if expression is None:
        raise Invalid("no-expression-given")
    if lint:
        _lint(frame, expression)
        return
    value, warnings = _value(frame, expression, json_object(context))
    if not frame.console.is_json:
        _print(value)
        for one in warnings:
            frame.console.warn(one)
    frame.console.data({"value": value, "warnings": warnings})


@command("decide")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.argument("decision", required=False)
@click.option("--context", default="{}", metavar="JSON", help="Names and values.")
@click.option("--batch", is_flag=True, help="JSON Lines on stdin, answers on stdout.")
def decide(
    frame: Frame, file: Path | None, decision: str | None, context: str, batch: bool
) -> None:
    """Evaluate a decision of a DMN file; what it imports lies beside it."""
    if batch:
        _batch(
            lambda line: _decide(
                frame, Path(line["file"]), line["decision"], line.get("context", {})
            )["value"]
        )
        return
    if file is None or decision is None:
        raise Invalid("decide-nothing-asked")
    answer = _decide(frame, file, decision, json_object(context))
    if not frame.console.is_json:
        _print(answer["value"])
    frame.console.data(answer)


def _value(
    frame: Frame, expression: str, context: dict[str, Any]
) -> tuple[Any, list[str]]:
    around, language = _around(frame), frame.console.language
    scope = {name: feel.from_typed_json(one) for name, one in context.items()}
    value = feel.compile_expression(expression).evaluate(scope, around)
    return feel.to_typed_json(value), [one.say(language) for one in around.warnings]


def _decide(
    frame: Frame, file: Path, decision: str, context: dict[str, Any]
) -> dict[str, Any]:
    scope = {name: feel.from_typed_json(one) for name, one in context.items()}
    model = _model(file)
    try:
        verdict = model.decision(decision).decide(scope, _around(frame))
    except FlowError:
        model.check()  # an answer may be missing because the file is at fault
        raise
    return {
        "value": feel.to_typed_json(verdict.value),
        "rows": list(verdict.rows),
        "inputs": [feel.to_typed_json(one) for one in verdict.inputs],
    }


@lru_cache(maxsize=64)
def _model(file: Path) -> dmn.Model:
    if not file.is_file():
        raise NotFound("path-missing", path=str(file))
    imports = imports_beside(file)
    return dmn.load(file.read_bytes(), file.name, tolerant=True, imports=imports)


def _lint(frame: Frame, expression: str) -> None:
    console = frame.console
    try:
        remarks = feel.compile_expression(expression).findings
    except feel.FeelSyntaxError as wrong:
        console.fail(wrong)
        sys.exit(1)
    items = [
        {
            "code": one.code,
            "level": one.level,
            "line": one.line,
            "column": one.column,
            "message": one.say(console.language),
        }
        for one in remarks
    ]
    for item in items:
        console.warn(f"{item['line']}:{item['column']} {item['message']}")
    console.say("lint-done" if items else "lint-clean", count=len(items))
    console.data({"findings": items})


def _batch(answer: Callable[[dict[str, Any]], Any]) -> None:
    """Answer each line of stdin with a line on stdout; a bad line stops nothing."""
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(orjson.dumps(_answered(line, answer)) + b"\n")
    sys.stdout.flush()


def _answered(line: bytes, answer: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    try:
        asked = orjson.loads(line)
        return {"id": asked.get("id"), "value": answer(asked)}
    except FlowError as wrong:
        return {"id": asked.get("id"), "error": str(wrong)}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as wrong:
        found = asked.get("id") if isinstance(asked, dict) else None
        return {"id": found, "error": f"{type(wrong).__name__}: {wrong}"}


def _around(frame: Frame) -> feel.Frame:
    now = clock_from(frame.settings.now).now()
    return feel.Frame(now=now, zone=frame.settings.zone)


def _print(value: Any) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2))
