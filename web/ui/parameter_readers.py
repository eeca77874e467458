"""What reads a parameter: rules of tables, diagrams and shortcuts, with their pages."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from runtime.designer import readers
from runtime.designer.readers import Reader
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting
from web.ui.designer import words


class Reading(NamedTuple):
    """A rule that reads a parameter, in a file of some kind, and its page."""

    reader: Reader
    kind: Text
    place: str


def readers_of(name: str) -> list[Reading]:
    """Return the published rules that read a parameter."""
    files = list(map(_file, artifacts.list_latest(context.reading())))
    found = readers.readers_of_parameters(files).get(name, [])
    return [_reading(one) for one in found]


def _file(row: object) -> File:
    """Return a published file as it is by now: policies are edited on pages, too."""
    file = artifacts.file_of(row)
    exported = drafting.press().exports.get(file.kind)
    if exported is None:
        return file
    body = exported(context.reading(), row, None)
    return File(file.kind, file.key, file.place, body)


def _reading(one: Reader) -> Reading:
    if one.kind is Kind.BYPASS:
        place = url_for("bypasses.one", policy=one.element)
    else:
        place = url_for("published.shown", kind=one.kind.value, key=one.key)
    return Reading(one, words.kind_name(one.kind.value), place)
