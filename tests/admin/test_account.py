"""Logging in and staying logged in: how long, how often, and what a new password ends."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

NEW = "Grenzfluss-1860"


@pytest.fixture
def mara(db: None) -> User:
    return User.objects.create_user("mara", password="Donnerstag-24", is_staff=True)


def logged_in(language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    assert browser.post("/admin/login/", {"username": "mara", "password": "Donnerstag-24"}).status_code == 302
    return browser


def test_a_new_password_ends_every_other_login(mara: User) -> None:
    here, elsewhere = logged_in(), logged_in()
    said = {"old_password": "Donnerstag-24", "new_password1": NEW, "new_password2": NEW}
    page = here.post("/admin/password_change/", said, follow=True)
    assert "every other login under your name has ended" in page.content.decode()
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").headers["location"].startswith("/admin/login/")


def test_a_new_password_by_an_administrator_ends_every_login(mara: User) -> None:
    browser, chief = logged_in(), Client()
    chief.force_login(User.objects.create_superuser("chief"))
    said = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert chief.post(f"/admin/auth/user/{mara.pk}/password/", said).status_code == 302
    assert browser.get("/admin/").status_code == 302


def test_somebody_who_leaves_is_out_at_once(mara: User) -> None:
    browser = logged_in()
    User.objects.filter(pk=mara.pk).update(is_active=False)
    assert browser.get("/admin/").status_code == 302


def test_a_login_ends_by_itself(mara: User) -> None:
    cookie = logged_in().cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (12 * 3600, True, "Lax")
    assert settings.SESSION_COOKIE_SECURE is settings.HTTPS


@pytest.mark.parametrize(
    ("language", "words", "hours"),
    [
        ("en", "Change my password", "after 12 hours"),
        ("de", "Mein Passwort ändern", "nach 12 Stunden"),
    ],
)
def test_the_password_page_says_what_follows(mara: User, language: str, words: str, hours: str) -> None:
    page = logged_in(language).get("/admin/password_change/").content.decode()
    assert words in page
    assert hours in page
    assert 'action="/admin/language/"' in page
    assert "style=" not in page


def test_a_password_that_is_too_simple_is_refused_at_its_field(mara: User) -> None:
    browser = logged_in()
    said = {"old_password": "wrong", "new_password1": "mara", "new_password2": "mara"}
    page = browser.post("/admin/password_change/", said)
    assert sorted(page.context["form"].errors) == ["new_password2", "old_password"]
    mara.refresh_from_db()
    assert mara.check_password("Donnerstag-24")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The password was wrong too often."),
        ("de", "Das Passwort war zu oft falsch."),
    ],
)
def test_too_many_attempts_are_explained(mara: User, language: str, words: str) -> None:
    stranger = Client(headers={"accept-language": language})
    said = {"username": "mara", "password": "wrong"}
    answers = [stranger.post("/admin/login/", said) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert words in answers[-1].content.decode()
    assert "style=" not in answers[-1].content.decode()


def test_others_log_in_while_one_name_is_closed(mara: User) -> None:
    stranger = Client()
    for _ in range(6):
        stranger.post("/admin/login/", {"username": "mara", "password": "wrong"})
    User.objects.create_user("jon", password=NEW, is_staff=True)
    assert stranger.post("/admin/login/", {"username": "jon", "password": NEW}).status_code == 302
