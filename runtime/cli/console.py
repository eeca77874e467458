"""How a command speaks: people's sentences, or one JSON object."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import orjson

from runtime.kernel.actors import ActorId, name_of
from runtime.kernel.clock import zoned
from runtime.kernel.errors import Finding, FlowError, Invalid, Misconfigured
from runtime.kernel.texts import Text, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass(slots=True)
class Console:
    """Where a command's words go: JSON or tables to stdout, progress to stderr."""

    is_json: bool
    language: str
    zone: ZoneInfo

    def say(self, code: str, **facts: Any) -> None:
        """Print one sentence; silent when JSON is wanted."""
        if not self.is_json:
            click.echo(self.sentence(code, **facts))

    def sentence(self, code: str, **facts: Any) -> str:
        """Return one sentence in the console's language."""
        return say(code, self.language, facts)

    def state(self, name: str) -> str:
        """Return an order's state, ``waiting_payment`` as people call it."""
        return self.sentence(f"state-{name.replace('_', '-')}")

    def place(self, name: str) -> str:
        """Return where an import left an order, as people call it."""
        return self.sentence(f"place-{name.replace('_', '-')}")

    def data(self, content: Any) -> None:
        """Print the one JSON object of the command; silent for people."""
        if self.is_json:
            sys.stdout.buffer.write(orjson.dumps(content, default=_plain))
            sys.stdout.buffer.write(b"\n")
            sys.stdout.flush()

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Print a table for people; ``heads`` are codes of sentences."""
        if self.is_json:
            return
        from rich.console import Console as RichConsole
        from rich.markup import escape
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in heads:
            table.add_column(self.sentence(head), overflow="fold")
        for row in rows:
            table.add_row(*(escape(self.shown(cell)) for cell in row))
        out = RichConsole(width=None if sys.stdout.isatty() else 200)
        out.print(table, highlight=False)

    def shown(self, value: Any) -> str:
        """Return a value as people read it: times in their zone, to the minute."""
        if isinstance(value, datetime):
            return value.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, Text):
            return value.say(self.language)
        if isinstance(value, ActorId):
            return str(name_of(value))
        return "" if value is None else str(value)

    def moment(self, text: str) -> datetime:
        """Return the moment that somebody typed, by the clock of the shop.

        Raises Invalid when it is none.
        """
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise Invalid("time-not-iso", found=text) from None
        return zoned(at, self.zone)

    def warn(self, sentence: str) -> None:
        """Print a line to stderr."""
        click.echo(sentence, err=True)

    def fail(self, error: FlowError) -> None:
        """Print what was refused: to stderr for people, as JSON if that is wanted."""
        if not self.is_json:
            self.warn(error.say(self.language))
            return
        content: dict[str, Any] = {
            "code": error.code,
            "message": error.say(self.language),
        }
        if isinstance(error, Invalid):
            content["fields"] = {
                path: [one.say(self.language) for one in texts]
                for path, texts in error.fields.items()
            }
        if isinstance(error, Misconfigured):
            content["findings"] = [self.finding(one) for one in error.findings]
        self.data({"error": content})

    def finding(self, one: Finding) -> dict[str, Any]:
        """Return a finding as the contract has it."""
        return one.as_data(self.language)

    @contextmanager
    def progress(self, code: str, total: int | None) -> Iterator[Bar]:
        """Show a bar on stderr once the work takes longer than a second."""
        from rich import progress
        from rich.console import Console as RichConsole

        bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            console=RichConsole(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        task = bar.add_task(self.sentence(code), total=total)
        with bar:
            yield Bar(bar, task)


@dataclass(slots=True)
class Bar:
    """A running progress bar."""

    bar: Progress
    task: TaskID

    def to(self, done: int) -> None:
        """Move the bar to ``done``."""
        self.bar.update(self.task, completed=done)


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"code": value.code, **value.facts}
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
