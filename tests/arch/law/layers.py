"""Import-linter, run in this process over the contracts of pyproject.toml."""

from __future__ import annotations

import sys
from pathlib import Path

from importlinter.api import use_cases


def contracts_kept(config: Path, search: Path) -> bool:
    """Check every contract of ``config``; what is broken is printed."""
    sys.path.insert(0, str(search))
    try:
        return bool(
            use_cases.lint_imports(
                config_filename=str(config), cache_dir=None, no_logo=True
            )
        )
    finally:
        sys.path.remove(str(search))
