"""What people call kinds of files, drafts' states and files (用词)."""

from __future__ import annotations

from typing import Any

from flask import g

from runtime.designer.drafts.drafts import Draft, DraftFile
from runtime.designer.drafts.naming import VALUES
from runtime.designer.titles import title_of
from runtime.engine.design.artifacts import Kind
from runtime.kernel.texts import Text, Title, text
from web.designer import drafting

VALUES_FILE = f"{VALUES}/parameters"  # as forms send it
# what a designer looks for first
ORDER = (
    "process",
    "decisions",
    "form",
    VALUES,
    "mapping",
    "bypass",
    "cases",
    "manifest",
    "roles",
    "rights",
    "parameters",
)
SINGLE = (VALUES, "roles", "rights", "parameters")  # there is one file of them
_OF_PROCESS = ("cases",)  # files that are called as their process is
_TONES = {"open": "", "submitted": "warn", "approved": "ok", "published": "open"}


def kind_name(kind: str) -> Text:
    """Return what people call a kind of file."""
    return text(f"designer-kind-{kind}")


def state_name(state: str) -> Text:
    """Return what people call where a draft is."""
    return text(f"designer-state-{state}")


def state_tone(state: str) -> str:
    """Return the class that colours a state."""
    return _TONES.get(state, "")


def file_title(kind: str, key: str, body: bytes) -> Title:
    """Return what people call a file."""
    if kind in SINGLE:
        name = kind_name(kind)
        return Title(name.say("zh"), name.say("en"))
    if kind in _OF_PROCESS:
        return _published().get((Kind.PROCESS.value, key)) or Title(key, key)
    return title_of(kind, key, body)


def file_label(kind: str, key: str, body: bytes) -> Title:
    """Return what people call a file among files of other kinds."""
    return _label(kind, file_title(kind, key, body))


def known_label(kind: str, key: str) -> Title:
    """Return what people call a file as it is published; its key where it is not."""
    if kind in _OF_PROCESS or kind in SINGLE:
        return _label(kind, file_title(kind, key, b""))
    return _label(kind, _published().get((kind, key)) or Title(key, key))


def _label(kind: str, title: Title) -> Title:
    if kind in SINGLE:
        return title
    name = kind_name(kind)
    return Title(*(f"{name.say(one)} · {title.say(one)}" for one in ("zh", "en")))


def _published() -> dict[tuple[str, str], Title]:
    """Return kind and key → name of what is published, looked up once a request."""
    if "published_titles" not in g:
        g.published_titles = {
            (one.kind, one.key): title_of(one.kind, one.key, one.body)
            for one in drafting.latest()
        }
    found: dict[tuple[str, str], Title] = g.published_titles
    return found


def sorted_files(draft: Draft) -> list[DraftFile]:
    """Return the files of a draft, what a designer looks for first at the top."""
    return sorted(draft.files.values(), key=_place)


def sorted_rows(rows: Any) -> list[Any]:
    """Return published files, what a designer looks for first at the top."""
    return sorted(rows, key=_place)


def grouped(rows: Any) -> list[tuple[str, list[Any]]]:
    """Return kind → published files of it, what one looks for first at the top."""
    found: dict[str, list[Any]] = {}
    for row in sorted_rows(rows):
        found.setdefault(row.kind, []).append(row)
    return list(found.items())


def _place(one: Any) -> tuple[int, str]:
    return ORDER.index(one.kind) if one.kind in ORDER else len(ORDER), one.key
