"""The extractor that asks a model, against a server on this machine that misbehaves on purpose."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from timeline.extraction import load_lexicon
from timeline.extraction.model import Article, EventKind, Factuality, Precision, RelationType
from timeline.extractors import RULES, ExtractorError, configured
from timeline.extractors.endpoint import Budget, Endpoint

TEXT = (
    "Der Gesandte flog am Dienstag nach Pjöngjang. Seoul warf Moskau vor, Granaten gekauft zu haben. "
    "Ein Sprecher nannte das erfunden."
)
ARTICLE = Article("a", TEXT, "de", date(2024, 5, 16))


def row(**changes: Any) -> dict[str, Any]:
    """A mention as a well-behaved model gives it."""
    return {
        "quote": "Der Gesandte flog am Dienstag nach Pjöngjang.",
        "trigger": "flog",
        "kind": "visit",
        "mode": "",
        "earliest": "2024-05-14",
        "latest": "2024-05-14",
        "precision": "day",
        "extent": "within",
        "date_text": "Dienstag",
        "factuality": "occurred",
        "commitment": "asserted",
        "attribution": [],
        "participants": [{"name": "Pjöngjang", "role": "recipient"}],
        "place": "Pjöngjang",
    } | changes


ACCUSATION = row(
    quote="Seoul warf Moskau vor, Granaten gekauft zu haben.",
    trigger="warf",
    kind="accusation",
    earliest=None,
    latest="2024-05-16",
    precision="unknown",
    date_text=None,
    participants=[{"name": "Seoul", "role": "actor"}],
    place=None,
)
PURCHASE = ACCUSATION | {"trigger": "gekauft", "kind": "arms_transfer", "factuality": "alleged"}


def chat(content: str, *, finish: str = "stop", tokens: int = 100) -> bytes:
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": {"total_tokens": tokens}}).encode()


def good(mentions: list[Any], relations: list[Any] | None = None) -> bytes:
    return chat(json.dumps({"mentions": mentions, "relations": relations or []}))


Reply = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Gives the replies in turn, the last of them for ever, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                outer.asked.append(json.loads(self.rfile.read(length)) | {"path": self.path})
                outer.keys.append(self.headers.get("Authorization"))
                reply = outer.replies[min(len(outer.asked), len(outer.replies)) - 1]
                if callable(reply):
                    reply(self)
                    return
                status, headers, body = reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    thread = threading.Thread(target=served.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.http.shutdown()
    thread.join()
    served.http.server_close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def endpoint(server: Server, pauses: list[float]) -> Endpoint:
    return Endpoint(server.url, "model-x", "secret-key", timeout=0.5, attempts=3, sleep=pauses.append)


LEXICON = load_lexicon()


def test_it_reads_mentions_with_their_place_in_the_text(server: Server, endpoint: Endpoint) -> None:
    relations = [{"from": 1, "to": 2, "type": "about"}]
    server.replies = [(200, {}, good([row(), ACCUSATION, PURCHASE], relations))]
    found = endpoint(ARTICLE, LEXICON)
    visit, accusation, purchase = found.mentions
    assert [m.kind for m in found.mentions] == [EventKind.VISIT, EventKind.ACCUSATION, EventKind.ARMS_TRANSFER]
    assert all(TEXT[m.start : m.end] == m.quote for m in found.mentions)
    assert TEXT[visit.trigger_start : visit.trigger_end] == "flog"
    assert (visit.span.edtf, visit.date_text) == ("2024-05-14", "Dienstag")
    assert purchase.factuality is Factuality.ALLEGED
    assert (accusation.span.earliest, accusation.span.precision) == (None, Precision.UNKNOWN)
    assert [(r.source, r.target, r.type) for r in found.relations] == [(accusation.id, purchase.id, RelationType.ABOUT)]
    assert found.dropped == ()


def test_it_marks_what_a_model_said_with_the_name_of_the_model(server: Server, endpoint: Endpoint) -> None:
    server.replies = [(200, {}, good([row()]))]
    (mention,) = endpoint(ARTICLE, LEXICON).mentions
    assert (mention.rule, endpoint.version) == ("llm:model-x", "llm:model-x")


def test_it_uses_the_names_of_the_lexicon(server: Server, endpoint: Endpoint) -> None:
    people = [{"name": "Sergey Lavrov", "role": "actor"}, {"name": "Frau Niemand", "role": "recipient"}]
    server.replies = [(200, {}, good([row(participants=people)]))]
    (mention,) = endpoint(ARTICLE, LEXICON).mentions
    assert [(p.name, p.key) for p in mention.participants] == [
        ("Sergej Lawrow", "sergei-lavrov"),
        ("Frau Niemand", ""),
    ]


def test_it_asks_with_the_schema_the_key_and_the_article_as_data(server: Server, endpoint: Endpoint) -> None:
    server.replies = [(200, {}, good([]))]
    endpoint(ARTICLE, LEXICON)
    (asked,) = server.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"]) == ("model-x", 0)
    assert asked["response_format"]["type"] == "json_schema"
    assert json.loads(asked["messages"][1]["content"])["text"] == TEXT
    assert server.keys == ["Bearer secret-key"]
    assert "secret-key" not in repr(endpoint)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Der Gesandte reiste am Dienstag nach Pjöngjang."}, "the quote is not in the text"),
        ({"quote": " "}, "the quote is not in the text"),
        ({"quote": None}, "quote is no text"),
        ({"kind": "party"}, "'party' is not a valid EventKind"),
        ({"mode": "veto"}, "visit has no mode veto"),
        ({"factuality": "certain"}, "'certain' is not a valid Factuality"),
        ({"earliest": "2024-05-15"}, "a time span cannot end (2024-05-14) before it begins (2024-05-15)"),
        ({"latest": None}, "precision day needs one day as both bounds"),
        ({"earliest": "May 14"}, "Invalid isoformat string: 'May 14'"),
        ({"participants": "Seoul"}, "participants is no list of objects"),
        ({"participants": [{"name": " ", "role": "actor"}]}, "a name is empty"),
        ({"participants": [{"name": "Seoul"}]}, "'role' is missing"),
    ],
)
def test_it_drops_and_counts_a_mention_that_does_not_hold(
    server: Server, endpoint: Endpoint, change: dict[str, Any], reason: str
) -> None:
    server.replies = [(200, {}, good([row(**change), ACCUSATION, "no object"]))]
    found = endpoint(ARTICLE, LEXICON)
    assert [m.kind for m in found.mentions] == [EventKind.ACCUSATION]
    assert found.dropped == (f"mention 0: {reason}", "mention 2: no object")


def test_it_drops_a_mention_given_twice_and_relations_to_nothing(server: Server, endpoint: Endpoint) -> None:
    relations = [{"from": 0, "to": 7, "type": "about"}, {"from": 0, "to": 0, "type": "about"}, {"from": 0}]
    server.replies = [(200, {}, good([row(), row()], relations))]
    found = endpoint(ARTICLE, LEXICON)
    assert (len(found.mentions), found.relations, len(found.dropped)) == (1, (), 4)


@pytest.mark.parametrize(
    "bad",
    [
        (429, {}, b"slow down"),
        (503, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (200, {}, b'{"choices": []}'),
        (200, {}, chat("I am sorry, but")),
        (200, {}, chat('{"events": []}')),
        (200, {}, chat('{"mentions": [', finish="length")),
        (200, {}, json.dumps({"choices": [{"message": {"content": None}}]}).encode()),
    ],
)
def test_it_tries_again_after_a_fault_that_may_pass(
    server: Server, endpoint: Endpoint, pauses: list[float], bad: Reply
) -> None:
    server.replies = [bad, (200, {}, good([row()]))]
    assert len(endpoint(ARTICLE, LEXICON).mentions) == 1
    assert (len(server.asked), len(pauses)) == (2, 1)


def test_it_tries_again_after_silence_and_after_a_broken_line(server: Server, endpoint: Endpoint) -> None:
    def silent(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.8)

    def broken(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "5000")
        request.end_headers()
        request.wfile.write(b"{")
        request.close_connection = True

    server.replies = [silent, broken, (200, {}, good([row()]))]
    assert len(endpoint(ARTICLE, LEXICON).mentions) == 1


def test_it_gives_up_on_an_answer_that_drips(server: Server, endpoint: Endpoint) -> None:
    def dripping(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            for _ in range(20):
                request.wfile.write(b" ")
                time.sleep(0.1)
        except OSError:  # the client has hung up, as it should
            pass

    server.replies = [dripping]
    with pytest.raises(ExtractorError, match="did not answer in 3 attempts: the answer is too long or too slow"):
        endpoint(ARTICLE, LEXICON)


def test_it_waits_as_long_as_the_server_asks(server: Server, endpoint: Endpoint, pauses: list[float]) -> None:
    server.replies = [(429, {"Retry-After": "7"}, b""), (429, {"Retry-After": "9999"}, b""), (200, {}, good([]))]
    endpoint(ARTICLE, LEXICON)
    assert pauses == [7.0, 60.0]


def test_its_pauses_grow(server: Server, endpoint: Endpoint, pauses: list[float]) -> None:
    server.replies = [(500, {}, b"")]
    with pytest.raises(ExtractorError, match="did not answer in 3 attempts: the server answered 500"):
        endpoint(ARTICLE, LEXICON)
    assert len(server.asked) == 3
    first, second = pauses
    assert 0.5 <= first <= 1 <= second <= 2


@pytest.mark.parametrize("status", [301, 400, 401, 404])
def test_it_fails_at_once_where_trying_again_cannot_help(server: Server, endpoint: Endpoint, status: int) -> None:
    server.replies = [(status, {"Location": "http://127.0.0.1:9/"}, b"")]
    with pytest.raises(ExtractorError, match=f"answered {status}: check TUMEN_LLM_URL"):
        endpoint(ARTICLE, LEXICON)
    assert len(server.asked) == 1


def test_it_stops_before_the_budget_is_exceeded(server: Server) -> None:
    budget = Budget(20_000)
    endpoint = Endpoint(server.url, "model-x", budget=budget, answer_tokens=1_000)
    server.replies = [(200, {}, chat(json.dumps({"mentions": [], "relations": []}), tokens=18_000))]
    endpoint(ARTICLE, LEXICON)
    with pytest.raises(ExtractorError, match="18000 of 20000 tokens are spent"):
        endpoint(ARTICLE, LEXICON)
    assert (len(server.asked), budget.spent) == (1, 18_000)


def test_it_says_when_nobody_answers() -> None:
    nobody = Endpoint("http://127.0.0.1:9/v1", "model-x", attempts=1)
    with pytest.raises(ExtractorError, match=r"no answer from 127\.0\.0\.1"):
        nobody(ARTICLE, LEXICON)


def test_the_rules_are_used_unless_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUMEN_LLM_URL", raising=False)
    monkeypatch.setenv("TUMEN_LLM_KEY", "left over")
    assert configured() is RULES


def test_an_endpoint_is_used_if_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"URL": "http://127.0.0.1:1/v1", "MODEL": "model-x", "TOKENS": "500"}.items():
        monkeypatch.setenv(f"TUMEN_LLM_{name}", value)
    extractor = configured()
    assert isinstance(extractor, Endpoint)
    assert (extractor.version, extractor.budget.tokens) == ("llm:model-x", 500)
    assert configured() is extractor


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"URL": "host/v1", "MODEL": "m"}, "give the base of the API"),
        ({"URL": "https://host/v1"}, "TUMEN_LLM_MODEL is not"),
        ({"URL": "https://host/v1", "MODEL": "m", "TOKENS": "many"}, "TUMEN_LLM_TOKENS is 'many'"),
        ({"URL": "https://host/v1", "MODEL": "m", "TIMEOUT": "0"}, "TUMEN_LLM_TIMEOUT is '0'"),
    ],
)
def test_settings_that_make_no_sense_are_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], message: str
) -> None:
    monkeypatch.delenv("TUMEN_LLM_MODEL", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(f"TUMEN_LLM_{name}", value)
    with pytest.raises(ExtractorError, match=message):
        configured()
