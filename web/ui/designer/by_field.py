"""Rooms in which a file is edited by field: forms, channels, shortcuts, limits."""

from __future__ import annotations

from web.ui.designer import forms, limits, mappings, policies

BY_FIELD = (*forms.ROOMS, *mappings.ROOMS, *policies.ROOMS, *limits.ROOMS)
