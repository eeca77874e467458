"""Every room of pages; a new one enters here, or at `desk`, in `jam` or `house`."""

from __future__ import annotations

from web.ui import (
    attachments,
    incidents,
    notices,
    order,
    remarks,
    stages,
    stock,
)
from web.ui.designer import ROOMS as DESIGNER
from web.ui.desk import DESK
from web.ui.house import HOUSE
from web.ui.jam import JAM

DAILY = (
    *DESK,
    order,
    attachments,
    remarks,
    stages,
    stock,
    incidents,
    *JAM,
    notices,
)
ROOMS = (*DAILY, *HOUSE, *DESIGNER)
