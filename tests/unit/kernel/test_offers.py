"""Packages whose modules each offer one thing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from sys import modules
from types import ModuleType

import pytest

from runtime.kernel.errors import Misconfigured
from runtime.kernel.offers import all_offered, offers


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give a package of which one module offers a number, and one a text."""
    folder = tmp_path / "shelf_of_offers"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "apple.py").write_text("price = 3\n", "utf-8")
    (folder / "pear.py").write_text("price = 'much'\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("shelf_of_offers")
    for name in ("", ".apple", ".pear"):
        modules.pop(f"shelf_of_offers{name}", None)


def test_each_module_is_told_with_what_it_offers(shelf: ModuleType):
    assert list(offers(shelf, "price", int)) == [("apple", 3), ("pear", None)]


def test_a_module_that_offers_nothing_of_the_kind_is_refused(shelf: ModuleType):
    with pytest.raises(Misconfigured) as refused:
        all_offered(shelf, "price", int, "mend-module-empty")
    assert refused.value.facts["module"] == "pear"


def test_what_is_offered_is_known_by_its_module(shelf: ModuleType):
    assert all_offered(shelf, "price", object, "mend-module-empty") == {
        "apple": 3,
        "pear": "much",
    }
