"""``diff``: what two versions of a diagram, a table or a form say differently."""

from __future__ import annotations

from pathlib import Path

import click

from runtime.cli.app import Frame, command
from runtime.designer.differing import forms, processes, tables
from runtime.kernel.errors import Misconfigured

_KINDS = {
    ".bpmn": processes.differences,
    ".dmn": tables.differences,
    ".json": forms.differences,
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
def diff(frame: Frame, before: Path, after: Path) -> None:
    """Say in words what AFTER says that BEFORE does not, and the other way round."""
    kinds = before.suffix.lower(), after.suffix.lower()
    compare = _KINDS.get(kinds[0])
    if compare is None or kinds[0] != kinds[1]:
        raise Misconfigured("diff-kinds", before=before.name, after=after.name)
    found = compare(before.read_bytes(), after.read_bytes())
    console = frame.console
    for one in found:
        console.warn(one.text.say(console.language))
    console.say("diff-count" if found else "diff-same", count=len(found))
    console.data(
        {
            "differences": [
                {
                    "how": one.how.value,
                    "where": one.where,
                    "part": one.part,
                    "before": one.before,
                    "after": one.after,
                    "text": one.text.say(console.language),
                }
                for one in found
            ]
        }
    )
