"""A real browser. Every page that a test opens is watched: nothing may be blocked, logged or asked of another host."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import chromium

# Nothing is waited for that comes in time; where many share the cores, a chart may take longer than the usual 5 s.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium.find()
    if path is None:
        pytest.exit(chromium.ADVICE, returncode=4)
    # Chromium refuses to run as root inside its sandbox.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "args": arguments, "executable_path": path}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "viewport": {"width": 1440, "height": 900}}


@dataclass
class Watch:
    """What went wrong in the browser, and every host that was asked."""

    host: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))

    @property
    def foreign(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.host, "data:", "blob:"))]


@pytest.fixture
def watch(context: BrowserContext, live_server: Any) -> Iterator[Watch]:
    """Fails a test whose pages logged anything (a blocked style or script is logged) or asked another host.

    Tests that expect a message of the browser take it out of `complaints`.
    """
    watch = Watch(live_server.url)
    context.on("page", watch.follow)
    yield watch
    assert watch.complaints == []
    assert watch.foreign == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """Playwright's page, watched."""
    context.set_default_timeout(20_000)
    # A machine that runs as many browsers as it has cores may take long to open a page; what is on it is soon there.
    context.set_default_navigation_timeout(60_000)
    page = context.new_page()
    yield page
    page.close()
