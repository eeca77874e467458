"""A title of a process that is written in one language only."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View
from runtime.engine.design.artifacts import Kind
from runtime.kernel.texts import plain, text

_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield a manifest with a title in one language."""
    try:
        manifest = tomllib.loads(view.file.body.decode())
    except ValueError:
        return  # the gates say what is wrong with it
    if bool(manifest.get("title")) != bool(manifest.get("title_en")):
        key = plain(view.file.key, _SHOWN)
        yield Fault(key, 1, text("title-one-language", key=key))


check = Check({"title-one-language": WARNING}, look, Kind.MANIFEST)
