"""``deploy``, ``export``, ``lint`` and ``test``: the files behind the runtime."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from runtime.bootstrap import EXPORTS, GATES
from runtime.cli.app import CLI, REFUSED, Frame, command
from runtime.cli.setup import published
from runtime.designer.checks import lint as checks
from runtime.engine.design import artifacts, deploy, folder
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.shelf import shelf_of
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import Text

PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path)
)

_LEVELS = {"error": "lint-error", "warning": "lint-warning"}


@command("deploy")
@PATHS
def deploy_(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Publish processes, decisions and forms; unchanged ones make no new version.

    What the checks for authors say is shown as advice: only the gates refuse.
    """
    files = folder.collect(paths)
    with frame.runtime() as runtime:
        engine = runtime.engine
        done = runtime.attempt(
            CLI, lambda work: deploy.deploy(work, engine, files, GATES)
        )
        with runtime.database.reading() as read:
            advice = list(checks.findings(engine, shelf_of(read, files), files))
    new = [one for one in done.published if one.is_new]
    frame.console.say("deploy-done", files=len(files), new=len(new))
    for one in new:
        frame.console.say("deploy-one", kind=one.kind, key=one.key, version=one.version)
    found = [*done.advice, *(replace(one, level="warning") for one in advice)]
    _show(frame, found)
    frame.console.data(
        {
            "published": published(done),
            "findings": [frame.console.finding(one) for one in found],
        }
    )


@command("export")
@click.argument("folder_", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--at", metavar="TIME", help="As it was published then, ISO 8601.")
def export(frame: Frame, folder_: Path, at: str | None) -> None:
    """Write the newest published version of every file; policies as they are now."""
    then = frame.console.moment(at) if at else None
    with frame.runtime() as runtime, runtime.database.reading() as read:
        rows = artifacts.list_latest(read, at=then)
        bodies = [_body(read, row, then) for row in rows]
    written = 0
    for row, body in zip(rows, bodies, strict=True):
        written += _write(folder_, row.kind, row.file, body)
    frame.console.say("export-done", files=written, folder=folder_)
    frame.console.data({"files": written, "folder": str(folder_)})


@command("lint")
@PATHS
def lint(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Say what is wrong with files, all faults at once; publishes nothing.

    Told is what deployment would refuse, also of published files that the given ones
    break, and what the checks for authors find in the given ones.
    """
    try:
        files = folder.collect(paths)
    except Misconfigured as wrong:
        found: list[Finding] = wrong.findings
    else:
        with frame.runtime() as runtime, runtime.database.reading() as read:
            shelf = shelf_of(read, files)
            places = {file.place for file in files}
            found = [
                one
                for one in checks.everything(runtime.engine, shelf, files, GATES)
                if one.file in places or one.level == "error"
            ]
    _show(frame, found)
    frame.console.say("lint-done" if found else "lint-clean", count=len(found))
    frame.console.data([frame.console.finding(one) for one in found])
    if any(one.level == "error" for one in found):
        sys.exit(REFUSED)


def _show(frame: Frame, findings: Iterable[Finding]) -> None:
    if not frame.console.is_json:
        for one in findings:
            level = Text(_LEVELS[one.level], {})
            said = one.say(frame.console.language)
            facts = {"level": level, "said": said, "rule": one.rule}
            frame.console.warn(frame.console.sentence("lint-line", **facts))
            if one.fix is not None:
                fix = one.fix.say(frame.console.language).strip()
                frame.console.warn("  " + frame.console.sentence("lint-fix", fix=fix))


def _body(read: Connection, row: Any, at: datetime | None) -> bytes:
    """Return what a file says: what was deployed, or was edited since."""
    exported = EXPORTS.get(Kind(row.kind))
    return exported(read, row, at) if exported else bytes(row.body)


def _write(home: Path, kind: str, place: str, body: bytes) -> int:
    """Write one artifact; a form is two files again."""
    target = home / place
    if home.absolute() not in target.absolute().resolve().parents:
        raise Misconfigured("export-outside", file=place)
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind != Kind.FORM.value:
        target.write_bytes(body)
        return 1
    parts = orjson.loads(body)
    target.write_bytes(parts["schema"].encode())
    if parts.get("ui") is not None:
        target.with_name("ui.json").write_bytes(parts["ui"].encode())
    return 1 + (parts.get("ui") is not None)
