"""The picture beside a link to an event."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from tests.factories import make_event
from timeline.extraction.model import Family
from timeline.preview import HEIGHT, WIDTH, Card, letters, png, width

CARD = Card(Family.DIPLOMACY, "Besuch", "Besuch", ("13. September 2023",), "Tumen")


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("Mühe", "Muhe", "\u0308"),
        ("ÄÖÜ", "AOU", "\u0308" * 3),
        ("Großmacht – „so“", "Grossmacht - ,,so“", ""),
        ("Café 平壌", "Cafe ", "\u0301"),
    ],
)
def test_what_the_font_lacks_is_put_together(text: str, plain: str, marks: str) -> None:
    found = letters(text)
    assert ("".join(letter for letter, _ in found), "".join(mark for _, mark in found)) == (plain, marks)


def test_an_umlaut_is_drawn_and_takes_no_more_room() -> None:
    assert width("Muhe", 40) == width("Mühe", 40)
    with_marks, without = (png(Card(CARD.family, "", title, (), "")) for title in ("Mühe", "Muhe"))
    assert read(with_marks).tobytes() != read(without).tobytes()


@pytest.mark.parametrize("title", ["Kurz", "Ein sehr langer Titel über Gespräche " * 12, "W" * 300])
def test_it_has_the_size_that_sites_expect_and_nothing_leaves_its_margins(title: str) -> None:
    image = read(png(Card(CARD.family, CARD.kicker, title, (title,), CARD.site)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    if " " in title:
        assert image.crop((WIDTH - 60, 0, WIDTH, HEIGHT)).getcolors() == [(60 * HEIGHT, (255, 255, 255))]


@pytest.mark.django_db
def test_the_page_names_it_and_it_may_be_kept_for_ever(client: Client) -> None:
    event = make_event("Besuch in Pjöngjang")
    response = client.get(client.get(f"/events/{event.public_id}/")["Location"])
    url = response.context["preview_url"]
    assert f'<meta property="og:image" content="{url.replace("&", "&amp;")}">' in response.content.decode()
    picture = client.get(url)
    assert (picture["Content-Type"], "immutable" in picture["Cache-Control"]) == ("image/png", True)
    assert "immutable" not in client.get(url.split("&v=")[0])["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("review", ["proposed", "rejected"])
def test_what_is_not_public_has_no_picture(client: Client, review: str) -> None:
    event = make_event("Geheim", review=review)
    assert client.get(f"/events/{event.public_id}/preview.png").status_code == 404
