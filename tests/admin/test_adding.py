"""Adding a document by pasting its text: read at once, and wholly or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils.html import escape

from timeline import ingest
from timeline.models import Document, Event, Mention, Outlet
from timeline.templatetags.tumen import published_reason

URL = "/admin/timeline/document/add/"
ARTICLE = (
    "Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen. "
    "Der Gast wurde am Flughafen von der nordkoreanischen Außenministerin Choe Son-hui empfangen. "
    "Beide wollen am Donnerstag über die Lage auf der Halbinsel sprechen."
)
LONGER = (
    f"{ARTICLE} Am Abend ist ein Essen in einem Gästehaus am Ufer des Taedong vorgesehen, zu dem auch Botschafter "
    "anderer Länder geladen sind. Zuletzt war der Minister vor fünf Jahren in der Stadt gewesen."
)
FRENCH = (
    "Le ministre russe des Affaires étrangères est arrivé mercredi dans la capitale nord-coréenne pour une visite de "
    "deux jours, au cours de laquelle il doit rencontrer son homologue et discuter de la coopération entre les pays."
)


def pasted(**said: Any) -> dict[str, Any]:
    return {"text": ARTICLE, "published": "2023-10-19", **said}


def refused(client: Client, **said: Any) -> str:
    """The form as it comes back; nothing was written."""
    before = (Document.objects.count(), Mention.objects.count(), Event.objects.count(), Outlet.objects.count())
    response = client.post(URL, pasted(**said))
    assert response.status_code == 200
    after = (Document.objects.count(), Mention.objects.count(), Event.objects.count(), Outlet.objects.count())
    assert after == before
    return response.content.decode()


def test_it_reads_a_pasted_text_at_once_and_shows_what_it_found(client: Client) -> None:
    said = {"title": "Lawrow in Pjöngjang", "outlet": "Morgenblatt", "url": "https://morgenblatt.example/lawrow"}
    response = client.post(URL, pasted(**said), follow=True)
    document = Document.objects.get()
    assert response.redirect_chain == [(f"/admin/timeline/document/{document.pk}/change/", 302)]
    assert (document.text, document.title, document.language) == (ARTICLE, "Lawrow in Pjöngjang", "de")
    assert (document.outlet.name, document.url) == ("Morgenblatt", "https://morgenblatt.example/lawrow")
    assert (document.published_earliest, document.published_basis) == (date(2023, 10, 19), "given")
    visit = Mention.objects.get(kind="visit")
    assert (visit.earliest, visit.state) == (date(2023, 10, 18), "proposed")
    page = response.content.decode()
    assert f'id="{visit.anchor}"' in page
    assert "The document was read:" in page
    assert "18 October 2023" in page


def test_it_keeps_the_line_ends_of_the_article(client: Client) -> None:
    client.post(URL, pasted(text=ARTICLE.replace(". ", ".\r\n\r\n")))
    assert Document.objects.get().text == ARTICLE.replace(". ", ".\n\n")


def test_it_reads_a_pasted_page_whatever_charset_it_declares(client: Client) -> None:
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in ARTICLE.rstrip(".").split(". "))
    page = f"<html><head><meta charset='iso-8859-1'></head><body><article>{paragraphs}</article></body></html>"
    client.post(URL, pasted(text=page))
    text = Document.objects.get().text
    assert "Besuch in Pjöngjang eingetroffen." in text
    assert "<p>" not in text


def test_it_leaves_an_unknown_date_unknown_and_says_so(client: Client) -> None:
    page = client.post(URL, pasted(published=""), follow=True).content.decode()
    document = Document.objects.get()
    assert document.published_basis != "given"
    assert document.published_reasons
    for reason in document.published_reasons:
        assert escape(published_reason(reason)) in page
    assert "Confirm this date" in page


def test_it_reads_a_text_without_any_event(client: Client) -> None:
    text = "Das Museum zeigt ab Mai wieder Bilder aus der Sammlung, und der Eintritt ist an Sonntagen frei."
    page = client.post(URL, pasted(text=text), follow=True).content.decode()
    assert Document.objects.count() == 1
    assert "No event of Russia–North Korea relations was found in this text." in page


def test_it_refuses_the_same_document_twice_and_leads_to_the_first(client: Client) -> None:
    client.post(URL, pasted())
    page = refused(client)
    url = f"/admin/timeline/document/{Document.objects.get().pk}/change/"
    assert f'This document is already there: <a href="{url}">' in page


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2023-10-20", 'It is nearly the same as <a href="/admin/timeline/document/{}/change/">'),
        ("2023-10-18", '<a href="/admin/timeline/document/{}/change/">Morgen</a> is nearly the same and no longer'),
    ],
)
def test_it_announces_near_copies(client: Client, published: str, words: str) -> None:
    client.post(URL, pasted(text=LONGER, outlet="Morgenblatt", title="Morgen"))
    first = Document.objects.get()
    near = f"{LONGER} (ab)"
    page = refused(client, text=near, published=published)
    link = f'<a href="/admin/timeline/document/{first.pk}/change/">Morgen</a>'
    assert f"Nearly the same text is there, so this would be no independent source: {link}" in page
    page = client.post(URL, pasted(text=near, published=published, go_on="1"), follow=True).content.decode()
    assert words.format(first.pk) in page


def test_it_announces_another_text_under_the_same_address(client: Client) -> None:
    client.post(URL, pasted(url="https://morgenblatt.example/1", title="Morgen"))
    other = "Das Museum zeigt ab Mai wieder Bilder aus der Sammlung, und der Eintritt ist an Sonntagen frei."
    page = refused(client, text=other, url="https://morgenblatt.example/1")
    assert "Another text is there under the same address:" in page
    assert '<button type="submit" class="act" name="go_on" value="1">Read it anyway</button>' in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "Paste the text of the article."),
        ({"text": " \n\t "}, "Paste the text of the article."),
        ({"text": ARTICLE + "\x01\x02"}, "This is no text: it holds control characters."),
        ({"text": ARTICLE + "\x00"}, "Null characters are not allowed."),
        ({"text": FRENCH}, "The text seems to be neither German nor English."),
        ({"text": "Ein Satz. " * 60_000}, "This is more than the 500,000 characters"),
        ({"published": "31.02.2024"}, "This is no day of the calendar."),
        ({"published": "yesterday"}, "This is no day of the calendar."),
        ({"language": "fr"}, "Select a valid choice."),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"title": "x" * 501}, "at most 500 characters"),
    ],
)
def test_it_says_at_the_field_what_is_wrong(client: Client, said: dict[str, str], words: str) -> None:
    assert words in refused(client, **said)


def test_it_keeps_what_was_typed_when_something_is_wrong(client: Client) -> None:
    page = refused(client, published="31.02.2024", title="Lawrow <in> Pjöngjang")
    assert ARTICLE in page
    assert "Lawrow &lt;in&gt; Pjöngjang" in page


@pytest.mark.parametrize("failure", [IntegrityError("twice"), OperationalError("deadlock detected")])
def test_it_writes_nothing_when_the_database_refuses(
    client: Client, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        assert Mention.objects.exists(), "it fails after the mentions were written"
        raise failure

    monkeypatch.setattr(ingest, "rederive", refuse)
    assert "Nothing was saved" in refused(client, outlet="Neues Blatt")


def test_it_suggests_the_outlets_that_are_known(client: Client) -> None:
    Outlet.objects.create(slug="morgenblatt", name="Morgen & Blatt")
    assert '<option value="Morgen &amp; Blatt"></option>' in client.get(URL).content.decode()


def test_it_speaks_german(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    page = client.post(URL, pasted(published="31.02.2024")).content.decode()
    assert "Das ist kein Tag des Kalenders." in page


def test_it_takes_nothing_from_a_foreign_page(curator: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator)
    assert strict.post(URL, pasted()).status_code == 403
    assert not Document.objects.exists()
