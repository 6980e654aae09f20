"""Which mentions belong to which event does not hang on the order in which anything came or was decided."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.rows import rolled_back
from timeline import curation
from timeline.block import read
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.model import Article, EventKind
from timeline.extraction.read import read_text
from timeline.grouping import Regrouping, regroup, writing
from timeline.ingest import group_if_due, group_waiting, ingest
from timeline.models import Document, Event, Mention
from timeline.rereading import read_again, renew
from timeline.values import mention_key, mention_value

STORY = (
    "Sergej Lawrow hat Nordkorea am Mittwoch besucht. Er traf dort Kim Jong Un in Pjöngjang. "
    "Südkorea verurteilte die Reise am Freitag. Nordkorea soll Russland 3.000 Container mit Munition geliefert haben."
)


@pytest.mark.django_db
def test_it_reads_the_same_mentions_with_fewer_columns(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ingest(read_text(STORY, doc="a", published=date(2023, 10, 20), language="de", outlet="Morgenblatt"))
    everything = [(mention_key(m), mention_value(m)) for m in Mention.objects.with_values().order_by("id")]
    assert len(everything) >= 3
    with django_assert_num_queries(2):
        found = [(row.key, row.value) for row in read(Mention.objects.all())]
    assert found == everything


SENTENCES = (
    "Seoul warf Nordkorea am {day} vor, Russland {goods} geliefert zu haben.",
    "Moskau wies den Vorwurf am {day} zurück.",
    "Washington forderte Pjöngjang am {day} auf, die Lieferung von {goods} zu beenden.",
    "Nordkorea hat Russland am {day} {goods} geliefert.",
    "Südkorea verurteilte die Reise am {day}.",
    "Sergej Lawrow hat Nordkorea am {day} besucht.",
    "Lawrow traf am {day} Kim Jong Un in Pjöngjang.",
    "Tokio wirft Nordkorea vor, Soldaten nach Russland entsandt zu haben.",
)
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag")
GOODS = ("Munition", "Granaten", "ballistische Raketen")


def articles(seed: int, count: int) -> list[Article]:
    """Short reports that tell of much the same: who said what about whom, on days that lie close together."""
    drawn = random.Random(seed)  # noqa: S311
    found = []
    for number in range(count):
        frames = drawn.sample(SENTENCES, k=drawn.randint(2, 5))
        text = " ".join(frame.format(day=drawn.choice(DAYS), goods=drawn.choice(GOODS)) for frame in frames)
        published = date(2023, 10, 20) + timedelta(days=drawn.randrange(6))
        found.append(read_text(text, doc=f"{number}", published=published, language="de", outlet=f"Blatt {number}"))
    return found


def partition() -> set[frozenset[str]]:
    """The living mentions by event."""
    found: dict[int | None, set[str]] = defaultdict(set)
    for row in read(Mention.objects.exclude(state=Mention.State.REJECTED)):
        found[row.event_id].add(row.key)
    return {frozenset(keys) for keys in found.values()}


def regrouped(kinds: Iterable[str] = tuple(EventKind)) -> Regrouping:
    with writing():
        return regroup(kinds, packaged_and_curated_lexicon())


SEEDS = range(4)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_it_gives_the_same_events_in_any_order_and_in_any_batches(seed: int) -> None:
    given = articles(seed, 9)
    with rolled_back():
        for article in given:
            ingest(article, grouped=False)
        group_waiting()
        expected = partition()
    assert 5 < len(expected) < sum(map(len, expected))
    drawn = random.Random(seed)  # noqa: S311
    drawn.shuffle(given)
    for article in given:
        ingest(article, grouped=drawn.random() < 0.5)
    group_waiting()
    assert partition() == expected


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_it_groups_each_kind_as_if_all_mentions_were_grouped_at_once(seed: int) -> None:
    for article in articles(seed, 9):
        ingest(article, grouped=False)
    group_waiting()
    for kind in EventKind:
        assert regrouped([kind]) == Regrouping(), kind


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_it_has_nothing_left_to_group_whatever_people_decide_in_between(seed: int) -> None:
    mara = User.objects.create_superuser("mara")
    drawn = random.Random(seed)  # noqa: S311
    for number, article in enumerate(articles(seed, 8)):
        ingest(article)
        if number > 1:
            decide(drawn, mara)
            assert regrouped() == Regrouping()
    document = drawn.choice(list(Document.objects.order_by("pk")))
    renew(document, read_again(document))
    curation.take_down(document, user=mara)
    assert regrouped() == Regrouping()


def decide(drawn: random.Random, mara: User) -> None:
    """Anything that a curator may do with what is there."""
    living = Mention.objects.exclude(state=Mention.State.REJECTED).with_values()
    proposed = list(living.filter(state=Mention.State.PROPOSED).order_by("pk"))
    events = list(Event.objects.filter(mentions__in=living).distinct().order_by("pk"))
    told_twice = [event for event in events if event.mentions.count() > 1]
    one, other = drawn.sample(events, 2)
    act = drawn.choice(["accept", "reject", "edit", "merge", "split", "judge", "move", "undo"])
    if act == "accept":
        curation.accept(drawn.choice(proposed), user=mara)
    elif act == "reject":
        curation.reject(drawn.choice(proposed), user=mara)
    elif act == "edit":
        mention = drawn.choice(proposed)
        kind = "demand" if mention.kind == "criticism" else "criticism"
        curation.edit(mention, {"kind": kind}, user=mara)
    elif act == "merge":
        curation.merge([one], other, user=mara)
    elif act == "split" and told_twice:
        first, second, *_ = living.filter(event=drawn.choice(told_twice)).order_by("state", "pk")
        if first.state == Mention.State.PROPOSED:  # what a split leaves behind is what was accepted of it
            curation.accept(first, user=mara)
        curation.split([second], user=mara)
    elif act == "judge":
        curation.judge(one, other, "no", user=mara)
    elif act == "move":
        curation.move(living.filter(event=one).order_by("pk").first(), other, user=mara)
    elif act == "undo" and (acts := [done for done in curation.history(one) if done.verb != "undo"]):
        curation.undo(acts[-1], user=mara)


@pytest.mark.django_db
def test_it_groups_in_between_once_enough_has_come_to_be_worth_it() -> None:
    given = iter(articles(1, 16))
    for _ in range(9):
        ingest(next(given), grouped=False)
    assert group_if_due().created, "all of them wait"
    ingest(next(given), grouped=False)
    assert Mention.objects.filter(event=None).exists()
    assert group_if_due() == Regrouping(), "few beside those that are grouped already"
    assert Mention.objects.filter(event=None).exists()
    for article in given:
        ingest(article, grouped=False)
    assert group_if_due() != Regrouping()
    assert not Mention.objects.filter(event=None).exists()
