"""Every noun of the interface; one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.api import (
    attachments,
    batches,
    comments,
    deliveries,
    incidents,
    intake,
    orders,
    stages,
    stock,
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
    incidents,
    deliveries,
    stages,
    stock,
)
NOUNS = (*DAILY, *HOUSE)
