"""Fetching what a web address leads to, as a stranger may: politely, within limits, and only from public hosts.

The host is resolved once, all its addresses are checked, and the connection goes to a checked one: there is no
second resolution that could say something else. A redirect is a new address and begins anew. Limits of time and size
hold while the answer comes in, also for what it unpacks to.
"""

from __future__ import annotations

import email.message
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from types import MappingProxyType
from urllib.parse import urljoin

from django.conf import settings

from timeline.intake.addresses import Address, parse, require_public
from timeline.intake.refusals import Refused

SECONDS = 20.0
"""For one address with all its redirects."""
REDIRECTS = 5
MAX_BYTES = 10_000_000
"""Of an answer, packed or not."""
MAX_RATIO = 100
_SMALL = 1_000_000
"""Below this an answer may be packed as tightly as it likes."""
_CHUNK = 65_536
_STEP = 10.0
"""Seconds for one step: connecting, or waiting for the next bytes."""
_ADDRESSES = 4
"""Of a host, that are tried one after the other."""

ARTICLES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses, and addresses connections. Tests put their own in its place."""

    resolve: Callable[[str, int], Sequence[str]] = field(default_factory=lambda: _resolve)
    dial: Callable[[str, int, float], socket.socket] = field(default_factory=lambda: _dial)
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from after redirects; `content_type` without its parameters."""

    url: str
    status: int
    content_type: str
    charset: str
    data: bytes
    headers: Mapping[str, str]


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _dial(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


NETWORK = Network()


def fetch(
    url: str,
    *,
    accept: Sequence[str] = ARTICLES,
    headers: Mapping[str, str] = MappingProxyType({}),
    network: Network | None = None,
    seconds: float = SECONDS,
) -> Fetched:
    """What the address leads to, after redirects: a page with status 200, or an empty answer with 304.

    `accept` are the content types that are taken. Raises Refused.
    """
    network = network or NETWORK
    ends = time.monotonic() + seconds
    address = parse(url)
    for _ in range(REDIRECTS + 1):
        with _asked(address, accept, headers, network, ends, seconds) as response:
            if response.status not in _REDIRECTIONS:
                return _taken(response, address, accept)
            location = response.headers.get("Location")
            if not location:
                raise Refused("redirect_nowhere")
            address = parse(urljoin(address.url, location))
    raise Refused("redirects", limit=REDIRECTS)


def user_agent() -> str:
    """Who asks, and whom to write to about it (`TUMEN_CONTACT`)."""
    return f"Tumen/0.1 ({settings.TUMEN_CONTACT})" if settings.TUMEN_CONTACT else "Tumen/0.1"


# ---- one request -----------------------------------------------------------------------------------------------------


class _Connection(HTTPConnection):
    """A connection whose socket is given, so that it goes where was checked and nowhere else."""

    def __init__(self, host: str, port: int, sock: socket.socket) -> None:
        super().__init__(host, port)
        self.sock = sock

    def connect(self) -> None:
        raise HTTPException("a connection is used once")


@contextmanager
def _asked(
    address: Address,
    accept: Sequence[str],
    headers: Mapping[str, str],
    network: Network,
    ends: float,
    seconds: float,
) -> Iterator[HTTPResponse]:
    """The answer of a host, with its body still to be read. What goes wrong on the way becomes Refused."""
    late = threading.Event()
    try:
        with _line(address, network, ends, late) as sock:
            connection = _Connection(address.host, address.port, sock)
            connection.putrequest("GET", address.target, skip_accept_encoding=True)
            asked = {
                "User-Agent": user_agent(),
                "Accept": ", ".join([*accept, "*/*;q=0.1"]),
                "Accept-Encoding": "gzip",
                "Accept-Language": "de, en;q=0.8",
                "Connection": "close",
            }
            for name, value in {**asked, **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            with closing(connection.getresponse()) as response:
                yield response
            if late.is_set():  # what was read ends where the line was cut
                raise TimeoutError
    except Refused as refused:
        if refused.code == "answer_damaged" and late.is_set():
            raise Refused("timeout", host=address.host, limit=int(seconds)) from None
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise _refusal(error, address, late.is_set(), int(seconds)) from None


def _refusal(error: Exception, address: Address, late: bool, limit: int) -> Refused:
    if late or isinstance(error, TimeoutError):
        return Refused("timeout", host=address.host, limit=limit)
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", "") or error.reason or "?"
        return Refused("certificate", host=address.host, reason=reason)
    if isinstance(error, IncompleteRead):
        return Refused("answer_damaged")
    if isinstance(error, OSError):
        return Refused("unreachable", host=address.host)
    return Refused("protocol")


@contextmanager
def _line(address: Address, network: Network, ends: float, late: threading.Event) -> Iterator[socket.socket]:
    """A connection to the host that is cut when the time is over, and `late` set.

    A host that drips a byte a second never runs into the time limit of a single read.
    """
    sock = _dialled(address, network, ends)
    if address.scheme == "https":
        with closing(sock):  # what wraps it takes its connection over, unless that fails
            sock = network.tls().wrap_socket(sock, server_hostname=address.host, do_handshake_on_connect=False)

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it was closed meanwhile
            sock.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(max(ends - time.monotonic(), 0.01), cut)
    alarm.daemon = True
    alarm.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        yield sock
    finally:
        alarm.cancel()
        sock.close()


def _dialled(address: Address, network: Network, ends: float) -> socket.socket:
    """A connection to one of the host's addresses, all of which must be public."""
    try:
        found = network.resolve(address.host, address.port)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise Refused("unresolved", host=address.host)
    for candidate in found:
        require_public(candidate, address.host)
    trouble = OSError("no address")
    for candidate in found[:_ADDRESSES]:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return network.dial(candidate, address.port, min(left, _STEP))
        except OSError as error:
            trouble = error
    raise trouble


# ---- the answer ------------------------------------------------------------------------------------------------------


def _taken(response: HTTPResponse, address: Address, accept: Sequence[str]) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status == 304:
        return Fetched(address.url, 304, "", "", b"", headers)
    if response.status != 200:
        raise Refused("busy" if response.status in _BUSY else "status", status=response.status)
    content_type, charset = _content_type(response.headers)
    if content_type and content_type not in accept:
        raise Refused("content_type", type=content_type[:80])
    packed = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    return Fetched(address.url, 200, content_type, charset, _body(response, packed), headers)


def _content_type(headers: email.message.Message) -> tuple[str, str]:
    if not headers.get("Content-Type"):
        return "", ""
    return headers.get_content_type(), str(headers.get_param("charset") or "")


def _body(response: HTTPResponse, packed: str) -> bytes:
    """The body, unpacked as it comes in and never further than the limit."""
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Refused("content_encoding", encoding=packed[:40])
    unpacker = zlib.decompressobj(wbits=47) if packed != "identity" else None  # 47: gzip or zlib, as the header says
    parts: list[bytes] = []
    size = received = 0
    while chunk := response.read1(_CHUNK):
        received += len(chunk)
        try:
            part = unpacker.decompress(chunk, MAX_BYTES - size + 1) if unpacker else chunk
        except zlib.error:
            raise Refused("answer_damaged") from None
        size += len(part)
        if size > _SMALL and size > MAX_RATIO * received:
            raise Refused("answer_ratio", limit=MAX_RATIO)
        if size > MAX_BYTES:
            raise Refused("answer_too_large", limit=MAX_BYTES // 1_000_000)
        parts.append(part)
    if response.length:  # the host promised more
        raise Refused("answer_damaged")
    if unpacker is not None and not unpacker.eof:
        raise Refused("answer_damaged")
    return b"".join(parts)
