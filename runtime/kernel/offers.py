"""Packages whose modules each offer one thing, so that a new file is enough."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from runtime.kernel.errors import Misconfigured

T = TypeVar("T")


def offers(
    package: ModuleType, name: str, kind: type[T]
) -> Iterator[tuple[str, T | None]]:
    """Yield each module of a package with what it offers, None if it offers nothing."""
    for module in pkgutil.iter_modules(package.__path__):
        offered = vars(import_module(f"{package.__name__}.{module.name}")).get(name)
        yield module.name, offered if isinstance(offered, kind) else None


def all_offered(
    package: ModuleType, name: str, kind: type[T], missing: str
) -> dict[str, T]:
    """Return what the modules of a package offer, by module.

    Raises Misconfigured with the code ``missing`` for a module that offers nothing.
    """
    found: dict[str, T] = {}
    for module, offered in offers(package, name, kind):
        if offered is None:
            raise Misconfigured(missing, module=module)
        found[module] = offered
    return found
