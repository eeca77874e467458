"""``mend``: a diagram from elsewhere, mended as far as that is safe."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from runtime.cli.app import REFUSED, Frame, command
from runtime.designer.mending.mend import mend as mended


@command("mend")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the mended diagram there; without it nothing is written.",
)
def mend(frame: Frame, file: Path, to: Path | None) -> None:
    """Mend a diagram of another tool: say each change, and what is left to do."""
    found = mended(file.read_bytes(), file.name)
    console = frame.console
    for one in found.changes:
        console.say("mend-change", text=one.text)
    for left in found.left:
        console.warn(left.say(console.language))
    if to is not None:
        to.write_bytes(found.body)
    ending = "mend-runs" if found.runs else "mend-left"
    console.say(ending, changes=len(found.changes), count=len(found.left))
    console.data(
        {
            "file": str(file),
            "changes": [
                {
                    "element": one.element,
                    "rule": one.rule,
                    "text": one.text.say(console.language),
                }
                for one in found.changes
            ],
            "findings": [console.finding(one) for one in found.left],
            "runs": found.runs,
            "written": None if to is None else str(to),
        }
    )
    if not found.runs:
        sys.exit(REFUSED)
