"""What the grouping of mentions reads from the database."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from timeline.extraction.read import read_text
from timeline.ingest import ingest
from timeline.models import Mention
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
        found = [(mention_key(m), mention_value(m)) for m in Mention.objects.for_matching().order_by("id")]
    assert found == everything
