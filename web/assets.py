"""Style sheets, scripts and pictures: named by their content, so kept for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from runtime.bootstrap import Runtime
from web import built
from web.built import State
from web.context import public

log = structlog.get_logger(__name__)

HERE = Path(__file__).parent / "static"
_NAMED = HERE / "editor" / "fonts"  # style sheets of the build name these by content
_WORTH_PACKING = 600  # bytes; below that gzip gains nothing
_PACKABLE = ("text/", "application/json", "application/problem+json", "image/svg")
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; ``url`` changes with its content."""

    url: str
    kind: str
    plain: bytes
    packed: bytes


def install(app: Flask, runtime: Runtime) -> None:
    """Serve the files; pack pages for browsers that can unpack."""
    app.add_url_rule("/static/<path:name>", "static", _send)
    app.after_request(_packed)
    app.jinja_env.globals["static"] = url_of
    if editors() is not State.READY:
        log.warning("Editors are not built", action="editors", state=editors().value)


@cache
def editors() -> State:
    """Return what there is of the editors; it is looked at once, as the files are."""
    return built.state()


def url_of(name: str) -> str:
    """Return where a file of ``web/static`` is served; raises KeyError."""
    return _files()[name].url


@public
def _send(name: str) -> Response:
    found = _by_url().get(f"/static/{name}")
    if found is None:
        raise NotFound
    is_packed = _takes_gzip() and len(found.plain) > _WORTH_PACKING
    answer = Response(found.packed if is_packed else found.plain, mimetype=found.kind)
    answer.headers["Cache-Control"] = _FOREVER
    answer.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _packed(answer: Response) -> Response:
    is_packable = (answer.mimetype or "").startswith(
        _PACKABLE
    ) and not answer.is_streamed
    if not is_packable or "Content-Encoding" in answer.headers:
        return answer
    answer.headers.add("Vary", "Accept-Encoding")
    plain = answer.get_data()
    if _takes_gzip() and len(plain) > _WORTH_PACKING:
        answer.set_data(gzip.compress(plain, 5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


@cache
def _files() -> Mapping[str, Asset]:
    return {
        str(path.relative_to(HERE)): _asset(path)
        for path in sorted(HERE.rglob("*"))
        if path.is_file()
    }


@cache
def _by_url() -> Mapping[str, Asset]:
    return {asset.url: asset for asset in _files().values()}


def _asset(path: Path) -> Asset:
    plain = path.read_bytes()
    stamp = hashlib.sha256(plain).hexdigest()[:10]
    named = (
        path if path.parent == _NAMED else path.with_suffix(f".{stamp}{path.suffix}")
    )
    place = named.relative_to(HERE)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"/static/{place}", kind, plain, gzip.compress(plain, 9, mtime=0))
