"""Every noun of the interface; one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.api import (
    attachments,
    batches,
    bypasses,
    comments,
    deliveries,
    incidents,
    intake,
    orders,
    stages,
    tasks,
)
from web.api.house import HOUSE

DAILY = (
    orders,
    intake,
    attachments,
    comments,
    tasks,
    batches,
    bypasses,
    incidents,
    deliveries,
    stages,
)
NOUNS = (*DAILY, *HOUSE)
