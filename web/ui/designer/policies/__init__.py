"""Policies of shortcuts in a draft: who may go around a step, when, how far (绕行)."""

from __future__ import annotations

from web.ui.designer.policies import editor, new

ROOMS = (editor, new)
