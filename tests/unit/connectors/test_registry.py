"""连接器: one module each, and no silent slip of the pen."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from runtime.connectors.registry import load_connectors, scan
from runtime.kernel.errors import Misconfigured

GOOD = (
    "from runtime.connectors.base import Connector\n"
    "connector = Connector('pigeon', {'zh': '信鸽', 'en': 'Pigeon'}, print)\n"
)
MakePackage = Callable[..., ModuleType]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakePackage]:
    monkeypatch.syspath_prepend(tmp_path)

    def make(**modules: str) -> ModuleType:
        folder = tmp_path / "aviary"
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, code in modules.items():
            (folder / f"{name}.py").write_text(code, "utf-8")
        return importlib.import_module("aviary")

    yield make
    for name in [one for one in sys.modules if one.partition(".")[0] == "aviary"]:
        del sys.modules[name]


def test_http_is_there_from_the_start() -> None:
    assert load_connectors()["http"].kind == "http"


def test_a_new_module_is_found_by_itself(package: MakePackage) -> None:
    assert scan(package(pigeon=GOOD))["pigeon"].title["zh"] == "信鸽"


@pytest.mark.parametrize("code", ["conector = 1\n", "connector = 'pigeon'\n"])
def test_a_module_without_connector_stops_the_start(
    package: MakePackage, code: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        scan(package(pigeon=code))
    assert refused.value.findings[0].rule == "connector-module-empty"


def test_a_connector_of_another_name_stops_the_start(package: MakePackage) -> None:
    with pytest.raises(Misconfigured) as refused:
        scan(package(raven=GOOD))
    assert refused.value.findings[0].rule == "connector-module-misnamed"


def test_all_broken_modules_are_named_at_once(package: MakePackage) -> None:
    with pytest.raises(Misconfigured) as refused:
        scan(package(raven=GOOD, swift="", pigeon=GOOD))
    assert len(refused.value.findings) == 2
