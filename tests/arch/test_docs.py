"""The documents are part of the product: what they say is there, is there."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import click
import pytest

from tests.arch.law import ROOT, docs, refuse, source, sources

LAYERS = (
    *("kernel", "feel", "dmn", "jobs", "engine", "engine/spiff", "orders"),
    *("connectors", "identity", "designer", "insight", "cli"),
)
FOLDERS = (".", "runtime", "web", "processes", "forms", "tests")
TOLD = {"SPILLWAY_REQUIRE"}  # read by the tests alone
READMES = {"README.md": "## Commands", "README.zh.md": "## 命令"}
PAGES = sorted(
    page
    for page in [
        *ROOT.glob("*.md"),
        *(page for folder in FOLDERS[1:] for page in (ROOT / folder).rglob("*.md")),
    ]
    if "node_modules" not in page.parts  # what the editors are built from, not ours
)


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every command of the command line as the words a person types."""
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None and not inner.hidden:
            yield from verbs(inner, (*path, name))


@pytest.fixture
def command_line():
    if find_spec("runtime.cli.app") is None:
        pytest.skip("skipped: no command line yet")
    return import_module("runtime.cli.app").spillway


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_states_its_law(layer):
    refuse(docs.without_readme([ROOT / "runtime" / layer]))


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_at_the_top_says_what_it_is(folder):
    refuse(docs.without_readme([ROOT / folder]))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page):
    refuse(docs.broken_links(page))


def test_the_two_readmes_have_the_same_build():
    pages = [(ROOT / name).read_text("utf-8") for name in READMES]

    refuse(docs.unlike(*pages))


@pytest.mark.parametrize(("name", "heading"), READMES.items())
def test_each_command_is_documented_and_each_documented_one_exists(
    name, heading, command_line
):
    documented = docs.documented_verbs((ROOT / name).read_text("utf-8"), heading)

    refuse(docs.differing(documented, set(verbs(command_line)), "command"))


@pytest.mark.parametrize("name", READMES)
def test_each_setting_is_documented_and_each_documented_one_is_read(name, command_line):
    page = (ROOT / name).read_text("utf-8")
    hook = source("hatch_build.py", (ROOT / "hatch_build.py").read_text("utf-8"))
    read = docs.settings_read([*sources("runtime", "web"), hook])

    refuse(docs.differing(set(docs.SETTING.findall(page)), read | TOLD, "setting"))


def test_each_decision_record_is_short_and_titled_by_its_decision():
    refuse(docs.crooked_records(ROOT / "runtime" / "decisions"))


def test_no_two_decisions_share_a_number():
    numbers = [file.name[:4] for file in (ROOT / "runtime" / "decisions").iterdir()]

    assert sorted(numbers) == sorted(set(numbers))
