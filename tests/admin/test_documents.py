"""The desk of a document: what was found in it, beside its text, and the decisions on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import ARRIVAL, BLAME, MEETING, TEXT, event_of, fresh
from tests.rows import a_document, a_mention, an_event, an_outlet
from timeline.models import Decision, Document, Mention


def desk(document: Document) -> str:
    return f"/admin/timeline/document/{document.pk}/change/"


def decide(client: Client, document: Document, **said: Any) -> str:
    response = client.post(f"/admin/timeline/document/{document.pk}/decide/", said, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_it_marks_every_mention_at_its_offsets(client: Client, arrival: Mention, blame: Mention) -> None:
    page = client.get(desk(arrival.document)).content.decode()
    text = page[page.index('<div class="doc-text"') : page.index('<p class="key">')]
    assert (
        f'<span class="mention proposed" data-report="{arrival.anchor}">Die Außenministerin ist '
        f'<span class="time proposed" data-report="{arrival.anchor}">am Mittwoch</span> in Moskau '
        f'<span class="trigger proposed" data-report="{arrival.anchor}" id="{arrival.anchor}">eingetroffen</span>'
        f'<a class="number" href="#card-{arrival.anchor}">1</a>.</span>'
    ) in text
    assert f'id="{blame.anchor}">warf</span>' in text


def test_it_tells_on_a_card_what_was_found_and_why(client: Client, arrival: Mention, blame: Mention) -> None:
    page = client.get(desk(arrival.document)).content.decode()
    first, second = page.split('<article class="card')[1:]
    for words in ("Visit", "occurred", "19 June 2024", "relative time expression", "am Mittwoch", "Visit to Moscow"):
        assert words in first
    assert "<code>kinds.visit.verb</code>" in first
    for words in ("Accusation", "Seoul", "warf vor", "reported as fact"):
        assert words in second


def test_it_shows_markup_in_an_article_as_text(client: Client) -> None:
    text = "Er reiste ab. <script>alert(1)</script> <b>fett</b>"
    document = a_document(text, title="<i>Titel</i>")
    a_mention(document, text, "reiste", event=an_event())
    page = client.get(desk(document)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;fett&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "<i>Titel" not in page


def test_it_accepts_a_mention(client: Client, arrival: Mention) -> None:
    page = decide(client, arrival.document, act="accept", mention=arrival.pk)
    assert fresh(arrival).state == "accepted"
    assert "Mara Lind accepted a mention: “Die Außenministerin ist am Mittwoch in Moskau eingetroffen.”" in page


def test_it_rejects_a_mention_with_a_reason(client: Client, arrival: Mention) -> None:
    page = decide(client, arrival.document, act="reject", mention=arrival.pk, reason="an old visit")
    assert fresh(arrival).state == "rejected"
    assert Decision.objects.get().reason == "an old visit"
    assert "rejected a mention: “Die Außenministerin ist am Mittwoch in Moskau eingetroffen.” – an old visit" in page


def test_it_accepts_all_that_is_open_and_nothing_else(client: Client, arrival: Mention, blame: Mention) -> None:
    rejected = a_mention(arrival.document, MEETING, "traf", kind="meeting", event=an_event(kind="meeting"))
    decide(client, arrival.document, act="reject", mention=rejected.pk)
    page = decide(client, arrival.document, act="accept_all")
    assert [fresh(row).state for row in (arrival, blame, rejected)] == ["accepted", "accepted", "rejected"]
    assert "2 mentions accepted." in page


def test_it_undoes_a_decision(client: Client, arrival: Mention) -> None:
    decide(client, arrival.document, act="accept", mention=arrival.pk)
    page = decide(client, arrival.document, act="undo", decision=Decision.objects.get().uid)
    assert fresh(arrival).state == "proposed"
    assert "Mara Lind took back: Mara Lind accepted a mention:" in page
    assert page.count(">\n              Undo\n") == 0, "neither what is undone nor undoing can be undone again"


def test_it_publishes_the_event_of_an_accepted_mention(client: Client, arrival: Mention, blame: Mention) -> None:
    assert 'value="publish"' not in client.get(desk(arrival.document)).content.decode()
    page = decide(client, arrival.document, act="accept", mention=arrival.pk)
    assert page.count('value="publish"') == 1
    page = decide(client, arrival.document, act="publish", mention=arrival.pk)
    assert (event_of(arrival).review, event_of(blame).review) == ("published", "proposed")
    assert 'value="publish"' not in page


def test_it_publishes_all_events_with_an_accepted_mention(client: Client, arrival: Mention, blame: Mention) -> None:
    rejected = a_mention(arrival.document, MEETING, "traf", kind="meeting", event=an_event(kind="meeting"))
    decide(client, arrival.document, act="reject", mention=rejected.pk)
    decide(client, arrival.document, act="accept_all")
    page = decide(client, arrival.document, act="publish_all")
    assert "2 events published." in page
    assert [event_of(row).review for row in (arrival, blame)] == ["published", "published"]
    assert set(Decision.objects.filter(verb="publish").values_list("target", flat=True)) == {
        f"event:{event_of(row).public_id}" for row in (arrival, blame)
    }
    assert 'value="publish_all"' not in page


@pytest.mark.parametrize("uid", ["", "no-id", "00000000-0000-0000-0000-000000000000"])
def test_it_does_not_know_a_decision_that_is_none(client: Client, arrival: Mention, uid: str) -> None:
    said = {"act": "undo", "decision": uid}
    assert client.post(f"/admin/timeline/document/{arrival.document_id}/decide/", said).status_code == 404


@pytest.mark.parametrize("pk", ["", "x", "0", "999999999999999999999999"])
def test_it_does_not_know_a_mention_that_is_none(client: Client, arrival: Mention, pk: str) -> None:
    said = {"act": "accept", "mention": pk}
    assert client.post(f"/admin/timeline/document/{arrival.document_id}/decide/", said).status_code == 404


def test_it_decides_on_no_mention_of_another_document(client: Client, arrival: Mention) -> None:
    other = a_document("Ein anderer Text.")
    said = {"act": "accept", "mention": arrival.pk}
    assert client.post(f"/admin/timeline/document/{other.pk}/decide/", said).status_code == 404
    assert fresh(arrival).state == "proposed"


def test_it_says_that_a_decision_was_taken_already(client: Client, arrival: Mention) -> None:
    decide(client, arrival.document, act="accept", mention=arrival.pk)
    page = decide(client, arrival.document, act="accept", mention=arrival.pk)
    assert "This mention is accepted already." in page
    assert Decision.objects.count() == 1


def test_it_says_that_it_does_not_know_an_act(client: Client, arrival: Mention) -> None:
    assert "does not know this act" in decide(client, arrival.document, act="explode")


def test_it_takes_no_decision_from_a_link(client: Client, arrival: Mention) -> None:
    assert client.get(f"/admin/timeline/document/{arrival.document_id}/decide/").status_code == 405


# ---- the publication date -------------------------------------------------------------------------------------------


@pytest.fixture
def undated(document: Document) -> Document:
    given = {"published_earliest": None, "published_latest": None, "published_basis": "unknown"}
    Document.objects.filter(pk=document.pk).update(**given, published_reasons=["Nothing in it names a day."])
    return fresh(document)


def test_it_says_why_a_document_is_not_dated(client: Client, undated: Document) -> None:
    page = client.get(desk(undated)).content.decode()
    assert "The date of publication is not known." in page
    assert "Nothing in it names a day." in page
    assert '<details class="notice dating" open>' in page


def test_it_suggests_a_day_only_where_one_is_known(client: Client, document: Document) -> None:
    assert 'value="2024-06-13"' in client.get(desk(document)).content.decode()
    window = {"published_latest": date(2024, 6, 20), "published_basis": "inferred"}
    Document.objects.filter(pk=document.pk).update(**window)
    page = client.get(desk(document)).content.decode()
    assert 'value="2024-06-13"' not in page
    assert "published between 13 and 20 June 2024" in page


def test_it_confirms_a_date(client: Client, undated: Document) -> None:
    page = decide(client, undated, act="confirm_date", day="2024-06-20", reason="on the printed page")
    assert (fresh(undated).published_earliest, fresh(undated).published_basis) == (date(2024, 6, 20), "given")
    assert "Mara Lind confirmed 20 June 2024 as the day on which “Reise nach Moskau” was published" in page
    assert "The date of publication is not known." not in page


@pytest.mark.parametrize("day", ["", "31.02.2024", "2024-02-30", "yesterday"])
def test_it_confirms_no_day_that_is_none(client: Client, undated: Document, day: str) -> None:
    page = decide(client, undated, act="confirm_date", day=day)
    assert "no day of the calendar" in page or "This field is required." in page
    assert fresh(undated).published_earliest is None
    assert not Decision.objects.exists()


# ---- what may be put right, and what not -------------------------------------------------------------------------


def test_it_changes_what_is_said_about_a_document(client: Client, document: Document) -> None:
    said = {
        "title": "Nach Moskau",
        "outlet": document.outlet_id,
        "url": "https://example.org/a",
        "origin": "",
        "note": "",
    }
    response = client.post(desk(document), said, follow=True)
    assert response.status_code == 200
    assert (fresh(document).title, fresh(document).url) == ("Nach Moskau", "https://example.org/a")


def test_it_never_changes_the_text(client: Client, document: Document) -> None:
    client.post(desk(document), {"title": "Nach Moskau", "text": "Etwas anderes", "sha256": "0", "length": "3"})
    assert (fresh(document).title, fresh(document).text) == ("Nach Moskau", TEXT)


def test_it_counts_the_sources_anew_when_an_origin_is_put_right(client: Client, arrival: Mention) -> None:
    other = a_document("Die Ministerin reiste nach Moskau.", outlet=an_outlet("Abendpost"), origin="dpa")
    a_mention(other, "Die Ministerin reiste nach Moskau.", "reiste", event=arrival.event)
    decide(client, arrival.document, act="accept", mention=arrival.pk)
    decide(client, other, act="accept_all")
    assert event_of(arrival).source_count == 2
    said = {"title": "", "outlet": arrival.document.outlet_id, "url": "", "origin": "dpa", "note": ""}
    client.post(desk(arrival.document), said)
    assert event_of(arrival).source_count == 1


def test_it_refuses_to_make_two_documents_the_same(client: Client, document: Document) -> None:
    twin = a_document(TEXT, public_id="twin", url="https://example.org/a", outlet=document.outlet)
    said = {"title": "", "outlet": document.outlet_id, "url": "https://example.org/a", "origin": "", "note": ""}
    page = client.post(desk(document), said).content.decode()
    assert "There is already a document with this text, outlet and URL." in page
    assert (fresh(document).url, fresh(twin).url) == ("", "https://example.org/a")


def test_it_deletes_a_document_in_which_nothing_was_found(client: Client) -> None:
    document = a_document("Nichts geschah.")
    client.post(f"/admin/timeline/document/{document.pk}/delete/", {"post": "yes"})
    assert not Document.objects.exists()


def test_it_keeps_a_document_that_carries_mentions(client: Client, arrival: Mention) -> None:
    url = f"/admin/timeline/document/{arrival.document_id}/delete/"
    assert "protected related objects" in client.get(url).content.decode()
    assert client.post(url, {"post": "yes"}).status_code == 200
    assert Document.objects.exists()


def test_it_keeps_a_document_that_decisions_refer_to(client: Client) -> None:
    document = a_document("Nichts geschah.", title="Leer")
    Decision.objects.create(
        uid="00000000-0000-0000-0000-000000000001", verb="confirm_date", target=f"document:{document.public_id}", by="M"
    )
    page = client.get(f"/admin/timeline/document/{document.pk}/delete/").content.decode()
    assert "1 decision in the log refers to “Leer”." in page
    selected = {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"}
    client.post("/admin/timeline/document/", selected)
    assert Document.objects.exists()


def test_it_shows_a_document_that_was_taken_down(client: Client, curator: Any, arrival: Mention) -> None:
    from timeline import curation

    curation.take_down(arrival.document, user=curator)
    page = client.get(desk(arrival.document)).content.decode()
    assert "The text was taken down" in page
    assert ARRIVAL not in page.split('id="history"')[0]


def test_it_answers_a_missing_document_with_the_list(client: Client) -> None:
    response = client.get("/admin/timeline/document/99/change/", follow=True)
    assert response.status_code == 200
    assert "doesn’t exist" in response.content.decode()


# ---- the list --------------------------------------------------------------------------------------------------------


def test_it_finds_documents_with_open_proposals(client: Client, arrival: Mention) -> None:
    a_document("Ein anderer Text.", title="Alles entschieden")
    page = client.get("/admin/timeline/document/?open=yes").content.decode()
    assert "Reise nach Moskau" in page
    assert "Alles entschieden" not in page
    page = client.get("/admin/timeline/document/?open=no").content.decode()
    assert "Reise nach Moskau" not in page
    assert "Alles entschieden" in page


def test_it_searches_by_title_and_outlet(client: Client, document: Document) -> None:
    a_document("Ein anderer Text.", title="Etwas anderes")
    for words in ("Reise", "Morgenblatt"):
        page = client.get("/admin/timeline/document/", {"q": words}).content.decode()
        assert "Reise nach Moskau" in page
        assert "Etwas anderes" not in page


def test_it_names_an_untitled_document_by_its_first_words(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(51):
        a_document(
            f"Ein Text, der keine Überschrift hat,\n\nNummer {number} von ziemlich vielen, die es auch nicht tun."
        )
    page = client.get("/admin/timeline/document/").content.decode()
    assert "Ein Text, der keine Überschrift hat, Nummer 50 von ziemlich vielen, d…" in page
    assert "die es auch nicht tun" not in page
    with django_assert_num_queries(7):
        client.get("/admin/timeline/document/?p=2")


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_queries_for_one_mention_as_for_three(
    client: Client, document: Document, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    passages = [(ARRIVAL, "eingetroffen", "visit"), (MEETING, "traf", "meeting"), (BLAME, "warf", "accusation")]
    for passage, trigger, kind in passages[:count]:
        a_mention(document, passage, trigger, kind=kind, event=an_event(kind=kind))
    client.get(desk(document))  # content types are asked for once a process
    with django_assert_num_queries(19):
        client.get(desk(document))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_document_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        outlet = an_outlet(f"Blatt {number}")
        a_mention(a_document(f"Er reiste ab, {number}.", outlet=outlet), "Er reiste ab", "reiste", event=an_event())
    with django_assert_num_queries(7):
        client.get("/admin/timeline/document/")
