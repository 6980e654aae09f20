"""Internal notes: written, changed and taken back like everything else, and on no public page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.admin.conftest import event_of, fresh
from timeline import curation
from timeline.curation import CurationError
from timeline.models import Document, Event, Mention

SECRET = "Nur für uns: Quelle schützen"


@pytest.mark.parametrize("model", ["event", "document"])
def test_a_note_is_written_at_the_desk_and_taken_back(
    client: Client, curator: User, arrival: Mention, model: str
) -> None:
    subject: Event | Document = event_of(arrival) if model == "event" else arrival.document
    url = f"/admin/timeline/{model}/{subject.pk}"
    client.post(f"{url}/decide/", {"act": "note", "note": f"{SECRET}\r\nund prüfen "})
    assert fresh(subject).internal_note == f"{SECRET}\nund prüfen"
    page = client.get(f"{url}/change/").content.decode()
    assert f"{SECRET}\nund prüfen</textarea>" in page
    client.post(f"{url}/decide/", {"act": "note", "note": ""})
    assert fresh(subject).internal_note == ""
    removed = curation.history(subject)[-1]
    curation.undo(removed, user=curator)
    assert fresh(subject).internal_note == f"{SECRET}\nund prüfen"


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "The note says this already."), ("x" * 5001, "This text has more than 5000 characters.")],
)
def test_a_note_that_says_nothing_new_or_too_much_is_refused(
    client: Client, arrival: Mention, text: str, message: str
) -> None:
    url = f"/admin/timeline/document/{arrival.document_id}/decide/"
    page = client.post(url, {"act": "note", "note": text}, follow=True).content.decode()
    assert message in page
    assert not curation.history(arrival.document)


def test_a_note_outlives_rederivation(curator: User, arrival: Mention) -> None:
    event = event_of(arrival)
    curation.note(event, SECRET, user=curator)
    Event.objects.filter(pk=event.pk).update(internal_note="")
    curation.rederive([event])
    assert fresh(event).internal_note == SECRET


def test_a_note_on_a_merged_event_is_refused(curator: User, arrival: Mention, blame: Mention) -> None:
    event = event_of(blame)
    curation.merge([event], event_of(arrival), user=curator)
    with pytest.raises(CurationError):
        curation.note(event, SECRET, user=curator)


def public_addresses(names: dict[str, str]) -> list[str]:
    """Every address that the site has outside the desk, with every name that is known in every place of a name."""
    found: list[str] = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            route = f"{prefix}{entry.pattern}"
            if isinstance(entry, URLResolver):
                if not route.startswith("admin"):
                    walk(entry, route)
            elif not route.startswith("^"):
                filled = {re.sub(r"<[^>]+>", name, route) for name in names.values()}
                found.extend(f"/{path}" for path in sorted(filled))

    walk(get_resolver(), "")
    return list(dict.fromkeys(found))


def test_no_note_is_at_any_public_address(curator: User, arrival: Mention) -> None:
    """Also at those that are added later: feeds, exports, the API."""
    event = event_of(arrival)
    curation.accept(arrival, user=curator)
    curation.note(event, SECRET, user=curator)
    curation.note(arrival.document, SECRET, user=curator)
    curation.publish(event, user=curator)
    names = {"event": event.public_id, "document": arrival.document.public_id, "slug": "x"}
    read = []
    for path in public_addresses(names):
        response = Client().get(path, follow=True)
        if response.status_code == 200:
            body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
            assert "schützen" not in body.decode(errors="replace"), path
            read.append(path)
    assert {"/", "/about/"} <= set(read)
    assert any(event.public_id in path for path in read)
    assert any(arrival.document.public_id in path for path in read)


PUBLIC = ("/", "/?q=Quelle", "/?q=sch%C3%BCtzen", "/about/", "/events/{event}/", "/documents/{document}/")


def test_no_note_is_on_a_public_page(client: Client, curator: User, arrival: Mention) -> None:
    """Who looks is a curator: what is public does not depend on who looks."""
    event = event_of(arrival)
    curation.accept(arrival, user=curator)
    curation.note(event, SECRET, user=curator)
    curation.note(arrival.document, SECRET, user=curator)
    curation.publish(event, user=curator)
    names: dict[str, Any] = {"event": event.public_id, "document": arrival.document.public_id}
    for path in PUBLIC:
        for browser in (client, Client()):
            response = browser.get(path.format(**names), follow=True)
            assert response.status_code == 200
            assert SECRET not in response.content.decode()
    found, nothing, something = (
        client.get(f"/?q={words}").context["total"] for words in ("schützen", "Kaffee", "Moskau")
    )
    assert found == nothing
    assert found != something
    assert SECRET not in fresh(event).search_text


def test_a_note_is_kept_in_a_fixture(curator: User, arrival: Mention) -> None:
    curation.note(arrival.document, SECRET, user=curator)
    [row] = serializers.deserialize("json", serializers.serialize("json", Document.objects.all()))
    assert row.object.internal_note == SECRET  # type: ignore[attr-defined]
