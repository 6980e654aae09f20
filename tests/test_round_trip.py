"""Everything that people made goes out by `dumpdata` and comes back by `loaddata`, unchanged."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from timeline import batches, curation
from timeline.exchange import running
from timeline.models import Batch, BatchItem, Event, Feed, FeedEntry, Mention

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = b"date,title,kind,url\nSept. 2023,A visit,visit,https://example.org/1\n"


def dumped() -> str:
    out = StringIO()
    call_command(
        "dumpdata",
        "auth.user",
        "timeline",
        natural_foreign=True,
        natural_primary=True,
        indent=1,
        stdout=out,
        verbosity=0,
    )
    return out.getvalue()


def a_desk_at_work() -> None:
    """The demo, and rows that it has none of: an import, a batch that waits, a feed, an act that was undone."""
    call_command("loaddata", "demo", verbosity=0)
    curator = User.objects.create_superuser("mara")
    batches.proceed(running.begin("events", "list.csv", TABLE, user=curator, language="en"), with_noticed=True)
    batches.work()
    running.begin("events", "waiting.csv", TABLE, user=curator, language="de")
    feed = Feed.objects.create(title="News", url="https://example.org/feed")
    FeedEntry.objects.create(feed=feed, key="a" * 64, url="https://example.org/2")
    mention = Mention.objects.filter(state="proposed").order_by("pk").first()
    assert mention is not None
    curation.undo(curation.accept(mention, user=curator), user=curator)


def test_what_was_dumped_loads_into_an_empty_database_and_is_dumped_the_same_again(tmp_path: Path) -> None:
    a_desk_at_work()
    before = dumped()
    file = tmp_path / "all.json"
    file.write_text(before, encoding="utf-8")
    call_command("flush", interactive=False, verbosity=0)
    assert not any(model._base_manager.exists() for model in apps.get_app_config("timeline").get_models())
    call_command("loaddata", str(file), verbosity=0)
    assert dumped() == before
    assert BatchItem.objects.filter(batch__phase=Batch.Phase.ASKING).get().content is not None
    assert Event.objects.filter(by_hand=True).count() == 1
