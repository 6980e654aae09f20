"""What is asked for in the URL, what is made of it, and what happens when it makes no sense."""

from __future__ import annotations

from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_actor, make_document, make_event, make_events, make_mention, make_outlet, world
from timeline import wording
from timeline.chart import BinWords
from timeline.extraction.model import EventKind, Precision, Status, TimeSpan
from timeline.filters import PARAMETERS, Filters
from timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> object:
    with override("en"):
        yield


def parse(query: str) -> Filters:
    return Filters.parse(QueryDict(query))


def titles(query: str) -> list[str]:
    return sorted(event.title_de for event in parse(query).apply(Event.objects.published()))


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Filters()),
        ("kind=meeting&kind=visit", Filters(kinds=(EventKind.VISIT, EventKind.MEETING))),
        ("kind=visit&kind=visit&kind=", Filters(kinds=(EventKind.VISIT,))),
        ("status=disputed", Filters(statuses=(Status.DISPUTED,))),
        ("min_sources=3", Filters(min_sources=3)),
        ("from=2024-03-02&to=2024-04-05", Filters(first=date(2024, 3, 2), last=date(2024, 4, 5))),
        # A month or a year means all of it.
        ("from=2024-03&to=2024-02", Filters()),
        ("from=2024-02&to=2024-02", Filters(first=date(2024, 2, 1), last=date(2024, 2, 29))),
        ("from=2023&to=2024", Filters(first=date(2023, 1, 1), last=date(2024, 12, 31))),
        ("to=5.+4.+2024", Filters(last=date(2024, 4, 5))),
        ("q=++Kim++Putin+", Filters(q="Kim Putin")),
        ("sort=newest&lang=en", Filters(sort="newest", lang="en")),
        ("unknown=parameter&page=3", Filters()),
    ],
)
def test_it_reads_the_query(query: str, expected: Filters) -> None:
    read = parse(query)
    values = {name: getattr(read, name) for name in Filters.__dataclass_fields__ if name != "errors"}
    assert values == {name: getattr(expected, name) for name in values}


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("from=foo", "from", "“foo” is not a date; write it like 2024-06-19."),
        ("from=2024-02-31", "from", "“2024-02-31” is not a date; write it like 2024-06-19."),
        ("to=31.02.2024", "to", "“31.02.2024” is not a date; write it like 2024-06-19."),
        ("to=2024-13", "to", "“2024-13” is not a date; write it like 2024-06-19."),
        ("to=9999-12-31", "to", "“9999-12-31” is not a date; write it like 2024-06-19."),
        ("from=٢٠٢٤-01-01", "from", "“٢٠٢٤-01-01” is not a date; write it like 2024-06-19."),
        ("from=2024-05-02&to=2024-05-01", "to", "“To” lies before “from”, so neither is applied."),
        ("kind=party", "kind", "“party” is not known here."),
        ("status=maybe", "status", "“maybe” is not known here."),
        ("actor=nobody", "actor", "“nobody” is not known here."),
        ("place=nowhere", "place", "“nowhere” is not known here."),
        ("outlet=none", "outlet", "“none” is not known here."),
        ("country=XXX", "country", "“XXX” is not known here."),
        ("actor=%00", "actor", "“” is not known here."),
        ("min_sources=many", "min_sources", "“many” is not a number from 1 to 1000."),
        ("min_sources=0", "min_sources", "“0” is not a number from 1 to 1000."),
        ("min_sources=-1", "min_sources", "“-1” is not a number from 1 to 1000."),
        ("min_sources=²", "min_sources", "“²” is not a number from 1 to 1000."),
        ("min_sources=99999999999999999999", "min_sources", "“99999999999999999999” is not a number from 1 to 1000."),
        ("sort=random", "sort", "“random” is not known here."),
        ("lang=xx", "lang", "“xx” is not known here."),
        ("q=" + "a" * 201, "q", "Only the first 200 characters are searched for."),
        ("kind=" + "x" * 60, "kind", "“" + "x" * 39 + "…” is not known here."),
    ],
)
def test_a_value_without_sense_is_left_out_and_explained_at_its_field(
    client: Client, query: str, field: str, message: str
) -> None:
    world()
    assert parse(query).errors == {field: message}
    response = client.get(f"/?{query}", headers={"accept-language": "en"})
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert message in page


@pytest.mark.parametrize(
    "query", ["from=foo", "kind=party", "min_sources=0", "actor=nobody", "from=2024-02&to=2024-01"]
)
def test_what_makes_no_sense_filters_nothing(query: str) -> None:
    assert not parse(query).active


def test_sensible_values_beside_a_senseless_one_hold() -> None:
    read = parse("kind=visit&kind=party&min_sources=2")
    assert (read.kinds, read.min_sources, dict(read.errors)) == (
        (EventKind.VISIT,),
        2,
        {"kind": "“party” is not known here."},
    )


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_the_query_string_is_the_whole_state() -> None:
    world()
    query = (
        "kind=visit&kind=meeting&status=occurred&actor=north-korea&actor=russia&place=moscow&place=pyongyang&outlet=amt"
        "&country=DEU&min_sources=2&from=2024-01-01&to=2024-12-31&q=Vertrag+%22Kim%22&sort=sources&lang=en"
    )
    # Moscow is no place of a published event.
    read = parse(query)
    assert read.errors == {"place": "“moscow” is not known here."}
    assert read.query_string() == "?" + query.replace("&place=moscow", "")
    assert parse(read.query_string().removeprefix("?")) == parse(query.replace("&place=moscow", ""))


def test_changes_replace_a_parameter_or_take_it_out() -> None:
    filters = Filters(kinds=(EventKind.VISIT,), first=date(2024, 1, 1), q="Kim")
    assert filters.query_string(kind=None, from_=date(2023, 1, 1), page=2) == "?from=2023-01-01&q=Kim&page=2"
    assert filters.toggled("kind", "visit") == "?from=2024-01-01&q=Kim"
    assert filters.toggled("kind", "denial") == "?kind=visit&kind=denial&from=2024-01-01&q=Kim"
    assert filters.without("kind", "from", "q") == Filters()
    assert Filters().query_string() == ""


def test_the_parameters_are_those_that_links_out_there_hold() -> None:
    every = Filters(
        kinds=(EventKind.VISIT,),
        statuses=(Status.OCCURRED,),
        actors=("a",),
        places=("b",),
        outlets=("c",),
        countries=("d",),
        min_sources=2,
        first=date(2024, 1, 1),
        last=date(2024, 2, 1),
        q="q",
        sort="newest",
        lang="en",
    )
    assert tuple(dict(every.parameters())) == PARAMETERS


# ---- applying --------------------------------------------------------------------------------------------------------


def span(first: str, last: str) -> TimeSpan:
    return TimeSpan(date.fromisoformat(first), date.fromisoformat(last), Precision.INTERVAL)


def test_a_range_shows_what_can_have_happened_in_it() -> None:
    make_event("am Tag davor", span=TimeSpan.day(date(2024, 1, 31)))
    make_event("am ersten Tag", span=TimeSpan.day(date(2024, 2, 1)))
    make_event("am letzten Tag", span=TimeSpan.day(date(2024, 2, 29)))
    make_event("am Tag danach", span=TimeSpan.day(date(2024, 3, 1)))
    make_event("ragt hinein", span=span("2024-01-15", "2024-02-01"))
    make_event("umfasst alles", span=span("2023-01-01", "2024-12-31"))
    make_event("vor Februar", span=TimeSpan.before(date(2024, 1, 31)))
    make_event("vor Mai", span=TimeSpan.before(date(2024, 5, 1)))
    make_event("nach Mai", span=TimeSpan.after(date(2024, 5, 1)))
    make_event("nach Januar", span=TimeSpan.after(date(2024, 1, 31)))
    make_event("irgendwann", span=TimeSpan.before(None))
    assert titles("from=2024-02-01&to=2024-02-29") == [
        "am ersten Tag",
        "am letzten Tag",
        "irgendwann",
        "nach Januar",
        "ragt hinein",
        "umfasst alles",
        "vor Mai",
    ]
    assert titles("from=2024-05-02") == ["irgendwann", "nach Januar", "nach Mai", "umfasst alles"]
    assert titles("to=2023-01-01") == ["irgendwann", "umfasst alles", "vor Februar", "vor Mai"]


def test_two_actors_mean_what_they_did_together() -> None:
    make_event("beide", participants=["russia", "north-korea"])
    make_event("einer", participants=["russia"])
    assert titles("actor=russia") == ["beide", "einer"]
    assert titles("actor=russia&actor=north-korea") == ["beide"]


def test_outlets_and_countries_are_those_of_accepted_reports() -> None:
    told = make_event("berichtet")
    make_mention(told, make_document(outlet=make_outlet("harbour-times", country="GBR")))
    proposed = make_event("nur vorgeschlagen")
    make_mention(proposed, make_document(outlet=make_outlet("harbour-times")), state="proposed")
    assert titles("outlet=harbour-times") == ["berichtet"]
    assert titles("country=GBR") == ["berichtet"]
    assert titles("outlet=harbour-times&outlet=tagesbote") == ["berichtet", "nur vorgeschlagen"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Vertrag", ["Der Vertrag wurde unterzeichnet"]),
        # German and English word forms.
        ("Verträge", ["Der Vertrag wurde unterzeichnet"]),
        ("launching", ["Satellite launched"]),
        ('"wurde unterzeichnet"', ["Der Vertrag wurde unterzeichnet"]),
        ("Vertrag -unterzeichnet", []),
        ("Vertrag or launch", ["Der Vertrag wurde unterzeichnet", "Satellite launched"]),
        # What is no word at all, and what an index might stumble over.
        ("'", []),
        ("a & | ! ( ) : * <->", []),
    ],
)
def test_search_knows_word_forms_and_never_stumbles(words: str, expected: list[str]) -> None:
    make_event("Der Vertrag wurde unterzeichnet")
    make_event("Satellite launched")
    assert titles(urlencode({"q": words})) == expected


def test_the_list_shows_where_a_search_found_its_words(client: Client) -> None:
    make_event(
        "Gipfel", search_text="Gipfel\nBeide & alle unterzeichneten gestern einen Vertrag.\nThey signed a treaty."
    )
    page = client.get("/?q=Verträge+unterzeichneten").content.decode()
    assert "Beide &amp; alle <mark>unterzeichneten</mark> gestern einen <mark>Vertrag</mark>." in page
    assert "They <mark>signed</mark> a treaty." in client.get("/?q=signing").content.decode()
    assert '<span class="hit">' not in client.get("/").content.decode()


def test_sources_and_sorting(client: Client) -> None:
    make_event("B eine Quelle", sources=1, span=TimeSpan.day(date(2024, 1, 2)))
    make_event("A drei Quellen", sources=3, span=TimeSpan.day(date(2024, 1, 3)))
    make_event("C ohne Zeit", sources=2, span=TimeSpan.before(None))
    assert titles("min_sources=2") == ["A drei Quellen", "C ohne Zeit"]
    for sort, expected in {"oldest": "BAC", "newest": "ABC", "sources": "ACB"}.items():
        rows = client.get(f"/?sort={sort}").context["rows"]
        assert [event.title_de[0] for event, _ in rows] == list(expected), sort


# ---- choices ---------------------------------------------------------------------------------------------------------


def facet(client: Client, query: str, parameter: str) -> dict[str, int]:
    (found,) = [one for one in client.get(f"/?{query}").context["facets"] if one.parameter == parameter]
    return {option.value: option.count for option in found.options if option.count or option.chosen}


def test_each_choice_says_how_many_events_it_leads_to(client: Client) -> None:
    world()
    for parameter in ("kind", "status", "actor", "place", "outlet", "country"):
        for value, count in facet(client, "min_sources=2", parameter).items():
            assert client.get(f"/?min_sources=2&{parameter}={value}").context["total"] == count, (parameter, value)


def test_bins_count_what_the_list_counts(client: Client) -> None:
    make_events(700, first=date(2020, 1, 1), step=2)
    for query in ("", "?from=2020-01-16&to=2020-03-17", "?kind=visit"):
        context = client.get(f"/{query}").context
        layout = context["chart"].layout.seen()
        drawn = sum(cell.count for cell in layout.bins) or len(layout.marks)
        assert drawn == context["total"], query
    # A bin at the edge is counted whole, as the page that it leads to.
    for query in ("?from=2020-02-11", "?from=2020-02-11&status=occurred&status=denied&min_sources=1"):
        chart = client.get(f"/{query}").context["chart"]
        words = BinWords(Filters.parse(QueryDict(query[1:])), wording.catalogue("en"))
        for cell in chart.layout.seen().bins[:3]:
            assert client.get(words(cell)[0]).context["total"] == cell.count


def test_the_figure_alone_is_that_of_the_page(client: Client) -> None:
    make_events(700, first=date(2020, 1, 1), step=2)
    for query in (
        "?from=2021-01-01&to=2021-03-31",
        "?kind=visit&from=2020-01-01&to=2023-12-31",
        "?from=2020-01-01&to=2023-12-31",
    ):
        assert client.get(f"/figure/{query}").json() == client.get(f"/{query}").context["chart"].figure
    assert client.get("/figure/?from=2021-01-01").status_code == 204


def test_beside_the_window_lies_what_a_small_move_shows(client: Client) -> None:
    make_events(700, first=date(2020, 1, 1), step=2)
    figure = client.get("/figure/?from=2021-02-01&to=2021-03-31").json()
    points = next(trace for trace in figure["data"] if trace["meta"]["part"] == "marks")
    assert figure["layout"]["meta"]["reach"] == ["2020-12-04", "2021-05-29"]
    assert (min(points["x"])[:7], max(points["x"])[:7]) == ("2020-12", "2021-05")
    # The chart is as wide as the page's script says that it is.
    wide, narrow = (
        client.get("/figure/?from=2021-02-01&to=2021-03-31", headers={"Tumen-Width": str(width)}).json()
        for width in (1600, 390)
    )
    assert (wide["layout"]["meta"]["frame"], narrow["layout"]["meta"]["frame"]) == ("wide", "narrow")


def test_very_many_events_are_counted_no_further_than_anybody_reads(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_events(60)
    for name in ("tallies.MOST_COUNTED", "views.front.MOST_COUNTED", "facets.MOST_LOOKED_AT"):
        monkeypatch.setattr(f"timeline.{name}", 20)
    context = client.get("/?min_sources=2&lang=en").context
    assert (context["total"], context["sentence"]) == (20, "More than 20 events, at least two sources")
    assert (context["documents"], context["page"].paginator.count) == (None, 20)
    status = next(facet for facet in context["facets"] if facet.parameter == "status")
    assert sum(option.count for option in status.options) == 20
    assert {option.words[:2] for option in status.options} == {"", "≥\u00a0"}
    # What the database keeps count of is exact.
    context = client.get("/?kind=visit&kind=meeting&lang=en").context
    assert (context["total"], context["sentence"]) == (10, "10 events, visits and meetings")
    assert client.get("/?lang=en").context["total"] == 60


def test_a_choice_leaves_the_counts_of_its_own_kind_as_they_were(client: Client) -> None:
    world()
    assert facet(client, "kind=visit", "kind") == facet(client, "", "kind")
    # But all actors that are chosen must take part.
    assert facet(client, "actor=usa", "actor") == {"usa": 1, "north-korea": 1}


def test_a_combination_without_events_says_so_and_offers_the_way_back(client: Client) -> None:
    world()
    page = client.get("/?kind=visit&status=denied", headers={"accept-language": "en"}).content.decode()
    assert "No event meets all of these filters." in page
    assert '<a href="?">Show all events</a>' in page


def test_the_sentence_says_what_is_shown(client: Client) -> None:
    world()
    response = client.get("/?kind=meeting&kind=visit&from=2024-01-01&min_sources=2&actor=kim-jong-un&lang=en")
    assert response.context["sentence"] == (
        "1 event, visits and meetings, with Kim Jong Un, from January 2024, at least two sources"
    )


# ---- anything at all -------------------------------------------------------------------------------------------------

SENSIBLE = ("visit", "occurred", "2024", "2024-02-30", "russia", "1", "DEU", "Kim", "newest", "de", "\x00", "%", "")
VALUES = st.one_of(st.sampled_from(SENSIBLE), st.text(max_size=12))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS, "page", "x"]), VALUES), max_size=8))
def test_every_query_string_is_answered(client: Client, pairs: list[tuple[str, str]]) -> None:
    make_actor("russia")
    if not Event.objects.exists():
        make_event("Besuch", participants=["russia"], place="pyongyang")
    response = client.get("/?" + urlencode(pairs))
    assert response.status_code == 200
    assert client.get("/figure/?" + urlencode(pairs)).status_code in (200, 204)
    context = response.context
    assert context["total"] == sum(option.count for option in context["facets"][0].options if _shown(option, context))


def _shown(option: object, context: object) -> bool:
    kinds = context["filters"].kinds  # type: ignore[index]
    return not kinds or option.value in kinds  # type: ignore[attr-defined]
