"""`manage.py fetch_feeds`: visits feeds and queues what is new in them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from timeline.intake import feeds
from timeline.models import Feed


class Command(BaseCommand):
    help = "Visits the feeds whose time has come and makes a batch of what is new in each; `manage.py work` reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("urls", nargs="*", metavar="URL", help="only these feeds, due or not")
        parser.add_argument("--all", action="store_true", help="all active feeds, due or not")

    def handle(self, *, urls: list[str], all: bool, **options: Any) -> None:  # noqa: A002 - the option's name
        known = {feed.url: feed for feed in Feed.objects.filter(url__in=urls)}
        if missing := sorted(set(urls) - known.keys()):
            raise CommandError(f"There is no feed with the address {', '.join(missing)}: add it in the admin.")
        chosen = list(known.values()) if urls else list(Feed.objects.filter(active=True)) if all else feeds.due()
        failed = 0
        with override("en"):
            for feed in chosen:
                visit = feeds.visit(feed)
                failed += visit.refused is not None
                self.stdout.write(f"{feed.title}: {feeds.label_of(visit)}")
        if not chosen:
            self.stdout.write("No feed is due.")
        if failed and failed == len(chosen):
            raise CommandError("No feed could be read.")
