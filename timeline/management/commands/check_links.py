"""`manage.py check_links`: asks whether the addresses of documents still answer."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from timeline.intake import links


class Command(BaseCommand):
    help = "Asks the addresses of documents whether they still answer, and remembers what they said."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="ask again after so many days (default: 30)")
        parser.add_argument("--limit", type=int, default=200, help="ask at most so many (default: 200)")
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between two questions to a host (2)")

    def handle(self, *args: Any, days: int, limit: int, pause: float, **options: Any) -> None:
        today = timezone.localdate()
        documents = links.due(today, days=days, limit=limit)
        answers = links.check(documents, today, pause=pause)
        dead = [
            answer for answer in tqdm(answers, total=len(documents), unit="address", disable=None) if not answer.alive
        ]
        for answer in dead:
            said = f"answers {answer.status}" if answer.status else "does not answer"
            self.stdout.write(f"{answer.document.public_id} {said}: {answer.document.url}")
        self.stdout.write(f"{len(documents)} addresses asked, {len(dead)} of them dead")
