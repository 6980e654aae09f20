"""Stored documents read again: what a newer extractor finds becomes proposals, what people decided stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from timeline import curation, extractors
from timeline.extraction.model import Article, Extraction, Factuality, Precision
from timeline.extraction.read import read_text
from timeline.extractors import RULES
from timeline.ingest import Overtaken, ingest
from timeline.intake.items import reread_batch
from timeline.models import Document, Mention
from timeline.rereading import Renewal, read_again, renew
from timeline.values import mention_value, reading_record

pytestmark = pytest.mark.django_db

TEXT = (
    "Der russische Außenminister Sergej Lawrow hat Nordkorea am Mittwoch besucht. "
    "Am Donnerstag traf sich Lawrow in Pjöngjang mit Staatschef Kim Jong Un. "
    "Südkorea verurteilte die Reise am Freitag."
)

Change = Callable[[Extraction], Extraction]


class Newer:
    """The rules, and what a newer extractor makes of it."""

    version = "rules-next"

    def __init__(self, change: Change = lambda extraction: extraction) -> None:
        self.change = change

    def __call__(self, *args: Any) -> Extraction:
        return self.change(RULES(*args))


def doubts(extraction: Extraction) -> Extraction:
    """Reads every visit as planned only."""
    return replace(
        extraction,
        mentions=tuple(
            replace(m, factuality=Factuality.PLANNED) if m.kind == "visit" else m for m in extraction.mentions
        ),
    )


def without_criticism(extraction: Extraction) -> Extraction:
    return replace(extraction, mentions=tuple(m for m in extraction.mentions if m.kind != "criticism"), relations=())


def only_criticism(extraction: Extraction) -> Extraction:
    return replace(extraction, mentions=tuple(m for m in extraction.mentions if m.kind == "criticism"), relations=())


def article() -> Article:
    return read_text(TEXT, doc="a", published=date(2023, 10, 20), language="de", outlet="Morgenblatt")


@pytest.fixture
def document() -> Document:
    return ingest(article()).document


@pytest.fixture
def mara() -> User:
    return User.objects.create_superuser("mara", "mara@example.org", "mara")


def again(document: Document, change: Change = lambda extraction: extraction) -> Renewal:
    document = Document.objects.select_related("outlet").get(pk=document.pk)
    return renew(document, read_again(document, Newer(change)))


def visit_of(document: Document) -> Mention:
    mention: Mention = document.mentions.with_values().filter(kind="visit").order_by("start").first()
    return mention


def test_it_changes_nothing_where_nothing_is_read_otherwise(document: Document, mara: User) -> None:
    curation.accept(visit_of(document), user=mara)
    before = list(document.mentions.values("pk", "state", "event", "newer"))
    assert not again(document).changed
    assert list(document.mentions.values("pk", "state", "event", "newer")) == before
    assert Document.objects.get().extractor_version == "rules-next"


def test_it_keeps_an_accepted_mention_and_proposes_the_difference(document: Document, mara: User) -> None:
    curation.accept(visit_of(document), user=mara)
    accepted = visit_of(document)
    renewal = again(document, doubts)
    now = visit_of(document)
    assert reading_record(mention_value(now)) == reading_record(mention_value(accepted))
    assert (now.state, now.extractor_version) == ("accepted", accepted.extractor_version)
    assert now.newer == {
        **reading_record(mention_value(accepted)),
        "factuality": "planned",
        "extractor": "rules-next",
    }
    assert (renewal.differing, renewal.changed) == (1, True)


def test_it_proposes_the_same_difference_once_and_withdraws_it_when_it_is_gone(document: Document, mara: User) -> None:
    curation.accept(visit_of(document), user=mara)
    again(document, doubts)
    assert not again(document, doubts).changed, "it is proposed already"
    Mention.objects.update(newer=None)  # dismissed
    assert not again(document, doubts).changed
    assert visit_of(document).newer is None
    again(document)
    again(document, doubts)
    assert visit_of(document).newer is not None, "it was read as before in between"
    again(document)
    assert visit_of(document).newer is None


def test_it_renews_withdraws_and_adds_proposals(document: Document) -> None:
    kinds = sorted(document.mentions.values_list("kind", flat=True))
    assert "criticism" in kinds
    assert again(document, without_criticism).gone == 1
    assert sorted(document.mentions.values_list("kind", flat=True)) == [kind for kind in kinds if kind != "criticism"]
    assert again(document).proposed == 1
    assert sorted(document.mentions.values_list("kind", flat=True)) == kinds
    assert again(document, doubts).renewed == 1
    assert visit_of(document).factuality == "planned"


def test_it_keeps_what_is_no_longer_found_if_a_person_decided_on_it(document: Document, mara: User) -> None:
    accepted, rejected = document.mentions.with_values().exclude(kind="criticism").order_by("start")[:2]
    curation.accept(accepted, user=mara)
    curation.reject(rejected, user=mara)
    again(document, only_criticism)
    states = dict(document.mentions.values_list("pk", "state"))
    assert (states[accepted.pk], states[rejected.pk]) == ("accepted", "rejected")
    again(document)
    assert document.mentions.get(pk=rejected.pk).newer is None, "what was rejected is not proposed again"


def test_it_writes_nothing_where_the_document_changed_meanwhile(document: Document, mara: User) -> None:
    stored = Document.objects.select_related("outlet").get(pk=document.pk)
    findings = read_again(stored, Newer(doubts))
    curation.confirm_date(stored, date(2023, 10, 27), user=mara)
    before = list(Mention.objects.order_by("pk").values())
    with pytest.raises(Overtaken):
        renew(stored, findings)
    assert list(Mention.objects.order_by("pk").values()) == before
    curation.take_down(stored, user=mara)
    with pytest.raises(Overtaken):
        read_again(Document.objects.get())


def test_a_confirmed_date_moves_the_times_that_a_model_read_without_asking_it_again(
    monkeypatch: pytest.MonkeyPatch, mara: User
) -> None:
    class Model(Newer):
        version = "llm:model-x"

    monkeypatch.setattr(extractors, "configured", Model)
    document = ingest(article()).document
    assert set(document.mentions.values_list("extractor_version", flat=True)) == {"llm:model-x"}
    assert visit_of(document).earliest == date(2023, 10, 18)
    before = set(document.mentions.values_list("pk", flat=True))
    monkeypatch.setattr(extractors, "configured", lambda: pytest.fail("it asks nobody"))
    curation.confirm_date(document, date(2023, 10, 27), user=mara)
    visit = visit_of(document)
    assert (visit.earliest, visit.latest, visit.precision) == (date(2023, 10, 25), date(2023, 10, 25), Precision.DAY)
    assert set(document.mentions.values_list("pk", flat=True)) == before
    assert set(document.mentions.values_list("extractor_version", flat=True)) == {"llm:model-x"}


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("reread", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_reads_documents_again(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told() == "Documents: 0 changed, 1 unchanged, 0 failed\n"
    assert told("--outdated") == "There is nothing to read again.\n"
    monkeypatch.setattr(extractors, "configured", lambda: Newer(doubts))
    assert told("--outdated") == "Documents: 1 changed, 0 unchanged, 0 failed\n"
    assert told(document.public_id, "--queue").startswith("1 documents wait to be read again (batch ")
    with pytest.raises(CommandError, match="There is no document to read with the id nothing"):
        told("nothing")


def test_a_batch_names_the_documents_that_it_reads(document: Document) -> None:
    Document.objects.update(title="Lawrow reist")
    assert [item.source for item in reread_batch(Document.objects.all(), "again").items.all()] == ["Lawrow reist"]
