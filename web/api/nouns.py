"""Every noun of the interface; a new one enters here, or at `desk`, `jam` and so on."""

from __future__ import annotations

from web.api import (
    attachments,
    comments,
    deliveries,
    incidents,
    intake,
    orders,
    stages,
    stock,
)
from web.api.designer import DESIGNER
from web.api.desk import DESK
from web.api.house import HOUSE
from web.api.jam import JAM

DAILY = (
    orders,
    intake,
    attachments,
    comments,
    *DESK,
    *JAM,
    incidents,
    deliveries,
    stages,
    stock,
)
NOUNS = (*DAILY, *HOUSE, *DESIGNER)
