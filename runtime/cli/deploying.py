"""``deploy``, ``export``, ``lint`` and ``test``: the files behind the runtime."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from runtime.bootstrap import EXPORTS, GATES
from runtime.cli.app import CLI, REFUSED, Frame, command
from runtime.cli.setup import published
from runtime.engine.design import artifacts, deploy, folder
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.shelf import shelf_of
from runtime.kernel.errors import Finding, Misconfigured

PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path)
)


@command("deploy")
@PATHS
def deploy_(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Publish processes, decisions and forms; unchanged ones make no new version."""
    files = folder.collect(paths)
    with frame.runtime() as runtime:
        engine = runtime.engine
        done = runtime.attempt(
            CLI, lambda work: deploy.deploy(work, engine, files, GATES)
        )
    new = [one for one in done.published if one.is_new]
    frame.console.say("deploy-done", files=len(files), new=len(new))
    for one in new:
        frame.console.say("deploy-one", kind=one.kind, key=one.key, version=one.version)
    _show(frame, done.advice)
    frame.console.data(
        {
            "published": published(done),
            "findings": [frame.console.finding(one) for one in done.advice],
        }
    )


@command("export")
@click.argument("folder_", metavar="DIR", type=click.Path(path_type=Path))
def export(frame: Frame, folder_: Path) -> None:
    """Write the newest published version of every file; policies as they are now."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        rows = artifacts.list_latest(read)
        bodies = [_body(read, row) for row in rows]
    written = 0
    for row, body in zip(rows, bodies, strict=True):
        written += _write(folder_, row.kind, row.file, body)
    frame.console.say("export-done", files=written, folder=folder_)
    frame.console.data({"files": written, "folder": str(folder_)})


@command("lint")
@PATHS
def lint(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Say what deployment would refuse, all faults at once; publishes nothing."""
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
                for one in deploy.lint(runtime.engine, shelf, files, GATES)
                if one.file in places
            ]
    _show(frame, found)
    frame.console.say("lint-done" if found else "lint-clean", count=len(found))
    frame.console.data([frame.console.finding(one) for one in found])
    if any(one.level == "error" for one in found):
        sys.exit(REFUSED)


def _show(frame: Frame, findings: Iterable[Finding]) -> None:
    if not frame.console.is_json:
        for one in findings:
            frame.console.warn(one.say(frame.console.language))
            if one.fix is not None:
                fix = one.fix.say(frame.console.language).strip()
                frame.console.warn("  " + frame.console.sentence("lint-fix", fix=fix))


def _body(read: Connection, row: Any) -> bytes:
    """Return what a file says now: what was deployed, or was edited since."""
    exported = EXPORTS.get(Kind(row.kind))
    return exported(read, row) if exported else bytes(row.body)


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
