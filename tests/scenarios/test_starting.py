"""A command loads what it needs: what reads workbooks or migrates stays away."""

from __future__ import annotations

import subprocess
import sys

import click
import orjson
import pytest

from runtime.cli.app import COMMANDS, spillway
from tests.story import ROOT, WAREHOUSE, Shop

RARELY_NEEDED = ("openpyxl", "alembic")
# runs the command line as its script does, then says what is loaded
LOADED = """
import json, sys
from runtime.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(shop: Shop, *words: str) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env={**shop.environment, "PYTHONPATH": str(ROOT), "PATH": ""},
        cwd=shop.folder,
        capture_output=True,
        check=True,
    )
    return set(orjson.loads(ran.stderr.splitlines()[-1]))


@pytest.mark.parametrize("name", RARELY_NEEDED)
@pytest.mark.parametrize("words", [("--help",), ("task", "list", "--as", WAREHOUSE)])
def test_a_command_does_not_load_what_it_does_not_need(
    shop: Shop, words: tuple[str, ...], name: str
):
    assert name not in loaded(shop, *words)


def test_a_list_of_tasks_loads_no_other_command(shop: Shop):
    found = loaded(shop, "task", "list", "--as", WAREHOUSE)

    others = {f"runtime.cli.{module}" for module in COMMANDS.values()}
    assert found & others == {"runtime.cli.tasks"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_module_it_is_looked_for(name: str):
    found = spillway.get_command(click.Context(spillway), name)

    assert found is not None
    assert found.callback.__module__ == f"runtime.cli.{COMMANDS[name]}"


def test_no_command_is_declared_that_cannot_be_found():
    context = click.Context(spillway)
    found = {name for name in COMMANDS if spillway.get_command(context, name)}

    assert found == set(spillway.commands)
