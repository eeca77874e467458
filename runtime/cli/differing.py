"""``diff``: what two versions of a published file say differently."""

from __future__ import annotations

from pathlib import Path

import click

from runtime.cli.app import Frame, command
from runtime.designer.differing.difference import VALUES, differences
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Misconfigured

_KINDS = {
    ".bpmn": Kind.PROCESS.value,
    ".dmn": Kind.DECISIONS.value,
    ".json": Kind.FORM.value,
    ".toml": VALUES,  # every file of settings is told in one way
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
def diff(frame: Frame, before: Path, after: Path) -> None:
    """Say in words what AFTER says that BEFORE does not, and the other way round."""
    kinds = before.suffix.lower(), after.suffix.lower()
    kind = _KINDS.get(kinds[0])
    if kind is None or kinds[0] != kinds[1]:
        raise Misconfigured("diff-kinds", before=before.name, after=after.name)
    found = differences(kind, before.read_bytes(), after.read_bytes())
    console = frame.console
    for one in found:
        console.warn(one.sentence.say(console.language))
    console.say("diff-count" if found else "diff-same", count=len(found))
    console.data(
        {
            "differences": [
                {
                    "element": one.element,
                    "mark": one.mark.value,
                    "part": one.part,
                    "before": one.before.raw,
                    "after": one.after.raw,
                    "text": one.sentence.say(console.language),
                }
                for one in found
            ]
        }
    )
