"""Every room of pages; a new one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.ui import (
    attachments,
    batches,
    going_back,
    handing,
    inbox,
    incidents,
    notices,
    order,
    remarks,
    stages,
    stock,
    tasks,
)
from web.ui.house import HOUSE

DAILY = (
    inbox,
    tasks,
    handing,
    going_back,
    batches,
    order,
    attachments,
    remarks,
    stages,
    stock,
    incidents,
    notices,
)
ROOMS = (*DAILY, *HOUSE)
