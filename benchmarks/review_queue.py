"""How long the desk's first page and its other lists take with many open proposals.

    DATABASE_URL=… python -m benchmarks.review_queue            10,000 proposals
    DATABASE_URL=… python -m benchmarks.review_queue 100000

Everything is written in one transaction that is rolled back at the end. Prints, for each address, the median and the
worst of the requests in milliseconds on the server, and the number of queries.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from timeline.extraction.model import EventKind  # noqa: E402
from timeline.models import Decision, Document, Event, Mention, Outlet  # noqa: E402

REPORTS_A_DOCUMENT = 5
ROUNDS = 9
RULES = ("kinds.visit.verb", "kinds.noun", "times.clause", "actors.office", "factuality.modal")
URLS = (
    "/admin/",
    "/admin/?order=sure",
    "/admin/?order=unsure&kind=visit",
    "/admin/?kind=visit&sure=high&assigned=nobody",
    "/admin/overview/",
    "/admin/timeline/decision/",
    "/admin/my-work/",
)


def fill(proposals: int, curator: User) -> None:
    """Documents of a year with five open mentions each, every tenth with one that is decided, too."""
    dice = random.Random(6)
    outlets = Outlet.objects.bulk_create(Outlet(slug=f"q-{n}", name=f"Blatt {n}") for n in range(30))
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    texts = [f"Bericht {n}: " + "Er reiste an. " * (REPORTS_A_DOCUMENT + 1) for n in range(proposals // 5)]
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    documents = Document.objects.bulk_create(
        Document(
            public_id=digest[:16],
            sha256=digest,
            text=text,
            length=len(text),
            language="de",
            title=f"Bericht {n}",
            outlet=outlets[n % 30],
            created_at=begin + timedelta(minutes=4 * n),
        )
        for n, (text, digest) in enumerate(zip(texts, digests, strict=True))
    )
    kinds = list(EventKind)
    events = Event.objects.bulk_create(
        Event(public_id=f"q{n}", kind=dice.choice(kinds), title_de=f"Ereignis {n}", title_en=f"Event {n}")
        for n in range(proposals // 2)
    )
    mentions, decisions = [], []
    for number, document in enumerate(documents):
        first = document.text.index("Er reiste")
        for place in range(REPORTS_A_DOCUMENT + (number % 10 == 0)):
            start = first + place * len("Er reiste an. ")
            event = dice.choice(events)
            accepted = place == REPORTS_A_DOCUMENT
            mention = Mention(
                document=document,
                event=event,
                start=start,
                end=start + 13,
                quote=document.text[start : start + 13],
                trigger_start=start + 3,
                trigger_end=start + 9,
                kind=event.kind,
                factuality="occurred",
                confidence=round(dice.random(), 2),
                trace=[{"rule": rule, "text": "", "start": 0, "end": 0} for rule in dice.sample(RULES, 3)],
                state="accepted" if accepted else "proposed",
            )
            mentions.append(mention)
            if accepted:
                target = f"mention:{document.public_id}:{mention.anchor}"
                decisions.append(Decision(verb="accept", target=target, user=curator, by="Bench"))
    Mention.objects.bulk_create(mentions, batch_size=2000)
    Decision.objects.bulk_create(decisions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timeline_mention, timeline_document, timeline_event, timeline_decision")


def measure(client: Client, url: str) -> str:
    client.get(url)
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        response = client.get(url)
        taken.append((time.perf_counter() - begin) * 1000)
        assert response.status_code == 200, (url, response.status_code)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return f"{statistics.median(taken):7.0f} ms  {max(taken):7.0f} ms  {len(captured):3d} queries  {url}"


def main() -> None:
    proposals = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    setup_test_environment()  # so that the first page's context can be read
    with transaction.atomic():
        curator = User.objects.create_superuser("bench-curator")
        fill(proposals, curator)
        client = Client(headers={"accept-language": "de"})
        client.force_login(curator)
        page = client.get("/admin/").context["queue"]
        print(f"{page.proposals} open proposals in {page.documents} documents; median, worst of {ROUNDS}")
        for url in (*URLS, page.next_url):
            print(measure(client, url))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
