"""Files of a design to keep elsewhere, byte for byte as they are exported (下载)."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from flask import Response

from runtime.engine.design.artifacts import Kind


def attachment(body: bytes, name: str) -> Response:
    """Return an answer that a browser saves under a name and never shows."""
    answer = Response(body, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def file(kind: str, key: str, place: str, body: bytes, version: str = "") -> Response:
    """Return a file of a design; a form, which is two files, as both in one."""
    mark = f"{version}-" if version else ""
    if kind == Kind.FORM.value:
        return attachment(_form(body), f"{mark}{key}.zip")
    return attachment(body, mark + (place.rpartition("/")[2] or f"{kind}.toml"))


def _form(body: bytes) -> bytes:
    parts, packed = orjson.loads(body), io.BytesIO()
    with ZipFile(packed, "w") as made:
        for name, part in (("schema.json", "schema"), ("ui.json", "ui")):
            if parts.get(part) is not None:
                made.writestr(ZipInfo(name), parts[part], ZIP_DEFLATED)
    return packed.getvalue()
