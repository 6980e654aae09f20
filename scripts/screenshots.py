"""Pictures of every public view of the demo: `make screenshots` writes them to docs/screenshots/.

Each view in German and English, light and dark, on a desktop and on a phone. A new view is a line in `VIEWS`. It makes
a database of its own for the run, and needs a Chromium.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import ours
from tests import chromium
from timeline import embedded

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
SIZES = {1440: 900, 390: 844}
QUALITY = 72

VIEWS = {
    "timeline": "",
    "search": "?q=Granaten+or+shells",
    "table": "table/",
    "map": "map/",
    "people": "people/",
    "numbers": "numbers/",
    "on-this-day": "on-this-day/",
    "changes": "changes/",
    "embed": "embed/",
    "about": "about/",
}
"""By the name of the file: the address, as on the front page."""

LINKED = {
    "event": "#listing tbody a[href*='/events/']",
    "document": "#panel .to-source",
    "actor": "#panel a[href*='/actors/']",
}
"""Views whose addresses are known to the front page alone: the first link that the selector finds there."""


def addresses(page: Page, site: str) -> dict[str, str]:
    page.goto(site)
    linked = {name: page.locator(link).first.get_attribute("href") or "" for name, link in LINKED.items()}
    return {**VIEWS, **{name: address.lstrip("/") for name, address in linked.items()}}


def take(browser: Browser, site: str) -> int:
    """Writes all pictures and says how many."""
    views = addresses(browser.new_page(), site)
    for language, theme, width in product(("de", "en"), ("light", "dark"), SIZES):
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme="dark" if theme == "dark" else "light",
            locale="de-DE" if language == "de" else "en-GB",
            is_mobile=width < 500,
            extra_http_headers={"Sec-CH-UA-Mobile": "?1" if width < 500 else "?0"},
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name, address in views.items():
            page.goto(site + address)
            if page.locator("#figure").count():
                page.wait_for_selector(".plot-cell.live")
            page.wait_for_timeout(250)
            save(page.screenshot(), f"{name}-{language}-{theme}-{width}.webp")
        context.close()
    return len(views) * 8


def save(picture: bytes, name: str) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(FOLDER / name, quality=QUALITY, method=4)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with embedded.temporary() as url:
        environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "of the screenshots"}
        for command in (("migrate",), ("loaddata", "demo"), ("compilemessages",), ("collectstatic", "--noinput")):
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, env=environment, check=True
            )
        with ours(url) as site, sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
            taken = take(browser, site)
            browser.close()
    weight = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{taken} pictures, {weight / 1e6:.1f} MB, in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
