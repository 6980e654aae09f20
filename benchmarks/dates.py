"""How fast time expressions are tagged, beside `dateparser.search.search_dates` in the same run.

    python -m benchmarks.dates              # 1 MB and 10 MB of generated news, and inputs made to be slow
    python -m benchmarks.dates --json

Prints characters per CPU second and peak memory, each measured in a process of its own. Fails if tagging is less than
five times as fast as `search_dates` on the same text, or if an input of twice the length takes more than three times as
long.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

LANGUAGES = ("de", "en")
SIZES = (1_000_000, 10_000_000)
SEARCHED = 30_000
"""Characters that `search_dates` gets: it would take minutes for more."""

ARTICLE = 3_000
"""Length of a generated article, about that of a news item."""

TIMES_FASTER = 5
MOST_PER_DOUBLING = 3.0
SLOW_INPUTS: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "1234567890" * (size // 10),
    "one short word": lambda size: "am " * (size // 3),
    "no spaces": lambda size: "abcdefghij" * (size // 10),
    "weekdays": lambda size: "Montag " * (size // 7),
    "years": lambda size: "2014 " * (size // 5),
    "ordinals": lambda size: "3., " * (size // 4),
    "verbs": lambda size: "heute war " * (size // 10),
    "full stops": lambda size: "heute today" + "." * size,
    "blank lines": lambda size: "heute today" + "\n " * (size // 2),
    "quotation marks": lambda size: "heute today " + "„" * size,
    "blank": lambda size: " " * size,
}

WORDS = {
    "de": (
        "die Delegation der Regierung bei einem Treffen mit dem Minister über Lieferungen von Waffen in das Land "
        "nach Angaben des Ministeriums keine Einzelheiten zu den Gesprächen im Hafen der Hauptstadt und mehrere Schiffe"
    ).split(),
    "en": (
        "the delegation of the government during a meeting with the minister about shipments of arms to the country "
        "according to the ministry gave no details of the talks in the port of the capital and several ships"
    ).split(),
}
FRAMES = {
    "de": ("Am {day} traf {words}.", "Im {month} {year} hatte {words}.", "{words} wird am {date}. {month} erwartet.",
           "Vor {count} Tagen hieß es, {words}.", "Vergangene Woche bestätigte {words}.", "Gestern sagte {words}."),
    "en": ("On {day} {words} arrived.", "In {month} {year} {words} had met.", "{words} is expected on {month} {date}.",
           "{count} days ago it was said that {words}.", "Last week {words} confirmed it.", "{words} said yesterday."),
}  # fmt: skip
DAYS = {"de": "Montag Dienstag Mittwoch Donnerstag Freitag".split(), "en": "Monday Tuesday Wednesday Friday".split()}
MONTHS = {"de": "Januar März Mai Juli Oktober".split(), "en": "January March May July October".split()}


def article(language: str, number: int) -> str:
    """A text of about `ARTICLE` characters with a time expression in every second sentence or so."""
    drawn = random.Random(number)
    sentences: list[str] = []
    while sum(map(len, sentences)) < ARTICLE:
        words = " ".join(drawn.choices(WORDS[language], k=drawn.randint(8, 18)))
        if drawn.random() < 0.55:
            words = drawn.choice(FRAMES[language]).format(
                words=words,
                day=drawn.choice(DAYS[language]),
                month=drawn.choice(MONTHS[language]),
                year=drawn.randint(1950, 2024),
                date=drawn.randint(1, 28),
                count=drawn.randint(2, 30),
            )
        sentences.append(words[:1].upper() + words[1:] + ("" if words.endswith(".") else "."))
    return " ".join(sentences)


def corpus(language: str, size: int) -> list[str]:
    """Articles of `size` characters altogether."""
    texts, left = list[str](), size
    while left > 0:
        texts.append(article(language, len(texts) % 500)[:left])
        left -= len(texts[-1])
    return texts


def tagging(language: str, texts: list[str]) -> dict[str, float]:
    from timeline.extraction.dates import tag
    from timeline.extraction.model import Dating

    published = Dating.given(date(2024, 6, 13))
    tag(texts[0][:ARTICLE], language, published)  # the lexicon is read once
    return _measured(texts, lambda text: len(tag(text, language, published)))


def searching(language: str, texts: list[str]) -> dict[str, float]:
    from dateparser.search import search_dates

    search_dates("Montag, 3. Mai 2021", languages=[language])
    return _measured(texts, lambda text: len(search_dates(text, languages=[language]) or ()))


def _measured(texts: list[str], count: Callable[[str], int]) -> dict[str, float]:
    start = time.process_time()
    found = sum(count(text) for text in texts)
    seconds = time.process_time() - start
    characters = sum(map(len, texts))
    return {
        "characters": characters,
        "expressions": found,
        "seconds": round(seconds, 3),
        "characters_a_second": round(characters / max(seconds, 1e-9)),
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> int:
    """Peak memory of this process. Linux counts what the parent had into `ru_maxrss`, but not into VmHWM."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def apart(task: Callable[[str, list[str]], dict[str, float]], language: str, texts: list[str]) -> dict[str, float]:
    """Runs the task in a fresh process, so that peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, language, texts).result()


def benchmark() -> tuple[dict[str, dict[str, float]], list[str]]:
    """All figures by name, and what is worse than it may be."""
    figures: dict[str, dict[str, float]] = {}
    complaints: list[str] = []
    for language in LANGUAGES:
        for size in SIZES:
            figures[f"{language}, {size // 1_000_000} MB"] = apart(tagging, language, corpus(language, size))
        figures[f"{language}, one text of 1 MB"] = apart(tagging, language, [" ".join(corpus(language, SIZES[0]))])
        same = corpus(language, SEARCHED)
        ours, theirs = apart(tagging, language, same), apart(searching, language, same)
        figures[f"{language}, sample"], figures[f"{language}, sample, search_dates"] = ours, theirs
        if ours["characters_a_second"] < TIMES_FASTER * theirs["characters_a_second"]:
            complaints.append(f"{language}: less than {TIMES_FASTER} times as fast as search_dates")
        for name, make in SLOW_INPUTS.items():
            half, whole = (apart(tagging, language, [make(size)]) for size in (SIZES[0] // 2, SIZES[0]))
            figures[f"{language}, {name}, 1 MB"] = whole
            if whole["seconds"] > max(MOST_PER_DOUBLING * half["seconds"], 0.5):
                complaints.append(
                    f"{language}, {name}: {half['seconds']} s for half of it, {whole['seconds']} s for all"
                )
    return figures, complaints


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    as_json = parser.parse_args().json
    figures, complaints = benchmark()
    if as_json:
        print(json.dumps({"figures": figures, "complaints": complaints}, indent=1))
    else:
        for name, figure in figures.items():
            print(
                f"{name:32} {figure['characters_a_second']:>12,.0f} characters a CPU second,"
                f" {figure['expressions']:>7,.0f} expressions, {figure['seconds']:>7.2f} s,"
                f" peak {figure['peak_mb']:,.0f} MB"
            )
        for complaint in complaints:
            print(f"too slow: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
