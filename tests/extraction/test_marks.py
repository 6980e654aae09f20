"""The layout of the chart, without a database and without drawing it."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import marks
from timeline.extraction.model import EventKind, Extent, Family, Precision, Status, TimeSpan
from timeline.marks import Context, Dot, Layout, Reach, Unit, Whisker, Window

YEAR = Window(date(2024, 1, 1), date(2024, 12, 31))


def day(text: str) -> TimeSpan:
    return TimeSpan.day(date.fromisoformat(text))


def span(first: str, last: str, extent: Extent = Extent.WITHIN) -> TimeSpan:
    return TimeSpan(date.fromisoformat(first), date.fromisoformat(last), Precision.INTERVAL, extent)


def before(text: str) -> TimeSpan:
    return TimeSpan.before(date.fromisoformat(text))


def after(text: str) -> TimeSpan:
    return TimeSpan.after(date.fromisoformat(text))


def instant(text: str) -> float:
    """Midnight at the beginning of a day; "… noon" for the middle of it."""
    return date.fromisoformat(text.removesuffix(" noon")).toordinal() + (0.5 if text.endswith("noon") else 0.0)


def dot(number: int, time: TimeSpan, *, kind: EventKind = EventKind.VISIT, sources: int = 1, title: str = "") -> Dot:
    return Dot(f"e{number:03d}", kind, Status.OCCURRED, time, sources, title or f"Besuch der Delegation {number}")


# ---- shapes ----------------------------------------------------------------------------------------------------------


def test_every_status_has_a_shape_of_its_own() -> None:
    assert set(marks.SHAPES) == set(Status)
    assert len(set(marks.SHAPES.values())) == len(Status)


def test_the_lanes_are_the_kinds_in_their_families() -> None:
    assert [lane.kind for lane in marks.WIDE.lanes] == list(EventKind)
    assert [lane.family for lane in marks.WIDE.lanes if lane.first_of_family] == list(Family)
    assert [lane.family for lane in marks.WIDE.lanes if lane.last_of_family] == list(Family)
    assert {round(b.top - a.top) for a, b in pairwise(marks.WIDE.lanes)} == {
        marks.WIDE.lane_height,
        marks.WIDE.lane_height + marks.WIDE.family_gap,
    }
    assert marks.WIDE.lanes[-1].top + marks.WIDE.lane_height == marks.WIDE.height


# ---- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "window", "expected"),
    [
        # A day's event stands at its noon, whatever is shown.
        (day("2024-03-05"), None, "2024-03-05 noon"),
        # A longer time is marked in its middle.
        (span("2024-03-01", "2024-03-31"), None, "2024-03-16 noon"),
        # Of a time that reaches out of the window the middle of what is seen.
        (span("2023-07-01", "2024-01-31"), YEAR, "2024-01-16 noon"),
        # Of an open one its known end.
        (before("2024-05-10"), None, "2024-05-10 noon"),
        (after("2024-05-10"), None, "2024-05-10 noon"),
        # Where that lies outside, the edge that is nearer to it.
        (before("2025-05-10"), YEAR, "2025-01-01"),
        (after("2023-05-10"), YEAR, "2024-01-01"),
    ],
)
def test_a_mark_stands_in_the_middle_of_what_is_known(time: TimeSpan, window: Window | None, expected: str) -> None:
    assert marks.place(time, window) == instant(expected)


def test_without_any_date_there_is_no_mark() -> None:
    assert marks.place(TimeSpan.before(None)) is None
    assert marks.lay_out([dot(1, TimeSpan.before(None))], YEAR).marks == ()


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (day("2024-03-05"), None),
        (
            span("2024-03-01", "2024-03-31"),
            Whisker(instant("2024-03-01"), instant("2024-04-01"), Reach.WITHIN, True, True),
        ),
        (
            span("2024-03-04", "2024-03-06", Extent.THROUGHOUT),
            Whisker(instant("2024-03-04"), instant("2024-03-07"), Reach.THROUGHOUT, True, True),
        ),
        # Cut at the window's edge: no cap there, because it does not end there.
        (
            span("2023-12-01", "2024-01-31"),
            Whisker(instant("2024-01-01"), instant("2024-02-01"), Reach.WITHIN, False, True),
        ),
        (
            span("2024-12-01", "2025-01-31"),
            Whisker(instant("2024-12-01"), instant("2025-01-01"), Reach.WITHIN, True, False),
        ),
    ],
)
def test_the_whisker_shows_the_whole_time(time: TimeSpan, expected: Whisker | None) -> None:
    assert marks.whisker(time, YEAR) == expected


def test_an_open_whisker_begins_at_the_known_side_and_thins_out_to_the_other() -> None:
    earlier, later = marks.whisker(before("2024-05-10"), YEAR), marks.whisker(after("2024-05-10"), YEAR)
    assert earlier is not None
    assert later is not None
    assert (earlier.end, earlier.reach, earlier.capped_start) == (instant("2024-05-10 noon"), Reach.BEFORE, False)
    assert (later.start, later.reach, later.capped_end) == (instant("2024-05-10 noon"), Reach.AFTER, False)
    for whisker in (earlier, later):
        known = instant("2024-05-10 noon")
        pieces = marks.fading(whisker)
        assert [opacity for *_, opacity in pieces] == sorted((opacity for *_, opacity in pieces), reverse=True)
        assert [abs(near - known) for near, *_ in pieces] == sorted(abs(near - known) for near, *_ in pieces)
        assert all(whisker.start <= end <= whisker.end for piece in pieces for end in piece[:2])


@pytest.mark.parametrize(
    ("spans", "first", "last", "expected"),
    [
        # What is asked for is what is shown.
        ([day("2020-01-01")], "2024-01-01", "2024-06-30", ("2024-01-01", "2024-06-30")),
        # Else all of it, with air on both sides.
        ([day("2024-01-01"), day("2024-12-31")], None, None, ("2023-12-22", "2025-01-10")),
        # A single day in four weeks of room.
        ([day("2024-05-10")], None, None, ("2024-04-26", "2024-05-24")),
        # One end given: the other from the events inside.
        ([day("2020-01-01"), day("2024-05-10")], "2024-01-01", None, ("2024-01-01", "2024-05-14")),
        # … or a year where there are none.
        ([], "2024-01-01", None, ("2024-01-01", "2025-01-10")),
    ],
)
def test_the_window_is_what_was_asked_for_or_holds_everything(
    spans: list[TimeSpan], first: str | None, last: str | None, expected: tuple[str, str]
) -> None:
    window = marks.window_for(
        spans, date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )
    assert window is not None
    assert (window.first.isoformat(), window.last.isoformat()) == expected


def test_there_is_no_window_where_nothing_has_a_date() -> None:
    assert marks.window_for([TimeSpan.before(None)]) is None


@pytest.mark.parametrize(
    ("first", "last", "unit", "days"),
    [
        ("2024-05-01", "2024-05-08", Unit.DAY, ["2024-05-01", "2024-05-02"]),
        # Weeks begin on Mondays.
        ("2024-05-01", "2024-06-20", Unit.DAY, ["2024-05-06", "2024-05-13"]),
        ("2024-01-10", "2024-09-30", Unit.MONTH, ["2024-02-01", "2024-03-01"]),
        ("2022-11-10", "2025-01-31", Unit.MONTH, ["2023-01-01", "2023-04-01"]),
        ("2014-05-01", "2024-06-20", Unit.YEAR, ["2015-01-01", "2016-01-01"]),
        ("1948-05-01", "2024-06-20", Unit.YEAR, ["1950-01-01", "1960-01-01"]),
    ],
)
def test_ticks_stand_at_the_beginnings_of_the_calendar(first: str, last: str, unit: Unit, days: list[str]) -> None:
    ticks = marks.ticks(Window(date.fromisoformat(first), date.fromisoformat(last)))
    assert {tick.unit for tick in ticks} == {unit}
    assert [tick.day.isoformat() for tick in ticks[:2]] == days


def test_the_year_stands_under_its_first_tick() -> None:
    ticks = marks.ticks(Window(date(2023, 9, 5), date(2024, 8, 1)))
    assert [tick.day for tick in ticks if tick.names_year] == [date(2023, 10, 1), date(2024, 1, 1)]


def test_whoever_pans_finds_ticks_there_too() -> None:
    window = Window(date(2024, 3, 20), date(2024, 12, 1))
    inside, beside = marks.ticks(window), marks.ticks(window, beside=True)
    assert [tick.day for tick in beside if window.first <= tick.day <= window.last] == [tick.day for tick in inside]
    assert (beside[0].day, beside[-1].day) == (date(2023, 8, 1), date(2025, 8, 1))
    # The first one that is seen names the year, although an earlier one did.
    named = [tick.day for tick in beside if tick.names_year]
    assert named == [date(2023, 8, 1), date(2024, 1, 1), date(2024, 4, 1), date(2025, 1, 1)]


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_ticks_are_few_and_inside_whatever_is_shown(one: date, other: date) -> None:
    window = Window(min(one, other), max(one, other))
    ticks = marks.ticks(window, 11)
    assert len(ticks) <= 13
    assert all(window.first <= tick.day <= window.last for tick in ticks)


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_a_mark_grows_with_its_sources_and_never_out_of_its_lane() -> None:
    radii = [marks.radius(count) for count in (0, 1, 2, 5, 20, 1000)]
    assert radii == sorted(radii)
    assert radii[0] == radii[1] < radii[2] < radii[3]
    assert radii[-1] < marks.WIDE.lane_height / 2


def test_events_of_one_day_are_moved_apart() -> None:
    layout = marks.lay_out([dot(number, day("2024-05-10")) for number in range(3)], YEAR)
    heights = [mark.y for mark in layout.marks]
    assert len(set(heights)) == 3
    assert all(abs(a - b) >= 8 for a, b in combinations(heights, 2))


def test_events_apart_from_each_other_stay_on_the_line() -> None:
    layout = marks.lay_out([dot(1, day("2024-02-10")), dot(2, day("2024-05-10"))], YEAR)
    assert {mark.y for mark in layout.marks} == {marks.WIDE.lanes[0].base}


def test_marks_come_in_order_of_time_which_is_the_order_of_the_keyboard() -> None:
    dots = [dot(1, day("2024-05-10")), dot(2, day("2024-02-10"), kind=EventKind.DENIAL), dot(3, day("2024-03-01"))]
    assert [mark.dot.id for mark in marks.lay_out(dots, YEAR).marks] == ["e002", "e003", "e001"]


def test_what_lies_outside_of_the_window_is_left_out_and_what_reaches_into_it_is_not() -> None:
    dots = [
        dot(1, day("2023-12-31")),
        dot(2, span("2023-12-01", "2024-01-01")),
        dot(3, before("2023-12-31")),
        dot(4, before("2030-01-01")),
        dot(5, after("2025-01-01")),
        dot(6, after("2020-01-01")),
    ]
    assert {mark.dot.id for mark in marks.lay_out(dots, YEAR).marks} == {"e002", "e004", "e006"}


def test_around_the_window_lies_what_whoever_pans_finds_there() -> None:
    reach = YEAR.padded(0.5)
    assert (reach.first, reach.last) == (date(2023, 7, 2), date(2025, 7, 2))
    dots = [
        dot(1, day("2023-06-30")),
        dot(2, day("2023-08-10")),
        dot(3, day("2024-05-10")),
        dot(4, span("2024-11-01", "2025-02-28")),
        dot(5, day("2025-06-30")),
    ]
    layout = marks.lay_out(dots, YEAR, [Context("Krieg", date(2022, 1, 1), ongoing=True)], reach=reach)
    assert [mark.dot.id for mark in layout.marks] == ["e002", "e003", "e004", "e005"]
    assert layout.marks[2].whisker == Whisker(instant("2024-11-01"), instant("2025-03-01"), Reach.WITHIN, True, True)
    seen = layout.seen()
    assert [mark.dot.id for mark in seen.marks] == ["e003", "e004"]
    assert seen.marks[1].whisker == Whisker(instant("2024-11-01"), YEAR.end, Reach.WITHIN, True, False)
    assert (seen.window, seen.reach) == (YEAR, YEAR)


def _label_boxes(layout: Layout) -> list[tuple[float, float, float]]:
    """Lane, left and right end of each label in pixels."""
    boxes = []
    for mark in layout.marks:
        if mark.label:
            x = layout.window.share(mark.at) * marks.WIDE.width
            near = x + marks.label_anchor(mark, layout)
            wide = marks.text_width(mark.label.text)
            left = near if mark.label.side == "right" else near - wide
            boxes.append((marks.WIDE.lanes[list(EventKind).index(mark.dot.kind)].top, left, left + wide))
    return boxes


DOTS = st.lists(
    st.builds(
        lambda number, start, length, kind, sources, title: Dot(
            f"e{number}",
            kind,
            Status.OCCURRED,
            TimeSpan.day(start) if length == 0 else TimeSpan(start, start + timedelta(length), Precision.INTERVAL),
            sources,
            title,
        ),
        st.integers(0, 10**6),
        st.dates(date(2023, 10, 1), date(2025, 2, 1)),
        st.integers(0, 90),
        st.sampled_from(list(EventKind)[:3]),
        st.integers(1, 9),
        st.text("abcdefgh mnW", min_size=1, max_size=60),
    ),
    max_size=40,
    unique_by=lambda dot: dot.id,
)


@given(DOTS)
def test_labels_overlap_neither_each_other_nor_the_edges(dots: list[Dot]) -> None:
    boxes = _label_boxes(marks.lay_out(dots, YEAR))
    for (lane, left, right), (other_lane, other_left, other_right) in combinations(boxes, 2):
        assert lane != other_lane or right <= other_left or other_right <= left
    assert all(left >= -1 and right <= marks.WIDE.width + 1 for _, left, right in boxes)


@given(DOTS)
def test_a_label_of_the_window_keeps_inside_it_and_no_other_one_enters(dots: list[Dot]) -> None:
    layout = marks.lay_out(dots, YEAR, reach=YEAR.padded(1))
    for mark, (_, left, right) in zip([m for m in layout.marks if m.label], _label_boxes(layout), strict=True):
        if mark.at < YEAR.start:
            assert right <= 1
        elif mark.at > YEAR.end:
            assert left >= marks.WIDE.width - 1
        else:
            assert left >= -1
            assert right <= marks.WIDE.width + 1


@given(DOTS)
def test_the_layout_does_not_depend_on_the_order_of_the_events(dots: list[Dot]) -> None:
    assert marks.lay_out(dots, YEAR) == marks.lay_out(list(reversed(dots)), YEAR)


def test_closer_in_there_is_room_for_more_labels() -> None:
    dots = [dot(number, TimeSpan.day(date(2024, 3, 1) + timedelta(days=9 * number))) for number in range(10)]
    wide = marks.lay_out(dots, YEAR)
    close = marks.lay_out(dots, Window(date(2024, 3, 1), date(2024, 4, 5)))
    assert len(_label_boxes(wide)) / len(wide.marks) < 0.5
    assert len(_label_boxes(close)) / len(close.marks) > 0.8


def test_the_best_sourced_event_gets_its_label_first() -> None:
    dots = [
        dot(number, TimeSpan.day(date(2024, 6, 1) + timedelta(number)), sources=1 + (number == 2))
        for number in range(4)
    ]
    labelled = {mark.dot.id for mark in marks.lay_out(dots, YEAR).marks if mark.label}
    assert "e002" in labelled


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Lawrow besucht Pjöngjang", 40, "Lawrow besucht Pjöngjang"),
        ("Lawrow besucht Pjöngjang und Wladiwostok", 30, "Lawrow besucht Pjöngjang und…"),
        # A word that ends right at the limit stays whole.
        ("Lawrow besucht Pjöngjang, reist weiter", 26, "Lawrow besucht Pjöngjang…"),
        # Without a space near the end it is cut inside the word.
        ("Unterstützungsbekundungsversammlung", 20, "Unterstützungsbekun…"),
    ],
)
def test_a_long_title_is_cut_at_a_word(text: str, limit: int, expected: str) -> None:
    assert marks.shortened(text, limit) == expected
    assert len(expected) <= limit


# ---- behind the marks ------------------------------------------------------------------------------------------------


def test_contexts_are_cut_to_the_window_and_their_titles_never_overlap() -> None:
    contexts = [
        Context("Krieg", date(2022, 2, 24), ongoing=True),
        Context("Gremium endet", date(2024, 4, 30)),
        Context("Abstimmung", date(2024, 5, 2)),
        Context("Gipfel", date(2025, 6, 1)),
        Context("Vertrag in Kraft", date(2024, 9, 4), date(2024, 10, 1)),
    ]
    drawn = [
        (backdrop.title, backdrop.start, backdrop.end, backdrop.begins_inside, backdrop.row)
        for backdrop in marks.lay_out([], YEAR, contexts).backdrops
    ]
    assert drawn == [
        # It fills the whole window: it is only named.
        ("Krieg", YEAR.start, None, False, 0),
        ("Gremium endet", instant("2024-04-30"), None, True, 0),
        # Too close to the title before: one row higher.
        ("Abstimmung", instant("2024-05-02"), None, True, 1),
        ("Vertrag in Kraft", instant("2024-09-04"), instant("2024-10-02"), True, 0),
    ]


CONTEXTS = st.lists(
    st.builds(
        Context,
        st.text("abcdef ", min_size=1, max_size=40),
        st.dates(date(2022, 1, 1), date(2025, 12, 31)),
        ongoing=st.booleans(),
    ),
    max_size=8,
)


@given(CONTEXTS, st.sampled_from([marks.WIDE, marks.NARROW]))
def test_titles_never_overlap(contexts: list[Context], frame: marks.Frame) -> None:
    boxes = []
    for backdrop in marks.lay_out([], YEAR, contexts, frame).backdrops:
        if backdrop.title:
            x, wide = YEAR.share(backdrop.start) * frame.width, marks.text_width(backdrop.title, 10.5) + 8
            boxes.append((backdrop.row, x if backdrop.side == "right" else x - wide, wide))
    for (row, left, wide), (other, start, long) in combinations(boxes, 2):
        touching = 1e-6  # what adding and taking away again may cost
        assert row != other or left + wide <= start + touching or start + long <= left + touching


@pytest.mark.parametrize("frame", [marks.WIDE, marks.NARROW])
def test_marks_stay_in_their_lane(frame: marks.Frame) -> None:
    layout = marks.lay_out([dot(number, day("2024-05-10"), sources=30) for number in range(3)], YEAR, (), frame)
    lane = frame.lanes[0]
    assert all(
        lane.top <= mark.y - mark.radius and mark.y + mark.radius <= lane.top + lane.height + 1 for mark in layout.marks
    )


# ---- where to look ---------------------------------------------------------------------------------------------------


def monthly(**counts: int) -> list[tuple[date, int]]:
    """Months as m2024_05=3."""
    return [(date(int(name[1:5]), int(name[6:]), 1), count) for name, count in counts.items()]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # One event long ago would squeeze all others: it is left out of the first view.
        (monthly(m2000_07=1, m2023_09=20, m2024_06=30), ("2023-09", "2024-06")),
        # So on the other side, and on both.
        (monthly(m2023_09=20, m2024_06=30, m2040_01=1), ("2023-09", "2024-06")),
        (monthly(m2000_07=1, m2023_09=20, m2024_06=30, m2040_01=1), ("2023-09", "2024-06")),
        # Not where it would not help much,
        (monthly(m2022_01=1, m2022_09=20, m2024_06=30), None),
        # nor where more than one in twenty are out there,
        (monthly(m2000_07=4, m2023_09=20, m2024_06=30), None),
        # nor where there are only a few.
        (monthly(m2000_07=1, m2023_09=8), None),
        ([], None),
        (monthly(m2024_06=50), None),
    ],
)
def test_a_few_events_far_away_do_not_squeeze_the_rest(
    counts: list[tuple[date, int]], expected: tuple[str, str] | None
) -> None:
    focus = marks.focus(counts)
    assert (focus and tuple(day.isoformat()[:7] for day in focus)) == expected


# ---- many ------------------------------------------------------------------------------------------------------------

COUNTS = st.lists(
    st.tuples(st.sampled_from(EventKind), st.dates(date(2023, 6, 1), date(2025, 6, 1)), st.integers(1, 50)), max_size=60
)


@given(COUNTS)
def test_bins_hold_every_event_of_the_window_once(counts: list[tuple[EventKind, date, int]]) -> None:
    inside = [(kind, count) for kind, day, count in counts if YEAR.first <= day <= YEAR.last]
    bins = marks.bin_up(counts, YEAR).bins
    for kind in EventKind:
        assert sum(cell.count for cell in bins if cell.kind is kind) == sum(n for own, n in inside if own is kind)


def test_bins_are_whole_steps_of_the_calendar() -> None:
    window = Window(date(2015, 3, 3), date(2024, 8, 8))
    counts = [(EventKind.VISIT, date(2016, 2, 29), 2), (EventKind.VISIT, date(2016, 3, 1), 1)]
    (cell,) = marks.bin_up(counts, window).bins
    assert (cell.first, cell.last, cell.count) == (date(2016, 1, 1), date(2016, 3, 31), 3)


def test_the_overview_covers_all_time_and_tells_exact_from_vague() -> None:
    counts = [(date(2023, 9, 1), True, 3), (date(2023, 9, 1), False, 1), (date(2024, 2, 1), True, 2)]
    strip = marks.overview(counts, Window(date(2023, 8, 20), date(2024, 3, 10)))
    assert {(bar.first, bar.exact, bar.vague) for bar in strip.bars if bar.count} == {
        (date(2023, 9, 1), 3, 1),
        (date(2024, 2, 1), 2, 0),
    }
    assert strip.highest == 4
    assert strip.window == Window(date(2023, 8, 1), date(2024, 3, 31))
    assert all(
        (bar.last - bar.first).days + 1 == months.monthrange(bar.first.year, bar.first.month)[1] for bar in strip.bars
    )
