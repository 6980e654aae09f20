"""Feeds: what is new becomes a batch, politely; what is no feed, or a trap, is said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.intake.servers import Web, says, web
from timeline import batches
from timeline.intake import feeds, fetching
from timeline.intake.refusals import Refused
from timeline.models import Batch, BatchItem, Document, Feed, FeedEntry

SENTENCE = "Der russische Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen."


def rss(*entries: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Thu, 19 Oct 2023 08:00:00 +0200</pubDate></item>"
        for title, link in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Blatt</title>{items}</channel></rss>'.encode()


def page(sentence: str) -> bytes:
    return f"<html><body><article><p>{sentence}</p><p>Mehr war dazu nicht bekannt.</p></article></body></html>".encode()


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blatt</title>
<entry><title> Eine  Reise </title><id>tag:1</id><link href="/politik/1"/>
<updated>2024-02-01T10:00:00Z</updated></entry>
<entry><title>Kein Ziel</title><id>tag:2</id><link href="javascript:alert(1)"/></entry>
<entry><title>Innen</title><id>tag:3</id><link href="http://127.0.0.1/geheim"/></entry>
<entry><title>Doppelt</title><id>tag:1</id><link href="/politik/1"/></entry></feed>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with web() as served:
        monkeypatch.setattr(fetching, "NETWORK", served.network)
        yield served


@pytest.fixture
def feed(db: None) -> Feed:
    return Feed.objects.create(title="Blatt", url="http://blatt.example/feed")


def fresh(feed: Feed) -> Feed:
    return Feed.objects.get(pk=feed.pk)


def test_it_reads_entries_that_lead_to_the_public_web() -> None:
    (entry,) = feeds.read(ATOM, "https://blatt.example/feed.atom")
    assert (entry.url, entry.published) == ("https://blatt.example/politik/1", date(2024, 2, 1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body>Startseite</body></html>", "no_feed"),
        (b"", "no_feed"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel/></rss>', "entities"),
        (b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel/></rss>', "entities"),
        ('<!DOCTYPE r [<!ENTITY a "ha">]><rss version="2.0"/>'.encode("utf-16"), "entities"),
    ],
)
def test_it_refuses_what_is_no_feed(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        feeds.read(data, "https://blatt.example/feed")
    assert refused.value.code == code


def test_it_makes_a_batch_of_what_is_new_and_reads_it(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(rss(("Eins", "http://blatt.example/1")), "application/rss+xml", ETag='"abc"')
    site.answers["/1"] = says(page(SENTENCE))
    visit = feeds.visit(feed)
    assert visit.batch is not None
    assert (visit.batch.kind, visit.batch.phase) == (Batch.Kind.FEED, Batch.Phase.WORKING)
    batches.work(visit.batch)
    document = Document.objects.get()
    assert (document.title, document.url, document.published_earliest) == (
        "Eins",
        "http://blatt.example/1",
        date(2023, 10, 19),
    )
    assert document.mentions.count() > 0
    seen = fresh(feed)
    assert (seen.etag, seen.code, seen.details, seen.failures) == ('"abc"', "feed_asked", {"new": 1, "entries": 1}, 0)


def test_it_asks_with_what_it_knows_and_for_nothing_twice(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(
        rss(("Eins", "http://blatt.example/1")),
        "application/rss+xml",
        ETag='"abc"',
        Last_Modified="Thu, 19 Oct 2023 06:00:00 GMT",
    )
    feeds.visit(feed)
    site.answers["/feed"] = says(status=304)
    visit = feeds.visit(fresh(feed))
    headers = site.asked[-1][2]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"abc"', "Thu, 19 Oct 2023 06:00:00 GMT")
    assert (visit.batch, visit.refused, fresh(feed).code) == (None, None, "feed_unchanged")
    site.answers["/feed"] = says(
        rss(("Eins", "http://blatt.example/1"), ("Zwei", "http://blatt.example/2")), "text/xml"
    )
    visit = feeds.visit(fresh(feed))
    assert [item.source for item in visit.batch.items.all()] == ["Zwei"]
    assert FeedEntry.objects.count() == 2


def test_it_leaves_a_pause_between_two_requests_to_one_host(site: Web, feed: Feed) -> None:
    links = [(str(n), f"http://{host}.example/{n}") for n in range(3) for host in ("blatt", "bote")]
    site.answers["/feed"] = says(rss(*links), "application/rss+xml")
    feeds.visit(feed)
    other = Feed.objects.create(title="Anderer", url="http://blatt.example/other")
    site.answers["/other"] = says(rss(("x", "http://blatt.example/x")), "application/rss+xml")
    feeds.visit(other)
    for host, count in (("blatt", 4), ("bote", 3)):
        turns = sorted(BatchItem.objects.filter(payload__host=f"{host}.example").values_list("not_before", flat=True))
        assert len(turns) == count
        assert all(later - earlier >= feeds.PAUSE for earlier, later in pairwise(turns))


def test_it_keeps_the_reason_of_a_failure_and_comes_back_later_and_later(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(b"", status=500)
    assert feeds.due() == [feed]
    for failures in (1, 2):
        visit = feeds.visit(fresh(feed))
        assert visit.refused is not None
        assert (fresh(feed).code, fresh(feed).details, fresh(feed).failures) == ("busy", {"status": 500}, failures)
    after = fresh(feed).visited_at
    assert feeds.due(after + timedelta(minutes=239)) == []
    assert feeds.due(after + timedelta(minutes=240)) == [feed]
    Feed.objects.update(active=False)
    assert feeds.due(after + timedelta(days=9)) == []


def test_it_asks_no_inner_host_for_a_feed(site: Web, feed: Feed) -> None:
    site.names["blatt.example"] = [["10.0.0.5"]]
    visit = feeds.visit(feed)
    assert visit.refused is not None
    assert (visit.refused.code, site.asked) == ("address_private", [])


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("fetch_feeds", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_visits_what_is_due(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(rss(("Eins", "http://blatt.example/1")), "application/rss+xml")
    assert told() == "Blatt: 1 new\n"
    assert told() == "No feed is due.\n"
    assert told("--all") == told(feed.url) == "Blatt: nothing new\n"
    with pytest.raises(CommandError, match=r"There is no feed with the address http://x\.example"):
        told("http://x.example")
    site.answers["/feed"] = says(b"<html></html>")
    with pytest.raises(CommandError, match="No feed could be read"):
        told("--all")


def test_the_worker_ends_when_all_is_read(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(rss(("Eins", "http://blatt.example/1")), "application/rss+xml")
    site.answers["/1"] = says(page(SENTENCE))
    told()
    BatchItem.objects.update(not_before=timezone.now())
    out = StringIO()
    call_command("work", "--once", stdout=out)
    assert (out.getvalue(), Document.objects.count()) == ("1 items worked off.\n", 1)


def test_the_page_of_an_entry_is_asked_for_as_carefully(site: Web, feed: Feed) -> None:
    site.answers["/feed"] = says(rss(("Eins", "http://inner.example/1")), "application/rss+xml")
    site.names["inner.example"] = [["192.168.1.1"]]
    batch: Any = feeds.visit(feed).batch
    batches.work(batch)
    item = batch.items.get()
    assert (item.state, item.code, Document.objects.count()) == (BatchItem.State.REJECTED, "address_private", 0)
