"""The file that a mapping is tried on: chosen now, or sent again with the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import MultiDict

from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text
from runtime.orders.intake import sampling
from runtime.orders.intake.sampling import Sample
from web import uploads


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sample, or why there is none."""

    sample: Sample | None = None
    refused: Text | None = None


NOTHING = Chosen()


def chosen(sent: MultiDict[str, str]) -> Chosen:
    """Return the first rows of a file that was chosen, else those sent again."""
    files = uploads.chosen("file") if request.files else []
    if not files:
        return again(sent)
    stream = cast(BinaryIO, files[0].stream)
    try:
        return Chosen(sampling.taken(stream, files[0].filename or ""))
    except FlowError as wrong:
        return Chosen(again(sent).sample, wrong.text)


def again(sent: MultiDict[str, str]) -> Chosen:
    """Return the rows that the page holds."""
    kept = sent.get("sample", "")
    if not kept:
        return Chosen()
    try:
        return Chosen(sampling.from_text(kept))
    except FlowError as wrong:
        return Chosen(None, wrong.text)
