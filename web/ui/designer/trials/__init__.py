"""Rooms in which a draft is tried: its effect, its steps, its cases (试演)."""

from __future__ import annotations

from web.ui.designer.trials import cases, effect, record, simulate

ROOMS = (effect, simulate, record, cases)
