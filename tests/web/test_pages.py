"""The pages of events, documents and actors."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    add_participant,
    make_actor,
    make_document,
    make_event,
    make_mention,
    make_outlet,
    relate,
    world,
)
from timeline.extraction.model import Precision, TimeSpan
from timeline.models import Document, Event, Office

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    """What is read, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(client: Client, path: str, language: str = "en") -> str:
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200, path
    return response.content.decode()


# ---- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/events/{id}/", "/events/{id}/alter-titel/", "/events/{id}/alter-titel/?lang=en"])
def test_an_event_has_one_address(client: Client, path: str) -> None:
    event = make_event("Besuch in Südkorea: „groß“!")
    response = client.get(path.format(id=event.public_id))
    query = "?lang=en" if "?" in path else ""
    assert (response.status_code, response["Location"]) == (
        301,
        f"/events/{event.public_id}/besuch-in-suedkorea-gross/{query}",
    )
    # A title can be corrected back: no browser may hold on to the redirect for ever.
    assert response["Cache-Control"] == "max-age=600"


def test_the_address_is_the_same_in_every_language(client: Client) -> None:
    event = make_event("Besuch", title_en="Visit")
    assert "Visit" in get(client, f"/events/{event.public_id}/besuch/", "en")
    assert "Besuch" in get(client, f"/events/{event.public_id}/besuch/", "de")


def test_a_title_without_letters_still_has_an_address(client: Client) -> None:
    event = make_event("???")
    response = client.get(f"/events/{event.public_id}/", follow=True)
    assert response.status_code == 200


def test_merged_events_lead_to_the_one_they_became_part_of(client: Client) -> None:
    event = make_event("Besuch")
    middle = make_event(review="merged", merged_into=event, reported=False)
    first = make_event(review="merged", merged_into=middle, reported=False)
    response = client.get(f"/events/{first.public_id}/irgendwas/")
    assert (response.status_code, response["Location"]) == (301, f"/events/{event.public_id}/besuch/")


@pytest.mark.parametrize(
    "path",
    ["/events/nothere/", "/events/nothere/slug/", "/documents/nothere/", "/actors/nobody/", "/nothing", "/events/%00/"],
)
def test_what_does_not_exist_is_a_page_that_says_so(client: Client, path: str) -> None:
    response = client.get(path, headers={"accept-language": "de"})
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/about/", "/actors/russia/"])
def test_pages_are_read_and_nothing_else(client: Client, path: str) -> None:
    make_event(participants=["russia"])
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


# ---- events ----------------------------------------------------------------------------------------------------------


def test_an_event_says_what_when_whether_and_who_says_so(client: Client) -> None:
    events = world()
    page = text_of(get(client, client.get(f"/events/{events['troops'].public_id}/")["Location"]))
    for words in (
        "Soldiers moved to Russia",
        "Troop deployment",
        "denied",
        "between 8 and 18 October 2024",
        "[2024-10-08..2024-10-18]",
        "Vladivostok",
        "North Korea",
        "2 independent sources, 2 documents",
        "19 October 2024 · news agency, Germany · language of the text: German",
    ):
        assert words in page
    assert (
        page.index("It is said")
        < page.index("1.500 Soldaten")
        < page.index("It is denied")
        < page.index("Der Kreml bestritt")
    )


def test_a_denial_that_is_an_event_of_its_own_stands_beside_what_it_denies(client: Client) -> None:
    events = world()
    page = text_of(get(client, client.get(f"/events/{events['shells'].public_id}/")["Location"]))
    assert page.index("It is denied") < page.index("haltloses Gerücht")
    assert "denied by North Korea dismisses reports of deliveries 2 November 2023" in page
    assert "spoken of in United States accuse North Korea" in page


def test_each_quote_marks_what_names_the_event_and_what_says_when_and_leads_to_its_sentence(client: Client) -> None:
    event = world()["summit"]
    mention = event.mentions.order_by("pk").first()
    assert mention is not None
    page = get(client, client.get(f"/events/{event.public_id}/")["Location"])
    assert '<i class="time">Am 19. Juni</i> <b class="trigger">sprachen</b> die beiden Staatschefs' in page
    assert f'href="/documents/{mention.document.public_id}/#{mention.anchor}"' in page
    assert f'id="{mention.anchor}"' in get(client, f"/documents/{mention.document.public_id}/")


def test_the_status_tells_how_it_came_about(client: Client) -> None:
    event = make_event("Besuch")
    mention = event.mentions.get()
    key = f"{mention.document.public_id}#{mention.anchor}"
    span = {
        "earliest": "2023-10-02",
        "latest": "2023-10-02",
        "precision": "day",
        "extent": "within",
        "approximate": False,
        "basis": "explicit",
    }
    event.status_history = [
        {"status": "planned", "day": "2023-09-14", "mention": "elsewhere#m1-2-visit", "span": None},
        {"status": "occurred", "day": "2023-10-03", "mention": key, "span": span},
    ]
    event.explanation = {"reasons": [{"field": "time", "key": "time_one_report", "values": {}, "mentions": [key]}]}
    event.save()
    page = get(client, client.get(f"/events/{event.public_id}/")["Location"], "de")
    steps = re.findall(r"<li>(.*?)</li>", page[page.index('<ol class="steps">') : page.index("</ol>")])
    assert [text_of(step) for step in steps] == [
        "angekündigt am 14. September 2023",
        "eingetreten am 2. Oktober 2023 Quelle",
    ]
    assert f'href="/documents/{mention.document.public_id}/#{mention.anchor}"' in steps[1]
    assert "Zeit nach dem Bericht, der sie am genauesten nennt." in page


def test_an_event_entered_by_hand_says_so_and_links_its_source(client: Client) -> None:
    event = make_event("Besuch", by_hand=True, source_url="https://archiv.example/a?b=1&c=2", reported=False)
    page = get(client, client.get(f"/events/{event.public_id}/")["Location"])
    assert "Entered by hand" in page
    assert 'href="https://archiv.example/a?b=1&amp;c=2"' in page


def test_a_takedown_keeps_that_it_was_reported_and_shows_no_word(client: Client) -> None:
    event = make_event("Besuch")
    document = event.mentions.get().document
    words = document.text.split(". ")[1]
    Document.objects.filter(pk=document.pk).update(text="", taken_down_at=timezone.now())
    for path in (client.get(f"/events/{event.public_id}/")["Location"], f"/documents/{document.public_id}/"):
        page = get(client, path)
        assert words not in page
        assert "was taken down" in page
    assert f'id="{event.mentions.get().anchor}"' in get(client, f"/documents/{document.public_id}/")


# ---- documents -------------------------------------------------------------------------------------------------------

ARTICLE = """Anzeige
Delegation in Pjöngjang
Am Montag reiste eine Delegation nach Pjöngjang. Dort unterzeichnete sie ein Abkommen, das bestritten wird.

Seoul äußerte sich besorgt. Niemand weiß mehr. Auch am Tag darauf blieb es still. Schluss.
"""


def make_article(rights: str = "full") -> Document:
    document = make_document(
        ARTICLE,
        outlet=make_outlet(f"blatt-{rights}", rights=rights),
        boilerplate=[[0, len("Anzeige")]],
        note="Nacherzählt.",
    )
    signed = "Dort unterzeichnete sie ein Abkommen, das bestritten wird."
    went = "Am Montag reiste eine Delegation nach Pjöngjang."
    make_mention(make_event("Reise", reported=False), document, quote=went, trigger="reiste", time="Am Montag")
    make_mention(
        make_event("Abkommen", kind="agreement", reported=False), document, quote=signed, trigger="unterzeichnete"
    )
    make_mention(
        make_event("Dementi", kind="denial", reported=False),
        document,
        quote="das bestritten wird.",
        trigger="bestritten",
    )
    return document


def test_every_public_mention_is_marked_at_its_offsets(client: Client) -> None:
    document = make_article()
    page = get(client, f"/documents/{document.public_id}/")
    marks = {
        match["id"]: text_of(match["text"]).replace(" ,", ",")
        for match in re.finditer(r'<mark id="(?P<id>m[^"]+)"[^>]*>(?P<text>.*?)</mark>', page)
    }
    for mention in document.mentions.all():
        start = ARTICLE[mention.start : mention.end].split(",")[0]
        assert marks.get(mention.anchor, start).startswith(start.rstrip("."))
    assert page.count("<mark ") == 3
    # One inside the other.
    assert re.search(r'<mark id="m\d+-\d+-agreement".*?<mark id="m\d+-\d+-denial"', page)
    assert '<time class="time" datetime="2024-01-15" data-when="15 January 2024" tabindex="0">Am Montag</time>' in page


DATED = """Am Montag reiste eine Delegation nach Pjöngjang. Schon im Mai 2023 hatte sie sich angekündigt.

Am Freitag blieb es still. Niemand spricht mehr davon, zwei Wochen lang. Am Tag darauf folgte ein Dementi.
"""


def resolved(page: str) -> dict[str, str]:
    """Each time expression with what it means."""
    found = re.findall(r'class="time"[^>]* data-when="([^"]+)" tabindex="0">([^<]+)<', page)
    return {words: when for when, words in found}


def test_every_time_expression_says_what_it_means_and_not_only_those_of_events(client: Client) -> None:
    document = make_document(DATED)
    went = "Am Montag reiste eine Delegation nach Pjöngjang."
    make_mention(make_event(reported=False), document, quote=went, trigger="reiste", time="Am Montag")
    found = resolved(get(client, f"/documents/{document.public_id}/"))
    assert found == {
        "Am Montag": "15 January 2024",
        "Mai 2023": "May 2023 (day not known)",
        "Freitag": "19 January 2024",
        "Tag darauf": "20 January 2024",
    }


def test_a_time_that_a_curator_corrected_is_shown_as_corrected(client: Client) -> None:
    document = make_document(DATED)
    event = make_event(reported=False, span=TimeSpan.day(date(2024, 1, 8)))
    went = "Am Montag reiste eine Delegation nach Pjöngjang."
    make_mention(event, document, quote=went, trigger="reiste", time="Am Montag")
    make_mention(event, document, quote="Am Montag reiste", trigger="reiste", kind="meeting", time="Am Montag")
    page = get(client, f"/documents/{document.public_id}/")
    assert resolved(page)["Am Montag"] == "8 January 2024"
    assert page.count(">Am Montag<") == 1


def test_times_of_a_very_long_text_are_resolved_up_to_a_length(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.reading.LONGEST_RESOLVED", DATED.index("Am Freitag"))
    document = make_document(DATED)
    make_mention(make_event(reported=False), document, quote="Am Freitag blieb es still.")
    assert set(resolved(get(client, f"/documents/{document.public_id}/"))) == {"Montag", "Mai 2023"}


def test_the_text_is_the_stored_text(client: Client) -> None:
    document = make_article()
    page = get(client, f"/documents/{document.public_id}/")
    shown = re.findall(r'<p(?: class="boilerplate")?>(.*?)</p>', page[page.index('class="text"') :])
    assert [re.sub(r"<[^>]+>", "", paragraph) for paragraph in shown] == [line for line in ARTICLE.splitlines() if line]
    assert '<p class="boilerplate">Anzeige</p>' in page


def test_an_outlet_that_allows_quotes_shows_them_with_their_neighbours_and_nothing_more(client: Client) -> None:
    document = make_article("quote")
    page = get(client, f"/documents/{document.public_id}/")
    for shown in ("Delegation in Pjöngjang", "Am Montag", "Dort", "Seoul äußerte sich besorgt."):
        assert shown in page
    for hidden in ("Niemand weiß mehr", "Auch am Tag darauf", "Schluss"):
        assert hidden not in page
    assert page.count("[…]") == 1
    assert f'href="{document.url}"' in page


def test_how_the_day_of_publication_is_known(client: Client) -> None:
    document = make_document(
        published_basis="inferred",
        published_earliest=date(2024, 1, 2),
        published_latest=date(2024, 1, 9),
        published_reasons=["It names an event of 2 January."],
    )
    make_mention(make_event(reported=False), document)
    page = text_of(get(client, f"/documents/{document.public_id}/"))
    assert "between 2 January 2024 and 9 January 2024 inferred It names an event of 2 January." in page


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2024, 1, 2), date(2024, 1, 2), "Published 2 January 2024"),
        (date(2024, 1, 2), None, "Published on or after 2 January 2024"),
        (None, date(2024, 1, 2), "Published on or before 2 January 2024"),
        (None, None, "Published not known"),
    ],
)
def test_a_window_of_publication_is_never_made_a_day(
    client: Client, earliest: date | None, latest: date | None, words: str
) -> None:
    document = make_document(published_earliest=earliest, published_latest=latest)
    make_mention(make_event(reported=False), document)
    assert words in text_of(get(client, f"/documents/{document.public_id}/"))


# ---- actors ----------------------------------------------------------------------------------------------------------


def test_an_actor_shows_offices_events_and_company(client: Client) -> None:
    world()
    actor = make_actor("vladimir-putin")
    Office.objects.create(
        holder=actor, title_de="Präsident", title_en="President", country="RUS", term_from=date(2012, 5, 7)
    )
    page = text_of(get(client, "/actors/vladimir-putin/"))
    for words in (
        "Vladimir Putin",
        "person",
        "President from 7 May 2012",
        "Kim Jong Un 3",
        "Vladimir Putin meets Kim Jong Un",
    ):
        assert words in page
    assert client.get("/?actor=vladimir-putin&actor=kim-jong-un").context["total"] == 3


def test_somebody_the_lexicon_does_not_know_is_named_without_a_link(client: Client) -> None:
    event = make_event("Besuch")
    event.participants.create(name="Iwan Unbekannt", role="actor")
    add_participant(event, "russia", "recipient", 1)
    page = get(client, client.get(f"/events/{event.public_id}/")["Location"])
    assert "Iwan Unbekannt" in page
    assert '<a href="/actors/russia/">' in page
    assert text_of(page).count("Russia (en) recipient") == 1


# ---- safety and size -------------------------------------------------------------------------------------------------

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_whatever_stands_in_a_text_is_shown_as_text(client: Client) -> None:
    outlet = make_outlet("attack", name=f"Blatt {ATTACK}")
    document = make_document(f"{ATTACK}. Eine {ATTACK} reiste ab. Schluss.", outlet=outlet, title=ATTACK, note=ATTACK)
    event = make_event(ATTACK, reported=False, title_en=ATTACK, summary_de=ATTACK, summary_en=ATTACK)
    make_mention(
        event, document, quote=f"Eine {ATTACK} reiste ab.", attributions=[{"source": ATTACK, "cue": ATTACK, "key": ""}]
    )
    event.participants.create(name=ATTACK, role="actor")
    relate(make_event(ATTACK), event, "about")
    for path in (
        "/",
        f"/?q={ATTACK}",
        client.get(f"/events/{event.public_id}/")["Location"],
        f"/documents/{document.public_id}/",
    ):
        page = get(client, path)
        assert ATTACK not in page, path
        assert "<img" not in page, path
        assert {tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag} <= {
            '<script id="figure" type="application/json">',
            '<script type="application/ld+json">',
        }, path


def test_links_to_originals_are_addresses_and_nothing_else(client: Client) -> None:
    document = make_document(url="https://blatt.example/?a=1&b=%22")
    event: Event = make_event("Besuch", document=document)
    page = get(client, client.get(f"/events/{event.public_id}/")["Location"])
    assert 'cite="https://blatt.example/?a=1&amp;b=%22"' in page


def test_a_time_without_a_day_is_nowhere_given_one(client: Client) -> None:
    event = make_event("Besuch", span=TimeSpan(date(2023, 9, 1), date(2023, 9, 30), Precision.MONTH))
    page = text_of(get(client, client.get(f"/events/{event.public_id}/")["Location"]))
    assert "September 2023 (day not known)" in page
    assert re.findall(r"\d{1,2} September", page) == []


def test_a_document_draws_what_it_reports_and_each_mark_leads_to_its_sentence(client: Client) -> None:
    document = make_article()
    page = get(client, f"/documents/{document.public_id}/")
    hrefs = set(re.findall(r'<a class="mark [^"]+" href="([^"]+)"', page))
    assert hrefs == {f"#{mention.anchor}" for mention in document.mentions.all()}


def test_one_event_alone_is_not_drawn(client: Client) -> None:
    event = make_event("Besuch", participants=["russia"])
    document = event.mentions.get().document
    for path in (f"/documents/{document.public_id}/", "/actors/russia/"):
        assert '<svg class="chart' not in get(client, path)


def test_an_actor_has_a_chart_of_the_kinds_they_took_part_in(client: Client) -> None:
    for number, kind in enumerate(("visit", "denial", "visit")):
        make_event(f"Ereignis {number}", kind=kind, participants=["russia"])
    context = client.get("/actors/russia/").context
    assert [kind.value for kind in context["small"].kinds] == ["visit", "denial"]
