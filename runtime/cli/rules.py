"""``feel``: try an expression from the shell, or answer many of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import click

from runtime import feel
from runtime.cli.app import Frame, command
from runtime.cli.batch import answer_stdin, context_of, field
from runtime.cli.exact_json import read_object
from runtime.cli.questions import as_json, evaluate, fitted
from runtime.feel.conversion import written
from runtime.kernel.clock import clock_from
from runtime.kernel.errors import Invalid

# Of a long line so much is shown before a fault, and so much in all.
_BEFORE, _SHOWN = 50, 100


@command("feel")
@click.argument("expression", required=False)
@click.option("--context", default="{}", metavar="JSON", help="Names and values.")
@click.option("--type", "wanted", metavar="TYPE", help="The type it must have.")
@click.option("--lint", is_flag=True, help="Say what is wrong instead of a value.")
@click.option("--schema", metavar="JSON", help="Types of the names, for --lint.")
@click.option("--batch", is_flag=True, help="JSON Lines on stdin, answers on stdout.")
def feel_(
    frame: Frame,
    expression: str | None,
    context: str,
    wanted: str | None,
    **how: Any,
) -> None:
    """Evaluate or lint a FEEL expression; write -- before one that begins with -."""
    if how["batch"]:
        _batch(frame)
    elif expression is None:
        raise Invalid("no-expression-given")
    elif how["lint"]:
        from runtime.cli.linting import lint_expression  # knows the engine

        lint_expression(frame, expression, how["schema"])
    else:
        _tell(frame, expression, context, wanted)


def pointed(text: str, line: int, column: int) -> str:
    """Return the line of a fault with a caret below its column."""
    start = max(0, column - 1 - _BEFORE)
    whole = text.split("\n")[line - 1].replace("\t", " ")
    before = sum(map(_width, whole[start : column - 1]))
    return f"{whole[start : start + _SHOWN]}\n{' ' * before}^"


def _tell(frame: Frame, expression: str, context: str, wanted: str | None) -> None:
    console, around = frame.console, _around(frame)
    names = read_object(context.encode("utf-8", "surrogateescape"))
    try:
        value = evaluate(expression, names, around)
    except feel.FeelSyntaxError as wrong:
        if not console.is_json:
            console.warn(pointed(expression, wrong.line, wrong.column))
        raise
    if wanted is not None:
        value = fitted(value, wanted)
    warnings = [one.say(console.language) for one in around.warnings]
    if console.is_json:
        console.data({"value": as_json(value), "warnings": warnings})
        return
    click.echo(written(value))
    for one in warnings:
        console.warn(one)


def _batch(frame: Frame) -> None:
    clock, zone = clock_from(frame.settings.now), frame.settings.zone

    def answer(asked: Mapping[str, Any]) -> Any:
        around = feel.Frame(now=clock.now(), zone=zone)
        value = evaluate(field(asked, "expr", str), context_of(asked), around)
        if asked.get("type") is not None:
            value = fitted(value, field(asked, "type", str))
        return as_json(value)

    answer_stdin(answer, frame.console.language)


def _around(frame: Frame) -> feel.Frame:
    now = clock_from(frame.settings.now).now()
    return feel.Frame(now=now, zone=frame.settings.zone)


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
