"""Decision files as they lie in a folder: what one imports lies beside it."""

from __future__ import annotations

from pathlib import Path

from runtime import dmn


def imports_beside(file: Path) -> dmn.Imports:
    """Return what finds the files that ``file`` imports, in its own folder."""
    others = sorted(each for each in file.parent.glob("*.dmn") if each != file)
    return dmn.by_namespace(dmn.Source(each.name, each.read_bytes()) for each in others)
