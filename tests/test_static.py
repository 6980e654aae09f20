"""Static files as a deployment serves them: hashed names, compressed beforehand, cached for ever."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test import override_settings as using
from playwright.sync_api import Page
from whitenoise.middleware import WhiteNoiseMiddleware

from timeline import settings as project
from timeline import vendored
from timeline.vendored import BUNDLE, PREFIX, CachedCompressor

ROOT = Path(__file__).parent.parent
# To end an answer is to look after connections; and tests of one sort stay together, so that files are collected once.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("static")
    with using(
        STATIC_ROOT=root,
        STORAGES=project.STORAGES,
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def middleware() -> WhiteNoiseMiddleware:
    def not_found(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    return WhiteNoiseMiddleware(not_found)


def test_of_plotly_one_file_is_exposed() -> None:
    found = [name for name, storage in vendored.PlotlyFinder().list(None)]

    assert found == [BUNDLE]
    assert vendored.PlotlyFinder().find(f"{PREFIX}/{BUNDLE}") == str(vendored.plotly_folder() / BUNDLE)
    assert finders.find(f"{PREFIX}/plotly-schema.json") is None


def test_a_browser_of_the_tests_is_served_what_is_collected() -> None:
    found = finders.find(f"{PREFIX}/{BUNDLE}")

    assert isinstance(found, str)
    installed = (vendored.plotly_folder() / BUNDLE).read_text(encoding="utf-8")
    assert Path(found).read_text(encoding="utf-8") == vendored.served(installed)


def test_the_bundle_is_sent_compressed_and_for_ever(collected: Path) -> None:
    url = staticfiles_storage.url(f"{PREFIX}/{BUNDLE}")
    assert re.fullmatch(r"/static/vendor/plotly\.min\.[0-9a-f]{12}\.js", url)

    answer = middleware()(RequestFactory().get(url, headers={"accept-encoding": "gzip, br"}))
    body = b"".join(answer.streaming_content)

    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "br"
    assert "immutable" in answer["Cache-Control"]
    assert len(body) < 330_000
    installed = (vendored.plotly_folder() / BUNDLE).read_text(encoding="utf-8")
    assert brotli.decompress(body).decode() == vendored.served(installed)
    answer.close()


def test_the_bundle_loses_its_wrapper_and_nothing_else() -> None:
    """A failure here means that plotly is wrapped otherwise: the page works, and reads the bundle twice again."""
    installed = (vendored.plotly_folder() / BUNDLE).read_text(encoding="utf-8")
    bare = vendored.unwrapped(installed)
    start = bare.index('"use strict";var Plotly=')

    assert bare.startswith("/**\n* plotly.js v")
    assert bare.endswith("window.Plotly = Plotly;\n")
    assert bare[start:].rstrip() in installed
    assert 0 < len(installed) - len(bare) < 300


@pytest.mark.parametrize(
    "bundle",
    [
        "/** other */\nvar Plotly = 1;",
        "/**\n* plotly.js\n*/\n!function(e){e.Plotly=1}(this);",
        "/**\n* plotly.js\n*/\n(function(root, factory) {}(this, () => {var Plotly=1;return Plotly;}));",
    ],
)
def test_a_bundle_that_is_wrapped_otherwise_is_left_as_it_is(bundle: str) -> None:
    assert vendored.unwrapped(bundle) == bundle


def test_what_is_collected_is_what_the_browser_gets_to_read(page: Page) -> None:
    """Without its wrapper and what we do not use it is still Plotly, in the page's own scope."""
    bare = vendored.served((vendored.plotly_folder() / BUNDLE).read_text(encoding="utf-8"))
    page.add_script_tag(content=bare)

    assert page.evaluate("typeof Plotly.react + ' ' + (window.Plotly === Plotly)") == "function true"
    version = page.evaluate("Plotly.version")
    assert f"plotly.js v{version}" in bare[:40]


def test_a_name_without_its_hash_is_not_served(collected: Path) -> None:
    assert middleware()(RequestFactory().get(f"/static/{PREFIX}/{BUNDLE}")).status_code == 404


def test_every_file_that_a_template_names_is_there(collected: Path) -> None:
    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", template.read_text(encoding="utf-8"))
    }

    assert named
    assert {name for name in named if name not in staticfiles_storage.hashed_files} == set()


def test_what_takes_long_to_compress_is_compressed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compressor = CachedCompressor(cache=tmp_path / "cache", quiet=True)
    data = b"river " * 200_000
    first = compressor.compress_brotli(data)

    monkeypatch.setattr(brotli, "compress", lambda data: pytest.fail("compressed again"))

    assert compressor.compress_brotli(data) == first
    assert brotli.decompress(first) == data
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".br"]


def test_small_files_leave_nothing_behind(tmp_path: Path) -> None:
    CachedCompressor(cache=tmp_path / "cache", quiet=True).compress_gzip(b"small")

    assert not (tmp_path / "cache").exists()


def test_pages_are_sent_compressed(client: Client) -> None:
    answer = client.get("/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert b"<!DOCTYPE html>" in gzip.decompress(answer.content)
    assert "Accept-Encoding" in answer["Vary"]
