"""Limits that a draft changes: parameters and their values (参数)."""

from __future__ import annotations

from web.ui.designer.limits import editor

ROOMS = (editor,)
