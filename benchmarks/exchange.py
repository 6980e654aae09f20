"""How long an import of many rows takes, from the file to the events: `python -m benchmarks.exchange [ROWS]`.

It needs DATABASE_URL, works in one transaction and rolls it back.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import time

import django
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402

from timeline.curated_lexicon import packaged_and_curated_lexicon  # noqa: E402
from timeline.exchange.chronicle import Answers, plan  # noqa: E402
from timeline.exchange.importing import BrokenImportError, carry_out, preview  # noqa: E402
from timeline.exchange.tables import read_table  # noqa: E402
from timeline.exchange.times import Order  # noqa: E402
from timeline.models import Event  # noqa: E402


def a_list(rows: int, broken: int | None = None) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Date", "Headline", "Text", "Category", "Link"])
    for number in range(rows):
        month, day, year = number % 12 + 1, number % 28 + 1, 2000 + number % 25
        date = f"{month}/{day}/{year}" if number % 2 else f"{year}-{month:02}"
        headline = f"Delegation {number} from Russia visits Pyongyang"
        writer.writerow(
            ["soon" if number == broken else date, headline, "A text.", "Visit", f"https://example.org/{number}"]
        )
    return text.getvalue().encode()


def main(rows: int) -> None:
    answers, lexicon = Answers("en", Order.MONTH_FIRST), packaged_and_curated_lexicon()
    with transaction.atomic():
        curator = User.objects.create_superuser("benchmark")
        before = Event.objects.count()
        clock = [time.perf_counter()]

        def lap(what: str) -> None:
            clock.append(time.perf_counter())
            print(f"{what:<44}{clock[-1] - clock[-2]:8.2f} s")

        table = read_table(a_list(rows), "list.csv")
        lap(f"{rows} rows read")
        planned = plan(table, answers, lexicon)
        lap("planned")
        preview(planned)
        lap("previewed")
        broken = plan(read_table(a_list(rows, broken=rows - 2), "list.csv"), answers, lexicon)
        try:
            carry_out(broken, user=curator, reason="", source="list.csv")
        except BrokenImportError as fault:
            print(f"refused: {fault}; {Event.objects.count() - before} events")
        lap("a list whose last row but one is broken")
        carry_out(planned, user=curator, reason="", source="list.csv")
        lap(f"{Event.objects.count() - before} events written")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
