"""`manage.py extract PATH…`: what the extraction finds, as JSON lines; needs no database, setting or variable."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from timeline.extraction import cluster, load_lexicon, parse_day, read_paths, timexes
from timeline.extraction.lexicon import LANGUAGES
from timeline.extraction.long_runs import settle
from timeline.extraction.model import Article, Extraction, Mention, MentionRelation
from timeline.extraction.read import UnreadableArticle
from timeline.extraction.records import Record, document_record, mention_record, relation_record, timex_record
from timeline.extractors import ExtractorError, configured


class Command(BaseCommand):
    help = (
        "Reads articles (.txt, .html, .jsonl, or folders of them) and prints the events found in them as JSON lines: "
        "documents, mentions and relations. Stores nothing."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it; they would ask for a secret key

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
        parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of printing")
        parser.add_argument("--timexes", action="store_true", help="only the time expressions, as TIMEX3")
        parser.add_argument("--published", metavar="DATE", help="publication date of articles that do not say theirs")
        parser.add_argument("--outlet", metavar="NAME", default="", help="outlet of articles that do not say theirs")
        parser.add_argument("--url", default="", help="web address of an article that does not say its own")
        parser.add_argument("--language", choices=LANGUAGES, help="language, found out if not given")

    def handle(
        self,
        *,
        paths: list[str],
        output: Path | None,
        timexes: bool,
        published: str | None,
        outlet: str,
        url: str,
        language: str | None,
        **options: Any,
    ) -> None:
        self.read = self.rejected = 0
        read = read_paths(
            paths,
            published=_day(published),
            outlet=outlet,
            url=url,
            language=language,
            # Time expressions alone are asked for texts of any kind, dialect and single lines among them.
            doubtful="de" if timexes else None,
        )
        articles = self._told(tqdm(read, unit="article", disable=None))
        records = _timex_records(articles) if timexes else _event_records(self._extracted(articles))
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        if output:
            _write(output, lines)
        else:
            self._print(lines)
        if self.rejected and not self.read:
            raise CommandError("Nothing could be read.")

    def _told(self, articles: Iterable[Any]) -> Iterator[Article]:
        """The articles; what was rejected is told on standard error."""
        for article in articles:
            if isinstance(article, Article):
                self.read += 1
                yield article
            else:
                self.rejected += 1
                self.stderr.write(f"rejected: {article}")

    def _extracted(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """What is found in the articles. One that could not be read just now is told like a rejected one."""
        lexicon = load_lexicon()
        try:
            extractor = configured()
        except ExtractorError as error:
            raise CommandError(str(error)) from error
        for number, article in enumerate(articles):
            if number == 1:
                settle()
            try:
                extraction = extractor(article, lexicon)
            except ExtractorError as error:
                self.read -= 1
                self.rejected += 1
                self.stderr.write(f"rejected: {article.doc}: {error}")
                continue
            for reason in extraction.dropped:
                self.stderr.write(f"dropped: {article.doc}: {reason}")
            yield extraction

    def _print(self, lines: Iterable[str]) -> None:
        try:
            for line in lines:
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:  # `… | head`: nobody reads on, which is no error
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _event_records(extractions: Iterable[Extraction]) -> Iterator[Record]:
    """Document by document, then the mentions of all of them with the groups they form, then the relations."""
    mentions: list[Mention] = []
    relations: list[MentionRelation] = []
    for extraction in extractions:
        yield document_record(extraction)
        mentions += extraction.mentions
        relations += extraction.relations
    groups = cluster(mentions, relations=relations)
    name_of = {member: group[0] for group in groups for member in group}
    for mention in mentions:
        yield mention_record(mention, name_of[mention.id])
    for relation in relations:
        yield relation_record(relation)


def _timex_records(articles: Iterable[Article]) -> Iterator[Record]:
    for article in articles:
        for timex in timexes(article):
            yield timex_record(article.doc, timex)


def _day(text: str | None) -> date | None:
    try:
        return parse_day(text) if text else None
    except UnreadableArticle as error:
        raise CommandError(f"--published: {error}") from error


def _write(path: Path, lines: Iterable[str]) -> None:
    """All or nothing: the file appears when everything is written, and an older one stays as it is until then."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CommandError(f"--output: cannot write to {path.parent} ({error.strerror})") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError):
            raise CommandError(f"--output: cannot write {path} ({error.strerror})") from error
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
