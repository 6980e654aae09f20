"""The reader's language: `?lang=` first, which the cookie then remembers, then the cookie, then Accept-Language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from timeline.wording import LANGUAGES

_FRAMED = "/embed/"


class LanguageMiddleware(LocaleMiddleware):
    """A link with `?lang=en` is readable for everybody; who follows one goes on reading in that language.

    A frame in somebody else's page asks for its language each time and leaves no cookie there.

    Not in the admin, whose lists take every parameter for a filter.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if asked := _asked_for(request):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        asked = _asked_for(request)
        framed = request.path_info.startswith(_FRAMED)
        if asked and not framed and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != asked:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=365 * 24 * 3600,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        patch_vary_headers(response, ("Cookie",))
        return super().process_response(request, response)


def _asked_for(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES and not request.path_info.startswith("/admin/") else ""
