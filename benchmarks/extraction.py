"""How fast articles become events: the whole pipeline and the matching, on one core.

    python -m benchmarks.extraction              # 1,000 generated articles of about 3,000 characters
    python -m benchmarks.extraction --articles 200
    python -m benchmarks.extraction --json

Prints articles per CPU second with a profile by stage, peak memory, the time that the import takes and that until the
first article is read, and how time grows with the length of texts that have no full stops. Each is measured in a
process of its own. Fails where a figure is worse than it may be; CPU time grows on a machine that is busy with other
things, so judge by the best of several runs.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline.extraction.model import Mention, MentionRelation

ARTICLES = 1_000
LENGTH = 3_000
FEWEST_A_SECOND = 50
MOST_MEGABYTES = 300
LONGEST_IMPORT = 0.4
LONGEST_FIRST = 2.0

FIRST_DAY = date(2023, 7, 1)
DAYS = 700

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "northerner": ("Kim Jong Un", "Außenministerin Choe Son Hui", "Ressortchef No Kwang Chol", "Pjöngjang"),
        "russian": ("Wladimir Putin", "Außenminister Sergej Lawrow", "Sergej Schoigu", "Moskau", "der Kreml"),
        "outsider": ("Seoul", "Washington", "das Pentagon", "der südkoreanische Geheimdienst", "Tokio", "Kiew"),
        "agency": ("KCNA", "Tass", "Yonhap", "Interfax"),
        "town": ("Pjöngjang", "Moskau", "Wladiwostok", "Wonsan", "Sankt Petersburg"),
        "goods": ("Artilleriegranaten", "ballistische Raketen", "Munition", "Panzerabwehrwaffen", "Mörser"),
        "topic": ("Handel und Verkehr", "die Lage auf der Halbinsel", "Fischerei", "einen neuen Vertrag", "Satelliten"),
        "when": ("am Montag", "am Dienstagabend", "am {n}. Oktober", "letzte Woche", "im September 2023", "gestern"),
        "number": ("1.500", "rund 3.000", "mehr als 10.000", "zwölf", "mindestens 300"),
    },
    "en": {
        "northerner": ("Kim Jong Un", "Foreign Minister Choe Son Hui", "Defence Minister No Kwang Chol", "Pyongyang"),
        "russian": ("Vladimir Putin", "Foreign Minister Sergei Lavrov", "Sergei Shoigu", "Moscow", "the Kremlin"),
        "outsider": ("Seoul", "Washington", "the Pentagon", "South Korea's spy agency", "Tokyo", "Kyiv"),
        "agency": ("KCNA", "TASS", "Yonhap", "Interfax"),
        "town": ("Pyongyang", "Moscow", "Vladivostok", "Wonsan", "Saint Petersburg"),
        "goods": ("artillery shells", "ballistic missiles", "ammunition", "anti-tank weapons", "mortars"),
        "topic": ("trade and transport", "the peninsula", "fisheries", "a new treaty", "satellites"),
        "when": ("on Monday", "on Tuesday evening", "on October {n}", "last week", "in September 2023", "yesterday"),
        "number": ("1,500", "about 3,000", "more than 10,000", "twelve", "at least 300"),
    },
}  # fmt: skip

SENTENCES = {
    "de": (
        "{russian} ist {when} zu einem dreitägigen Besuch in {town} eingetroffen.",
        "{northerner} traf {when} {russian} und sprach mit ihm über {topic}.",
        "Nach Angaben von {agency} lud {northerner} {russian} nach {town} ein, ohne einen Tag zu nennen.",
        "{outsider} wirft Nordkorea vor, Russland {number} Container mit {goods} geliefert zu haben.",
        "{russian} wies den Vorwurf {when} als haltlos zurück und sprach von einer Erfindung.",
        "{outsider} zeigte sich besorgt und forderte beide Staaten auf, die Lieferung von {goods} zu beenden.",
        "Ob es zu einem weiteren Treffen in {town} kommt, ließ {russian} offen.",
        "Nordkorea soll {when} {number} Soldaten in die Region Kursk verlegt haben, wie {outsider} mitteilte.",
        "„Wir danken unseren Freunden für ihren Beistand“, sagte {russian} {when} bei einem Empfang.",
        "Sollte Moskau im Gegenzug Technik für {topic} liefern, werde man antworten, warnte {outsider}.",
        "{outsider} verhängte {when} Sanktionen gegen {number} Firmen und Schiffe.",
        "Der Hafen liegt wenige Kilometer von der Grenze entfernt und ist durch eine Bahnlinie erschlossen.",
        "Beobachter weisen darauf hin, dass die Wirtschaft des Landes seit Jahren unter der Abschottung leidet.",
        "In den Straßen hingen Fahnen, die Geschäfte blieben an diesem Tag geschlossen.",
        "Wie viel davon stimmt, lässt sich von außen kaum prüfen; auch Bilder aus dem All helfen nur bedingt weiter.",
        "Die Strecke von {town} bis zum Meer ist {number} Kilometer lang und im Winter oft tagelang verschneit.",
        "Seit Jahren gilt {topic} als ein Feld, auf dem beide Seiten mehr ankündigen, als sie später halten.",
        "Fachleute streiten darüber, ob {goods} dieser Bauart überhaupt noch in nennenswerter Zahl hergestellt werden.",
        "Für die Bewohner des Grenzgebiets ändert sich dadurch wenig, ihr Alltag bleibt von Mangel geprägt.",
        "{town} ist {when} wieder das Ziel vieler Korrespondenten gewesen, doch Zutritt erhielten nur wenige.",
    ),
    "en": (
        "{russian} arrived in {town} {when} for a three-day visit.",
        "{northerner} met {russian} {when} and discussed {topic}.",
        "According to {agency}, {northerner} invited {russian} to {town} without naming a day.",
        "{outsider} accused North Korea of supplying Russia with {number} containers of {goods}.",
        "{russian} rejected the claim {when} and called it an invention.",
        "{outsider} voiced concern and urged both countries to end the transfer of {goods}.",
        "Whether there will be another meeting in {town} was left open by {russian}.",
        "North Korea is said to have moved {number} soldiers to the Kursk region {when}, {outsider} announced.",
        '"We thank our friends for standing by us," said {russian} {when} at a reception.',
        "If Moscow sent equipment for {topic} in return, there would be an answer, {outsider} warned.",
        "{outsider} imposed sanctions on {number} firms and ships {when}.",
        "The port lies a few kilometres from the border and is linked to it by a single railway line.",
        "Observers point out that the country's economy has suffered from its isolation for many years.",
        "Flags hung in the streets, and the shops remained closed for the day.",
        "How much of it is true can hardly be checked from outside; pictures from space help only so far.",
        "The line from {town} to the sea is {number} kilometres long and often closed by snow for days in winter.",
        "For years {topic} has been a field in which both sides announce more than they deliver in the end.",
        "Experts disagree on whether {goods} of this make are still being produced in any number worth mentioning.",
        "Little changes for people near the border, whose daily life is still marked by shortage and by control.",
        "{town} drew many correspondents again {when}, but only a few of them were let into the hall.",
    ),
}


@dataclass(frozen=True)
class Text:
    """One generated article."""

    name: str
    language: str
    published: date
    text: str


def article(number: int) -> Text:
    """An article of about `LENGTH` characters; two of three are German. The same number gives the same article."""
    drawn = random.Random(number)
    language = "en" if number % 3 == 2 else "de"
    words = WORDS[language]
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < LENGTH:
        frames = drawn.sample(SENTENCES[language], k=drawn.randint(2, 5))
        paragraphs.append(" ".join(_filled(frame, words, drawn) for frame in frames))
    published = FIRST_DAY + timedelta(days=drawn.randrange(DAYS))
    return Text(f"article-{number}", language, published, "\n\n".join(paragraphs))


def _filled(frame: str, words: dict[str, tuple[str, ...]], drawn: random.Random) -> str:
    chosen = {name: drawn.choice(choices).format(n=drawn.randint(1, 28)) for name, choices in words.items()}
    sentence = frame.format(**chosen)
    return sentence[:1].upper() + sentence[1:]


# ---- what is measured ------------------------------------------------------------------------------------------------

STAGES: dict[str, tuple[str, str]] = {
    "reading": ("timeline.extraction.read", "read_text"),
    "sentences": ("timeline.extraction.pipeline", "split"),
    "dates": ("timeline.extraction.dates", "tag"),
    "actors": ("timeline.extraction.actors", "find"),
    "parsing": ("timeline.extraction.kinds", "tell"),
    "kinds": ("timeline.extraction.kinds", "find"),
    "factuality": ("timeline.extraction.factuality", "judge"),
    "times": ("timeline.extraction.times", "locate"),
    "relations": ("timeline.extraction.relations", "relate"),
    "matching": ("timeline.extraction.match", "cluster"),
}
"""Where the work of a stage begins, in the order in which it is done; what a stage calls is not counted twice."""


class Stopwatch:
    """CPU seconds of each stage, without those of the stages that it calls."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._open: list[str] = []
        self._since = 0.0

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            with self.running(stage):
                return function(*arguments, **options)

        return run

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        self._charge()
        self._open.append(stage)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def _charge(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now


def speed(count: int) -> dict[str, Any]:
    """Extraction and matching of so many articles, once the lexicon has been read."""
    from timeline.extraction import extract, load_lexicon, read
    from timeline.extraction.long_runs import settle
    from timeline.extraction.match import cluster

    def whole(texts: list[Text]) -> tuple[int, int]:
        mentions: list[Mention] = []
        relations: list[MentionRelation] = []
        for text in texts:
            read_ = read.read_text(text.text, doc=text.name, published=text.published, language=text.language)
            extraction = extract(read_, lexicon)
            mentions += extraction.mentions
            relations += extraction.relations
        return len(mentions), len(cluster(mentions, relations=relations, lexicon=lexicon))

    lexicon = load_lexicon()
    whole([article(-number) for number in (1, 2, 3)])
    settle()  # as `manage.py extract` does
    texts = [article(number) for number in range(count)]
    start = time.process_time()
    mentions, events = whole(texts)
    seconds = time.process_time() - start
    return {
        "articles": count,
        "characters": sum(len(text.text) for text in texts),
        "mentions": mentions,
        "events": events,
        "seconds": round(seconds, 2),
        "articles_a_second": round(count / seconds, 1),
        "peak_mb": _peak_mb(),
    }


def profile(count: int) -> dict[str, float]:
    """The share of each stage in the CPU time of so many articles."""
    import importlib

    from timeline.extraction import extract, load_lexicon, match, read

    watch = Stopwatch()
    for stage, (module, name) in STAGES.items():
        room = importlib.import_module(module)
        setattr(room, name, watch.timed(stage, getattr(room, name)))
    lexicon = load_lexicon()
    mentions: list[Mention] = []
    relations: list[MentionRelation] = []
    for number in range(-3, count):
        if number == 0:  # what is read once is read
            watch.seconds = dict.fromkeys(STAGES, 0.0)
            mentions, relations = [], []
        text = article(number)
        read_ = read.read_text(text.text, doc=text.name, published=text.published, language=text.language)
        extraction = extract(read_, lexicon)
        mentions += extraction.mentions
        relations += extraction.relations
    match.cluster(mentions, relations=relations, lexicon=lexicon)
    total = sum(watch.seconds.values())
    return {stage: round(seconds / total, 3) for stage, seconds in watch.seconds.items()}


def first() -> float:
    """Seconds from the start of a process to the end of its first article, the lexicon included."""
    from timeline.extraction import extract, load_lexicon, read_text

    text = article(0)
    extract(read_text(text.text, doc=text.name, published=text.published, language=text.language), load_lexicon())
    return time.process_time()


LONG = {
    "one clause": ("de", "Putin traf Kim und lieferte Raketen nach Moskau "),
    "many commas": ("de", "Putin, der, wie es, obwohl er, während Kim, sagte, ging, kam, "),
    "English": ("en", "and Putin said that Kim supplied shells to Moscow which it denied "),
    "genitives": ("de", "des Besuchs des Ministers der Regierung "),
    "attributes": ("de", "rote große schnelle kleine "),
    "quotation marks": ("de", "„ » ( "),
    "table": ("de", "Wonsan\t3.5.\tPutin\n"),
}
"""What has no full stop for long."""
LONG_WORDS = (1_000, 5_000)
STEEPEST = 2.0
"""Five times the words may take so many times the five-fold time."""


def growth() -> dict[str, dict[str, float]]:
    """CPU seconds for runs of words without a full stop, and how much steeper than their length they grow."""
    from timeline.extraction import extract, load_lexicon, read_text

    lexicon = load_lexicon()
    few, many = LONG_WORDS
    found: dict[str, dict[str, float]] = {}
    for name, (language, unit) in {"warm-up": LONG["one clause"], "": LONG["English"], **LONG}.items():
        seconds = []
        for words in LONG_WORDS:
            text = unit * (words // len(unit.split()))
            article_ = read_text(text, doc=name, published=FIRST_DAY, language=language)
            start = time.process_time()
            extract(article_, lexicon)
            seconds.append(time.process_time() - start)
        steeper = seconds[1] / seconds[0] * few / many
        found[name] = {"seconds": round(seconds[1], 3), "steeper": round(steeper, 2)}
    return {name: found[name] for name in LONG}


def _peak_mb() -> int:
    """Peak memory of this process. Linux counts what the parent had into `ru_maxrss`, but not into VmHWM."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _apart(task: Callable[..., Any], *arguments: Any) -> Any:
    """Runs the task in a fresh process, so that memory and start are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def _import_seconds() -> float:
    """The import alone, without the start of Python; the best of three."""
    code = "import time; start = time.process_time(); import timeline.extraction; print(time.process_time() - start)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs)


def benchmark(count: int) -> tuple[dict[str, Any], list[str]]:
    """All figures, and what is worse than it may be."""
    figures: dict[str, Any] = {
        **_apart(speed, count),
        "import_seconds": round(_import_seconds(), 3),
        "first_article_seconds": round(_apart(first), 2),
        "profile": _apart(profile, min(count, 200)),
        "growth": _apart(growth),
    }
    steep = [name for name, run in figures["growth"].items() if run["steeper"] > STEEPEST]
    limits = {
        f"fewer than {FEWEST_A_SECOND} articles a CPU second": figures["articles_a_second"] < FEWEST_A_SECOND,
        f"more than {MOST_MEGABYTES} MB": figures["peak_mb"] > MOST_MEGABYTES,
        f"the import takes more than {LONGEST_IMPORT} s": figures["import_seconds"] > LONGEST_IMPORT,
        f"the first article takes more than {LONGEST_FIRST} s": figures["first_article_seconds"] > LONGEST_FIRST,
        f"text without full stops takes ever longer: {', '.join(steep)}": bool(steep),
    }
    return figures, [complaint for complaint, broken in limits.items() if broken]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"how many, {ARTICLES} if not given")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args()
    figures, complaints = benchmark(chosen.articles)
    if chosen.json:
        print(json.dumps({"figures": figures, "complaints": complaints}, indent=1))
    else:
        print(
            f"{figures['articles']:,} articles, {figures['characters']:,} characters, {figures['mentions']:,} mentions,"
            f" {figures['events']:,} events\n"
            f"{figures['articles_a_second']:,} articles a CPU second ({figures['seconds']} s), peak"
            f" {figures['peak_mb']} MB, import {figures['import_seconds']} s, first article"
            f" {figures['first_article_seconds']} s"
        )
        for stage, share in figures["profile"].items():
            print(f"  {stage:12}{share:6.1%}")
        print(f"{LONG_WORDS[1]:,} words without a full stop, and how much steeper it grows than its length")
        for name, run in figures["growth"].items():
            print(f"  {name:16}{run['seconds']:6.2f} s {run['steeper']:5.1f}")
        for complaint in complaints:
            print(f"too slow or too large: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
