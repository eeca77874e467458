"""Whether the editors are built, and from the sources that lie here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from web import built
from web.built import State

PACKAGE = json.loads((built.SOURCES / "package.json").read_text())
LOCK = json.loads((built.SOURCES / "package-lock.json").read_text())


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Give sources, from which nothing has been built."""
    found = tmp_path / "editor"
    (found / "src").mkdir(parents=True)
    (found / "src" / "page.js").write_text("start();")
    return found


def build(sources: Path, tmp_path: Path) -> Path:
    """Build, as the hook does it, without doing it."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "stamp.txt").write_text(built.stamp_of(sources))
    return folder


def test_nothing_built_is_missing(sources: Path, tmp_path: Path):
    assert built.state(sources, tmp_path / "static") is State.MISSING


def test_what_is_built_from_these_sources_is_ready(sources: Path, tmp_path: Path):
    assert built.state(sources, build(sources, tmp_path)) is State.READY


@pytest.mark.parametrize("name", ["src/page.js", "src/new.js", "package-lock.json"])
def test_another_source_makes_it_old(sources: Path, tmp_path: Path, name: str):
    folder = build(sources, tmp_path)
    (sources / name).write_text("changed();")

    assert built.state(sources, folder) is State.OLD


@pytest.mark.parametrize("name", ["README.md", "node_modules/x.js"])
def test_what_nothing_is_built_from_leaves_it_ready(
    sources: Path, tmp_path: Path, name: str
):
    folder = build(sources, tmp_path)
    (sources / name).parent.mkdir(exist_ok=True)
    (sources / name).write_text("changed();")

    assert built.state(sources, folder) is State.READY


def test_an_installation_without_sources_has_what_it_came_with(
    sources: Path, tmp_path: Path
):
    folder = build(sources, tmp_path)

    assert built.state(tmp_path / "nowhere", folder) is State.READY


def test_every_package_is_pinned_exactly():
    wanted = {**PACKAGE["dependencies"], **PACKAGE["devDependencies"]}

    assert [one for one in wanted.values() if not re.fullmatch(r"[\d.]+", one)] == []


def test_there_is_one_preact_for_all_menus_and_panels():
    found = [one for one in LOCK["packages"] if one.endswith("node_modules/preact")]

    assert found == ["node_modules/preact"]
    assert LOCK["packages"][found[0]]["version"] == PACKAGE["overrides"]["preact"]


def test_the_lock_names_no_host_and_checks_every_package():
    packages = [one for name, one in LOCK["packages"].items() if name]

    assert [one for one in packages if "resolved" in one] == []
    assert [one for one in packages if "integrity" not in one] == []
