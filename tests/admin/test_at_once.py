"""Two acts that arrive in the same moment, each in a connection of its own: one is done, the other is told."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.rows import a_document, a_mention, an_event
from timeline.models import Decision, Event

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_acts_at_once_is_done_and_the_other_is_told() -> None:
    document = a_document("Er reiste an.")
    event = an_event(title_en="Visit")
    a_mention(document, document.text, "reiste", event=event)
    urls: list[tuple[Client, str]] = []
    for name in ("mara", "jon"):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(User.objects.create_superuser(name))
        page = browser.get(f"/admin/timeline/event/{event.pk}/change/")
        urls.append((browser, page.context["decide_url"]))
    together = threading.Barrier(2)
    answers: dict[str, int] = {}

    def act(browser: Client, url: str, title: str) -> None:
        together.wait(10)
        said = {"act": "override:title_en", "value": title, "reason": "so"}
        answers[title] = browser.post(url, said).status_code
        connection.close()

    threads = [
        threading.Thread(target=act, args=(browser, url, title))
        for (browser, url), title in zip(urls, ("One", "Two"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    done = [title for title, status in answers.items() if status == 302]
    assert sorted(answers.values()) == [302, 409]
    assert [decision.payload["value"] for decision in Decision.objects.all()] == done
    assert Event.objects.get().title_en == done[0]
