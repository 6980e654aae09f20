"""`manage.py ingest PATH…`: articles from files and folders become documents with proposed events."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from timeline.extraction.lexicon import LANGUAGES
from timeline.extraction.model import Article
from timeline.extraction.read import SUFFIXES, Rejected, UnreadableArticle, parse_day, read_paths
from timeline.grouping import Regrouping
from timeline.ingest import IngestResult, Outcome, group_if_due, group_waiting, ingest, web_address
from timeline.models import Batch, BatchItem, now


@dataclass(slots=True)
class Tally:
    """What became of a run."""

    new: int = 0
    unchanged: int = 0
    rejected: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    without_event: list[str] = field(default_factory=list)
    by_rules: list[str] = field(default_factory=list)
    proposed: int = 0
    merged: int = 0

    def add(self, name: str, result: IngestResult) -> None:
        if result.outcome is Outcome.UNCHANGED:
            self.unchanged += 1
            return
        self.new += 1
        if not result.mentions:
            self.without_event.append(name)
        if result.trouble:
            self.by_rules.append(f"{name}: {result.trouble}")
        if result.copy_of is not None:
            self.copies.append(f"{name}: near copy of {result.copy_of}")

    def group(self, grouping: Callable[[], Regrouping] = group_waiting) -> None:
        regrouping = grouping()
        self.proposed += len(regrouping.created)
        self.merged += regrouping.merged

    def lines(self) -> Iterator[str]:
        yield f"Documents: {self.new} new, {self.unchanged} unchanged, {len(self.rejected)} rejected"
        for reason in self.rejected:
            yield f"  rejected: {reason}"
        for name in self.without_event:
            yield f"  without any event: {name}"
        for trouble in self.by_rules:
            yield f"  read by the rules: {trouble}"
        for copy in self.copies:
            yield f"  {copy}"
        yield f"Events: {self.proposed} proposed, {self.merged} merged with known ones"


class Command(BaseCommand):
    help = (
        "Reads articles (.txt, .html, .jsonl, or folders of them), stores them and proposes the events found in them. "
        "What is stored already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
        parser.add_argument("--published", metavar="DATE", help="publication date of articles that do not say theirs")
        parser.add_argument("--outlet", metavar="NAME", default="", help="outlet of articles that do not say theirs")
        parser.add_argument("--url", default="", help="web address of an article that does not say its own")
        parser.add_argument("--language", choices=LANGUAGES, help="language, found out if not given")
        parser.add_argument("--dry-run", action="store_true", help="show what would be done and write nothing")

    def handle(
        self,
        *,
        paths: list[str],
        published: str | None,
        outlet: str,
        url: str,
        language: str | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if url and not web_address(url):
            raise CommandError(f"--url: {url!r} is no web address: give one that begins with https:// or http://")
        articles = read_paths(paths, published=_day(published), outlet=outlet, url=web_address(url), language=language)
        tally = Tally()
        with _rolled_back() if dry_run else nullcontext():
            _ingest(tqdm(articles, total=_count(paths), unit="article", disable=None), paths, tally)
        for line in tally.lines():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
        if tally.rejected and not (tally.new or tally.unchanged):
            raise CommandError("Nothing could be read.")


def _day(text: str | None) -> date | None:
    try:
        return parse_day(text) if text else None
    except UnreadableArticle as error:
        raise CommandError(f"--published: {error}") from error


_TOGETHER = 25
"""Documents after which it is asked whether grouping is due."""


def _ingest(articles: Iterable[Article | Rejected], paths: list[str], tally: Tally) -> None:
    """Works through the articles, each in its own transaction, and keeps a log of the run.

    Their mentions are grouped from time to time, and also when the run is interrupted.
    """
    batch = Batch.objects.create(label=f"ingest {' '.join(paths)}"[:200])
    try:
        _store(articles, batch, tally)
    finally:
        tally.group()
    batch.phase, batch.finished_at = Batch.Phase.FINISHED, now()
    batch.save(update_fields=["phase", "finished_at"])


def _store(articles: Iterable[Article | Rejected], batch: Batch, tally: Tally) -> None:
    for article in articles:
        if isinstance(article, Rejected):
            tally.rejected.append(str(article))
            line = f", line {article.line}" if article.line else ""
            batch.items.create(
                source=f"{article.source}{line}"[:1000], state=BatchItem.State.REJECTED, message=article.message
            )
            continue
        result = ingest(article, grouped=False)
        tally.add(article.doc, result)
        if result.outcome is Outcome.NEW and tally.new % _TOGETHER == 0:
            tally.group(group_if_due)
        batch.items.create(
            source=article.doc[:1000],
            state=BatchItem.State(result.outcome),
            message=_told(result),
            document=result.document,
        )


def _told(result: IngestResult) -> str:
    if result.outcome is Outcome.UNCHANGED:
        return ""
    told = f"{result.mentions} mentions"
    return f"{told}; near copy of {result.copy_of}" if result.copy_of else told


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _count(paths: list[str]) -> int:
    """How many articles there are to read, at a glance, for the progress bar."""
    return sum(
        _count_in(file)
        for path in map(Path, paths)
        for file in (path.rglob("*") if path.is_dir() else [path])
        if file.is_file() and (file.suffix.lower() in SUFFIXES or file == path)
    )


def _count_in(file: Path) -> int:
    if file.suffix.lower() != ".jsonl":
        return 1
    with file.open("rb") as lines:
        return sum(1 for line in lines if line.strip())
