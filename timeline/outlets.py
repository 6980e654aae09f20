"""Which outlet an article comes from."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

from timeline.extraction.identity import fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import ActorKind
from timeline.models import Outlet

_LONGEST_ADDRESS = 2000
"""Bytes: an address is part of the index that finds an article again, and an entry of that has 2,700 at most."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def web_address(url: str) -> str:
    """The address, if it is one that a reader can be sent to; "" for anything else (javascript:, a bare path)."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return ""
    return url if len(url.encode()) <= _LONGEST_ADDRESS else ""


def find_outlet(name: str, url: str, lexicon: Lexicon) -> Outlet | None:
    """The outlet of this name or, without a name, of this web address. One that is new is not stored yet: `keep` it."""
    name = " ".join(name.split())[:200]
    domain = (urlsplit(url).hostname or "").removeprefix("www.")
    if name:
        slug = slugify(name.translate(_GERMAN))[:80] or f"outlet-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        return (
            Outlet.objects.filter(name__iexact=name).order_by("pk").first()
            or Outlet.objects.filter(slug=slug).first()
            or Outlet(slug=slug, name=name, domain=domain, **_known(name, lexicon))
        )
    if not domain:
        return None
    parents = [domain.split(".", cut)[-1] for cut in range(domain.count("."))]
    by_domain: dict[str, Outlet] = {
        row.domain: row for row in Outlet.objects.filter(domain__in=parents).order_by("-pk")
    }
    for parent in parents:
        if parent in by_domain:
            return by_domain[parent]
    slug = slugify(domain.replace(".", "-"))[:80]
    return Outlet.objects.filter(slug=slug).first() or Outlet(slug=slug, name=domain[:200], domain=domain[:200])


def keep(outlet: Outlet | None) -> Outlet | None:
    """The stored row of an outlet that was found; stored now if it was new and nobody else stored it since."""
    if outlet is None or outlet.pk is not None:
        return outlet
    columns = {name: getattr(outlet, name) for name in ("name", "domain", "kind", "country")}
    kept: Outlet
    kept, _ = Outlet.objects.get_or_create(slug=outlet.slug, defaults=columns)
    return kept


def _known(name: str, lexicon: Lexicon) -> dict[str, str]:
    """Kind and country of an outlet that the lexicon knows as a medium."""
    for actor in lexicon.actors:
        if actor.kind is ActorKind.MEDIA and fold(name) in map(fold, (*actor.names.values(), *actor.aliases)):
            kind = Outlet.Kind.AGENCY if actor.agency else Outlet.Kind.NEWSPAPER
            return {"kind": kind, "country": actor.country}
    return {}
