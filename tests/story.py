"""A small shop to tell stories in: its orders, its people, its command line.

Everything goes through `spillway`: in the test's own process where only the outcome
matters, in a process of its own where the plug is pulled or two must race.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from runtime import bootstrap
from runtime.bootstrap import Runtime
from runtime.cli.app import spillway
from runtime.kernel.settings import Settings
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[1]
CS, SALES, FINANCE = "王芳", "李强", "张敏"
WAREHOUSE, SUPERVISOR, CUSTOM = "刘洋", "陈静", "赵磊"
ROLES = {
    CS: "cs",
    SALES: "sales",
    FINANCE: "finance",
    WAREHOUSE: "warehouse",
    SUPERVISOR: "supervisor",
    CUSTOM: "custom",
}
EVERYBODY = "全体"  # holds every role, to look at all tasks at once
PARCEL = {"carrier": "SF", "tracking_no": "SF1234567890123"}
PATIENCE = 300  # seconds; a busy machine is no failure
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command line said: its exit code, and both its streams."""

    code: int
    out: str
    err: str

    @property
    def content(self) -> Any:
        """Return the JSON object on stdout."""
        return orjson.loads(self.out)


class Shop:
    """One installation; each method is one or more real commands."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.environment = {
            "SPILLWAY_DATABASE_URL": url,
            "SPILLWAY_SECRET_KEY": "the key of a shop in a story",
            "SPILLWAY_ANCHORS": str(folder / "anchors"),
        }

    def run(self, *words: object) -> Answer:
        """Run a command in this process; a bug goes up as it is."""
        asked = [str(word) for word in words]
        ran = CliRunner().invoke(spillway, asked, env=self.environment)
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Answer(ran.exit_code, ran.stdout, ran.stderr)

    def does(self, *words: object) -> Any:
        """Run a command that must succeed; return its JSON."""
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer.out + answer.err
        return answer.content

    def refuses(self, *words: object) -> Any:
        """Run a command that must be refused; return the error of its JSON."""
        answer = self.run(*words, "--json")
        assert answer.code == 1, answer.out + answer.err
        return answer.content["error"]

    def apart(self, *words: object, fault: str = "") -> Answer:
        """Run a command in a process of its own, with the plug pulled at ``fault``."""
        with self.starts(*words, fault=fault) as child:
            out, err = child.communicate(timeout=PATIENCE)
        return Answer(child.returncode, out, err)

    def starts(self, *words: object, fault: str = "") -> subprocess.Popen[str]:
        """Start a command in a process of its own and return at once."""
        more = {"PYTHONPATH": str(ROOT), "SPILLWAY_FAULT": fault}
        return subprocess.Popen(
            [sys.executable, "-m", "runtime", *(str(word) for word in words)],
            env=os.environ | self.environment | more,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def runtime(self) -> Runtime:
        """Open the installation as a worker of its own would; close it yourself."""
        return bootstrap.build(Settings.read(self.environment))

    def hires(self) -> None:
        """Add one person a role, and one who sees every task."""
        for name, role in ROLES.items():
            self.does("user", "add", name, "--role", role)
        roles = [word for role in ROLES.values() for word in ("--role", role)]
        self.does("user", "add", EVERYBODY, *roles)

    def imports(self, file: Path, channel: str = "own", *options: object) -> Any:
        """Import a file; return the counts."""
        rejects = ("--rejects", self.folder / "rejects.csv")
        return self.does("import", file, "--channel", channel, *rejects, *options)

    def tells(self, *orders: Mapping[str, Any], channel: str = "own") -> Any:
        """Let a channel tell orders as JSON Lines; return the counts."""
        file = self.folder / f"told-{next(_numbers)}.jsonl"
        file.write_bytes(b"\n".join(orjson.dumps(one) for one in orders) + b"\n")
        return self.imports(file, channel)

    def takes(self, **changes: Any) -> str:
        """Let one order come in; return its number."""
        order = an_order(**changes)
        self.tells(order)
        return str(self.shows(order["external_no"])["order"]["order_no"])

    def shows(self, name: str, language: str = "en") -> Any:
        """Return the whole story of an order."""
        return self.does("show", name, "--lang", language)

    def state(self, number: str) -> str:
        """Return the bucket that an order is in."""
        return str(self.shows(number)["order"]["state"])

    def hears(self, number: str, event: str, **data: Any) -> Any:
        """Tell an order an event."""
        return self.does("event", number, event, "--data", orjson.dumps(data).decode())

    def waiting(self, number: str) -> dict[str, str]:
        """Return step → role of the open tasks of an order, whoever they are for."""
        found = self.tasks(EVERYBODY, number)
        return {one["element"]: one["role"] for one in found}

    def tasks(self, name: str, number: str) -> list[Any]:
        """Return the open tasks of an order that are for ``name``."""
        return list(self.does("task", "list", "--as", name, "--order", number)["items"])

    def task(self, name: str, number: str) -> int:
        """Return the number of the one task that an order has for ``name``."""
        (found,) = self.tasks(name, number)
        return int(found["id"])

    def completes(self, name: str, number: str, **answer: Any) -> Any:
        """Let ``name`` complete the one task that an order has for them."""
        return self.does(*completing(self.task(name, number), name, **answer))

    def is_sound(self) -> bool:
        """Tell whether every order is in one bucket and the trail is whole."""
        ledger = self.run("ledger", "verify", "--lang", "en")
        audit = self.run("audit", "verify", "--lang", "en")
        assert (ledger.code, audit.code) == (0, 0), ledger.err + audit.err
        return True


def completing(task: int, name: str, **answer: Any) -> tuple[object, ...]:
    """Return the words that complete a task."""
    data = orjson.dumps(answer).decode()
    return ("task", "complete", task, "--as", name, "--data", data)


def an_order(**changes: Any) -> dict[str, Any]:
    """Return a paid order that nobody need look at, with ``changes``."""
    total = changes.get("total", "199.00")
    return {
        "external_no": f"N-{next(_numbers)}",
        "placed_at": "2026-11-11T00:00:03+08:00",
        "paid_at": "2026-11-11T00:01:00+08:00",
        "total": total,
        "paid": total,
        "customer": {"name": "周雨", "credit": "good"},
        "ship_to": {
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "street": "文三路 18 号",
            "building": "3 栋 502 室",
        },
        "lines": [{"sku": "A-1", "unit_price": total}],
        **changes,
    }


def unpaid(**changes: Any) -> dict[str, Any]:
    """Return changes that make an order wait for its money."""
    return {"paid_at": None, "paid": "0.00", **changes}


def custom_made() -> list[dict[str, Any]]:
    """Return the lines of an order for custom goods."""
    return [{"sku": "T-9", "name": "定制餐桌", "custom": True}]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Give a shop on SQLite, ready for business; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("seeded")
    return _opened(f"sqlite:///{folder}/shop.db", folder)


@pytest.fixture(scope="session")
def seeded_postgres(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """Give the same shop on PostgreSQL."""
    url = postgres_server.fresh_database()
    yield _opened(url, tmp_path_factory.mktemp("seeded-postgres"))
    postgres_server.drop_database(url)


@pytest.fixture
def shop(seeded: Shop, tmp_path: Path) -> Shop:
    """Give a shop of the test's own, on SQLite."""
    return copied(seeded, tmp_path)


@pytest.fixture
def postgres_shop(
    seeded_postgres: Shop, postgres_server: PostgresServer, tmp_path: Path
) -> Iterator[Shop]:
    """Give a shop of the test's own, on PostgreSQL."""
    template = make_url(seeded_postgres.url).database or ""
    url = postgres_server.fresh_database(template)
    shutil.copytree(seeded_postgres.folder / "anchors", tmp_path / "anchors")
    yield Shop(url, tmp_path)
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_shop(request: pytest.FixtureRequest) -> Shop:
    """Give a shop of the test's own: the test runs on SQLite and on PostgreSQL."""
    name = "shop" if request.param == "sqlite" else "postgres_shop"
    found = request.getfixturevalue(name)
    assert isinstance(found, Shop)
    return found


def copied(shop: Shop, folder: Path) -> Shop:
    """Return a copy of a shop on SQLite, in a folder of its own."""
    shutil.copytree(shop.folder / "anchors", folder / "anchors")
    shutil.copy(shop.folder / "shop.db", folder / "shop.db")
    return Shop(f"sqlite:///{folder}/shop.db", folder)


def _opened(url: str, folder: Path) -> Shop:
    shop = Shop(url, folder)
    shop.does("init")
    shop.hires()
    return shop
