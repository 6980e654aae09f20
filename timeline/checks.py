"""Misconfiguration that would otherwise show late or not at all, for `manage.py check --deploy`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Concern

from timeline.unconfigured.base import MESSAGE


@register(Tags.security, deploy=True)
def database_is_named(**kwargs: Any) -> list[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] != "timeline.unconfigured":
        return []
    problem, hint = MESSAGE.split(": ", 1)
    return [Error(problem, hint=hint, id="timeline.E001")]


@register(Tags.translation, deploy=True)
def translations_are_compiled(**kwargs: Any) -> list[CheckMessage]:
    """A missing or stale catalogue is no error to gettext: the page is in the wrong language, that is all."""
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")]
    stale = [path for path in sources if not is_newer(path.with_suffix(".mo"), path)]
    if not stale:
        return []
    names = ", ".join(str(path.relative_to(settings.BASE_DIR)) for path in sorted(stale))
    return [Concern(f"Not compiled: {names}", hint="Run manage.py compilemessages.", id="timeline.W001")]


@register(Tags.security, deploy=True)
def a_proxy_speaks_https(**kwargs: Any) -> list[CheckMessage]:
    if not settings.SECURE_SSL_REDIRECT or settings.TRUSTED_PROXIES:
        return []
    return [
        Concern(
            "HTTPS is on, and no proxy is trusted to tell which requests came by it: each would be redirected for ever",
            hint="Set TRUSTED_PROXIES to the number of proxies in front, or HTTPS=0.",
            id="timeline.W002",
        )
    ]


def is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime
