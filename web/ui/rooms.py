"""Every room of pages; a new one of the daily work enters here, others `house`."""

from __future__ import annotations

from web.ui import (
    attachments,
    batches,
    bypasses,
    inbox,
    incidents,
    notices,
    order,
    remarks,
    stages,
    task_bypass,
    tasks,
)
from web.ui.house import HOUSE

DAILY = (
    inbox,
    tasks,
    batches,
    order,
    attachments,
    remarks,
    stages,
    incidents,
    bypasses,
    task_bypass,
    notices,
)
ROOMS = (*DAILY, *HOUSE)
