"""What the documents promise, held against what is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from tests.arch.law import Source, constants

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
HEADING = re.compile(r"^(#+) ", re.M)
TABLE_ROW = re.compile(r"^\|.*\|$", re.M)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"`([^`]+)`")
WORD = re.compile(r"[a-z][a-z-]*")
SETTING = re.compile(r"\bSPILLWAY_[A-Z]+(?:_[A-Z]+)*\b")
RECORD = re.compile(r"\d{4}(-[a-z0-9]+)+\.md")
RECORD_LINES = 40


def without_readme(folders: Iterable[Path]) -> list[str]:
    """Return the folders that do not say what their law is."""
    return [
        f"{folder} has no README.md"
        for folder in folders
        if not (folder / "README.md").is_file()
    ]


# a picture stands once a language: x.en.png beside x.zh.png
_TWIN = re.compile(r"\.(zh|en)\.(?=png$|svg$)")


def broken_links(page: Path) -> list[str]:
    """Return the links of ``page`` to files that are not there."""
    return [
        f"{page}: nothing at {target}"
        for target in LINK.findall(FENCE.sub("", page.read_text("utf-8")))
        if not (page.parent / target).exists()
    ]


def unlike(one: str, other: str) -> list[str]:
    """Return how two pages that say the same in two languages differ in build."""
    found = []
    for what, build in _builds(one).items():
        if build != _builds(other)[what]:
            found.append(f"{what} differ: {build} and {_builds(other)[what]}")
    return found


def _builds(page: str) -> Mapping[str, list[str]]:
    prose = FENCE.sub("", page)
    return {
        "headings": HEADING.findall(prose),
        "commands": [_commands(fence) for fence in FENCE.findall(page)],
        "table rows": [", ".join(_first_cell(row)) for row in TABLE_ROW.findall(prose)],
        "links": sorted(
            {_TWIN.sub(".", link) for link in LINK.findall(prose)}
            - {"README.md", "README.zh.md"}
        ),
    }


def _commands(fence: str) -> str:
    lines = (line.partition("#")[0].rstrip() for line in fence.splitlines())
    return "\n".join(line for line in lines if line)


def _first_cell(row: str) -> list[str]:
    return CODE.findall(row.split("|")[1])


def documented_verbs(page: str, heading: str) -> set[str]:
    """Return the verbs in the table under ``heading``: leading words of its code."""
    section = page.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    cells = (cell for row in TABLE_ROW.findall(section) for cell in _first_cell(row))
    return {" ".join(takewhile(WORD.fullmatch, cell.split())) for cell in cells}


def differing(
    documented: Collection[str], real: Collection[str], what: str
) -> list[str]:
    """Return what is only documented and what is only there."""
    only_written = sorted(set(documented) - set(real))
    only_there = sorted(set(real) - set(documented))
    return [
        *(f"{what} {each} is documented but not there" for each in only_written),
        *(f"{what} {each} is there but not documented" for each in only_there),
    ]


def settings_read(files: Iterable[Source]) -> set[str]:
    """Return the environment settings that the code names."""
    return {
        name
        for file in files
        for each in constants(file)
        for name in SETTING.findall(each.value)
    }


def crooked_records(folder: Path) -> list[str]:
    """Return the decision records that are too long, misnamed or without a title."""
    return [line for file in sorted(folder.glob("*")) for line in _crooked(file)]


def _crooked(file: Path) -> Iterator[str]:
    text = file.read_text("utf-8")
    if not RECORD.fullmatch(file.name):
        yield f"{file.name}: expected 0000-the-decision-as-a-sentence.md"
    if len(text.splitlines()) > RECORD_LINES:
        yield f"{file.name}: longer than {RECORD_LINES} lines"
    if not text.startswith("# "):
        yield f"{file.name}: expected the decision as its title"
