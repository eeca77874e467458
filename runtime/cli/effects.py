"""``effect``: what a draft would have changed for recorded orders; nothing is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from runtime.cli.app import Frame, command
from runtime.designer.effect.answering import answer
from runtime.designer.effect.measuring import Asked, Effect, Look, effect_of
from runtime.designer.effect.proposal import Proposal
from runtime.engine.design import folder
from runtime.kernel.errors import Invalid

SHOWN = 20  # of those that are affected; --json has more of them
FILE = click.Path(path_type=Path)


@command("effect")
@click.option("--draft", "drafts", multiple=True, type=FILE, help="A changed file.")
@click.option("--value", "values", multiple=True, help="A parameter: NAME=VALUE.")
@click.option("--last", type=click.IntRange(min=1), default=1_000, show_default=True)
@click.option("--since", metavar="TIME", help="Orders that came since, ISO 8601.")
def effect(
    frame: Frame,
    drafts: tuple[Path, ...],
    values: tuple[str, ...],
    last: int,
    since: str | None,
) -> None:
    """Say which recorded orders a draft would have handled differently, and why."""
    if not drafts and not values:
        raise Invalid("effect-without-draft")
    proposal = Proposal(folder.collect(drafts), dict(map(_value, values)))
    asked = Asked(last, frame.console.moment(since) if since else None)
    with frame.runtime() as runtime, runtime.database.reading() as read:
        look = Look(read, runtime.engine, proposal, runtime.clock.now())
        with frame.console.progress("effect-running", last) as bar:
            found = effect_of(look, asked, bar.to)
    _tell(frame, found)
    frame.console.data(answer(found, frame.console.language))


def _value(written: str) -> tuple[str, Any]:
    """Return name and value of ``name=value``; what is no TOML is taken as a text."""
    name, is_one, value = written.partition("=")
    if not is_one or not name.strip():
        raise Invalid("effect-value-unclear", found=written)
    try:
        found = tomllib.loads(f"value = {value}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        found = value
    return name.strip(), found


def _tell(frame: Frame, found: Effect) -> None:
    console = frame.console
    code = "effect-done" if found.changed else "effect-nobody"
    rate = int(found.looked_at / found.seconds) if found.seconds else 0
    facts = {"looked": found.looked_at, "changed": found.changed, "rate": rate}
    console.say(code, **facts, seconds=f"{found.seconds:.1f}")
    for key, count in found.aspects.most_common():
        console.say("effect-aspect", title=found.titles[key], count=count)
    for (before, after), count in found.moves.most_common(SHOWN):
        console.say("effect-move", before=before, after=after, count=count)
    for code, count in found.uncompared.most_common():
        console.say("effect-uncompared", why=console.sentence(code), count=count)
        console.say("effect-unsure", orders=", ".join(found.unsure[code]))
    for one in found.silent:
        console.say("effect-silent", title=one.title, why=one.why)
    console.table(
        ("head-order", "head-external", "head-aspect", "head-before", "head-after"),
        _rows(found, console.language),
    )


def _rows(found: Effect, language: str) -> Sequence[Sequence[str]]:
    return [
        (one.key, one.name, *(each.say(language) for each in _parts(change)))
        for one in found.affected[:SHOWN]
        for change in one.changes
    ]


def _parts(change: Any) -> tuple[Any, Any, Any]:
    return change.title, change.before, change.after
