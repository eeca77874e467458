"""Forms of a draft, edited field by field (表单)."""

from __future__ import annotations

from web.ui.designer.forms import editor, new

ROOMS = (editor, new)
