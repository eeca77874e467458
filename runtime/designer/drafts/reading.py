"""Can a file be opened again? What is saved in a draft must be readable (可读)."""

from __future__ import annotations

import tomllib

import orjson

from runtime.designer.drafts.naming import LARGEST, Name, place_of
from runtime.dmn.xml import read_xml
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Invalid, Misconfigured
from runtime.kernel.texts import Text, text

_XML = (Kind.PROCESS.value, Kind.DECISIONS.value)


def require_readable(name: Name, body: bytes) -> None:
    """Raise Invalid for what no editor could open again.

    That is what is too large, unsafe, or not written in the language of its kind.
    """
    wrong = _fault(name, body)
    if wrong is not None:
        raise Invalid("http-content", {"body": [wrong]})


def _fault(name: Name, body: bytes) -> Text | None:
    if len(body) > LARGEST:
        return text("draft-too-large", size=len(body), limit=LARGEST)
    try:
        if name.kind in _XML:
            read_xml(body, file=place_of(name))
        elif name.kind == Kind.FORM.value:
            orjson.loads(body)
        else:
            tomllib.loads(body.decode())
    except Misconfigured as unsafe:
        return unsafe.findings[0].text if unsafe.findings else unsafe.text
    except (ValueError, UnicodeDecodeError) as cause:
        return text("draft-unreadable", why=str(cause))
    return None
