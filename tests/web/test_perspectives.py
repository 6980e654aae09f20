"""The views of one filter: they answer for the same events, say what they leave out, and leak nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_actor, make_document, make_event, make_mention, make_outlet, make_place, world
from timeline.extraction.model import EventKind, Precision, Status, TimeSpan
from timeline.models import Decision, Event, Mention

pytestmark = pytest.mark.django_db

VIEWS = ("/", "/table/", "/map/", "/people/", "/numbers/", "/on-this-day/", "/changes/", "/embed/")
SECRET = "Geheimtreffen"


def get(client: Client, path: str, language: str = "en") -> Any:
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200, path
    return response


# ---- one filter, one answer ------------------------------------------------------------------------------------------

VALUES = {
    "kind": [*EventKind, "war", ""],
    "status": [*Status, "true", "\x00"],
    "actor": ["russia", "north-korea", "kim-jong-un", "nobody"],
    "place": ["pyongyang", "moscow", "atlantis"],
    "outlet": ["tagesbote", "harbour-times", "nothing"],
    "country": ["DEU", "GBR", "XYZ"],
    "min_sources": ["1", "2", "3", "-1", "9" * 30],
    "from": ["2023", "2024-06", "2024-06-19", "19.6.2024", "0000", "2024-99"],
    "to": ["2024", "2023-01", "9999-12-31", "bald"],
    "q": ["Besuch", "treaty or visit", '"', "\x00", "ü" * 300],
    "sort": ["newest", "sources", "sideways"],
    "page": ["1", "2", "0", "x"],
    "order": ["-title", "place", "-documents", "DROP TABLE"],
    "day": ["06-19", "02-29", "13-99", "x"],
    "since": ["2020-01-01", "9999-12-31", "x"],
    "lang": ["de", "en", "ru"],
}
QUERIES = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))),
    max_size=5,
)


@pytest.fixture
def whole_world() -> dict[str, Event]:
    return world()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_any_query_string_has_the_same_total_in_every_view(
    client: Client, whole_world: dict[str, Event], query: list[tuple[str, str]]
) -> None:
    told = {view: get(client, f"{view}?{urlencode(query)}").context["total"] for view in VIEWS}
    assert set(told.values()) == {told["/"]}, told


# ---- what each shows -------------------------------------------------------------------------------------------------


def test_the_table_sorts_by_every_column_and_back(client: Client) -> None:
    for title, kind, sources, place in (
        ("B", "visit", 1, "wonsan"),
        ("A", "denial", 3, ""),
        ("C", "meeting", 2, "moscow"),
    ):
        make_event(title, kind=kind, sources=sources, place=place, span=TimeSpan.day(date(2024, sources, 1)))
    orders = {
        "date": "BCA",
        "-date": "ACB",
        "title": "ABC",
        "-title": "CBA",
        "kind": "ACB",
        "sources": "BCA",
        "-documents": "ACB",
        "place": "CBA",
        "-place": "BCA",
        "nonsense": "BCA",
    }
    shown = {
        order: "".join(row[0].title_de for row in get(client, f"/table/?order={order}").context["rows"])
        for order in orders
    }
    assert shown == orders
    assert 'aria-sort="descending"' in get(client, "/table/?order=-title").content.decode()


def test_the_map_counts_places_and_says_how_many_events_have_none(client: Client) -> None:
    for place in ("pyongyang", "pyongyang", "north-korea", "new-york", "somewhere-new"):
        make_event(place=place)
    make_event()
    make_place("my-own", latitude=48.9, longitude=2.1)
    make_event(place="my-own")
    response = get(client, "/map/")
    sheets = {
        sheet.frame.name: {spot.label: (spot.count, spot.region) for spot in sheet.spots}
        for sheet, _ in response.context["sheets"]
    }
    assert sheets == {
        "eurasia": {"Pyongyang (en)": (2, False), "My Own (en)": (1, False), "North Korea (en)": (1, True)},
        "korea": {"Pyongyang (en)": (2, False), "North Korea (en)": (1, True)},
        "world": {"New York (en)": (1, False)},
    }
    assert response.context["unlocated"] == [("Somewhere New (en)", 1, "?place=somewhere-new")]
    assert response.context["left_out"] == "2 of these events are not on the map: their place is not known."


def test_of_very_many_events_the_matrix_counts_the_latest_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.views.perspectives.MOST_COUNTED", 2)
    for year, other in ((2021, "iran"), (2022, "china"), (2023, "china")):
        make_event(participants=["russia", other], span=TimeSpan.day(date(year, 5, 1)))

    response = get(client, "/people/")

    assert [(pair.first, pair.second, pair.count) for pair, *_ in response.context["pairs"]] == [("china", "russia", 2)]
    assert "Only the latest 2 are counted here." in response.content.decode()


def test_the_matrix_counts_each_event_of_two_once(client: Client) -> None:
    day = TimeSpan.day(date(2023, 9, 13))
    make_event(participants=["russia", "north-korea", ("russia", "recipient")], span=day)
    make_event(participants=["russia", "north-korea"])
    make_event(participants=["russia", "usa"], span=TimeSpan.before(None))
    make_event(participants=["russia"])
    response = get(client, "/people/")
    pairs = {(pair.first, pair.second): (pair.count, pair.years) for pair, *_ in response.context["pairs"]}
    assert pairs == {
        ("north-korea", "russia"): (2, ((2023, 1, 5), (2024, 1, 5))),
        ("russia", "usa"): (1, ((2023, 0, 0), (2024, 0, 0))),
    }
    assert response.context["left_out"].startswith("1 of these events is not shown here")
    assert 'href="/?actor=north-korea&amp;actor=russia"' in response.content.decode()


def test_numbers_keep_their_range_and_their_source(client: Client) -> None:
    event = make_event("Soldaten", kind="troop_deployment", reported=False)
    document = make_document(published=date(2024, 10, 20))
    make_mention(
        event,
        document,
        quantities=[{"low": 10000.0, "high": 12000.0, "unit": "soldiers", "of": ""}],
        attributions=[{"source": "Seoul", "cue": "laut", "key": ""}],
    )
    make_mention(event, make_document(), quantities=[{"low": 3000.0, "high": None, "unit": "soldiers", "of": ""}])
    make_event("Ohne Zahl")
    response = get(client, "/numbers/", "de")
    (unit,) = response.context["units"]
    claims = [(claim.day, claim.source, claim.words) for claim in unit[0].claims]
    assert claims == [
        (date(2024, 1, 20), "Tagesbote", "mehr als 3.000 Soldaten"),
        (date(2024, 10, 20), "Seoul", "10.000 bis 12.000 Soldaten"),
    ]
    assert response.content.decode().count('<a class="claim ') == 2
    assert response.context["left_out"].startswith("1 dieser Ereignisse fehlt hier")


@pytest.mark.parametrize(
    ("language", "sources"),
    [("de", ["Nordkorea", "Südkorea (neu)", "Experten"]), ("en", ["North Korea", "South Korea (new)", "Experten"])],
)
def test_numbers_name_their_sources_in_the_readers_language(client: Client, language: str, sources: list[str]) -> None:
    """By the curators' rows before the packaged lexicon; whoever has no key keeps the name of the text."""
    make_actor("south-korea", name_de="Südkorea (neu)", name_en="South Korea (new)")
    event = make_event("Soldaten", kind="troop_deployment", reported=False)
    credited = (("Nordkorea", "north-korea"), ("North Korea", "north-korea"), ("Südkorea", "south-korea"))
    for name, key in (*credited, ("Experten", "")):
        make_mention(
            event,
            make_document(),
            quantities=[{"low": 10000.0, "high": 10000.0, "unit": "soldiers", "of": ""}],
            attributions=[{"source": name, "cue": "laut", "key": key}],
        )
    (unit,) = get(client, "/numbers/", language).context["units"]
    assert [source for _, _, source in unit[5]] == [sources[0], *sorted(sources[1:])]
    page = get(client, f"/events/{event.public_id}/soldaten/", language).content.decode()
    for source in sources:
        assert f"{'laut' if language == 'de' else 'according to'} {source}" in page


def test_on_this_day_takes_known_days_only(client: Client) -> None:
    make_event("Genau", span=TimeSpan.day(date(2023, 6, 19)))
    make_event("Auch", span=TimeSpan.day(date(2024, 6, 19)))
    make_event("Monat", span=TimeSpan(date(2024, 6, 1), date(2024, 6, 30), Precision.MONTH))
    response = get(client, "/on-this-day/?day=06-19", "de")
    assert [event.title_de for event, _ in response.context["rows"]] == ["Auch", "Genau"]
    assert response.context["left_out"].startswith("1 dieser Ereignisse fehlt in diesem Kalender")
    assert get(client, "/on-this-day/?day=02-29").context["rows"] == []


def test_changes_tell_what_is_new_and_what_was_corrected(client: Client) -> None:
    event = make_event("Besuch")
    assert event.published_at is not None
    old = make_event("Alt", published_at=event.published_at - timedelta(days=400))
    Event.objects.filter(pk=old.pk).update(updated_at=old.published_at)
    for verb, payload in (("publish", {}), ("override", {"field": "place", "before": "a", "value": "b"})):
        Decision.objects.create(verb=verb, target=f"event:{event.public_id}", payload=payload, by="Mara Geheim")
    response = get(client, "/changes/")
    assert [[(one.title_de, words) for one, _, words in lines] for _, lines in response.context["days"]] == [
        [("Besuch", "published"), ("Besuch", "Place corrected")]
    ]
    assert response.context["left_out"] == "1 of these events has not changed since then."
    assert "Geheim" not in response.content.decode()


# ---- leaks, queries, frames ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("review", ["proposed", "rejected", "merged"])
def test_no_view_shows_or_counts_what_is_not_public(client: Client, view: str, review: str) -> None:
    event = make_event("Besuch", participants=["russia", "north-korea"], place="pyongyang")
    quantities = [{"low": 4711.0, "high": 4711.0, "unit": "soldiers", "of": ""}]
    for state in ("proposed", "rejected"):
        outlet = make_outlet("secret-outlet", name=f"{SECRET}-Blatt")
        make_mention(event, make_document(outlet=outlet, title=SECRET), state=state, quantities=quantities)
    make_actor("secret-agent", name_de=SECRET, name_en=SECRET)
    make_place("secret-place", name_de=SECRET, name_en=SECRET, latitude=50, longitude=50)
    secret = make_event(
        SECRET,
        review=review,
        merged_into=event if review == "merged" else None,
        participants=["secret-agent", "russia"],
        place="secret-place",
    )
    Mention.objects.filter(event=secret).update(quantities=quantities)
    Decision.objects.create(
        verb="override", target=f"event:{event.public_id}", payload={"field": "place"}, reason=SECRET, by=SECRET
    )
    Decision.objects.create(
        verb="merge", target=f"event:{secret.public_id}", payload={"into": secret.public_id}, by=SECRET
    )
    response = get(client, f"{view}?since=2000-01-01&day=01-15")
    assert response.context["total"] == 1
    page = response.content.decode()
    assert SECRET not in page
    assert "4,711" not in page
    assert "Besuch" in page or view in ("/map/", "/people/", "/numbers/")


@pytest.mark.parametrize(
    ("view", "queries"),
    [("/table/", 20), ("/map/", 20), ("/people/", 21), ("/numbers/", 19), ("/on-this-day/", 20), ("/changes/", 20)],
)
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_max_num_queries: Any, view: str, queries: int
) -> None:
    seen = []
    for number in (1, 8):
        for n in range(number):
            event = make_event(participants=["russia", f"actor-{number}-{n}"], place=f"place-{number}-{n}")
            Mention.objects.filter(event=event).update(
                quantities=[{"low": 5.0, "high": 5.0, "unit": "shells", "of": ""}]
            )
        with django_assert_max_num_queries(queries) as captured:
            get(client, f"{view}?since=2000-01-01&day=01-15")
        seen.append(len(captured))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("ancestors", "policy", "option"),
    [
        ([], "frame-ancestors 'none'", "DENY"),
        (["'self'"], "frame-ancestors 'self'", "SAMEORIGIN"),
        (["https://a.example", "https://b.example"], "frame-ancestors https://a.example https://b.example", None),
    ],
)
def test_only_the_embedded_view_can_be_framed_and_only_by_whom_the_setting_names(
    client: Client, settings: Any, ancestors: list[str], policy: str, option: str | None
) -> None:
    settings.EMBED_ANCESTORS = ancestors
    make_event("Besuch", participants=["russia"])
    response = get(client, "/embed/?lang=de")
    told = re.search(r"frame-ancestors [^;]+", response["Content-Security-Policy"])
    assert told is not None
    assert (told[0], response.get("X-Frame-Options")) == (policy, option)
    assert not response.cookies
    assert 'href="/?lang=de"' in response.content.decode()
    for path in (*VIEWS[:-1], "/actors/russia/", "/about/", "/admin/login/"):
        other = get(client, path)
        assert other["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path


def test_the_snippet_leads_to_the_same_view(client: Client) -> None:
    make_event("Besuch")
    page = get(client, "/map/?kind=visit&min_sources=1&lang=en").content.decode()
    assert "src=&quot;http://testserver/embed/?kind=visit&amp;amp;lang=en&quot;" in page
