"""What the server fetches for a curator, and all that it does not: hosts of other networks, bombs, endless answers."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.intake.servers import PUBLIC, Web, redirects, says, web
from timeline.intake import fetching
from timeline.intake.addresses import is_public, parse
from timeline.intake.fetching import Network, fetch
from timeline.intake.refusals import Refused

PAGE = b"<html><body><p>Guten Tag.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as served:
        yield served


def refusal(url: str, site: Web, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        fetch(url, network=site.network, **options)
    assert str(refused.value) not in ("", refused.value.code)
    return refused.value.code


# ---- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://zeitung.example/a", "address"),
        ("file:///etc/passwd", "address"),
        ("gopher://zeitung.example/", "address"),
        ("javascript:alert(1)", "address"),
        ("//zeitung.example/a", "address"),
        ("https://", "address"),
        ("https://zeitung.example/a b", "address"),
        ("https://zeitung.example/\r\nHost: other.example", "address"),
        ("https://zeitung.example\\@127.0.0.1/", "address"),
        ("https://zeitung.example:99999/", "address"),
        ("https://me:secret@zeitung.example/", "address_user"),
        ("https://zeitung.example@127.0.0.1/", "address_user"),
        ("https://zeitung.example:8080/", "address_port"),
        ("http://zeitung.example:443/", "address_port"),
        ("http://zeitung.example:22/", "address_port"),
        ("http://localhost/", "address_private"),
        ("http://LOCALHOST./", "address_private"),
        ("http://ⓛocalhost/", "address_private"),
        ("http://printer.local/", "address_private"),
        ("http://metadata.google.internal/", "address_private"),
        ("http://intranet/", "address_private"),
        ("http://127.0.0.1/", "address_private"),
        ("http://127。0。0。1/", "address_private"),
        ("http://１２７.0.0.1/", "address_private"),
        ("http://2130706433/", "address_host"),
        ("http://0x7f000001/", "address_host"),
        ("http://0x7f.0.0.1/", "address_host"),
        ("http://0177.0.0.1/", "address_host"),
        ("http://127.1/", "address_host"),
        ("http://127.0.0.1.1/", "address_host"),
        ("http://169.254.169.254/latest/meta-data/", "address_private"),
        ("http://10.0.0.1/", "address_private"),
        ("http://172.31.255.255/", "address_private"),
        ("http://192.168.1.1/", "address_private"),
        ("http://100.64.0.1/", "address_private"),
        ("http://0.0.0.0/", "address_private"),
        ("http://[::1]/", "address_private"),
        ("http://[::]/", "address_private"),
        ("http://[::ffff:127.0.0.1]/", "address_private"),
        ("http://[::ffff:7f00:1]/", "address_private"),
        ("http://[::127.0.0.1]/", "address_private"),
        ("http://[fe80::1%25eth0]/", "address_private"),
        ("http://[fd00::1]/", "address_private"),
        ("http://[64:ff9b::7f00:1]/", "address_private"),
        ("http://[2002:7f00:1::]/", "address_private"),
        ("http://[2001:0:53aa:64c::1]/", "address_private"),
        ("http://[ff02::1]/", "address_private"),
        ("http://-bad-.example/", "address_host"),
        ("http://a..example/", "address_host"),
    ],
)
def test_it_asks_no_host_but_one_of_the_public_web(url: str, code: str, site: Web) -> None:
    assert refusal(url, site) == code
    assert (site.resolved, site.dialled) == ([], [])


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://Zeitung.Example/Politik?a=1#teil", "https://zeitung.example/Politik?a=1"),
        (" http://zeitung.example ", "http://zeitung.example/"),
        ("http://zeitung.example:80/a", "http://zeitung.example/a"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://zeitung.example/a%20b", "https://zeitung.example/a%20b"),
        ("https://93.184.215.14/", "https://93.184.215.14/"),
        ("https://[2606:2800:21f::1]/", "https://[2606:2800:21f::1]/"),
    ],
)
def test_it_brings_an_address_into_its_normal_form(url: str, normal: str) -> None:
    assert parse(url).url == normal


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 10.1.2.3 100.127.255.255 127.8.8.8 169.254.1.1 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 "
    "198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 ::8.8.8.8 "
    "64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fe80::1 "
    "fe80::1%lo fec0::1 ff02::1 127.1 2130706433 nonsense".split(),
)
def test_it_takes_no_address_for_public_that_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", "8.8.8.8 93.184.215.14 172.32.0.1 100.128.0.1 2606:4700::1 2a00:1450::1".split())
def test_it_knows_public_addresses(address: str) -> None:
    assert is_public(address)


# ---- names and redirects ---------------------------------------------------------------------------------------------


def test_it_fetches_a_page_from_the_address_that_was_checked(site: Web) -> None:
    site.answers["/a?b=1"] = says(PAGE)
    fetched = fetch("http://zeitung.example/a?b=1", network=site.network)
    assert (fetched.url, fetched.status, fetched.content_type, fetched.charset, fetched.data) == (
        "http://zeitung.example/a?b=1",
        200,
        "text/html",
        "utf-8",
        PAGE,
    )
    assert (site.resolved, site.dialled) == (["zeitung.example"], [(PUBLIC, 80)])
    host, path, headers = site.asked[0]
    assert (host, path, headers["Accept-Encoding"]) == ("zeitung.example", "/a?b=1", "gzip")


def test_it_says_who_asks(site: Web, settings: Any) -> None:
    site.answers["/"] = says(PAGE)
    settings.TUMEN_CONTACT = "desk@tumen.example"
    fetch("http://zeitung.example/", network=site.network)
    assert site.asked[0][2]["User-Agent"] == "Tumen/0.1 (desk@tumen.example)"


def test_it_resolves_a_name_once_so_that_a_changing_answer_changes_nothing(site: Web) -> None:
    site.names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.answers["/"] = says(PAGE)
    assert fetch("http://rebind.example/", network=site.network).data == PAGE
    assert (site.resolved, site.dialled) == (["rebind.example"], [(PUBLIC, 80)])


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"], ["169.254.169.254"]],
)
def test_it_connects_to_no_host_that_has_an_inner_address(site: Web, answers: list[str]) -> None:
    site.names["inner.example"] = [answers]
    assert refusal("http://inner.example/", site) == "address_private"
    assert site.dialled == []


def test_it_resolves_and_checks_anew_after_a_redirect(site: Web) -> None:
    site.names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.answers["/"] = redirects("http://rebind.example/secret")
    site.answers["/secret"] = says(b"secret")
    assert refusal("http://rebind.example/", site) == "address_private"
    assert [path for _, path, _ in site.asked] == ["/"]


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.1/admin", "address_private"),
        ("http://[::1]/", "address_private"),
        ("http://2130706433/", "address_host"),
        ("//localhost/", "address_private"),
        ("http://zeitung.example:6379/", "address_port"),
        ("file:///etc/passwd", "address"),
        ("", "redirect_nowhere"),
    ],
)
def test_it_follows_no_redirect_to_where_it_would_not_go_itself(site: Web, location: str, code: str) -> None:
    site.answers["/"] = redirects(location)
    assert refusal("http://zeitung.example/", site) == code
    assert len(site.asked) == 1


def test_it_follows_redirects_but_not_for_ever(site: Web) -> None:
    site.answers["/"] = redirects("/next", 301)
    site.answers["/next"] = redirects("http://other.example/page", 307)
    site.answers["/page"] = says(PAGE)
    assert fetch("http://zeitung.example/", network=site.network).url == "http://other.example/page"
    assert [host for host, _, _ in site.asked] == ["zeitung.example", "zeitung.example", "other.example"]
    site.answers["/round"] = redirects("/round")
    assert refusal("http://zeitung.example/round", site) == "redirects"


def test_it_says_when_a_name_is_unknown_or_a_host_away(site: Web) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    def away(address: str, port: int, seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    for network, code in ((Network(unknown), "unresolved"), (Network(site.resolve, away), "unreachable")):
        with pytest.raises(Refused) as refused:
            fetch("http://zeitung.example/", network=network)
        assert (refused.value.code, refused.value.passing) == (code, True)


# ---- answers ---------------------------------------------------------------------------------------------------------


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x")
        time.sleep(0.02)


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<html>")


def no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(b"no", status=404), "status"),
        (says(b"no", status=403), "status"),
        (says(b"no", status=503), "busy"),
        (says(b"{}", "application/json"), "content_type"),
        (says(b"\x89PNG", "image/png"), "content_type"),
        (says(b"<svg xmlns='x'/>", "image/svg+xml"), "content_type"),
        (says(PAGE, content_encoding="br"), "content_encoding"),
        (says(b"no gzip", content_encoding="gzip"), "answer_damaged"),
        (says(gzip.compress(PAGE * 100)[:-20], content_encoding="gzip"), "answer_damaged"),
        (says(gzip.compress(b"\x00" * 9_000_000), content_encoding="gzip"), "answer_ratio"),
        (says(b"x" * 10_000_001), "answer_too_large"),
        (broken_off, "answer_damaged"),
        (no_http, "protocol"),
    ],
)
def test_it_takes_no_answer_that_is_none(site: Web, answer: Any, code: str) -> None:
    site.answers["/"] = answer
    assert refusal("http://zeitung.example/", site) == code


def test_it_waits_for_no_host_that_drips(site: Web) -> None:
    site.answers["/"] = dripping
    assert refusal("http://zeitung.example/", site, seconds=0.3) == "timeout"


def test_it_unpacks_what_was_packed(site: Web) -> None:
    site.answers["/"] = says(gzip.compress(PAGE), content_encoding="gzip")
    assert fetch("http://zeitung.example/", network=site.network).data == PAGE


# ---- TLS -------------------------------------------------------------------------------------------------------------


def test_it_names_the_host_to_tls_and_believes_no_other_certificate(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=zeitung.example"),
            *("-addext", "subjectAltName=DNS:zeitung.example"),
        ],
        check=True,
        capture_output=True,
    )
    named: list[str | None] = []
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    serving.sni_callback = lambda sock, name, context: named.append(name)
    with web(lambda sock: serving.wrap_socket(sock, server_side=True)) as site:
        site.answers["/"] = says(PAGE)
        trusting = Network(site.resolve, site.dial, lambda: ssl.create_default_context(cafile=str(certificate)))
        assert fetch("https://zeitung.example/", network=trusting).data == PAGE
        assert (named, site.dialled) == (["zeitung.example"], [(PUBLIC, 443)])
        for network, url in ((trusting, "https://other.example/"), (site.network, "https://zeitung.example/")):
            with pytest.raises(Refused) as refused:
                fetch(url, network=network)
            assert refused.value.code == "certificate"


def test_the_network_of_the_site_itself_is_the_real_one() -> None:
    assert (fetching.NETWORK.resolve, fetching.NETWORK.dial) == (fetching._resolve, fetching._dial)
