"""Roles (角色): the candidate groups that the deployed roles.toml names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind


def list_roles(read: Connection) -> Mapping[str, Any]:
    """Return role id → what the file says of it; raises NotFound before ``init``."""
    body = artifacts.get_latest(read, Kind.ROLES, "roles").body
    return tomllib.loads(bytes(body).decode())


def known(read: Connection) -> frozenset[str]:
    """Return the role ids."""
    return frozenset(list_roles(read))
