"""How fast the timeline is drawn, moved and zoomed in a browser, beside vis-timeline and TimelineJS3 in the same run.

    python -m benchmarks.page                          # 1,000 and 10,000 events, with both peers
    python -m benchmarks.page --sizes 100000 1000000 --database 1000000=postgres://…

The same invented events (`benchmarks.many_events`) are shown by all. A database that `--database` names must hold them
already; others are made for the run. The peers come from npm, into a temporary folder, and run in their default modes.
It needs npm and a Chromium. Medians of five; milliseconds from navigation until the events are painted; for dragging
and zooming the time between frames.

All take turns in one run, each with a profile of its own that is made for the run and kept on disk for its visits:
`empty` is the first visit, `warm` that of a returning reader, the fourth. For the fourth the browser has more than the
files: it keeps compiled scripts from the second or third visit on, in profiles that last, for peers and ours alike.
`busy` is the time that the page's main thread worked until then, which says more than the clock where others use the
machine. Ours has two drawings: `seen` is the server's, with all its marks, links and words; `drawn` is Plotly's, later
and live. Neither is left out.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page, sync_playwright

from benchmarks.many_events import invented
from tests import chromium

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000)
PEERS_UP_TO = 10_000
"""With more events the peers take minutes."""

PATIENCE = 600_000
PACKAGES = {"vis-timeline": "8", "vis-data": "8", "@knight-lab/timelinejs": "3"}

# Each is true as soon as its events are there to be seen.
OURS_DRAWN = (
    "document.querySelector('.plot-cell.live') && document.querySelector('#plot .point, #plot .heatmaplayer image')"
)
# What stands behind the drawing is there as soon as the whole drawing is.
OURS_SEEN = "document.querySelector('#drawing svg') && document.querySelector('#plot')"
VIS_DRAWN = (
    "document.querySelector('.vis-item') && "
    "getComputedStyle(document.querySelector('.vis-timeline')).visibility === 'visible'"
)
KNIGHT_DRAWN = "document.querySelector('.tl-timemarker') && !document.querySelector('.tl-loading')"

WATCH = """
window.seen = {};
window.watchFor = (name, test) => {
  const look = () => {
    // A task of its own comes after the frame has been painted.
    if (test()) setTimeout(() => { window.seen[name] = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
};
window.frames = [];
window.record = () => {
  let last = performance.now();
  window.frames = [];
  window.recording = true;
  const tick = (now) => {
    window.frames.push(now - last);
    last = now;
    if (window.recording) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
};
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

VIS_PAGE = """<!DOCTYPE html><meta charset="utf-8">
<link rel="stylesheet" href="node_modules/vis-timeline/styles/vis-timeline-graph2d.min.css">
<div id="timeline"></div>
<script src="node_modules/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"></script>
<script>fetch("events-{size}.json").then((answer) => answer.json()).then((events) => {
  const items = events.map(({ id, title, first, last }) =>
    (last === first ? { id, content: title, start: first } : { id, content: title, start: first, end: last }));
  new vis.Timeline(document.getElementById("timeline"), new vis.DataSet(items), {});
});</script>"""
KNIGHT_PAGE = """<!DOCTYPE html><meta charset="utf-8">
<link rel="stylesheet" href="node_modules/@knight-lab/timelinejs/dist/css/timeline.css">
<div id="timeline" style="width: 100%; height: 700px"></div>
<script src="node_modules/@knight-lab/timelinejs/dist/js/timeline.js"></script>
<script>fetch("events-{size}.json").then((answer) => answer.json()).then((events) => {
  const day = (text) => { const [year, month, day] = text.split("-").map(Number); return { year, month, day }; };
  new TL.Timeline("timeline", { events: events.map(({ id, title, first, last }) =>
    ({ unique_id: id, start_date: day(first), end_date: day(last), text: { headline: title } })) });
});</script>"""


VISITS = 4
"""The last of them is a returning reader's."""

LONG = 20_000
"""Whoever draws so long spends no part of it that matters on reading scripts: two visits are enough."""

BETWEEN = 2_000
"""A browser writes down what it compiled some time after a page has loaded."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One of those that are compared: its page, and when its events are drawn and seen."""

    name: str
    url: str
    drawn: str
    seen: str

    @property
    def ours(self) -> bool:
        return self.seen != self.drawn


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds; `seen` is the server's drawing. None where it was not measured."""

    name: str
    events: int
    empty: float
    warm: float
    busy_empty: float
    busy_warm: float
    seen_empty: float | None = None
    seen_warm: float | None = None
    pan_median: float | None = None
    pan_p95: float | None = None
    zoom_p95: float | None = None
    redrawn: float | None = None
    shift: float | None = None


def measured(browser: BrowserType, size: int, subjects: list[Subject], runs: int) -> Iterator[Figures]:
    """Each subject in turn in each run, so that what else the machine does hits all of them."""
    told: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
    for _ in range(runs):
        for subject in subjects:
            with profile(browser) as context:
                told[subject.name].append(visits(context, subject, size))
    for subject in subjects:
        own = told[subject.name]
        middle = {key: median(one[key] for one in own if key in one) for key in {key for one in own for key in one}}
        yield Figures(subject.name, size, **middle)


@contextmanager
def profile(browser: BrowserType) -> Iterator[BrowserContext]:
    """A new profile, as soon as the browser has done what it does when it starts."""
    with tempfile.TemporaryDirectory() as folder:
        context = browser.launch_persistent_context(
            folder,
            executable_path=chromium.find(),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            viewport={"width": 1440, "height": 900},
            locale="de-DE",
        )
        context.add_init_script(WATCH)
        context.pages[0].wait_for_timeout(2 * BETWEEN)
        yield context
        context.close()


def visits(context: BrowserContext, subject: Subject, size: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for visit in range(1, VISITS + 1):
        last = visit == VISITS or (visit == 2 and found["empty"] > LONG)
        page = context.new_page()
        page.add_init_script(f"watchFor('drawn', () => {subject.drawn}); watchFor('seen', () => {subject.seen});")
        work = context.new_cdp_session(page)
        work.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(subject.url, wait_until="commit")
        wait_until_seen(page, subject.name, size)
        metrics = {one["name"]: one["value"] for one in work.send("Performance.getMetrics")["metrics"]}
        if name := "warm" if last else "empty" if visit == 1 else "":
            found[name] = page.evaluate("window.seen.drawn")
            found[f"busy_{name}"] = metrics["TaskDuration"] * 1000
            if subject.ours:
                found[f"seen_{name}"] = page.evaluate("window.seen.seen")
        page.wait_for_timeout(BETWEEN)
        if last:
            found |= moved(page, ours=subject.ours)
            if subject.ours and (redrawn := released(page, subject.url, size)) is not None:
                found["redrawn"] = redrawn
        page.close()
        if last:
            break
    return found


def wait_until_seen(page: Page, name: str, size: int) -> None:
    """Asks again and again: waiting for a function would need what the site's policy forbids."""
    for _ in range(PATIENCE // 50):
        if page.evaluate("window.seen?.drawn && window.seen?.seen"):
            return
        page.wait_for_timeout(50)
    raise SystemExit(f"{name} has not drawn {size} events in {PATIENCE / 1000:g} seconds.")


def moved(page: Page, *, ours: bool) -> dict[str, float]:
    """Drags and zooms: the time between frames meanwhile."""
    found = {"shift": page.evaluate("window.shift")} if ours else {}
    box = page.locator("#plot .nsewdrag" if ours else "#timeline").bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.6, box["y"] + min(box["height"], 500) * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("record()")
    for step in range(60):
        page.mouse.move(x - step * 4, y)
    page.evaluate("window.recording = false")
    frames = page.evaluate("window.frames")[1:]
    page.mouse.up()
    found |= {"pan_median": median(frames), "pan_p95": percentile(frames)}
    page.wait_for_timeout(1500)
    page.keyboard.down("Control")
    page.evaluate("record()")
    for _ in range(12):
        page.mouse.wheel(0, -60)
        page.wait_for_timeout(30)
    page.wait_for_timeout(300)
    page.evaluate("window.recording = false")
    page.keyboard.up("Control")
    found["zoom_p95"] = percentile(page.evaluate("window.frames")[1:])
    return found


def released(page: Page, url: str, size: int) -> float | None:
    """From letting go of a drag that leaves what the chart holds until it is drawn anew; None if it never did.

    Those are bins where there are 10,000 events or more. The chart is dragged as by a hand: a third of a second for two
    thirds of its width.
    """
    first = 2010 if size < PEERS_UP_TO else 2019
    page.goto(f"{url}?from={first}-01-01&to=2022-12-31", wait_until="commit")
    wait_until_seen(page, "tumen", size)
    page.wait_for_timeout(BETWEEN)
    page.evaluate(
        "document.addEventListener('tumen:drawn', () => { window.redrawn ??= performance.now(); });"
        "addEventListener('mouseup', () => { window.redrawn = undefined; window.released = performance.now(); }, true);"
    )
    box = page.locator("#plot .nsewdrag").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 6, box["y"] + 200
    for _ in range(4):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 25):
            page.mouse.move(x + box["width"] * 2 / 3 * step / 24, y)
            page.wait_for_timeout(10)
        page.mouse.up()
        page.wait_for_timeout(450)
        if page.evaluate("window.redrawn !== undefined"):
            return float(page.evaluate("window.redrawn - window.released"))
    return None


def percentile(frames: list[float]) -> float:
    return quantiles(frames, n=20)[-1]


# ---- servers ---------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(url: str) -> Iterator[str]:
    """The site as it is deployed, with the database at the URL."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "of a benchmark", "LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "gunicorn", "timeline.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site did not start.")


@contextmanager
def filled(size: int, given: dict[int, str]) -> Iterator[str]:
    """The URL of a database with so many events: a given one, or one that lasts as long as the run."""
    if size in given:
        yield given[size]
        return
    from timeline import embedded

    with embedded.temporary() as url:
        environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "of a benchmark"}
        for command in (["manage.py", "migrate", "--verbosity", "0"], ["-m", "benchmarks.many_events", str(size)]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        yield url


@contextmanager
def peers(sizes: list[int]) -> Iterator[str]:
    """A folder with the peers of npm and a page of each for each size, served."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed for the peers; --no-peers measures without them.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = [f"{package}@{version}" for package, version in PACKAGES.items()]
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True)
        for size in sizes:
            (folder / f"events-{size}.json").write_text(json.dumps(list(as_peers_take_them(size))), encoding="utf-8")
            (folder / f"vis-{size}.html").write_text(VIS_PAGE.replace("{size}", str(size)), encoding="utf-8")
            (folder / f"knight-{size}.html").write_text(KNIGHT_PAGE.replace("{size}", str(size)), encoding="utf-8")
        handler = functools.partial(Quiet, directory=name)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}/"
            server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files that the browser may keep, without a line for each."""

    def log_message(self, *_arguments: Any) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


def as_peers_take_them(size: int) -> Iterator[dict[str, str]]:
    """They know days only: of a month they get its first and last, of an open time its known end, nothing undated."""
    for event in invented(size):
        first, last = event.earliest or event.latest, event.latest or event.earliest
        if first and last:
            days = {"first": first.isoformat(), "last": last.isoformat()}
            yield {"id": f"e{event.number}", "title": event.titles[0], **days}


# ---- the run ---------------------------------------------------------------------------------------------------------


def run(sizes: list[int], given: dict[int, str], runs: int, *, with_peers: bool) -> Iterator[Figures]:
    environment = {**os.environ, "SECRET_KEY": "of a benchmark", "DATABASE_URL": "postgres://127.0.0.1/unused"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    compared = [size for size in sizes if size <= PEERS_UP_TO] if with_peers else []
    with ExitStack() as stack:
        browser = stack.enter_context(sync_playwright()).chromium
        peer = stack.enter_context(peers(compared)) if compared else ""
        for size in sizes:
            with filled(size, given) as url, ours(url) as site:
                urllib.request.urlopen(site).close()  # noqa: S310 - our own; the first request of a worker imports what it needs
                subjects = [Subject("tumen", site, OURS_DRAWN, OURS_SEEN)]
                if size in compared:
                    subjects.append(Subject("vis-timeline", f"{peer}vis-{size}.html", VIS_DRAWN, VIS_DRAWN))
                    subjects.append(Subject("TimelineJS3", f"{peer}knight-{size}.html", KNIGHT_DRAWN, KNIGHT_DRAWN))
                yield from measured(browser, size, subjects, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--database", action="append", default=[], metavar="SIZE=URL", help="filled already")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    given = {int(size): url for size, _, url in (entry.partition("=") for entry in options.database)}
    columns = tuple(field.name for field in fields(Figures))[2:]
    if not options.json:
        print(f"{'':14}{'events':>9}", *(f"{column:>11}" for column in columns))
    for figures in run(options.sizes, given, options.runs, with_peers=not options.no_peers):
        row = asdict(figures)
        if options.json:
            print(json.dumps(row), flush=True)
            continue
        cells = ("–" if row[c] is None else f"{row[c]:.3f}" if c == "shift" else f"{row[c]:.0f}" for c in columns)
        print(f"{figures.name:14}{figures.events:>9,}", *(f"{cell:>11}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
