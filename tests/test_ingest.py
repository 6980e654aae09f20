"""Articles to rows: what is stored, what stays as it is, and what a new reading may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.rows import columns_of_everything, rolled_back
from timeline import curation
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.model import Article, Dating, PublishedBasis
from timeline.extraction.read import read_text
from timeline.ingest import Outcome, ingest, web_address
from timeline.models import (
    Actor,
    Alias,
    Document,
    Event,
    Mention,
    MentionParticipant,
    MentionRelation,
    Office,
    Outlet,
    Place,
)
from timeline.rereading import extract_document, reread, same_mentions
from timeline.values import dating_value, mention_value

pytestmark = pytest.mark.django_db

OCTOBER = (
    "Der russische Außenminister Sergej Lawrow hat Nordkorea am Mittwoch besucht. "
    "Am Donnerstag traf sich Lawrow in Pjöngjang mit Staatschef Kim Jong Un. "
    "Südkorea verurteilte die Reise am Freitag."
)
JANUARY = (
    "Die nordkoreanische Außenministerin Choe Son Hui ist am Montag in Moskau eingetroffen. "
    "Sie wird am Dienstag ihren Kollegen Sergej Lawrow treffen. Lawrow hatte Nordkorea im Oktober 2023 besucht."
)
PLANS = (
    "Russlands Außenminister Sergej Lawrow will im Oktober nach Nordkorea reisen. "
    "Das teilte Kremlsprecher Dmitri Peskow am Donnerstag mit."
)
CLAIMS = (
    "Die USA beschuldigten Nordkorea am Donnerstag, Munition an Russland geliefert zu haben. "
    "Der Kreml wies die Vorwürfe zurück."
)


def article(text: str, published: date | None = date(2023, 10, 20), **columns: Any) -> Article:
    return replace(read_text(text, doc="artikel", published=published, language="de"), **columns)


def stored(*articles: Article) -> list[Document]:
    return [ingest(item).document for item in articles]


def october(**columns: Any) -> Article:
    return article(OCTOBER, date(2023, 10, 20), **columns)


def january(**columns: Any) -> Article:
    return article(JANUARY, date(2024, 1, 15), **columns)


@pytest.fixture
def mara() -> User:
    return User.objects.create_superuser("mara")


# ---- what is stored --------------------------------------------------------------------------------------------------


def test_it_stores_an_article_with_what_is_found_in_it() -> None:
    at = datetime(2023, 10, 20, 18, tzinfo=UTC)
    result = ingest(october(title="Lawrow reist", outlet="Morgenblatt", url="https://blatt.example/1"), at=at)
    document = Document.objects.get()
    assert (result.outcome, result.document, result.copy_of) == (Outcome.NEW, document, None)
    assert (document.text, document.length, document.title, document.created_at) == (
        OCTOBER,
        len(OCTOBER),
        "Lawrow reist",
        at,
    )
    assert (document.outlet.name, document.url) == ("Morgenblatt", "https://blatt.example/1")
    assert dating_value(document) == Dating.given(date(2023, 10, 20))
    assert result.mentions == Mention.objects.count() == result.proposed == Event.objects.count() >= 3
    assert set(Mention.objects.values_list("state", flat=True)) == {"proposed"}
    connection.check_constraints()


def test_it_stores_mentions_exactly_as_they_were_extracted() -> None:
    for item in (october(), january(), article(CLAIMS), article(PLANS, date(2023, 9, 14))):
        document = ingest(item).document
        extraction = extract_document(document)
        assert [mention_value(m) for m in document.mentions.with_values()] == list(extraction.mentions)
        assert {
            (
                f"{r.source.document.public_id}#{r.source.anchor}",
                f"{r.target.document.public_id}#{r.target.anchor}",
                r.type,
            )
            for r in MentionRelation.objects.filter(source__document=document)
        } == {(r.source, r.target, r.type) for r in extraction.relations}


def test_it_says_which_events_are_new_and_which_were_known() -> None:
    first = ingest(october())
    second = ingest(january())
    visit = Event.objects.get(mentions__document=first.document, kind="visit")
    assert visit == Event.objects.get(mentions__document=second.document, mentions__quote__contains="Lawrow hatte")
    assert (second.merged, second.proposed) == (1, second.mentions - 1)
    assert Event.objects.count() == first.proposed + second.proposed


def test_it_reads_the_same_article_once() -> None:
    one = october(outlet="Morgenblatt", url="https://blatt.example/1")
    first = ingest(one)
    before = columns_of_everything()
    again = ingest(replace(one, doc="anders", title="Anders"))
    assert (again.outcome, again.document, again.proposed, again.merged) == (Outcome.UNCHANGED, first.document, 0, 0)
    assert columns_of_everything() == before
    assert ingest(replace(one, outlet="Abendblatt")).outcome is Outcome.NEW
    assert ingest(replace(one, url="https://blatt.example/2")).outcome is Outcome.NEW


def test_it_does_not_bring_back_what_was_taken_down(mara: User) -> None:
    document = ingest(october()).document
    curation.take_down(document, user=mara)
    result = ingest(october())
    assert (result.outcome, Document.objects.get().text) == (Outcome.UNCHANGED, "")


def test_it_stores_an_article_without_any_event() -> None:
    result = ingest(article("Das Wetter bleibt in dieser Woche schön. Am Samstag wird es wärmer als am Freitag."))
    assert (result.outcome, result.mentions, result.proposed, Event.objects.count()) == (Outcome.NEW, 0, 0, 0)


def test_it_keeps_text_that_looks_like_a_page_as_text() -> None:
    text = f"<script>alert('Nordkorea')</script>\n{OCTOBER}"
    assert ingest(article(text)).document.text == text


# ---- outlets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "url", "slug"),
    [
        ("Morgenblatt", "", "morgenblatt"),
        ("  MORGENBLATT ", "https://elsewhere.example/a", "morgenblatt"),
        ("", "https://www.morgenblatt.example/politik/1", "morgenblatt"),
        ("", "https://live.morgenblatt.example/1", "morgenblatt"),
        ("", "https://nachtmorgenblatt.example/1", "nachtmorgenblatt-example"),
        ("Österreichische Stimme", "", "oesterreichische-stimme"),
        ("", "", None),
    ],
)
def test_it_finds_an_outlet_by_name_or_domain_and_adds_a_new_one(name: str, url: str, slug: str | None) -> None:
    Outlet.objects.create(slug="morgenblatt", name="Morgenblatt", domain="morgenblatt.example")
    outlet = ingest(october(outlet=name, url=url)).document.outlet
    assert (outlet.slug if outlet else None) == slug


def test_it_gives_names_without_latin_letters_outlets_of_their_own() -> None:
    one, other = stored(october(outlet="Известия"), october(outlet="노동신문"))
    assert one.outlet != other.outlet
    assert (one.outlet.name, other.outlet.name) == ("Известия", "노동신문")


def test_it_knows_the_kind_of_a_medium_of_the_lexicon() -> None:
    [document] = stored(october(outlet="Yonhap"))
    assert (document.outlet.kind, document.outlet.country) == ("agency", "KOR")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://blatt.example/a?b=1", "https://blatt.example/a?b=1"),
        (" http://blatt.example ", "http://blatt.example"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/politik/1", ""),
        ("https://", ""),
        (f"https://blatt.example/{'x' * 2000}", ""),
        (f"https://blatt.example/{'ж' * 1000}", ""),
        ("", ""),
    ],
)
def test_it_keeps_only_addresses_that_a_reader_can_be_sent_to(url: str, kept: str) -> None:
    assert web_address(url) == kept
    assert ingest(october(url=url)).document.url == kept


# ---- the lexicon -----------------------------------------------------------------------------------------------------


def test_it_makes_rows_of_the_actors_and_places_that_it_meets() -> None:
    ingest(october())
    lawrow = Actor.objects.get(slug="sergei-lavrov")
    assert (lawrow.kind, lawrow.name_de, lawrow.name_en, lawrow.country) == (
        "person",
        "Sergej Lawrow",
        "Sergei Lavrov",
        "RUS",
    )
    assert set(MentionParticipant.objects.filter(actor=None)) == set()
    assert Place.objects.get(slug="pyongyang").country == "PRK"
    assert not Actor.objects.filter(slug="xi-jinping").exists()


def test_it_uses_the_packaged_lexicon_as_long_as_rows_say_nothing_else() -> None:
    packaged = packaged_and_curated_lexicon()
    ingest(october())
    assert packaged_and_curated_lexicon() is packaged


def test_it_uses_what_curators_add_at_once() -> None:
    text = "Ri Testmann ist am Mittwoch nach Moskau gereist. Das meldete die Staatsagentur KCNA am Freitag."
    before = ingest(article(text)).document
    assert not MentionParticipant.objects.filter(actor__slug="ri-testmann").exists()
    ri = Actor.objects.create(
        slug="ri-testmann", kind="person", name_de="Ri Testmann", name_en="Ri Testman", country="PRK"
    )
    Alias.objects.create(actor=ri, text="Genosse Testmann")
    Place.objects.create(slug="teststadt", name_de="Teststadt", name_en="Test Town", country="RUS")
    lexicon = packaged_and_curated_lexicon()
    assert (lexicon.actor("ri-testmann").aliases, lexicon.place("teststadt").country) == (("Genosse Testmann",), "RUS")
    reread(before, dating_value(before))
    assert MentionParticipant.objects.get(actor=ri).mention.document == before
    alias = ingest(article("Genosse Testmann ist am Mittwoch in Moskau eingetroffen.")).document
    assert alias.mentions.get().participants.filter(actor=ri).exists()


def test_it_mutes_a_spelling() -> None:
    ingest(article(PLANS))
    lawrow = Actor.objects.get(slug="sergei-lavrov")
    Alias.objects.create(actor=lawrow, text="Lawrow", muted=True)
    assert ("sergei-lavrov", "Lawrow") in packaged_and_curated_lexicon().muted


def test_it_knows_an_office_that_a_curator_added() -> None:
    actor = Actor.objects.create(slug="ho-test", kind="person", name_de="Ho Test", name_en="Ho Test", country="PRK")
    Office.objects.create(
        holder=actor,
        title_de="Raumfahrtminister",
        title_en="space minister",
        country="PRK",
        term_from=date(2023, 1, 1),
    )
    held = packaged_and_curated_lexicon().office_holder
    assert held("Raumfahrtminister", "PRK", date(2023, 10, 1)).key == "ho-test"
    assert held("space minister", "PRK", date(2022, 10, 1)) is None


# ---- near copies -----------------------------------------------------------------------------------------------------

AGENCY = (
    "Der russische Außenminister Sergej Lawrow hat Nordkorea am Mittwoch besucht und dort mit Staatschef Kim Jong Un "
    "über die Lage auf der koreanischen Halbinsel gesprochen. Nach seiner Rückkehr lobte er die Gastfreundschaft der "
    "Gastgeber und kündigte weitere Gespräche an. Südkorea verurteilte die Reise am Freitag."
)
CUT = AGENCY.replace(" und kündigte weitere Gespräche an", "")


def test_it_keeps_a_near_copy_and_does_not_count_it_as_a_source() -> None:
    original = ingest(article(AGENCY, outlet="Nachrichtenagentur Eins")).document
    result = ingest(article(CUT, date(2023, 10, 21), outlet="Morgenblatt"))
    assert (result.outcome, result.copy_of) == (Outcome.NEW, original)
    assert result.proposed == 0
    assert result.merged == result.mentions
    visit = Event.objects.get(kind="visit")
    assert (visit.document_count, visit.source_count) == (2, 1)


def test_it_takes_the_earliest_published_for_the_original_whatever_came_first() -> None:
    later = article(CUT, date(2023, 10, 21), outlet="Morgenblatt")
    undated = article(f"{CUT} (Ende)", None, outlet="Abendblatt")
    earlier = article(AGENCY, date(2023, 10, 20), outlet="Nachrichtenagentur Eins")
    results = set()
    for order in permutations((later, undated, earlier)):
        with rolled_back():
            stored(*order)
            results.add(
                tuple(Document.objects.order_by("outlet__name").values_list("outlet__name", "copy_of__outlet__name"))
            )
    assert results == {
        (
            ("Abendblatt", "Nachrichtenagentur Eins"),
            ("Morgenblatt", "Nachrichtenagentur Eins"),
            ("Nachrichtenagentur Eins", None),
        )
    }


def test_it_finds_out_anew_who_copies_whom_when_a_date_is_confirmed(mara: User) -> None:
    dated = ingest(article(CUT, date(2023, 10, 21), outlet="Morgenblatt")).document
    undated = ingest(article(AGENCY, None, outlet="Nachrichtenagentur Eins")).document
    assert Document.objects.get(pk=undated.pk).copy_of == dated
    decision = curation.confirm_date(undated, date(2023, 10, 20), user=mara)
    assert Document.objects.get(pk=dated.pk).copy_of == undated
    assert Document.objects.get(pk=undated.pk).copy_of is None
    curation.undo(decision, user=mara)
    assert Document.objects.get(pk=undated.pk).copy_of == dated


def test_it_takes_no_other_article_on_the_same_subject_for_a_copy() -> None:
    ingest(article(AGENCY))
    assert ingest(october()).copy_of is None


# ---- any order -------------------------------------------------------------------------------------------------------


def grouped() -> tuple[Any, ...]:
    """Which mentions are one event, and what is derived of it, without the ids that depend on what came first."""
    rows = []
    for event in Event.objects.exclude(review="merged"):
        members = frozenset((m.document.public_id, m.anchor) for m in event.mentions.select_related("document"))
        columns = ("kind", "status", "earliest", "latest", "title_de", "title_en", "source_count", "document_count")
        rows.append((sorted(members), [str(getattr(event, name)) for name in columns], event.status_history))
    return tuple(sorted(map(repr, rows)))


def test_it_gives_the_same_events_in_any_order_of_documents() -> None:
    articles = (
        article(PLANS, date(2023, 9, 14), outlet="Morgenblatt"),
        article(OCTOBER, date(2023, 10, 20), outlet="Abendblatt"),
        article(JANUARY, date(2024, 1, 15), outlet="Morgenblatt"),
        article(CLAIMS, date(2023, 10, 20), outlet="Nachrichtenagentur Eins"),
    )
    results = set()
    for order in permutations(articles):
        with rolled_back():
            stored(*order)
            results.add(grouped())
    assert len(results) == 1
    [result] = results
    visits = [row for row in result if "Lawrow besucht" in row]
    assert len(visits) == 1
    assert "'planned'" in visits[0]
    assert "'occurred'" in visits[0]


# ---- reading again ---------------------------------------------------------------------------------------------------


def test_it_changes_nothing_when_it_reads_a_document_again() -> None:
    documents = stored(october(), january())
    before = columns_of_everything(), list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    for document in documents:
        reread(document, dating_value(document))
    assert (columns_of_everything(), list(Mention.objects.order_by("pk").values_list("pk", flat=True))) == before


def test_it_dates_everything_anew_when_the_publication_date_is_confirmed(mara: User) -> None:
    document = ingest(article(OCTOBER, None)).document
    visit, meeting = (document.mentions.get(kind=kind) for kind in ("visit", "meeting"))
    assert visit.precision != "day"
    curation.accept(visit, user=mara)
    curation.reject(meeting, user=mara)
    decision = curation.confirm_date(document, date(2023, 10, 20), user=mara, reason="steht in der Druckausgabe")
    document.refresh_from_db()
    assert (document.published_basis, document.published_earliest, document.published_latest) == (
        "given",
        date(2023, 10, 20),
        date(2023, 10, 20),
    )
    assert document.published_reasons == [{"key": "confirmed", "values": {"by": "mara"}}]
    states = {m.kind: (m.state, m.earliest, m.latest) for m in document.mentions.all()}
    assert states["visit"] == ("accepted", date(2023, 10, 18), date(2023, 10, 18))
    assert states["meeting"] == ("rejected", date(2023, 10, 19), date(2023, 10, 19))
    assert states["criticism"] == ("proposed", date(2023, 10, 20), date(2023, 10, 20))
    event = Event.objects.get(mentions=visit)
    assert (event.earliest, event.updated_at) == (date(2023, 10, 18), decision.at)


def test_it_forgets_a_confirmed_date_again(mara: User) -> None:
    document = ingest(article(OCTOBER, None)).document
    before = columns_of_everything(), dating_value(Document.objects.get())
    first = curation.confirm_date(document, date(2023, 10, 20), user=mara)
    second = curation.confirm_date(document, date(2023, 10, 27), user=mara)
    curation.undo(second, user=mara)
    assert Document.objects.get().published_earliest == date(2023, 10, 20)
    curation.undo(first, user=mara)
    assert (columns_of_everything(), dating_value(Document.objects.get())) == before
    assert dating_value(document).basis is not PublishedBasis.GIVEN


def test_it_never_touches_what_a_person_decided(mara: User) -> None:
    document = ingest(october()).document
    visit = document.mentions.get(kind="visit")
    Mention.objects.filter(pk=visit.pk).update(factuality="planned", confidence=0.1)
    curation.accept(visit, user=mara)
    reread(document, dating_value(document))
    kept = document.mentions.get(kind="visit")
    assert (kept.pk, kept.state, kept.factuality, kept.confidence) == (visit.pk, "accepted", "planned", 0.1)


def test_it_does_not_propose_again_what_was_rejected(mara: User) -> None:
    document = ingest(october()).document
    visit = document.mentions.get(kind="visit")
    # as an older extractor may have found it: another word of the same sentence
    start = OCTOBER.index("Mittwoch")
    Mention.objects.filter(pk=visit.pk).update(trigger_start=start, trigger_end=start + len("Mittwoch"))
    curation.reject(Mention.objects.get(pk=visit.pk), user=mara)
    reread(document, dating_value(document))
    assert list(document.mentions.filter(kind="visit").values_list("pk", "state")) == [(visit.pk, "rejected")]


def test_it_replaces_proposals_that_are_not_found_any_more() -> None:
    document = ingest(october()).document
    visit = document.mentions.get(kind="visit")
    Mention.objects.filter(pk=visit.pk).update(kind="sanction")
    lost = Event.objects.get(mentions=visit)
    reread(document, dating_value(document))
    assert not document.mentions.filter(kind="sanction").exists()
    assert document.mentions.get(kind="visit").pk != visit.pk
    assert not Event.objects.filter(pk=lost.pk).exists()


def test_it_tells_the_same_mention_by_kind_and_half_of_its_quote() -> None:
    document = ingest(october()).document
    mentions = list(document.mentions.with_values())
    values = list(extract_document(document).mentions)
    assert same_mentions(mentions, values) == dict(zip((m.pk for m in mentions), values, strict=True))
    visit = document.mentions.get(kind="visit")
    [value] = [value for value in values if value.kind == "visit"]
    length = visit.end - visit.start
    half, less = length // 2 + 1, length // 2 - 1
    assert same_mentions([visit], [replace(value, start=visit.end - half, end=visit.end + 50)]) != {}
    assert same_mentions([visit], [replace(value, start=visit.end - less, end=visit.end + 50)]) == {}
    meeting = next(value for value in values if value.kind == "meeting")
    assert same_mentions([visit], [replace(meeting, start=visit.start, end=visit.end)]) == {}


# ---- ids -------------------------------------------------------------------------------------------------------------


def test_it_gives_the_same_ids_to_the_same_documents() -> None:
    ids = []
    for _ in range(2):
        with rolled_back():
            stored(october(), january())
            ids.append(
                (
                    list(Document.objects.order_by("public_id").values_list("public_id", flat=True)),
                    list(Event.objects.order_by("public_id").values_list("public_id", flat=True)),
                )
            )
    assert ids[0] == ids[1]
    assert all(len(public_id) == 12 for rows in ids[0] for public_id in rows)


def test_it_keeps_the_id_of_an_event_when_reports_join_it() -> None:
    document = ingest(october()).document
    event = Event.objects.get(mentions__document=document, kind="visit")
    ingest(january())
    ingest(article(PLANS, date(2023, 9, 14)))
    assert Event.objects.get(mentions__document=document, kind="visit") == event
    assert event.mentions.count() == 3
