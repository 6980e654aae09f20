"""Settings come from the environment alone, and what is wrong there is said in words."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.test import override_settings as using

from timeline.proxies import client_ip
from timeline.settings import database

ROOT = Path(__file__).parent.parent


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings as they are with nothing in the environment but what is given."""

    def run(**environment: str) -> dict[str, Any]:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "timeline" / "settings.py"))

    return run


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TUMEN_EMBEDDED": "0", **environment},
        capture_output=True,
        text=True,
    )


def compose_environment() -> dict[str, str]:
    """What docker-compose.yml gives to the web service, its variables filled in as an operator would."""
    operator = {"POSTGRES_PASSWORD": "p" * 32, "SECRET_KEY": "0123456789abcdef" * 6}
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]

    def fill(match: re.Match[str]) -> str:
        name, separator, default = match[1], match[2], match[3]
        assert name in operator or separator == ":-", f"{name} has no default"
        return operator.get(name, default)

    return {
        name: re.sub(r"\$\{(\w+)(:-|:\?)([^}]*)\}", fill, str(value)) for name, value in service["environment"].items()
    }


# ---- the values ------------------------------------------------------------------------------------------------------


def test_without_any_variable_it_is_plain_http_on_this_machine(load: Any) -> None:
    settings = load()

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is False
    assert "SECURE_PROXY_SSL_HEADER" not in settings
    assert settings["DATABASES"]["default"]["ENGINE"] == "timeline.unconfigured"


def test_https_makes_cookies_and_transport_strict(load: Any) -> None:
    settings = load(HTTPS="1", TRUSTED_PROXIES="1")

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert load(HTTPS="1", HSTS_SECONDS="60")["SECURE_HSTS_SECONDS"] == 60


@pytest.mark.parametrize("text", ["1", "true", "YES", "on"])
def test_a_flag_can_be_on_in_several_words(load: Any, text: str) -> None:
    assert load(DEBUG=text)["DEBUG"] is True


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DEBUG", "maybe", "DEBUG is 'maybe': give 1 or 0"),
        ("HTTPS", "2", "HTTPS is '2': give 1 or 0"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1': give a whole number, zero or more"),
        ("TRUSTED_PROXIES", "²", "TRUSTED_PROXIES is '²': give a whole number, zero or more"),
        ("DATABASE_URL", "mysql://a/b", "DATABASE_URL must look like "),
        ("DATABASE_URL", "postgres://host/", "DATABASE_URL must look like "),
        ("DATABASE_URL", "postgres://host:port/name", "DATABASE_URL has no valid port: "),
    ],
)
def test_a_value_that_makes_no_sense_is_said_at_once(load: Any, name: str, value: str, message: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        load(**{name: value})

    assert str(error.value).startswith(message)


def test_a_database_url_may_carry_escapes_and_options() -> None:
    found = database("postgresql://us%40er:p%2Fw@db.example:6000/na%20me?sslmode=require&connect_timeout=9")

    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6000",
    }
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["connect_timeout"] == "9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_the_client_is_who_the_outermost_trusted_proxy_saw(proxies: int, forwarded: str | None, address: str) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")

    with using(TRUSTED_PROXIES=proxies):
        assert client_ip(request) == address


# ---- commands --------------------------------------------------------------------------------------------------------


def test_check_runs_in_an_empty_environment() -> None:
    assert manage("check").returncode == 0


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"SECRET_KEY": "k"},
            "manage.py: DATABASE_URL is not set: give postgres://user:password@host:5432/name, "
            "or TUMEN_EMBEDDED=1 to use a database of Tumen's own\n",
        ),
        (
            {"SECRET_KEY": "k", "DATABASE_URL": "sqlite:///x"},
            "manage.py: DATABASE_URL must look like postgres://user:password@host:5432/name "
            "(only PostgreSQL is supported)\n",
        ),
        (
            {"TUMEN_EMBEDDED": "1", "TUMEN_PG_BIN": "/nowhere", "TUMEN_DATA": "{tmp}"},
            "manage.py: there is no PostgreSQL 15 or newer: install one (Debian: apt-get install postgresql), "
            "run `make demo` once, which brings one, or set DATABASE_URL\n",
        ),
    ],
)
def test_a_command_that_lacks_its_database_says_so_in_one_line(
    tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    done = manage("showmigrations", **{name: value.format(tmp=tmp_path) for name, value in environment.items()})

    assert (done.stderr, done.returncode) == (message, 1)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SECRET_KEY": "k"}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "postgres://u@h/n"}, "The SECRET_KEY setting must not be empty"),
    ],
)
def test_the_site_does_not_start_half_configured(environment: dict[str, str], message: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import timeline.wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert message in done.stderr.splitlines()[-1]


def test_a_deployment_with_the_compose_file_has_nothing_to_warn_of() -> None:
    assert manage("compilemessages").returncode == 0

    done = manage("check", "--deploy", "--fail-level", "WARNING", **compose_environment())

    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"DATABASE_URL": ""}, "timeline.E001"),
        ({"TRUSTED_PROXIES": "0"}, "timeline.W002"),
        ({"HTTPS": "0"}, "security.W008"),
        ({"DEBUG": "1"}, "security.W018"),
    ],
)
def test_a_deployment_that_forgets_something_is_warned(environment: dict[str, str], found: str) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **compose_environment() | environment)

    assert found in done.stderr
    assert done.returncode == 1
