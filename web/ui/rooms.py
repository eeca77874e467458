"""Every room of pages; a new one enters here, at `desk` or in `house`."""

from __future__ import annotations

from web.ui import (
    attachments,
    bypass_batch,
    bypass_codes,
    bypasses,
    incidents,
    notices,
    order,
    remarks,
    stages,
    stock,
)
from web.ui.desk import DESK
from web.ui.house import HOUSE

DAILY = (
    *DESK,
    order,
    attachments,
    remarks,
    stages,
    stock,
    incidents,
    bypasses,
    bypass_codes,
    bypass_batch,
    notices,
)
ROOMS = (*DAILY, *HOUSE)
