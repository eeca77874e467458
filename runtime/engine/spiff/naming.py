"""What is drawn, as sentences call it: by the name people know, and id (称呼)."""

from __future__ import annotations

from runtime.dmn.xml import Element as Xml
from runtime.engine.spiff.diagram import Flow, Region, Shape, properties
from runtime.kernel.texts import Text, Title, plain, text

Place = Shape | Flow | Region
_LONGEST = 60


def called(place: Place) -> Text | str:
    """Return how a place is called in a sentence."""
    if title_of(place) is None and isinstance(place, Flow):
        ends = (plain(one, _LONGEST) for one in (place.source, place.target))
        return _way(place.id, *ends)
    return called_by(place.node, place.id)


def called_by(node: Xml, identity: str) -> Text | str:
    """Return how what has an id is called; ``node`` is it, or stands inside it."""
    name = _title(_owner(node, identity))
    short = plain(identity, _LONGEST)
    if name is None or not short:
        return short or "?" if name is None else text("drawn-end", name=name)
    return text("drawn-named", name=name, id=short)


def called_in(region: Region, node: Xml, identity: str) -> Text | str:
    """Return how a part of a region is called; a way without a name by its ends."""
    drawn = _owner(node, identity)
    source = region.shapes.get(drawn.get("sourceRef", "?"))
    target = region.shapes.get(drawn.get("targetRef", "?"))
    if source is None or target is None or _title(drawn) is not None:
        return called_by(drawn, identity)
    return _way(identity, *(_end(one) for one in (source, target)))


def title_of(place: Place) -> Title | None:
    """Return the name of a place in both languages, short enough for a sentence."""
    return _title(place.node)


def _title(node: Xml) -> Title | None:
    zh = plain(node.get("name", ""), _LONGEST)
    en = plain(properties(node).get("name:en", ""), _LONGEST)
    return Title(zh, en) if zh or en else None


def _owner(node: Xml, identity: str) -> Xml:
    """Return the element of an id that a node is or stands in; itself if none."""
    around = (node, *node.iterancestors())
    return next((one for one in around if one.get("id") == identity), node)


def _end(shape: Shape) -> Text | str:
    name = title_of(shape)
    short = plain(shape.id, _LONGEST)
    return short or "?" if name is None else text("drawn-end", name=name)


def _way(identity: str, source: Text | str, target: Text | str) -> Text:
    short = plain(identity, _LONGEST)
    if not short:
        return text("drawn-way-only", source=source, target=target)
    return text("drawn-way", id=short, source=source, target=target)
