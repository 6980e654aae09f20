"""The browser of the tests: `python -m tests.chromium` finds or installs one, the fixtures of `conftest.py` use it.

In this order: $CHROME, an installed Chromium or Chrome, Playwright's own, Debian's package for root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ADVICE = (
    "There is no Chromium for the tests in a real browser: install chromium or google-chrome, "
    "or name one by CHROME=/path/to/chrome"
)
DOWNLOAD_SECONDS = 300


def find() -> str | None:
    """The path of a browser that is here, None without one. A wrong $CHROME is an error, not a reason to look on."""
    if given := os.environ.get("CHROME"):
        path = shutil.which(given)
        if path is None:
            sys.exit(f"CHROME={given} is no program that can be run")
        return path
    for name in (*NAMES, *MAC):
        if path := shutil.which(name):
            return path
    return playwrights_own()


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Installs one where that is possible, and gives its path."""
    print("No Chromium found: trying Playwright's own", flush=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], check=True, timeout=DOWNLOAD_SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"That failed: {error}", flush=True)
    if (path := playwrights_own()) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return path
    print("Trying Debian's package", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *command], env=environment).returncode:
            return None
    return shutil.which("chromium")


if __name__ == "__main__":
    print(f"Chromium: {find() or install() or sys.exit(ADVICE)}")
