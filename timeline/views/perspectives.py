"""Further views of the same filter: table, map, people, numbers, on this day, changes. All say what they leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline import matrix as matrices
from timeline import numbers as plotting
from timeline import wording
from timeline.atlas import places as atlas
from timeline.chart import event_url, tick_words
from timeline.clauses import number, unit_name
from timeline.corrections import corrections
from timeline.countries import country_names
from timeline.extraction import lexicon
from timeline.extraction.model import Quantity
from timeline.facets import Facet, facets
from timeline.filters import Filters
from timeline.freshness import kept
from timeline.models import Event, Mention, Place
from timeline.page import json_script, sentence, view_links
from timeline.periods import periods, years_of
from timeline.querysets import EventQuerySet, names_of
from timeline.speakers import Speakers
from timeline.svg import shade
from timeline.tallies import MOST_COUNTED, Tally, months, tally
from timeline.wording import Catalogue

ROWS = 100
MOST_CLAIMS = 2000
MOST_CHANGES = 200
ORDERS = ("date", "title", "kind", "status", "place", "sources", "documents")
"""Columns by which the table can be sorted; `-` before one turns the order round."""
_SINCE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the timeline, and how much there is in answer to it."""

    filters: Filters
    published: EventQuerySet
    events: EventQuerySet
    total: Tally
    cat: Catalogue
    choices: list[Facet]


def _ask(request: HttpRequest) -> Asked:
    cat = wording.catalogue(get_language())
    filters = Filters.parse(request.GET)
    published = Event.objects.published()
    total = tally(filters, published)
    many = total.number >= MOST_COUNTED
    choices = facets(filters, published, cat, country_names(cat.language), many=many)
    return Asked(filters, published, filters.apply(published), total, cat, choices)


def _answer(
    request: HttpRequest, asked: Asked, view: str, context: Mapping[str, Any], left_out: int, why: str
) -> HttpResponse:
    """Renders a view with all that surrounds it. `why` says what `left_out` events lack."""
    filters = asked.filters
    counted = months(filters, asked.published)
    return render(
        request,
        f"timeline/views/{view}.html",
        {
            "view": view,
            "filters": filters,
            "total": asked.total.number,
            "sentence": sentence(filters, asked.choices, asked.total, asked.cat),
            "facets": asked.choices,
            "years": years_of(filters, {month.year for _kind, month, _precise, _count in counted}),
            "periods": periods(
                filters,
                asked.published,
                [(month, count) for _kind, month, _precise, count in counted],
                asked.cat.language,
            ),
            "links": view_links(filters),
            "left_out": why % {"count": left_out} if left_out > 0 else "",
            "query": filters.query_string(),
            **context,
        },
    )


def _linked(event: Event) -> tuple[Event, str]:
    return event, event_url(event.public_id, event.title_de)


# ---- table -----------------------------------------------------------------------------------------------------------


@require_safe
@kept
def table(request: HttpRequest) -> HttpResponse:
    """The events as rows whose columns can be sorted."""
    asked = _ask(request)
    order = request.GET.get("order", "date")
    column = order.removeprefix("-")
    if column not in ORDERS:
        order = column = "date"
    rows = asked.events.ordered_by(column, asked.cat.language, backwards=order.startswith("-"))
    page = Paginator(rows.with_card_data().prefetch_related("participants__actor"), ROWS)
    page.count = min(asked.total.number, MOST_COUNTED)
    shown = page.get_page(request.GET.get("page"))
    words = {
        "date": _("Date"),
        "title": _("Event"),
        "kind": _("Type"),
        "status": _("Status"),
        "place": _("Place"),
        "sources": _("Sources"),
        "documents": _("Documents"),
    }
    kept = {} if order == "date" else {"order": order}
    context = {
        "rows": [(*_linked(event), _actors(event, asked.cat.language)) for event in shown],
        "page": shown,
        "columns": [
            {
                "key": key,
                "label": words[key],
                "url": asked.filters.query_string(order=f"-{key}" if order == key else key),
                "sorted": "" if key != column else "descending" if order.startswith("-") else "ascending",
            }
            for key in ORDERS
        ],
        "previous": asked.filters.query_string(**kept, page=shown.number - 1) if shown.has_previous() else "",
        "next": asked.filters.query_string(**kept, page=shown.number + 1) if shown.has_next() else "",
    }
    return _answer(request, asked, "table", context, 0, "")


def _actors(event: Event, language: str) -> list[str]:
    rows = event.participants.all()
    return list(dict.fromkeys(row.actor.name(language) if row.actor else row.name for row in rows))


# ---- map -------------------------------------------------------------------------------------------------------------


@require_safe
@kept
def map_of_places(request: HttpRequest) -> HttpResponse:
    """Where events took place, on country outlines, and the same as a list."""
    asked = _ask(request)
    counts = asked.events.count_by("place__slug")
    rows = Place.objects.filter(slug__in=counts)
    known = lexicon.load()
    located, unlocated = [], []
    for row in rows:
        point = atlas.coordinates().get(row.slug)
        if row.latitude is not None and row.longitude is not None:
            point = (row.latitude, row.longitude)
        name = row.name(asked.cat.language)
        entry = known.place(row.slug)
        if point is None:
            unlocated.append((row.slug, name, counts[row.slug]))
        else:
            region = entry is not None and entry.region
            located.append(atlas.Located(row.slug, name, counts[row.slug], *point, region))
    located.sort(key=lambda place: (-place.count, place.name))
    on_map = sum(place.count for place in located)
    missing = max(asked.total.number - on_map, 0) if not asked.total.more else 0
    countries = country_names(asked.cat.language)
    by_slug = {row.slug: countries.get(row.country, "") for row in rows}
    context = {
        "sheets": [
            (sheet, [(spot, asked.filters.query_string(place=[p.slug for p in spot.places])) for spot in sheet.spots])
            for sheet in atlas.sheets(located)
        ],
        "places": [(place, by_slug[place.slug], asked.filters.query_string(place=[place.slug])) for place in located],
        "unlocated": [(name, count, asked.filters.query_string(place=[slug])) for slug, name, count in unlocated],
    }
    why = ngettext(
        "%(count)d of these events is not on the map: its place is not known.",
        "%(count)d of these events are not on the map: their place is not known.",
        missing,
    )
    return _answer(request, asked, "map", context, missing, why)


# ---- people ----------------------------------------------------------------------------------------------------------


@require_safe
@kept
def people(request: HttpRequest) -> HttpResponse:
    """Who took part in events together, how often, and when."""
    asked = _ask(request)
    many = asked.total.number >= MOST_COUNTED
    # Pairs of a million events take a quarter of a minute to count.
    counted = asked.events.latest_of(MOST_COUNTED) if many else asked.events
    shown = matrices.matrix(counted.together_by_year())
    names = names_of(
        "Actor",
        {*shown.actors, *(name for pair in shown.pairs for name in (pair.first, pair.second))},
        asked.cat.language,
    )
    hrefs = {
        (cell.row, cell.column): f"/{_with_actors(asked.filters, cell.row, cell.column)}"
        for row in shown.cells
        for cell in row
        if cell.count
    }
    alone = 0 if many else max(asked.total.number - asked.events.count_in_company(), 0)
    context = {
        "matrix": shown,
        "rows": [
            (names[row[0].row], [(cell, names[cell.column], hrefs.get((cell.row, cell.column), "")) for cell in row])
            for row in shown.cells
        ],
        "heads": [(actor, names[actor]) for actor in shown.actors],
        "pairs": [
            (pair, names[pair.first], names[pair.second], _with_actors(asked.filters, pair.first, pair.second))
            for pair in shown.pairs
        ],
        "figures": [json_script(matrices.figure(shown, names, hrefs), "figure-matrix")] if shown.actors else [],
    }
    why = ngettext(
        "%(count)d of these events is not shown here: fewer than two known actors took part in it.",
        "%(count)d of these events are not shown here: fewer than two known actors took part in them.",
        alone,
    )
    if many:
        return _answer(
            request, asked, "people", context, MOST_COUNTED, _("Only the latest %(count)d are counted here.")
        )
    return _answer(request, asked, "people", context, alone, why)


def _with_actors(filters: Filters, *actors: str) -> str:
    return filters.query_string(actor=sorted({*filters.actors, *actors}))


# ---- numbers ---------------------------------------------------------------------------------------------------------


@require_safe
@kept
def numbers(request: HttpRequest) -> HttpResponse:
    """Quantities that the reports claim, by the day of their publication and by source."""
    asked = _ask(request)
    language = asked.cat.language
    mentions = Mention.objects.quantified(asked.events)[:MOST_CLAIMS]
    speakers = Speakers.of(mentions, language)
    claims = [claim for mention in mentions for claim in _claims(mention, speakers.credited(mention), asked.cat)]
    shown = plotting.plots(claims)
    told = {mention.event_id for mention in mentions}
    silent = max(asked.total.number - len(told), 0) if not asked.total.more else 0

    words = plotting.Words(
        number=partial(number, language=language),
        day=partial(wording.day_text, cat=asked.cat),
        tick=partial(tick_words, asked.cat),
    )
    units = []
    for plot in shown:
        name = unit_name(plot.unit, language)
        label = _("%(unit)s by day of the report") % {"unit": name}
        drawing = plotting.drawing(plot, label, words)
        key = f"figure-{plot.unit}"
        data = json_script(plotting.figure(plot, words), key) if plot.drawn else ""
        legend = [(rank, plotting.SHAPES[rank], source) for rank, source in enumerate(plot.sources[: plotting.OTHERS])]
        units.append((plot, name, drawing, key, data, legend))
    why = ngettext(
        "%(count)d of these events is not shown here: no report of it names a quantity.",
        "%(count)d of these events are not shown here: no report of them names a quantity.",
        silent,
    )
    return _answer(request, asked, "numbers", {"units": units}, silent, why)


def _claims(mention: Mention, said: Sequence[str], cat: Catalogue) -> list[plotting.Claim]:
    document = mention.document
    event = mention.event
    assert event is not None  # noqa: S101 - the query asks for mentions of events
    days = [day for day in (document.published_earliest, document.published_latest) if day]
    day = days[0] + (days[-1] - days[0]) / 2 if days else None
    outlet = document.outlet.name if document.outlet else _("outlet not known")
    report = f"/documents/{document.public_id}/#{mention.anchor}"
    return [
        plotting.Claim(
            quantity=quantity,
            day=day,
            source=said[0] if said else outlet,
            words=wording.amount(quantity, cat),
            title=event.title(cat.language),
            href=event_url(event.public_id, event.title_de),
            report=report,
        )
        for quantity in (Quantity(**row) for row in mention.quantities)
    ]


# ---- on this day -----------------------------------------------------------------------------------------------------


@require_safe
@kept
def on_this_day(request: HttpRequest) -> HttpResponse:
    """Events of one day of the year, in all years, with a calendar of the days that have any."""
    asked = _ask(request)
    today = timezone.now().date()
    day = _day_of_year(request.GET.get("day", "")) or today.replace(year=2000)
    exact = asked.events.filter(precision="day")
    counts = exact.count_by_day_of_year()
    highest = max(counts.values(), default=1)
    undated = max(asked.total.number - sum(counts.values()), 0) if not asked.total.more else 0
    names = asked.cat.words["calendar"]["months"]
    leap = [date(2000, 1, 1) + timedelta(days=n) for n in range(366)]
    calendar = [
        (
            names[month - 1],
            [
                (
                    one.day,
                    counts.get((month, one.day), 0),
                    shade(counts.get((month, one.day), 0), highest),
                    asked.filters.query_string(day=f"{one:%m-%d}"),
                    one == day,
                )
                for one in leap
                if one.month == month
            ],
        )
        for month in range(1, 13)
    ]
    rows = exact.filter(earliest__month=day.month, earliest__day=day.day).sorted_by("newest").with_card_data()[:ROWS]
    step = timedelta(days=1)
    context = {
        "day_words": asked.cat.words["calendar"]["day_of_month"].format(day=day.day, month=names[day.month - 1]),
        "rows": [_linked(event) for event in rows],
        "calendar": calendar,
        "previous": asked.filters.query_string(day=f"{leap[(leap.index(day) - 1) % 366]:%m-%d}"),
        "next": asked.filters.query_string(day=f"{leap[(leap.index(day) + step.days) % 366]:%m-%d}"),
    }
    why = ngettext(
        "%(count)d of these events has no place in this calendar: its day is not known.",
        "%(count)d of these events have no place in this calendar: their day is not known.",
        undated,
    )
    return _answer(request, asked, "on_this_day", context, undated, why)


def _day_of_year(text: str) -> date | None:
    try:
        return date.fromisoformat(f"2000-{text}") if len(text) == 5 else None
    except ValueError:
        return None


# ---- changes ---------------------------------------------------------------------------------------------------------


@require_safe
@kept
def changes(request: HttpRequest) -> HttpResponse:
    """What was published or corrected since a day."""
    asked = _ask(request)
    today = timezone.now().date()
    try:
        since = date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = today - timedelta(days=_SINCE_DAYS)
    touched = list(asked.events.changed_since(since).with_card_data()[:MOST_CHANGES])
    corrected = corrections([event.public_id for event in touched], asked.cat)
    days: dict[date, list[tuple[Event, str, str]]] = {}
    seen = set()
    for event in touched:
        _event, url = _linked(event)
        if event.published_at and event.published_at.date() >= since:
            days.setdefault(event.published_at.date(), []).append((event, url, _("published")))
            seen.add(event.pk)
        for line in corrected.get(event.public_id, ()):
            if line.day >= since:
                days.setdefault(line.day, []).append((event, url, line.words))
                seen.add(event.pk)
    unchanged = max(asked.total.number - len(seen), 0) if not asked.total.more else 0
    context = {
        "since": since,
        "days": sorted(days.items(), reverse=True),
        "spans": [
            (words, asked.filters.query_string(since=today - timedelta(days=back)))
            for back, words in ((7, _("last week")), (30, _("last 30 days")), (365, _("last year")))
        ],
    }
    why = ngettext(
        "%(count)d of these events has not changed since then.",
        "%(count)d of these events have not changed since then.",
        unchanged,
    )
    return _answer(request, asked, "changes", context, unchanged, why)
