"""Which web addresses this server may ask, and which network addresses it may connect to.

Whoever may name an address could otherwise make the server ask its own network (server-side request forgery). So a host
name must be one in the strict sense, and every address that it resolves to must be a public one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from timeline.intake.refusals import Refused

PORTS = {"http": 80, "https": 443}

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        # The special-purpose address registry of IANA (RFC 6890 and its updates), multicast and class E.
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4".split(),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
"""Global unicast; everything else of IPv6 is local, mapped, translated (64:ff9b::/96), multicast or not given out."""
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        # Inside of it: protocol assignments with Teredo, ORCHID and benchmarking, 6to4, documentation, segment routing.
        "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16".split(),
    )
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_LOCAL_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion")
"""Last labels that never lead into the public web (RFC 6761, RFC 6762, RFC 8375 and common practice)."""
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_SPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that may be asked, as far as can be said before its host is resolved."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as the request line has them."""


def parse(url: str) -> Address:
    """A web address in its normal form. Raises Refused for anything that is none, or that no article has."""
    url = url.strip()
    if _SPACE_OR_CONTROL.search(url) or len(url) > 2000:
        raise Refused("address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("address") from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not parts.hostname:
        raise Refused("address")
    if "@" in parts.netloc:
        raise Refused("address_user")
    if port not in (None, PORTS[scheme]):
        raise Refused("address_port", port=port)
    host = host_name(parts.hostname)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    shown = f"[{host}]" if ":" in host else host
    normal = urlunsplit(SplitResult(scheme, shown, path, query, ""))
    return Address(normal, scheme, host, PORTS[scheme], f"{path}?{query}" if query else path)


def host_name(host: str) -> str:
    """A host name in ASCII, or an address in its one proper spelling. Raises Refused.

    Numbers in other spellings (2130706433, 0x7f.1, 0177.0.0.1, 127.1) are refused, not translated.
    """
    name = unicodedata.normalize("NFKC", host).lower().replace("。", ".").rstrip(".")
    try:
        literal = ip_address(name)
    except ValueError:
        literal = None
    if literal is not None:
        require_public(str(literal), name)
        return str(literal)
    labels = name.split(".")
    if _NUMBER.match(labels[-1]):
        raise Refused("address_host", host=host)
    try:
        ascii_name = name.encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused("address_host", host=host) from None
    labels = ascii_name.split(".")
    if labels[-1] in _LOCAL_NAMES or len(labels) == 1:
        raise Refused("address_private", host=host)
    if len(ascii_name) > 253 or not all(_LABEL.match(label) for label in labels) or _NUMBER.match(labels[-1]):
        raise Refused("address_host", host=host)
    return ascii_name


def require_public(address: str, host: str) -> None:
    """Raises Refused unless a network address is a public one; `host` is whose it is."""
    if not is_public(address):
        raise Refused("address_private", host=host)


def is_public(address: str) -> bool:
    """Whether a network address lies in the public internet; False for what is no address in its proper spelling."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_4)
    return _is_public_6(found)


def _is_public_6(address: IPv6Address) -> bool:
    return (
        address.scope_id is None and address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)
    )
