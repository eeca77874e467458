"""Every noun of the interface; a new one enters here, at `desk` or in `house`."""

from __future__ import annotations

from web.api import (
    attachments,
    bypass_batches,
    bypasses,
    comments,
    deliveries,
    incidents,
    intake,
    orders,
    stages,
    stock,
)
from web.api.desk import DESK
from web.api.house import HOUSE

DAILY = (
    orders,
    intake,
    attachments,
    comments,
    *DESK,
    bypasses,
    bypass_batches,
    incidents,
    deliveries,
    stages,
    stock,
)
NOUNS = (*DAILY, *HOUSE)
