"""What every noun shares: exact numbers, pages of a list, requests that come twice."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO, ClassVar, NoReturn, cast

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from runtime.identity import answers
from runtime.identity.answers import Answer
from runtime.kernel.actors import name_of
from runtime.kernel.clock import micros, moment
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.kernel.writing import all_written, is_written
from runtime.orders.order.decoding import read_json
from web import context

MOST = 200  # items of a page
UPLOAD = "upload"  # where a call finds fields and files together
ID = context.ROW
_SAID = {
    "Missing data for required field.": text("sent-field-missing"),
    "Field may not be null.": text("sent-field-missing"),
    "Unknown field.": text("sent-field-unknown"),
}


class Parser(FlaskParser):
    """Reads fractions exactly, and says what is wrong in the reader's language."""

    __location_map__ = FlaskParser.__location_map__ | {UPLOAD: "load_upload"}

    def load_upload(self, req: Any, schema: Any) -> Any:
        """Return the fields and the files of a multipart request as one."""
        both = MultiDict([*req.form.items(multi=True), *req.files.items(multi=True)])
        return self._makeproxy(both, schema)

    def _raw_load_json(self, req: Any) -> Any:
        if not is_json_request(req):
            raise UnsupportedMediaType
        return all_written(read_json(req.get_data(cache=True)))

    def handle_error(self, error: ValidationError, *args: Any, **more: Any) -> NoReturn:
        """Raise Invalid with every fault by field path."""
        raise Invalid("http-content", dict(_faults(error.messages)))


class AsSent(Parser):
    """Leaves texts as they were sent, for those who note what they leave out."""

    def _raw_load_json(self, req: Any) -> Any:
        if not is_json_request(req):
            raise UnsupportedMediaType
        return read_json(req.get_data(cache=True))


class Noun(Blueprint):
    """A noun of the interface: its calls, described and checked.

    A room of pages may have the same name: `MARK` sets the noun apart inside, and is
    nowhere seen outside.
    """

    MARK = "api-"

    ARGUMENTS_PARSER = Parser()
    DEFAULT_LOCATION_CONTENT_TYPE_MAPPING: ClassVar[dict[str, str]] = {
        **Blueprint.DEFAULT_LOCATION_CONTENT_TYPE_MAPPING,
        UPLOAD: "multipart/form-data",
    }

    def __init__(self, name: str, module: str, **more: Any) -> None:
        super().__init__(f"{self.MARK}{name}", module, **more)

    def arguments(self, schema: Any, **more: Any) -> Any:
        """Read what a call is given, by one instance of its shape."""
        is_shape = isinstance(schema, type) and issubclass(schema, Schema)
        return super().arguments(made(schema) if is_shape else schema, **more)


class Who(fields.String):
    """Somebody, by the name that people know; the id of an actor inside."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **more: Any) -> Any:
        return super()._serialize(name_of(value), attr, obj, **more)


class Problem(Schema):
    """Why a request was refused, as `application/problem+json`."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class PageQuery(Schema):
    """Which page of a list."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    cursor = fields.String(load_default=None)


class Reason(Schema):
    """Why somebody decides; kept in the trail."""

    reason = fields.String(required=True, validate=validate.Length(1, 2000))


def page_of(item: type[Schema]) -> type[Schema]:
    """Return the shape of a page of such items."""
    made = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return type(f"{item.__name__}Page", (Schema,), made)


def paged(
    rows: Sequence[Any], limit: int, key: Callable[[Any], Sequence[Any]]
) -> str | None:
    """Return the cursor behind a page that is full, None behind the last one."""
    if len(rows) < limit:
        return None
    values = [
        micros(one) if isinstance(one, datetime) else one for one in key(rows[-1])
    ]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def opened(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """Return the sort key that a cursor holds; raises Invalid for a foreign one."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, b"-_", validate=True))
        return tuple(
            _opened(value, kind) for value, kind in zip(values, kinds, strict=True)
        )
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise Invalid("http-content", {"cursor": [text("cursor-foreign")]}) from None


def answered(
    schema: type[Schema], run: Callable[[Work], tuple[int, Any]], same: str = ""
) -> Response:
    """Do ``run`` in one unit of work and answer with its status and content.

    With an Idempotency-Key the answer is kept in that same unit, and given again to
    the same caller who asks the same again: by the bytes of the request, or by
    ``same``.
    """

    def act(work: Work) -> Answer:
        status, content = run(work)
        return Answer(status, orjson.dumps(made(schema).dump(content)))

    key = request.headers.get("Idempotency-Key")
    if key is None:
        found = context.writing(act)
    else:
        digest = same or digest_of_request()
        found = context.writing(lambda work: answers.once(work, key, digest, act))
    answer = Response(found.body, found.status, mimetype="application/json")
    if found.is_again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def digest_of_upload() -> str:
    """Return the digest of a multipart request, whose borders differ each time."""
    parts = [request.method, request.full_path]
    for name, value in sorted(request.form.items(multi=True)):
        parts += [name, value]
    for name, file in sorted(request.files.items(multi=True), key=lambda one: one[0]):
        stream = cast(BinaryIO, file.stream)
        stream.seek(0)
        parts += [name, hashlib.file_digest(cast(Any, stream), "sha256").hexdigest()]
    return answers.digest_of(*(one.encode() for one in parts))


@cache
def made(schema: type[Schema]) -> Schema:
    """Return the one instance of a shape: making one copies each of its fields."""
    return schema()


def digest_of_request() -> str:
    """Return by what the present request is recognised when it comes again."""
    asked = (request.method, request.full_path)
    return answers.digest_of(*(one.encode() for one in asked), request.get_data())


def _opened(value: Any, kind: type[Any]) -> Any:
    if type(value) is not (int if kind is datetime else kind):
        raise ValueError(kind)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError(value)
    if isinstance(value, str) and not is_written(value):
        raise ValueError(value)
    return moment(value) if kind is datetime else value


def _faults(messages: Any, path: str = "") -> list[tuple[str, list[Text]]]:
    if isinstance(messages, Mapping):
        return [
            found
            for name, inner in messages.items()
            for found in _faults(inner, _deeper(path, name))
        ]
    said = messages if isinstance(messages, list) else [messages]
    return [
        (path, [_SAID.get(one) or text("sent-field-wrong", detail=one) for one in said])
    ]


def _deeper(path: str, name: Any) -> str:
    is_place = not path and name in {"json", "query", UPLOAD, "_schema"}
    return path if is_place else f"{path}.{name}".lstrip(".")
