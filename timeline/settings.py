"""Settings, from the environment only. README.md lists every variable; nothing here starts or finds a server.

A missing SECRET_KEY or DATABASE_URL is an error when it is first used, so that `manage.py extract`, which needs
neither, runs in an empty environment.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF, UNSAFE_HASHES
from django.core.exceptions import ImproperlyConfigured

from timeline.vendored import EMPTY_STYLE_HASH, PLOTLY_STYLE_HASH

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """An on/off variable. Raises ImproperlyConfigured for anything but 1, 0, true, false, yes, no, on, off."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return text in ("1", "true", "yes", "on") if text else default
    raise ImproperlyConfigured(f"{name} is {text!r}: give 1 or 0")


def number(name: str, default: int) -> int:
    """A whole number, zero or more. Raises ImproperlyConfigured for anything else."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} is {text!r}: give a whole number, zero or more")
    return int(text)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """A Django database from a URL such as postgres://user:password@host:5432/name?sslmode=require.

    Raises ImproperlyConfigured for a URL that names no PostgreSQL database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name (only PostgreSQL is supported)"
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL has no valid port: {error}") from error
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    options.setdefault("connect_timeout", "3")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        # A pooled connection is tried before it is handed out, and a failed attempt to connect is given up at once, not
        # repeated at growing distances: so the first request after an outage finds the database again.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "pool": {"min_size": 0, "max_size": 8, "timeout": 3, "reconnect_timeout": 0}},
    }


DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
DATABASES: dict[str, dict[str, Any]] = {
    "default": (
        database(os.environ["DATABASE_URL"])
        if os.environ.get("DATABASE_URL")
        else {"ENGINE": "timeline.unconfigured", "NAME": "", "CONN_HEALTH_CHECKS": False}
    )
}

# HTTPS=1 is what a deployment behind TLS sets; TRUSTED_PROXIES counts the proxies in front, whose headers are believed.
HTTPS = flag("HTTPS")
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", int(timedelta(days=365).total_seconds())) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Whose pages may show /embed/ in a frame, as sources of the policy: https://zeitung.example, 'self', or * for all.
# No other page of this site can be framed by anybody.
EMBED_ANCESTORS = words("TUMEN_EMBED_ANCESTORS")
# Preloading HSTS is a promise for a whole registered domain, which is its owner's to give.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# No inline style, script or event handler anywhere, and nothing from another host. The two hashes are what plotly.js
# needs: an empty style element that it fills by rule, and the style sheet of its map library. tests/test_csp.py
# computes them from the installed bundle.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE_HASH, PLOTLY_STYLE_HASH],
        "style-src-attr": [UNSAFE_HASHES, EMPTY_STYLE_HASH],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "simple_history",
    "axes",
    "timeline",
]
MIDDLEWARE = [
    # First, because probes come by address and over plain http.
    "timeline.health.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page of many events is text that repeats itself; static files are compressed beforehand.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "timeline.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "timeline.health.DatabaseDownMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Five wrong passwords for one name from one address close the door to that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "timeline.proxies.client_ip"
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "429.html"
# A login lasts a working day, and no script of a page can read its cookie. A changed password ends all other logins.
SESSION_COOKIE_AGE = number("SESSION_HOURS", 12) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
ROOT_URLCONF = "timeline.urls"
WSGI_APPLICATION = "timeline.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Pages that are as they were (`timeline.freshness`), in the memory of each worker: the latest few.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 64, "CULL_FREQUENCY": 2},
    },
}

# With it an event becomes public only when one person approved it and another one publishes it.
TUMEN_SECOND_REVIEW = flag("TUMEN_SECOND_REVIEW")

# Whom operators of other sites can write to about our visits: a mail address or a page, sent with every request.
TUMEN_CONTACT = os.environ.get("TUMEN_CONTACT", "").strip()

# More than an article may have, so that one which is too long is told so at its field and not with a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16_000_000
# Uploads stay in memory, so that nothing of outside touches a disk; what is too much is cut off while it comes in.
FILE_UPLOAD_HANDLERS = ["timeline.intake.uploads.InMemory"]
# One more than a form takes, so that it can say so itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 201

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "timeline.vendored.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "timeline.vendored.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# To standard error: standard output belongs to what commands print.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Scanners ask for any host name; the answer 400 is enough.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "timeline": {"level": os.environ.get("LOG_LEVEL", "INFO").upper()},
    },
}
