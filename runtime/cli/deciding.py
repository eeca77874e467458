"""``decide``: ask a decision of a DMN file from the shell, or many of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from runtime import dmn, feel
from runtime.cli.app import Frame, command
from runtime.cli.batch import answer_stdin, context_of, field
from runtime.cli.beside import imports_beside
from runtime.cli.exact_json import read_object
from runtime.cli.questions import as_json, scope_of
from runtime.dmn.xml import BYTES_LIMIT
from runtime.feel.conversion import written
from runtime.kernel.clock import clock_from
from runtime.kernel.errors import FlowError, Invalid, NotFound


@command("decide")
@click.argument("file", required=False)
@click.argument("decision", required=False)
@click.option("--context", default="{}", metavar="JSON", help="Names and values.")
@click.option("--batch", is_flag=True, help="JSON Lines on stdin, answers on stdout.")
def decide(
    frame: Frame, file: str | None, decision: str | None, context: str, batch: bool
) -> None:
    """Evaluate a decision of a DMN file; what it imports lies beside it."""
    if batch:
        _batch(frame)
        return
    if file is None or decision is None:
        raise Invalid("decide-nothing-asked")
    scope = scope_of(read_object(context.encode("utf-8", "surrogateescape")))
    now = clock_from(frame.settings.now).now()
    around = feel.Frame(now=now, zone=frame.settings.zone)
    asked, verdict = _decided(file, decision, scope, around)
    if frame.console.is_json:
        _answer_as_json(frame, verdict)
    else:
        _tell(frame, asked, verdict)


def _batch(frame: Frame) -> None:
    clock, zone = clock_from(frame.settings.now), frame.settings.zone

    def answer(asked: Mapping[str, Any]) -> Any:
        around = feel.Frame(now=clock.now(), zone=zone)
        scope = scope_of(context_of(asked))
        file, decision = field(asked, "file", str), field(asked, "decision", str)
        return as_json(_decided(file, decision, scope, around)[1].value)

    answer_stdin(answer, frame.console.language)


def _answer_as_json(frame: Frame, verdict: dmn.Verdict) -> None:
    frame.console.data(
        {
            "value": as_json(verdict.value),
            "rows": list(verdict.rows),
            "inputs": [as_json(each) for each in verdict.inputs],
        }
    )


def _tell(frame: Frame, decision: dmn.Decision, verdict: dmn.Verdict) -> None:
    console = frame.console
    click.echo(written(verdict.value))
    for one in (*verdict.parts, verdict):
        if one.rows:
            rows = ", ".join(map(str, one.rows))
            console.say("decide-rows", decision=one.decision, rows=rows)
        elif one.inputs:
            console.say("decide-no-row", decision=one.decision)
    for title, value in zip(decision.inputs, verdict.inputs, strict=False):
        console.say("decide-input", title=title, value=written(value))


def _decided(
    file: str, reference: str, scope: Mapping[str, Any], around: feel.Frame
) -> tuple[dmn.Decision, dmn.Verdict]:
    found = _model(file)
    if isinstance(found, FlowError):
        raise found.with_traceback(None)
    try:
        decision = found.decision(reference)
        return decision, decision.decide(scope, around)
    except FlowError:
        found.check()  # an answer may be missing because the file is at fault
        raise


@lru_cache(maxsize=64)
def _model(file: str) -> dmn.Model | FlowError:
    """Read a file once; one that is refused or missing is so each time."""
    try:
        path = Path(file)
        imports = imports_beside(path)
        return dmn.load(_bytes(path), path.name, tolerant=True, imports=imports)
    except (OSError, ValueError):
        return NotFound("path-missing", path=file[:200])
    except FlowError as wrong:
        return wrong


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise FileNotFoundError(file)
    with file.open("rb") as opened:
        return opened.read(BYTES_LIMIT + 1)
