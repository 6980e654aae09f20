"""Adding documents from files and web addresses, and the pages of batches and feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.intake.formats import archive, pdf
from tests.intake.servers import Web, says, web
from timeline import batches
from timeline.batches import Input
from timeline.intake import fetching, uploads
from timeline.models import Batch, BatchItem, Document, Feed

FILES, ADDRESSES = "/admin/timeline/document/add/files/", "/admin/timeline/document/add/addresses/"
ARTICLE = (
    "Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen. "
    "Der Gast wurde am Flughafen von der nordkoreanischen Außenministerin Choe Son-hui empfangen."
)
OTHER = (
    "Die nordkoreanische Außenministerin Choe Son-hui reiste am Freitag nach Moskau. "
    "Dort traf sie am Samstag den russischen Präsidenten Wladimir Putin zu einem Gespräch im Kreml."
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with web() as served:
        monkeypatch.setattr(fetching, "NETWORK", served.network)
        yield served


def upload(client: Client, *files: tuple[str, bytes], **said: Any) -> Any:
    named = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(FILES, {"uploads": named, "published": "2023-10-19", **said}, follow=True)


def test_it_reads_one_file_at_once_and_shows_its_desk(client: Client) -> None:
    response = upload(client, ("a.pdf", pdf(*ARTICLE.split(". "))), outlet="Morgenblatt")
    document = Document.objects.get()
    assert response.redirect_chain == [(f"/admin/timeline/document/{document.pk}/change/", 302)]
    assert "The document was read:" in response.content.decode()
    assert document.outlet.name == "Morgenblatt"


def test_it_makes_a_batch_of_an_archive_that_the_page_works_off(client: Client) -> None:
    packed = archive({"a.txt": ARTICLE.encode(), "b.txt": OTHER.encode(), "bild.svg": b"<svg/>"})
    response = upload(client, ("alles.zip", packed))
    batch = Batch.objects.get()
    url = f"/admin/timeline/batch/{batch.pk}/"
    assert response.redirect_chain == [(f"{url}change/", 302)]
    assert Document.objects.count() == 0
    assert "0 of 3 done" in response.content.decode()
    assert client.get(f"{url}work/").status_code == 405
    while Batch.objects.get().running:
        page = client.post(f"{url}work/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in page
    assert "3 of 3 done" in page
    assert "This is a picture, and pictures are not read" in page
    assert 'hx-trigger="load' not in page
    assert Document.objects.count() == 2
    only = client.get(f"{url}change/?state=rejected").content.decode()
    assert ("bild.svg" in only, "b.txt" in only) == (True, False)


def test_it_asks_about_what_is_there_already(client: Client) -> None:
    upload(client, ("a.txt", ARTICLE.encode()))
    page = upload(client, ("a.txt", ARTICLE.encode()), ("b.txt", OTHER.encode())).content.decode()
    batch = Batch.objects.first()
    url = f"/admin/timeline/batch/{batch.pk}/"
    while Batch.objects.get(pk=batch.pk).running:
        client.post(f"{url}work/")
    page = client.get(f"{url}change/").content.decode()
    known = Document.objects.get()
    assert f'Already there, nothing would be added: <a href="/admin/timeline/document/{known.pk}/change/">' in page
    assert "Read only the other one" in " ".join(page.split())
    client.post(f"{url}act/", {"act": "only_new"})
    while Batch.objects.get(pk=batch.pk).running:
        client.post(f"{url}work/")
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose one file or several."),
        ([("leer.txt", b"")], "One of the files is empty."),
        ([("alles.zip", archive({}))], "alles.zip: There is no file in the archive."),
        ([("alles.zip", archive({"a": b"x"})[:-9])], "damaged"),
    ],
)
def test_it_says_at_the_field_what_is_wrong(client: Client, files: list[tuple[str, bytes]], words: str) -> None:
    assert words in upload(client, *files).content.decode()
    assert not Batch.objects.exists() or Document.objects.count() == 0


def test_it_cuts_off_an_upload_that_is_too_large(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 1000)
    page = upload(client, ("a.txt", b"x" * 2000)).content.decode()
    assert "MB together: give them in parts." in page
    assert not Batch.objects.exists()


def test_it_fetches_one_address_at_once(client: Client, site: Web) -> None:
    site.answers["/1"] = says(f"<html><body><article><p>{ARTICLE}</p><p>{OTHER}</p></article></body></html>".encode())
    client.post(ADDRESSES, {"addresses": "http://blatt.example/1"})
    document = Document.objects.get()
    assert (document.url, document.outlet.name) == ("http://blatt.example/1", "blatt.example")
    assert len(site.asked) == 1, "what was checked is what is read"


def test_it_refuses_addresses_that_are_none_and_tells_of_those_that_fail(client: Client, site: Web) -> None:
    page = client.post(ADDRESSES, {"addresses": "http://127.0.0.1/\nftp://blatt.example"}).content.decode()
    assert "leads into a private or special network" in page
    assert "This is no web address" in page
    assert not Batch.objects.exists()
    site.names["inner.example"] = [["10.0.0.1"]]
    page = client.post(ADDRESSES, {"addresses": "http://inner.example/"}, follow=True).content.decode()
    assert "inner.example leads into a private or special network and is not asked." in page
    site.answers["/"] = says(status=503)
    client.post(ADDRESSES, {"addresses": "http://blatt.example/"})
    batch = Batch.objects.first()
    assert batch.items.get().state == BatchItem.State.FAILED
    client.post(f"/admin/timeline/batch/{batch.pk}/act/", {"act": "retry"})
    assert (batch.items.get().state, Batch.objects.get(pk=batch.pk).phase) == ("waiting", "checking")


def test_it_cancels_a_batch(client: Client) -> None:
    batch = batches.create(Batch.Kind.FILES, "x", [Input("a.txt", {"name": "a.txt"}, ARTICLE.encode())])
    client.post(f"/admin/timeline/batch/{batch.pk}/act/", {"act": "cancel"})
    assert (Batch.objects.get().phase, batch.items.get().state) == ("cancelled", "left_out")


def test_it_reads_documents_again(client: Client) -> None:
    upload(client, ("a.txt", ARTICLE.encode()))
    assert "Read 1 document again" in " ".join(client.get("/admin/timeline/document/reread/").content.decode().split())
    client.post("/admin/timeline/document/reread/", {"which": "all"})
    batch = Batch.objects.first()
    assert (batch.kind, batch.items.count()) == ("reread", 1)
    chosen = {"action": "reread_selected", "_selected_action": [Document.objects.get().pk]}
    client.post("/admin/timeline/document/", chosen)
    assert Batch.objects.filter(kind="reread").count() == 2


def test_it_visits_a_feed_and_shows_what_it_brought(client: Client, site: Web) -> None:
    feed = Feed.objects.create(title="Blatt", url="http://blatt.example/feed")
    chosen = {"action": "visit_now", "_selected_action": [feed.pk]}
    page = client.post("/admin/timeline/feed/", chosen, follow=True).content.decode()
    assert "Blatt: The host answered 404" in page
    assert '<span class="failing">The host answered 404' in page


@pytest.mark.parametrize("url", [FILES, ADDRESSES, "/admin/timeline/document/reread/"])
def test_only_who_may_add_documents_sees_these_pages(client_of: Callable[..., Client], url: str) -> None:
    assert client_of("view_document").get(url).status_code == 403


def test_only_who_may_add_documents_moves_a_batch_on(client_of: Callable[..., Client]) -> None:
    batch = batches.create(Batch.Kind.FILES, "x", [Input("a.txt", {"name": "a.txt"}, ARTICLE.encode())])
    reader = client_of("view_batch")
    page = reader.get(f"/admin/timeline/batch/{batch.pk}/change/").content.decode()
    assert "hx-post" not in page
    for act in ("work", "act"):
        assert reader.post(f"/admin/timeline/batch/{batch.pk}/{act}/", {"act": "cancel"}).status_code == 403
    assert Document.objects.count() == 0


def test_the_page_of_a_batch_asks_the_database_as_often_for_many_items(
    client: Client, django_assert_num_queries: Any
) -> None:
    few, many = (
        batches.create(Batch.Kind.FILES, "x", [Input(f"{n}.txt", {"name": "a.txt"}, b"x") for n in range(count)])
        for count in (1, 120)
    )
    client.get(f"/admin/timeline/batch/{few.pk}/change/")
    for batch in (few, many):
        with django_assert_num_queries(QUERIES):
            client.get(f"/admin/timeline/batch/{batch.pk}/change/")


QUERIES = 7
"""Session, user, the batch with its user, counts by state, the number of items and a page of them."""
