"""Import and export at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from timeline import batches
from timeline.models import Actor, Batch, BatchItem, Document, Event

pytestmark = pytest.mark.django_db

LIST = (
    "Date,Headline,Category,Link\n"
    "Sept. 2023,Kim visits the cosmodrome,visit,https://example.org/1\n"
    "9/13/2023,Leaders meet,summit,https://example.org/2\n"
    "2024-06,=HYPERLINK(1),rumour,https://example.org/3\n"
)


def upload(client: Client, text: str = LIST, what: str = "events", name: str = "list.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post("/admin/exchange/", {"what": what, "language": "en", "file": file}, follow=True)


def questions(page: Any, **answers: str) -> dict[str, str]:
    """The form of the preview as a browser sends it, with some fields filled in otherwise."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | answers


def worked_off() -> None:
    batches.work()


def test_a_list_goes_from_upload_over_its_questions_to_proposals(client: Client) -> None:
    page = upload(client)
    assert page.context["plan"].unknown_categories == {"rumour": 1, "summit": 1}
    assert (page.context["plan"].asks_for_order, page.context["ready"]) == (True, False)
    assert not Event.objects.exists()
    url = page.request["PATH_INFO"]
    answers = questions(page, order="month_first", category_0="leave_out", category_1="meeting", act="check")
    page = client.post(url, answers, follow=True)
    assert page.context["ready"]
    assert {act.value: count for act, count in page.context["counts"].items()} == {
        "new": 2, "changed": 0, "unchanged": 0,
    }  # fmt: skip
    assert not Event.objects.exists()
    client.post(url, questions(page, act="import"))
    worked_off()
    assert sorted((event.title_en, event.time.edtf, event.kind, event.review) for event in Event.objects.all()) == [
        ("Kim visits the cosmodrome", "2023-09", "visit", "proposed"),
        ("Leaders meet", "2023-09-13", "meeting", "proposed"),
    ]
    item = BatchItem.objects.get()
    assert (item.state, item.code, item.content) == ("changed", "imported", None)
    assert item.details == {"new": 2, "changed": 0, "unchanged": 0}
    assert item.batch.phase == Batch.Phase.FINISHED


def test_an_import_with_open_questions_cannot_be_forced(client: Client) -> None:
    page = upload(client)
    answer = client.post(page.request["PATH_INFO"], questions(page, act="import"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Nothing was written: something is still open or wrong, see below."
    ]
    worked_off()
    assert (Batch.objects.get().phase, Event.objects.count()) == (Batch.Phase.ASKING, 0)


def test_a_fault_in_a_row_far_down_is_shown_with_its_row(client: Client) -> None:
    rows = "".join(f"2023,Visit {number},visit,https://example.org/{number}\n" for number in range(300))
    page = upload(client, f"Date,Headline,Category,Link\n{rows}soon,Visit,visit,https://example.org/x\n")
    assert [(problem.line, problem.column) for problem in page.context["problems"]] == [(302, "Date")]
    assert not page.context["ready"]
    assert "All rows are imported or none" in page.content.decode()


def test_what_broke_between_the_preview_and_the_import_leaves_nothing(client: Client) -> None:
    event = Event.objects.create(public_id="abc", kind="visit")
    page = upload(client, "public_id,date,title\nabc,2023,\n,2024,Another visit\n".replace("title", "title_en"))
    answers = questions(page, kind="visit", act="check")
    page = client.post(page.request["PATH_INFO"], answers, follow=True)
    assert page.context["ready"]
    client.post(page.request["PATH_INFO"], questions(page, act="import"))
    event.delete()
    worked_off()
    item = BatchItem.objects.get()
    assert item.state == "rejected"
    assert item.message.startswith("Row 2: There is no event “abc”")
    assert not Event.objects.exists()


def test_an_import_can_be_given_up(client: Client) -> None:
    page = upload(client)
    client.post(page.request["PATH_INFO"], {"act": "discard"})
    worked_off()
    assert (Batch.objects.get().phase, BatchItem.objects.get().content) == (Batch.Phase.CANCELLED, None)
    assert not Event.objects.exists()


def test_actors_are_imported_after_a_preview(client: Client) -> None:
    page = upload(client, "slug,kind,name_de,name_en,country\nada,person,Ada,Ada,RUS\n", what="actors")
    assert page.context["ready"]
    assert not Actor.objects.filter(slug="ada").exists()
    client.post(page.request["PATH_INFO"], {"act": "import"})
    worked_off()
    assert Actor.objects.get(slug="ada").name_de == "Ada"


ARTICLE = "Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen."


def test_a_table_of_documents_becomes_a_batch_that_reads_each_row(client: Client) -> None:
    rows = f'Titel,Text,Medium,Datum,Link\nLawrow reist,"{ARTICLE}",Morgenblatt,19.10.2023,https://example.org/1\n'
    upload(client, rows, what="documents")
    worked_off()
    stored = Document.objects.get()
    assert (stored.title, stored.outlet.name, stored.text) == ("Lawrow reist", "Morgenblatt", ARTICLE)
    assert (str(stored.published_earliest), stored.published_basis, stored.url) == (
        "2023-10-19", "given", "https://example.org/1",
    )  # fmt: skip
    assert stored.mentions.count() == 1


def test_exported_documents_that_are_imported_again_are_known(client: Client) -> None:
    rows = f'text,outlet,published,url\n"{ARTICLE}",Morgenblatt,2023-10-19,https://example.org/1\n'
    upload(client, rows, what="documents")
    worked_off()
    exported = client.get("/admin/exchange/export/?what=documents&format=json").content.decode()
    upload(client, exported, what="documents", name="documents.json")
    worked_off()
    batch = Batch.objects.latest("pk")
    batches.proceed(batch, with_noticed=True)
    worked_off()
    assert (Document.objects.count(), batch.items.get().state) == (1, "unchanged")


def test_a_table_of_documents_with_a_faulty_row_makes_no_batch(client: Client) -> None:
    page = upload(client, f'text,published\n"{ARTICLE}",2023-10-19\n,2023\n"{ARTICLE}",soon\n', what="documents")
    assert page.context["form"].errors["file"] == ["Row 3: The text is missing. (2 faults in all; nothing was changed)"]
    assert not Batch.objects.exists()


def test_a_faulty_actor_is_shown_and_keeps_the_import_from_beginning(client: Client) -> None:
    page = upload(client, "slug,kind,name_de,name_en,country\nada,robot,Ada,Ada,RUS\n", what="actors")
    assert [(problem["line"], "kind" in problem["message"]) for problem in page.context["problems"]] == [(2, True)]
    client.post(page.request["PATH_INFO"], {"act": "import"})
    worked_off()
    assert not Actor.objects.filter(slug="ada").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("list.csv", "Date,Headline\n", "The table has a first line and nothing below it"),
        ("list.svg", "<svg onload='alert(1)'/>", "The table has a first line and nothing below it"),
        ("list.xlsx", "PK\x03\x04", "This is no XLSX file, or it is damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_field(client: Client, name: str, text: str, message: str) -> None:
    page = upload(client, text, name=name)
    assert page.context["form"].errors["file"][0].startswith(message)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("what", ["events", "documents", "actors"])
@pytest.mark.parametrize("to", ["csv", "xlsx", "json"])
def test_everything_can_be_exported(client: Client, what: str, to: str) -> None:
    Event.objects.create(public_id="abc", kind="visit", title_en="=cmd")
    answer = client.get("/admin/exchange/export/", {"what": what, "format": to})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith(f'attachment; filename="tumen-{what}-')
    if (what, to) == ("events", "csv"):
        assert ",'=cmd," in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("permissions", "address", "status"),
    [
        (["view_event"], "/admin/exchange/", 200),
        (["view_event"], "/admin/exchange/export/?what=events&format=csv", 200),
        (["view_event"], "/admin/exchange/export/?what=documents&format=csv", 403),
        (["view_document"], "/admin/exchange/export/?what=events&format=csv", 403),
        (["view_event"], "/admin/exchange/export/?what=users&format=csv", 404),
        (["view_event"], "/admin/exchange/export/?what=events&format=exe", 404),
    ],
)
def test_exports_ask_for_the_permission_to_see(
    client_of: Callable[..., Client], permissions: list[str], address: str, status: int
) -> None:
    assert client_of(*permissions).get(address).status_code == status


def test_nobody_imports_without_the_permission_to_add_and_to_change(
    client: Client, client_of: Callable[..., Client]
) -> None:
    stranger = client_of("view_event", "change_event")
    assert upload(stranger).status_code == 403
    address = upload(client).request["PATH_INFO"]
    assert stranger.get(address).status_code == 403
    assert stranger.post(address, {"act": "discard"}).status_code == 403
    assert Batch.objects.get().phase == Batch.Phase.ASKING


def test_strangers_get_no_export(db: None) -> None:
    answer = Client().get("/admin/exchange/export/?what=events&format=csv")
    assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True)
