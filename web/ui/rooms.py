"""Every room of pages; a new one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.ui import (
    attachments,
    batches,
    bypasses,
    going_back,
    handing,
    inbox,
    incidents,
    notices,
    order,
    remarks,
    stages,
    stock,
    task_bypass,
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
    bypasses,
    task_bypass,
    notices,
)
ROOMS = (*DAILY, *HOUSE)
