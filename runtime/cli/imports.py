"""``import`` and ``export-orders``: files of orders in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runtime.bootstrap import Runtime
from runtime.cli.app import Frame, command
from runtime.kernel.actors import Actor, ActorKind
from runtime.kernel.texts import Text
from runtime.orders.intake import channels, importing
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.importing import PLACES, Asked, Import, Imported
from runtime.orders.intake.readers import Source, open_rows
from runtime.orders.intake.rejects import RejectsFile

SHOWN = 20  # rejects and notices on the screen; the rejects file has them all


@command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", required=True, help="Where the orders come from.")
@click.option("--mapping", type=click.Path(path_type=Path), help="A TOML of its own.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Where rejects go.")
def import_(
    frame: Frame, file: Path, channel: str, mapping: Path | None, **options: Any
) -> None:
    """Take orders in from CSV, CSV.gz, JSON Lines or XLSX."""
    asked = Asked(file.name, options["limit"], options["dry_run"])
    target = options["rejects"] or importing.default_rejects(file)
    with frame.runtime() as runtime:
        found = _channel(runtime, channel, mapping)
        with open_rows(file) as source:
            _announce(frame, source, found)
            header = RejectsFile(target, source.header, frame.console.language)
            with header as writer:
                result = _run(frame, runtime, found, (source, writer, asked))
    _tell(frame, result, target, asked)
    frame.console.data(
        {
            **result.as_json(frame.console.language),
            "format": source.format,
            "encoding": source.encoding,
            "compression": source.compression,
            "rejects_file": str(target) if result.rejected else None,
            "dry_run": asked.is_dry,
        }
    )


def _run(
    frame: Frame,
    runtime: Runtime,
    channel: Channel,
    parts: tuple[Source, RejectsFile, Asked],
) -> Imported:
    source, writer, asked = parts
    actor = Actor(f"channel:{channel.id}", channel.title, kind=ActorKind.CHANNEL)
    one = Import(
        runtime.engine, channel, lambda run: runtime.attempt(actor, run), asked
    )
    total = asked.limit or source.expected or None
    with frame.console.progress("import-running", total) as bar:
        return one.run(source, writer, bar.to)


def _channel(runtime: Runtime, channel: str, mapping: Path | None) -> Channel:
    with runtime.database.reading() as read:
        if mapping is None:
            return channels.get(read, channel)
        return channels.from_file(read, mapping, channel)


def _announce(frame: Frame, source: Source, channel: Channel) -> None:
    frame.console.say(
        "import-reading",
        format=source.format,
        encoding=source.encoding or "-",
        compression=source.compression or "-",
        channel=channel.title if frame.console.language == "zh" else channel.title_en,
        zone=channel.zone.key,
    )


def _tell(frame: Frame, result: Imported, target: Path, asked: Asked) -> None:
    console = frame.console
    rate = int(result.received / result.seconds) if result.seconds else 0
    console.say(
        "import-dry" if asked.is_dry else "import-done",
        received=result.received,
        created=result.created,
        duplicate=result.duplicate,
        rejected=result.rejected,
        seconds=f"{result.seconds:.1f}",
        rate=rate,
    )
    console.table(
        ("head-place", "head-orders"),
        [(console.place(name), result.places[name]) for name in PLACES],
    )
    for (code, field), count in result.notices.most_common(SHOWN):
        notice = Text(code, {"field": field})
        console.say("import-notice", notice=notice, count=count)
    for one in result.rejects[:SHOWN]:
        console.warn(f"  {one.row} {one.field}: {one.reason.say(console.language)}")
    if result.rejected:
        console.say("import-rejects", file=target, count=result.rejected)
