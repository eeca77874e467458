"""Which files are decision models: DMN 1.1 to 1.5."""

from __future__ import annotations

from typing import Final

from runtime.dmn.xml import Element, local_name, namespace

# DMN 1.1 (two spellings), 1.2, 1.3, 1.4, 1.5, and 1.6, which reads the same
NAMESPACES: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)


def is_model(root: Element) -> bool:
    """Return whether the file is a DMN model of a version that is read."""
    return local_name(root) == "definitions" and namespace(root) in NAMESPACES
