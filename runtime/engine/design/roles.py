"""What the candidate groups are called (岗位名称)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel.texts import Title


def titles(read: Connection) -> Mapping[str, Title]:
    """Return role → what people call it, from the newest published file."""
    body = bytes(artifacts.get_latest(read, Kind.ROLES, "roles").body)
    return {
        role: Title(**table.get("title", {"zh": role, "en": role}))
        for role, table in tomllib.loads(body.decode()).items()
    }
