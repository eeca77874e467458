"""Published forms: versions, differences, drafts of them, rollback."""

from __future__ import annotations

from runtime.engine.design.artifacts import Kind
from web.api.designer.published import noun_of

bp = noun_of(Kind.FORM, "forms")
