"""A shop whose steps may fail, and what its people do about it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import pytest

from runtime import bootstrap
from runtime.engine.handlers import Handlers
from runtime.engine.spiff import ServiceCall
from tests.story import ROOT, SUPERVISOR, Shop

WHY = ("--reason", "仓库系统已恢复", "--as", SUPERVISOR)
BREAKS = {"remark": "breaks"}


class Trouble:
    """A service step that fails for orders whose remark says so, while it is on."""

    def __init__(self) -> None:
        self.is_on = True
        self.cause: Exception = ZeroDivisionError("no shelf left")
        self.asked = 0
        self.registered = 0

    def answer(self, call: ServiceCall) -> Mapping[str, Any]:
        self.asked += 1
        if self.is_on and call.subject.ambient["order"]["remark"] == "breaks":
            raise self.cause
        return {"at": call.subject.now}

    def register(self, call: ServiceCall) -> Mapping[str, Any]:
        self.registered += 1
        return {"channel": "own"}


@pytest.fixture
def trouble(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """A shop whose step 放行订单 asks a feature that may fail; 登记订单 is counted."""
    trouble, feature = Trouble(), Handlers()
    feature.service_task("test.release", gives={"at": "date and time"})(trouble.answer)
    feature.service_task("test.register", gives={"channel": "string"})(trouble.register)
    monkeypatch.setattr(bootstrap, "SLICES", (*bootstrap.SLICES, feature))
    folder = shop.folder / "processes" / "order_main"
    shutil.copytree(ROOT / "processes" / "order_main", folder)
    diagram = folder / "order_main.bpmn"
    text = diagram.read_text("utf-8")
    for verb in ("register", "release"):
        text = text.replace(f'"order.{verb}"', f'"test.{verb}"')
    diagram.write_text(text, "utf-8")
    shop.does("deploy", diagram)
    return trouble


@pytest.fixture
def stuck(shop: Shop, trouble: Trouble) -> str:
    return shop.takes(**BREAKS)


def incidents(shop: Shop, language: str = "en") -> list[Any]:
    return list(shop.does("incident", "list", "--lang", language)["items"])


def incident(shop: Shop) -> int:
    (found,) = incidents(shop)
    return int(found["id"])
