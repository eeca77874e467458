"""Every noun of the interface; one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.api import (
    attachments,
    batches,
    bypasses,
    comments,
    deliveries,
    handing,
    incidents,
    intake,
    orders,
    returns,
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
    handing,
    returns,
    batches,
    bypasses,
    incidents,
    deliveries,
    stages,
    stock,
)
NOUNS = (*DAILY, *HOUSE)
