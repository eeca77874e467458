"""引用: tables that stand in files of their own and are shared by others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.story import ROOT, Shop
from tests.unit.dmn.drawing import decision, importing, literal, source

ROUTING = "processes/shared/order_routing.dmn"


def new(result: Any) -> set[str]:
    """Return what a deployment made."""
    return {one["key"] for one in result["published"] if one["new"]}


def rules(error: Any) -> set[str]:
    """Return the rules of a refusal's findings."""
    return {one["rule"] for one in error["findings"]}


def write(folder: Path, space: str, *boxes: str) -> Path:
    """Write a decision file whose namespace is its name."""
    file = folder / f"{space}.dmn"
    file.write_bytes(source(space, *boxes).data)
    return file


@pytest.fixture
def drafts(shop: Shop) -> Path:
    """A copy of the seed whose routing imports a file of limits."""
    shutil.copytree(ROOT / "processes", shop.folder / "processes")
    routing = shop.folder / ROUTING
    text = routing.read_text("utf-8")
    assert "<decision " in text
    text = text.replace("<decision ", f"{importing('limits')}<decision ", 1)
    routing.write_text(text, "utf-8")
    write(routing.parent, "limits", decision(literal("1"), "one"))
    return shop.folder


def test_a_decision_reads_what_lies_beside_it(shop: Shop):
    write(shop.folder, "rates", decision(literal("0.5"), "half"))
    asked = decision(literal("rates.half * 4"), needs=["Decision:rates#half"])
    file = write(shop.folder, "prices", importing("rates"), asked)

    assert shop.does("decide", file, "d")["value"] == 2


def test_an_import_that_is_not_there_is_told(shop: Shop):
    asked = decision(literal("rates.half * 4"), needs=["Decision:rates#half"])
    file = write(shop.folder, "prices", importing("rates"), asked)

    assert "dmn-import-unknown" in rules(shop.refuses("decide", file, "d"))


def test_an_import_is_deployed_with_what_imports_it(shop: Shop, drafts: Path):
    made = new(shop.does("deploy", drafts / "processes"))

    assert {"limits", "order_routing", "order_approval"} <= made


def test_a_changed_import_makes_new_versions_of_what_stands_on_it(
    shop: Shop, drafts: Path
):
    shop.does("deploy", drafts / "processes")
    shared = write(shop.folder, "limits", decision(literal("2"), "one"))

    assert new(shop.does("deploy", shared)) == {
        "limits",
        "order_approval",
        "order_main",
    }


def test_an_order_runs_on_tables_that_import(shop: Shop, drafts: Path):
    shop.does("deploy", drafts / "processes")

    assert shop.shows(shop.takes())["order"]["state"]


def test_an_import_that_nobody_published_is_refused(shop: Shop, drafts: Path):
    error = shop.refuses("deploy", drafts / ROUTING)

    assert "dmn-import-unknown" in rules(error)


def test_two_files_of_one_imported_namespace_are_refused(shop: Shop, drafts: Path):
    shared = drafts / "processes" / "shared"
    shutil.copy(shared / "limits.dmn", shared / "copied.dmn")

    assert "dmn-import-ambiguous" in rules(shop.refuses("deploy", drafts / "processes"))


def test_a_fault_of_an_imported_file_names_that_file(shop: Shop, drafts: Path):
    shop.does("deploy", drafts / "processes")
    broken = write(shop.folder, "limits", decision(literal("1 +"), "one"))
    error = shop.refuses("deploy", broken)

    assert {one["file"] for one in error["findings"]} == {"limits.dmn"}


def test_an_import_that_goes_away_breaks_what_stands_on_it(shop: Shop, drafts: Path):
    text = (drafts / ROUTING).read_text("utf-8")
    need = "<informationRequirement><requiredDecision href='limits#one'/>"
    alone = decision(literal("limits.one"), "alone", ["Decision:limits#one"])
    assert need in alone
    (drafts / ROUTING).write_text(
        text.replace("</definitions>", f"{alone}</definitions>")
    )
    shop.does("deploy", drafts / "processes")
    without = write(shop.folder, "limits", decision(literal("1"), "other"))

    assert "dmn-unknown-requirement" in rules(shop.refuses("deploy", without))
