"""How long the desk takes on the server: a document with many mentions, one decision on it, and all of them at once.

    DATABASE_URL=… python -m benchmarks.desk [--mentions 100]

Works in a transaction that is rolled back. Prints the median of some runs in milliseconds, and the number of queries.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.rows import a_document, a_mention, an_event  # noqa: E402
from timeline.models import Document, Mention  # noqa: E402

RUNS = 7


def a_long_document(mentions: int) -> Document:
    sentences = [f"Am {number}. Tag des Jahres reiste die Delegation Nummer {number} ab." for number in range(mentions)]
    document = a_document(" ".join(sentences), title="Chronik")
    for sentence in sentences:
        a_mention(document, sentence, "reiste", event=an_event())
    return document


def measured(name: str, act: Callable[[], Any], runs: int = RUNS) -> None:
    act()
    times, worked = [], []
    for _ in range(runs):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            begun, busy = time.perf_counter(), time.process_time()
            act()
            times.append((time.perf_counter() - begun) * 1000)
            worked.append((time.process_time() - busy) * 1000)
            transaction.set_rollback(True)
    median, own = statistics.median(times), statistics.median(worked)
    print(f"{name:34} {median:8.0f} ms, {own:6.0f} ms of them in this process {len(queries):6} queries")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=100)
    count = parser.parse_args().mentions
    with transaction.atomic():
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.create_superuser("benchmark"))
        document = a_long_document(count)
        desk = f"/admin/timeline/document/{document.pk}/"
        first = Mention.objects.filter(document=document).earliest("pk")

        def decide(**said: Any) -> None:
            with transaction.atomic():
                answer = client.post(f"{desk}decide/", said)
                assert answer.status_code == 302
                transaction.set_rollback(True)

        measured(f"desk of {count} mentions", lambda: client.get(f"{desk}change/"))
        measured("accept one mention", lambda: decide(act="accept", mention=first.pk))
        measured("reject one mention", lambda: decide(act="reject", mention=first.pk))
        measured(f"accept {count} mentions", lambda: decide(act="accept_all"), runs=3)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
