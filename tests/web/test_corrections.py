"""What readers are told of changes after publication: what changed and when, never who did it nor why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import make_document, make_event
from timeline import wording
from timeline.corrections import corrections
from timeline.models import Decision, Document, Event

pytestmark = pytest.mark.django_db

MONTH = {"earliest": "2024-01-01", "latest": "2024-01-31", "precision": "month", "extent": "within"}
DAY = {"earliest": "2024-01-15", "latest": "2024-01-15", "precision": "day", "extent": "within"}


def decide(day: int, verb: str, target: str, **payload: object) -> Decision:
    return Decision.objects.create(
        verb=verb,
        target=target,
        payload=payload,
        at=datetime(2024, 3, day, tzinfo=UTC),
        by="Mara Geheim",
        reason="Hinweis aus dem Ministerium",
    )


def lines(event: Event, language: str = "en") -> list[tuple[int, str]]:
    with override(language):
        told = corrections([event.public_id], wording.catalogue(language)).get(event.public_id, ())
    return [(line.day.day, line.words) for line in told]


def test_each_change_of_what_the_public_saw_is_one_line_and_nothing_else_is() -> None:
    event = make_event()
    target = f"event:{event.public_id}"
    decide(1, "override", target, field="status", before="planned", value="occurred")  # before it was public
    decide(2, "publish", target)
    decide(3, "override", target, field="time", before=MONTH, value=DAY)
    decide(4, "override", target, field="place", before="moscow", value="pyongyang")
    undone = decide(5, "override", target, field="title_en", before="A", value="B")
    Decision.objects.create(verb="undo", target=target, undoes=undone, by="Mara Geheim")
    decide(6, "unpublish", target)
    decide(7, "override", target, field="status", before="alleged", value="occurred")  # out of sight
    decide(8, "publish", target)
    decide(9, "merge", "event:another", into=event.public_id)
    decide(10, "split", target, into="third")
    decide(11, "note", target, text="Quelle unsicher")
    decide(12, "override", "event:another", field="status", before="planned", value="occurred")

    assert lines(event) == [
        (3, "Date corrected: “15 January 2024” instead of “January 2024 (day not known)”"),
        (4, "Place corrected"),
        (6, "withdrawn for review"),
        (8, "published again"),
        (9, "joined with another entry on the same event"),
        (10, "a part became an event of its own"),
    ]


def test_the_events_page_lists_them_without_names_and_reasons(client: Client) -> None:
    event = make_event("Besuch")
    target = f"event:{event.public_id}"
    decide(2, "publish", target)
    decide(3, "override", target, field="status", before="planned", value="occurred")
    path = client.get(f"/events/{event.public_id}/")["Location"]
    page = client.get(path, headers={"accept-language": "de"}).content.decode()
    cat = wording.catalogue("de")
    words = (cat.label("status", "occurred"), cat.label("status", "planned"))
    assert "Stand berichtigt: „{}“ statt „{}“".format(*words) in page
    assert "3. März 2024" in page
    assert "Geheim" not in page
    assert "Ministerium" not in page


def test_a_takedown_after_publication_is_told_and_one_before_is_not(client: Client) -> None:
    event = make_event("Besuch", document=make_document(), published_at=datetime(2024, 3, 1, tzinfo=UTC))
    path = client.get(f"/events/{event.public_id}/")["Location"]
    for day, told in ((datetime(2024, 2, 1, tzinfo=UTC), 0), (datetime(2024, 4, 1, tzinfo=UTC), 1)):
        Document.objects.update(text="", taken_down_at=day)
        dossier = client.get(path).context["dossier"]
        assert [line.day for line in dossier.corrections] == [date(2024, 4, 1)] * told
