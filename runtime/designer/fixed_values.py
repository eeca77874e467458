"""Parameters as they are in a play, at whatever moment it looks (参数取值)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.kernel.parameters import Recalled


class FixedValues(Recalled):
    """Values that do not change with time; their names are the published ones."""

    def __init__(self, read: Connection, values: Mapping[str, Any]) -> None:
        super().__init__(read)
        self._values = values

    def at(self, moment: datetime) -> Mapping[str, Any]:
        """Return the values."""
        return self._values
