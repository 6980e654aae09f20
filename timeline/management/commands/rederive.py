"""`manage.py rederive`: derives events anew from their mentions and the log."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from timeline.curation.following import Named, events_naming, follow
from timeline.models import Actor, Event, Outlet, Place


class Command(BaseCommand):
    help = "Derives all events anew, or those that name an actor, a place or an outlet whose row was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--actor", metavar="SLUG", help="only events in which this actor takes part")
        parser.add_argument("--place", metavar="SLUG", help="only events at this place")
        parser.add_argument("--outlet", metavar="SLUG", help="only events that this outlet reports")

    def handle(self, *args: Any, **options: Any) -> None:
        events = self._events(options)
        with tqdm(total=len(events), unit="event", disable=None) as progress:
            for done in follow(events):
                progress.update(done)
        self.stdout.write(f"{len(events)} events derived anew")

    def _events(self, options: dict[str, Any]) -> list[int]:
        models: dict[str, type[Named]] = {"actor": Actor, "place": Place, "outlet": Outlet}
        asked = [(model, options[name]) for name, model in models.items() if options[name]]
        if not asked:
            return list(Event.objects.order_by("pk").values_list("pk", flat=True))
        found: set[int] = set()
        for model, slug in asked:
            row = model._default_manager.filter(slug=slug).first()
            if row is None:
                raise CommandError(f"there is no {model._meta.model_name} {slug!r}")
            found.update(events_naming(row))
        return sorted(found)
