"""Editors in the browser: a process as a drawing, rules as tables (流程图与决策表)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template
from lxml import etree
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.naming import Name
from runtime.dmn.xml import read_xml
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from web import assets, context, watermark
from web.built import COMMAND, State
from web.ui.designer import holding, words

bp = Blueprint("drawn", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>"


@bp.get(f"{PATH}/process/<key>")
@context.needs(Verb.READ_DESIGNS)
def process(draft_id: int, key: str) -> str:
    """Show the drawing of a process, to be changed in a draft."""
    return _page("modeler", draft_id, Name(Kind.PROCESS.value, key))


@bp.get(f"{PATH}/decisions/<key>")
@context.needs(Verb.READ_DESIGNS)
def decisions(draft_id: int, key: str) -> Answer:
    """Show a file of decision tables, to be changed in a draft."""
    page = _page("decisions", draft_id, Name(Kind.DECISIONS.value, key))
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = watermark.policy()
    return answer


def _page(bundle: str, draft_id: int, name: Name) -> str:
    held, built = holding.get(draft_id, name), assets.editors()
    return render_template(
        f"designer/{name.kind}.html",
        bundle=bundle,
        built=built is not State.MISSING,
        is_old=built is State.OLD,
        build=COMMAND,
        draft=held.draft,
        title=words.file_title(*held.name, held.body),
        kind=name.kind,
        key=name.key,
        revision=held.revision or "",
        body=_text(held.body, name.key),
        writes=context.may(Verb.DESIGN) and held.draft.is_live,
        why_reading="editor-reads-only" if held.draft.is_live else "editor-closed",
    )


def _text(body: bytes, key: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:  # an XML file that says so is written in another way
        root: Any = read_xml(body, file=key)
        return etree.tostring(root, encoding="unicode")
