"""The roles that people may hold (岗位), as the deployed roles.toml names them."""

from __future__ import annotations

import tomllib

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel.texts import Title


def titles(read: Connection) -> dict[str, Title]:
    """Return role id → what it is called, in the order of the file."""
    body = artifacts.get_latest(read, Kind.ROLES, "roles").body
    found = tomllib.loads(bytes(body).decode())
    return {role: _title(role, content) for role, content in found.items()}


def known(read: Connection) -> frozenset[str]:
    """Return the ids of all roles."""
    return frozenset(titles(read))


def _title(role: str, content: dict[str, dict[str, str]]) -> Title:
    said = content.get("title", {})
    return Title(said.get("zh", role), said.get("en", role))
