"""Which machines a connector may reach (防 SSRF).

A name is looked up once; every address it has must be admissible, and the
connection goes to the address that was looked at, so a name that changes its
mind between check and use gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterator

from runtime.connectors.base import Retry
from runtime.kernel.errors import Stuck

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")  # private to a carrier or a cloud


def is_host(host: str) -> bool:
    """Tell whether ``host`` is a plain host name or a plain IP address.

    Refused is all that another reader could take for something else: users
    (``a@b``), ports, paths, brackets, and numbers such as ``2130706433``.
    """
    if _parse(host) is not None:
        return "%" not in host
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or _NUMERIC.fullmatch(labels[-1]):
        return False
    return all(_LABEL.fullmatch(label) for label in labels)


def is_admissible(address: str, *, allow_private: bool) -> bool:
    """Tell whether a connector may connect to ``address``.

    Public addresses only; ``allow_private`` adds this machine and private
    networks. Link-local addresses, where clouds keep their secrets, multicast
    and reserved ones are never reached. An IPv4 address inside an IPv6 one is
    judged as what it is.
    """
    parsed = _parse(address)
    if parsed is None:
        return False
    return all(_is_fine(one, allow_private=allow_private) for one in _judged(parsed))


def is_refused_literal(host: str, *, allow_private: bool) -> bool:
    """Tell whether ``host`` is an address, written out, that may not be reached."""
    is_literal = _parse(host) is not None
    return is_literal and not is_admissible(host, allow_private=allow_private)


def look_up(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the addresses of ``host``, all of them admissible.

    Raises Retry when the name has no address now, Stuck when one is refused.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as cause:
        why = type(cause).__name__
        raise Retry("connector-host-not-found", host=host, cause=why) from cause
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_admissible(address, allow_private=allow_private):
            raise Stuck("connector-address-refused", host=host, address=address)
    return addresses


def _parse(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _judged(address: Address) -> Iterator[Address]:
    """Yield what an address really leads to: itself, or addresses inside it."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo


def _is_fine(address: Address, *, allow_private: bool) -> bool:
    if address.is_loopback:
        return allow_private
    if (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    ):
        return False
    return address.is_global or (allow_private and _is_private(address))


def _is_private(address: Address) -> bool:
    return address.is_private or address in _SHARED
