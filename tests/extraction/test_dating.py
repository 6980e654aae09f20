"""When an undated article appeared: own-worded texts, a test for each source of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import pytest

from timeline.extraction.dates import tag
from timeline.extraction.dating import date_article
from timeline.extraction.dating.stamps import stamp
from timeline.extraction.model import (
    Article,
    Dating,
    DatingReason,
    EventKind,
    Factuality,
    KnownEvent,
    Mention,
    Participant,
    Precision,
    PublishedBasis,
    Role,
    TimeSpan,
    Timex,
)

Window = tuple[date | None, date | None]


def dated(
    text: str,
    language: str = "de",
    *,
    published: date | None = None,
    url: str = "",
    metadata: Mapping[str, str] = MappingProxyType({}),
    boilerplate: tuple[tuple[int, int], ...] = (),
) -> Dating:
    article = Article("a", text, language, published, url=url, metadata=metadata, boilerplate=boilerplate)
    return date_article(article, timexes_of=lambda assumed: tag(text, language, assumed))


def window(dating: Dating) -> Window:
    return dating.earliest, dating.latest


# ---- what is written down --------------------------------------------------------------------------------------------


def test_a_given_date_is_taken_before_everything_else() -> None:
    answer = dated("Moskau, 3. Mai 2021 – Text.", published=date(2020, 1, 2), metadata={"published": "2019-01-01"})
    assert (answer.basis, answer.day) == (PublishedBasis.GIVEN, date(2020, 1, 2))


@pytest.mark.parametrize(
    ("metadata", "day"),
    [
        ({"published": "2021-05-03T08:15:00+02:00"}, date(2021, 5, 3)),
        ({"published": "2021-05-03", "date": "2021-05-09"}, date(2021, 5, 3)),
        ({"json_ld_date": "2021-05-03T06:15:00Z"}, date(2021, 5, 3)),
        ({"date": "2021-05-03"}, date(2021, 5, 3)),
        ({"published": "Mon, 03 May 2021 08:15:00 GMT"}, date(2021, 5, 3)),
        ({"published": "3. Mai 2021, 08:15 Uhr"}, date(2021, 5, 3)),
        ({"published": "soon", "date": "2021-05-03"}, date(2021, 5, 3)),
    ],
)
def test_the_page_tells_its_date(metadata: dict[str, str], day: date) -> None:
    answer = dated("Ein Text.", metadata=metadata)
    assert (answer.basis, answer.day) == (PublishedBasis.METADATA, day)
    assert len(answer.reasons) == 1


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2021/05/03/delegation", date(2021, 5, 3)),
        ("https://news.example/2021-05-03-delegation.html", date(2021, 5, 3)),
        ("https://news.example/article20210503.html", date(2021, 5, 3)),
        ("https://news.example/2021/13/03/delegation", None),
        ("https://news.example/id/1202105031", None),
    ],
)
def test_the_address_may_hold_the_day(url: str, day: date | None) -> None:
    assert dated("Ein Text.", url=url).day == day


@pytest.mark.parametrize("written", ["", "yesterday", "May 2021", "2021", "03.05.", "lorem ipsum", "9" * 5000])
def test_a_stamp_that_is_not_of_one_day_is_none(written: str) -> None:
    assert stamp(written) is None


def test_a_page_that_was_changed_appeared_before() -> None:
    answer = dated("Im Mai 2021 kam er.", metadata={"modified": "2021-09-01"})
    assert (answer.basis, window(answer)) == (PublishedBasis.INFERRED, (date(2021, 5, 1), date(2021, 9, 1)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("03.05.2021, 08:15 Uhr\n\nEine Abordnung ist gelandet.", "de"),
        ("Abordnung gelandet\nStand: 3. Mai 2021\nDie Reise dauerte lang.", "de"),
        ("MOSKAU, 3. Mai 2021 (dpa) – Eine Abordnung ist gelandet.", "de"),
        ("(Seoul, 3. Mai 2021) Eine Abordnung ist gelandet.", "de"),
        ("Published: May 3, 2021 | A delegation has landed.", "en"),
        ("SEOUL, May 3, 2021 (Agency) -- A delegation has landed.", "en"),
    ],
)
def test_a_dateline_tells_the_day(text: str, language: str) -> None:
    answer = dated(text, language)
    assert (answer.basis, answer.day) == (PublishedBasis.TEXT, date(2021, 5, 3))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Am 3. Mai 2021 landete eine Abordnung.", "de"),
        ("Die Abordnung vom 3. Mai 2021 ist abgereist.", "de"),
        ("On May 3, 2021, a delegation landed.", "en"),
    ],
)
def test_a_date_in_a_sentence_is_no_dateline(text: str, language: str) -> None:
    assert dated(text, language).basis is not PublishedBasis.TEXT


# ---- what the text implies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # nothing
        ("Der Hafen ist groß.", "de", (None, None)),
        ("Gestern kam er, am Montag geht er.", "de", (None, None)),
        # the past lies before
        ("Im Mai 2021 kam er.", "de", (date(2021, 5, 1), None)),
        ("Im Mai 2021 kam er. Im August desselben Jahres ging er.", "de", (date(2021, 8, 1), None)),
        ("Seit 2019 ruht der Handel.", "de", (date(2019, 1, 1), None)),
        ("He arrived in May 2021.", "en", (date(2021, 5, 1), None)),
        # the future lies after
        ("Im Mai 2021 kam er. Im Juli 2022 wird er gehen.", "de", (date(2021, 5, 1), date(2022, 7, 31))),
        # … unless it is one that did not come
        ("Im Mai 2021 sollte er kommen.", "de", (None, None)),
        # world events
        ("Seit der Invasion der Ukraine ruht der Handel.", "de", (date(2022, 2, 24), None)),
        ("Seit der Invasion der Ukraine vor zwei Jahren ruht er.", "de", (date(2023, 8, 25), date(2025, 2, 23))),
        ("Trade has rested since the invasion of Ukraine two years ago.", "en", (date(2023, 8, 25), date(2025, 2, 23))),
        # a sentence of two years is no distance
        ("Nach der Invasion der Ukraine bekam er zwei Jahre Haft.", "de", (date(2022, 2, 24), None)),
        # anniversaries with a number
        ("Zum 70. Jahrestag des Waffenstillstands von 1953 kam er.", "de", (date(2023, 4, 26), None)),
        # distances from a date
        ("Vor zwei Jahren, im Mai 2019, kam er.", "de", (date(2020, 10, 30), date(2022, 5, 31))),
        ("70 Jahre nach dem Krieg von 1953 ist kein Friede.", "de", (date(2022, 7, 2), date(2024, 12, 30))),
        ("Zwei Jahre nach der Wahl 2010 trat er zurück.", "de", (date(2010, 1, 1), None)),
        # offices
        ("NATO-Generalsekretär Mark Rutte lobte ihn.", "de", (date(2024, 10, 1), None)),
        ("Der Präsident Yoon Suk Yeol dankte ihm.", "de", (date(2022, 5, 10), date(2025, 4, 4))),
        ("The former president Yoon Suk Yeol thanked him.", "en", (None, None)),
        ("Der damalige NATO-Generalsekretär Jens Stoltenberg lobte ihn.", "de", (None, None)),
        ("Der künftige NATO-Generalsekretär Mark Rutte lobte ihn.", "de", (None, None)),
    ],
)
def test_the_text_sets_bounds(text: str, language: str, expected: Window) -> None:
    answer = dated(text, language)
    assert window(answer) == expected
    assert (answer.basis is PublishedBasis.UNKNOWN) == (expected == (None, None)) == (not answer.reasons)


def test_a_feast_on_a_weekday_chooses_the_year() -> None:
    text = "Seit 2022 ruht der Handel. Am Mittwoch sprach er. Anlass war der russische Nationalfeiertag."
    assert window(dated(text)) == (date(2024, 6, 12), date(2024, 6, 18))


def test_a_feast_on_a_weekday_that_no_near_year_has_says_nothing() -> None:
    text = "Seit 2022 ruht der Handel. Am Dienstag sprach er. Anlass war der russische Nationalfeiertag."
    assert window(dated(text)) == (date(2022, 1, 1), None)


def test_a_weekday_with_a_date_chooses_the_year() -> None:
    assert window(dated("Im Mai 2021 kam er. Am Freitag, 7. Juni, ging er.")) == (date(2024, 6, 7), date(2024, 9, 7))
    assert window(dated("He came in May 2021. He left on Friday, June 7.", "en")) == (
        date(2024, 6, 7),
        date(2024, 9, 7),
    )


def test_without_a_year_to_start_from_a_weekday_with_a_date_says_nothing() -> None:
    assert window(dated("Am Freitag, 7. Juni, ging er.")) == (None, None)


def test_boilerplate_says_nothing() -> None:
    text = "Der Hafen ist groß. Erschienen ist dies seit 2019."
    assert window(dated(text, boilerplate=((20, len(text)),))) == (None, None)
    assert window(dated(text)) == (date(2019, 1, 1), None)


def test_each_clue_that_narrows_the_window_gives_one_reason() -> None:
    answer = dated("Im Mai 2021 kam er. Seit der Invasion der Ukraine ruht der Handel.")
    assert answer.reasons == (
        DatingReason.of("looks_back", text="Mai 2021", day="2021-05-01"),
        DatingReason.of("epoch", epoch="invasion-of-ukraine", day="2022-02-24"),
    )


# ---- events that are known -------------------------------------------------------------------------------------------

STORY = "Im September 2023 kam er. Vergangene Woche traf Choe in Moskau ein. Am Dienstag traf sie Lawrow."
VISIT = frozenset({"choe-son-hui", "russia"})
TALKS = frozenset({"choe-son-hui", "sergei-lavrov"})


def mention(kind: EventKind, words: str, participants: frozenset[str]) -> Mention:
    start = STORY.index(words)
    return Mention(
        doc="a",
        start=start,
        end=start + len(words),
        quote=words,
        trigger_start=start,
        trigger_end=start + len(words),
        kind=kind,
        span=TimeSpan.before(None),
        factuality=Factuality.OCCURRED,
        participants=tuple(Participant(key, Role.ACTOR, key) for key in sorted(participants)),
        date_text=words,
        date_start=start,
        date_end=start + len(words),
    )


def known(kind: EventKind, day: date, participants: frozenset[str]) -> KnownEvent:
    return KnownEvent(kind, TimeSpan.day(day), participants)


def with_known(events: Sequence[KnownEvent], mentions: Sequence[Mention]) -> Dating:
    def timexes_of(assumed: Dating) -> tuple[Timex, ...]:
        return tag(STORY, "de", assumed)

    return date_article(
        Article("a", STORY, "de"), timexes_of=timexes_of, known_events=events, mentions_of=lambda assumed: mentions
    )


def test_a_known_event_leaves_the_days_from_which_the_text_leads_to_it() -> None:
    events = [known(EventKind.VISIT, date(2024, 1, 15), VISIT)]
    answer = with_known(events, [mention(EventKind.VISIT, "Vergangene Woche", VISIT)])
    assert window(answer) == (date(2024, 1, 22), date(2024, 1, 28))
    assert dict(answer.reasons[-1].values)["texts"] == '"Vergangene Woche"'


def test_two_known_events_narrow_it_further() -> None:
    events = [
        known(EventKind.VISIT, date(2024, 1, 15), VISIT),
        known(EventKind.MEETING, date(2024, 1, 23), TALKS),
    ]
    mentions = [
        mention(EventKind.VISIT, "Vergangene Woche", VISIT),
        mention(EventKind.MEETING, "Dienstag", TALKS),
    ]
    assert window(with_known(events, mentions)) == (date(2024, 1, 23), date(2024, 1, 28))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        # another kind
        (known(EventKind.MEETING, date(2024, 1, 15), VISIT), mention(EventKind.VISIT, "Vergangene Woche", VISIT)),
        # other people
        (known(EventKind.VISIT, date(2024, 1, 15), TALKS), mention(EventKind.VISIT, "Vergangene Woche", VISIT)),
        # one alone, long after the youngest date that the text names
        (known(EventKind.VISIT, date(2025, 1, 15), VISIT), mention(EventKind.VISIT, "Vergangene Woche", VISIT)),
        # one that the text dates itself
        (known(EventKind.VISIT, date(2023, 9, 15), VISIT), mention(EventKind.VISIT, "September 2023", VISIT)),
    ],
)
def test_a_known_event_that_proves_nothing_changes_nothing(event: KnownEvent, told: Mention) -> None:
    assert window(with_known([event], [told])) == (date(2023, 9, 1), None)


def test_a_known_event_without_a_close_date_is_passed_over() -> None:
    vague = KnownEvent(EventKind.VISIT, TimeSpan(date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR), VISIT)
    told = mention(EventKind.VISIT, "Vergangene Woche", VISIT)
    assert window(with_known([vague], [told])) == (date(2023, 9, 1), None)
