"""Channels of a draft: which column of a file becomes which field (渠道映射)."""

from __future__ import annotations

from web.ui.designer.mappings import editor, new

ROOMS = (editor, new)
