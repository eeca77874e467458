"""Is this file safe XML? The one reader of uploaded models (安全读取).

It refuses what an attack needs and a model does not: a DOCTYPE (and with it every
entity), more bytes or elements than a drawn model has, broken text. It also refuses
ids that stand twice, because every later message names its element by id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, cast

from lxml import etree

from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import Title, text

Element = etree._Element

BYTES_LIMIT: Final = 2_000_000
ELEMENTS_LIMIT: Final = 20_000
_STANDARDS: Final = ("http://www.omg.org/spec/", "https://www.omg.org/spec/")


def read_xml(
    data: bytes,
    limit: int = BYTES_LIMIT,
    elements: int = ELEMENTS_LIMIT,
    *,
    file: str = "",
) -> Element:
    """Return the root element of ``data``, parsed without network and entities.

    Raises Misconfigured with all findings; nothing of a refused file is kept.
    """
    _refuse_if_any(_faults_of_size(data, limit, file), file)
    census = _take_census(data, elements, file)
    _refuse_if_any(census.findings(), file)
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:  # what is only seen when a tree is built
        raise _refused([_broken(file, error)], file) from error


def local_name(element: Element) -> str:
    """Return the tag without its namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Return the namespace of the tag, "" when it has none."""
    return _namespace_of(element.tag) if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """List the direct children whose local name is one of ``names``."""
    return [each for each in element if local_name(each) in names]


def find_child(element: Element | None, *names: str) -> Element | None:
    """Return the first direct child with one of ``names``, or None."""
    if element is None:
        return None
    return next((each for each in element if local_name(each) in names), None)


def name_of(element: Element | None) -> str:
    """Return the attribute ``name``, its blanks as FEEL reads them."""
    return "" if element is None else " ".join((element.get("name") or "").split())


def find_text(element: Element | None) -> str | None:
    """Return the content of the child ``text``, None when there is no such child."""
    found = find_child(element, "text")
    return None if found is None else (found.text or "")


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Walk all elements below ``element`` with one of ``names``, top down."""
    return (each for each in element.iter() if local_name(each) in names)


def title_of(element: Element) -> Title:
    """Return what people call an element: its label, and the property ``name:en``."""
    more = find_child(element, "extensionElements")
    given = () if more is None else descendants(more, "property")
    english = [one.get("value") for one in given if one.get("name") == "name:en"]
    return Title(element.get("label") or "", (english or [""])[0] or "")


def line_of(element: Element) -> int:
    """Return the line the element starts on, 0 when it is not known."""
    return cast("int | None", element.sourceline) or 0


class _TooMany(Exception):
    """The element limit is passed; reading on would only cost memory."""


class _Doctype(Exception):
    """A DOCTYPE was met, before anything in it was read."""


class _Census:
    """Count what a file holds while it is read, without building a tree."""

    def __init__(self, elements: int, file: str) -> None:
        self._limit = elements
        self._file = file
        self._count = 0
        self._own = ""
        self._ids: Counter[str] = Counter()
        self._faults: list[Finding] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count one element; called by the parser."""
        space = _namespace_of(tag)
        if not self._count:
            self._own = space
        self._count += 1
        if self._count > self._limit:
            raise _TooMany
        identity = attributes.get("id")
        # ids of extensions (parameters of operators …) have rules of their own
        if identity and (space == self._own or space.startswith(_STANDARDS)):
            self._ids[identity] += 1

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        """Stop at a DOCTYPE; called by the parser before its content is read."""
        raise _Doctype(name, public_id, system)

    def close(self) -> None:
        """End of the file; called by the parser."""

    def add(self, finding: Finding) -> None:
        """Add a fault that the parser itself reported."""
        self._faults.append(finding)

    def findings(self) -> list[Finding]:
        """List all faults, those of the whole file first."""
        twice = [each for each, count in self._ids.items() if count > 1]
        doubles = [
            _finding(self._file, "xml-duplicate-id", element=each, id=each)
            for each in twice
        ]
        return self._faults + doubles


def _take_census(data: bytes, elements: int, file: str) -> _Census:
    census = _Census(elements, file)
    try:
        etree.fromstring(data, _parser(census))
    except _Doctype:
        census.add(_finding(file, "xml-doctype"))
    except _TooMany:
        census.add(_finding(file, "xml-too-many-elements", limit=elements))
    except etree.XMLSyntaxError as error:
        census.add(_broken(file, error))
    except (LookupError, ValueError) as error:
        census.add(_finding(file, "xml-broken", reason=str(error)))
    return census


def _parser(target: object = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        target=target,  # type: ignore[arg-type]  # the stubs ask for a base class
    )


def _faults_of_size(data: bytes, limit: int, file: str) -> list[Finding]:
    if len(data) > limit:
        return [_finding(file, "xml-too-large", size=len(data), limit=limit)]
    if not data.strip():
        return [_finding(file, "xml-empty")]
    return []


def _broken(file: str, error: etree.XMLSyntaxError) -> Finding:
    line, column = error.position
    reason = text("xml-broken", reason=error.msg or "?", line=line)
    return Finding(file, "", "xml-broken", "error", reason, line or 0, column or 0)


def _finding(file: str, code: str, element: str = "", **facts: object) -> Finding:
    return Finding(file, element, code, "error", text(code, **facts))


def _refuse_if_any(findings: Iterable[Finding], file: str) -> None:
    found = list(findings)
    if found:
        raise _refused(found, file)


def _refused(found: list[Finding], file: str) -> Misconfigured:
    return Misconfigured("file-refused", found, file=file or "XML", count=len(found))


def _namespace_of(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""
