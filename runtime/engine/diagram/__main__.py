"""Write the pictures of BPMN files: ``python -m runtime.engine.diagram FILE… DIR``."""

from __future__ import annotations

import sys
from pathlib import Path

from runtime.engine.diagram.picture import draw
from runtime.kernel.texts import LANGUAGES


def write_pictures(source: Path, folder: Path) -> list[Path]:
    """Write ``<stem>.<language>.svg`` for each language and return the files."""
    xml = source.read_bytes()
    written = []
    for language in LANGUAGES:
        target = folder / f"{source.stem}.{language}.svg"
        target.write_text(draw(xml, language), encoding="utf-8")
        written.append(target)
    return written


def main(arguments: list[str]) -> int:
    """Draw each file in both languages into the folder named last."""
    if len(arguments) < 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    *sources, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        for target in write_pictures(source, folder):
            sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
