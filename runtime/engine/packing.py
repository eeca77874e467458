"""Bytes of instances, packed by what their process version says again and again (字典).

All instances of a version write nearly the same names in nearly the same places.
What the first one wrote, without what was particular to it, is kept once beside the
version as a dictionary (the preset dictionary of RFC 1950); every frozen run and every
page of history is then deflated against it. Like the version it belongs to, a
dictionary never changes: rows cannot be read without it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Result, select

from runtime.engine.design import definitions
from runtime.engine.design.definitions import Deployed
from runtime.engine.tables import Dictionary
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

DICTIONARY = table_of(Dictionary)
_WINDOW = -12  # raw deflate that looks back 4 kB, dictionary included
_LOOKS_BACK = 3_800
_LEVEL, _MEMORY = 6, 5  # small tables: to set them up takes longest
_WORD = re.compile(r"[\w.-]+")


class Packer:
    """Packs and unpacks for one process version; threads may share it."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        # fixed codes: to work out better ones costs more than they save here
        self._empty = zlib.compressobj(
            _LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_FIXED, words
        )

    def pack(self, plain: bytes) -> bytes:
        """Return ``plain``, smaller."""
        packing = self._empty.copy()
        return packing.compress(plain) + packing.flush()

    def unpack(self, packed: bytes) -> bytes:
        """Return what was packed."""
        return zlib.decompressobj(_WINDOW, self._words).decompress(packed)


class Packers:
    """The packer of every process version, made when it is first needed."""

    def __init__(self) -> None:
        self._made: dict[int, Packer] = {}

    def get(self, read: Connection, definition_id: int) -> Packer:
        """Return the packer of a version that has had an instance."""
        known = self._made.get(definition_id)
        if known is not None:
            return known
        packer = Packer(bytes(_stored(read, definition_id).scalar_one()))
        return self._made.setdefault(definition_id, packer)

    def for_start(
        self, work: Work, deployed: Deployed, samples: Sequence[bytes]
    ) -> Packer:
        """Return the packer for new instances of ``deployed``.

        The first of all leaves the dictionary, made of ``samples``: what it writes.
        """
        known = self._made.get(deployed.id)
        if known is not None:
            return known
        words = _stored(work.session, deployed.id).scalar_one_or_none()
        if words is None:
            files = definitions.files_of(work.session, deployed.id)
            texts = (file.body.decode() for file in files)
            words = dictionary(deployed.model.names, texts, samples)
            row = {"definition_id": deployed.id, "body": words}
            work.session.execute(DICTIONARY.insert(), row)
        packer = Packer(bytes(words))
        work.after_commit(lambda: self._made.update({deployed.id: packer}))
        return packer


def _stored(read: Connection, definition_id: int) -> Result[Any]:
    asked = select(DICTIONARY.c.body)
    return read.execute(asked.where(DICTIONARY.c.definition_id == definition_id))


def dictionary(
    names: Iterable[str], texts: Iterable[str], samples: Sequence[bytes]
) -> bytes:
    """Return the names of the diagram, then the samples: what is likeliest comes last.

    Of the samples only those texts stay that the published files contain: what was
    particular to the first instance is nobody else's business.
    """
    known = frozenset(names).union(*(_WORD.findall(text) for text in texts))
    front = orjson.dumps(list(dict.fromkeys(names)))
    cleaned = [orjson.dumps(_cleaned(orjson.loads(each), known)) for each in samples]
    return b"".join([front, *cleaned])[-_LOOKS_BACK:]


def _cleaned(value: Any, known: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, known) for inner in value]
    if isinstance(value, str):
        return value if value in known else ""
    return value
