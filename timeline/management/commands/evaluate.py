"""`manage.py evaluate GOLD --articles DIR`: how well the rules do on annotated articles, without a database."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timeline.extraction import load_lexicon
from timeline.extraction.evaluation import BadGold, evaluate, read_gold, report, run


class Command(BaseCommand):
    help = (
        "Extracts the events of articles that people have annotated, and prints figures and everything that is missed, "
        "of the wrong kind, spurious, wrongly dated or of the wrong status. Stores nothing."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it; they would ask for a secret key

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("gold", metavar="GOLD", type=Path, help="a .jsonl, or digests: a .txt or a folder of them")
        parser.add_argument(
            "--articles",
            metavar="DIR",
            type=Path,
            help="where the texts of a .jsonl lie, as NAME.txt; digests hold theirs",
        )
        parser.add_argument(
            "--misses", metavar="N", type=_count, help="list at most so many of each problem, 0 for the figures alone"
        )

    def handle(self, *, gold: Path, articles: Path | None, misses: int | None, **options: Any) -> None:
        try:
            documents = read_gold(gold, articles)
        except BadGold as error:
            raise CommandError(str(error)) from error
        lexicon = load_lexicon()
        self.stdout.write(report(evaluate(documents, run(documents, lexicon), lexicon), misses=misses))


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a number of lines")
    return int(text)
