"""What it costs a document that its mentions find their events, as the number of stored documents grows.

    python -m benchmarks.grouping                     # 100, 300 and 1,000 invented articles
    python -m benchmarks.grouping --sizes 100 300

In a database of its own that is gone afterwards. The articles are those of `benchmarks.extraction`: 22 mentions each,
of few people and kinds, so that all hang together more than news do. Prints CPU seconds, of this process and (on Linux)
of the database apart:

* in bulk: as `manage.py ingest` groups, for each document that came since the size before;
* one more: for a single document that comes when so many are stored, and for the events that it changes;
* one kind: for an act of a curator that groups accusations anew.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
os.environ.setdefault("SECRET_KEY", "only for a database that nobody reaches, and gone in a minute")

from benchmarks.extraction import article
from timeline import embedded

SIZES = (100, 300, 1_000)
TOGETHER = 25
SINGLE = 4
"""Documents of which the mean is told as that of one."""

Seconds = dict[str, float]


def benchmark(sizes: list[int]) -> Iterator[str]:
    """A line for each size."""
    from django.db import connection, transaction

    from timeline.curated_lexicon import packaged_and_curated_lexicon
    from timeline.grouping import regroup, writing
    from timeline.ingest import group_if_due, group_waiting
    from timeline.models import Event, Mention

    stored = 0
    for size in sizes:
        bulk = {"python": 0.0, "sql": 0.0}
        for number in range(stored, size):
            add(number)
            if (number + 1) % TOGETHER == 0:
                measure(bulk, group_if_due)
        measure(bulk, group_waiting)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        single, act = {"python": 0.0, "sql": 0.0}, {"python": 0.0, "sql": 0.0}
        for number in range(SINGLE):
            with rolled_back(transaction):
                add(10**6 + number)
                measure(single, group_waiting)
        with writing():
            lexicon = packaged_and_curated_lexicon()
            measure(act, lambda lexicon=lexicon: regroup(["accusation"], lexicon))
        told = " ".join(
            f"{seconds['python'] / count:10.3f} {seconds['sql'] / count:6.3f}"
            for seconds, count in ((bulk, size - stored), (single, SINGLE), (act, 1))
        )
        yield f"{size:9,} {Mention.objects.count():9,} {Event.objects.count():7,} {told}"
        stored = size


def add(number: int) -> None:
    """Stores an article, and leaves its mentions to be grouped."""
    from timeline.extraction.read import read_text
    from timeline.ingest import ingest

    text = article(number)
    outlet = f"Blatt {number % 7}"
    ingest(
        read_text(text.text, doc=text.name, published=text.published, language=text.language, outlet=outlet),
        grouped=False,
    )


def measure(spent: Seconds, work: Callable[[], Any]) -> None:
    python, sql = time.process_time(), database_seconds()
    work()
    spent["python"] += time.process_time() - python
    spent["sql"] += database_seconds() - sql


def database_seconds() -> float:
    """CPU seconds of the server process of this connection; 0 where the system does not tell."""
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def rolled_back(transaction: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="DOCUMENTS")
    sizes = sorted(parser.parse_args().sizes)
    with embedded.temporary() as url:
        os.environ["DATABASE_URL"] = url
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print("documents  mentions  events   in bulk    SQL   one more    SQL   one kind    SQL")
        for line in benchmark(sizes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
