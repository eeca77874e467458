"""``init``: create or upgrade the database and deploy the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.bootstrap import GATES, Runtime
from runtime.cli.app import CLI, Frame, command
from runtime.engine.design import deploy, folder
from runtime.engine.design.deploy import Deployment
from runtime.kernel.errors import Misconfigured
from runtime.migrations import schema


@command("init")
def init(frame: Frame) -> None:
    """Create or upgrade the schema; deploy processes/ and forms/."""
    make_folder(frame)
    with frame.runtime(is_new=True) as runtime:
        revision, done = initialise(runtime)
    new = [one for one in done.published if one.is_new]
    frame.console.say("init-done", revision=revision, new=len(new))
    frame.console.data(
        {
            "revision": revision,
            "published": published(done),
        }
    )


def published(done: Deployment) -> list[dict[str, Any]]:
    """Return what a deployment published, as JSON says it."""
    return [
        {
            "kind": one.kind,
            "key": one.key,
            "version": one.version,
            "new": one.is_new,
        }
        for one in done.published
    ]


def initialise(runtime: Runtime) -> tuple[str, Deployment]:
    """Bring schema and seed up to date; both may be repeated."""
    revision = schema.upgrade(runtime.database)
    files = folder.collect(seed_folders())
    done = runtime.attempt(
        CLI, lambda work: deploy.deploy(work, runtime.engine, files, GATES)
    )
    return revision, done


def seed_folders() -> list[Path]:
    """Return where processes/ and forms/ lie: here, beside the code, or packaged."""
    code = Path(__file__).parents[1]
    for home in (Path.cwd(), code.parent, code / "seed"):
        found = [home / "processes", home / "forms"]
        if all(one.is_dir() for one in found):
            return found
    raise Misconfigured("seed-missing", folder=str(Path.cwd()))


def make_folder(frame: Frame) -> None:
    """Make the default folder of the database, and no other."""
    if frame.settings.database_url.startswith("sqlite:///var/"):
        Path("var").mkdir(exist_ok=True)
