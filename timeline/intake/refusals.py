"""Why something was not taken, and what became of an item: codes, and what they mean in words.

Rows keep the code and its details; the words are made when somebody reads them, in their language.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MESSAGES: Mapping[str, StrOrPromise] = MappingProxyType(
    {
        # ---- texts
        "empty": _("There is no text in it."),
        "binary": _("This is no text but a binary file: give it as text, HTML, PDF or DOCX."),
        "encoding": _("The characters of this text cannot be read: save it as UTF-8."),
        "too_large": _("This is more than the 500,000 characters that are read as one article: give a part of it."),
        "language": _("The text seems to be neither German nor English. Choose the language if it is one of them."),
        # ---- files
        "file_too_large": _("The file has more than %(limit)s MB: give a part of it."),
        "type": _("%(type)s is not read here: give the article as text, HTML, PDF or DOCX."),
        "image": _("This is a picture, and pictures are not read: give the text of the article."),
        "old_word": _("This is a document of Word 97 to 2003 or another old format: save it as DOCX or PDF."),
        "rtf": _("This is RTF, which is not read: save it as DOCX or PDF."),
        "pdf_encrypted": _("The PDF is protected by a password: save it without one."),
        "pdf_scanned": _("The PDF has no text layer, only pictures of pages: run it through text recognition first."),
        "pdf_damaged": _("The PDF is damaged and cannot be read: export it anew."),
        "pdf_pages": _("The PDF has more than %(limit)s pages: give a part of it."),
        "docx_damaged": _("The DOCX is damaged and cannot be read: save it anew."),
        "entities": _("The XML in it defines entities, which no article needs: it is not read."),
        "laborious": _("Reading this file took too much time or memory: give the article as text."),
        # ---- archives
        "archive_damaged": _("The ZIP archive is damaged: pack it anew."),
        "archive_encrypted": _("It is encrypted: pack it without a password."),
        "archive_nested": _("It is an archive inside an archive: unpack it first."),
        "archive_link": _("It is a link and no file."),
        "archive_entries": _("The archive has more than %(limit)s files: split it."),
        "archive_size": _("The archive unpacks to more than %(limit)s MB: split it."),
        "archive_ratio": _("It is packed more than %(limit)s times over, as no article is: give it unpacked."),
        "archive_empty": _("There is no file in the archive."),
        # ---- web addresses
        "address": _("This is no web address: give one that begins with https:// or http://."),
        "address_user": _("The address holds a user name or password: give it without."),
        "address_port": _("The address names the port %(port)s; only the usual ports of the web are asked."),
        "address_host": _("“%(host)s” is no host name of the web: write it as in the browser's address line."),
        "address_private": _("%(host)s leads into a private or special network and is not asked."),
        "unresolved": _("No host is known under the name %(host)s: check the spelling, or try again later."),
        "unreachable": _("%(host)s could not be reached: try again later."),
        "certificate": _("%(host)s could not prove who it is (TLS): %(reason)s."),
        "timeout": _("%(host)s took longer than %(limit)s seconds: try again later."),
        "redirects": _("The address was redirected more than %(limit)s times."),
        "redirect_nowhere": _("The host redirected to nowhere."),
        "status": _("The host answered %(status)s: the page cannot be had there."),
        "busy": _("The host answered %(status)s: try again later."),
        "protocol": _("The host's answer is not of the web (HTTP)."),
        "content_type": _("The address leads to “%(type)s” and not to a page, text, PDF or DOCX."),
        "content_encoding": _("The answer is packed in a way (%(encoding)s) that was not asked for."),
        "answer_too_large": _("The answer has more than %(limit)s MB."),
        "answer_ratio": _("The answer is packed more than %(limit)s times over, as no page is."),
        "answer_damaged": _("The answer broke off or is damaged: try again later."),
        # ---- feeds
        "no_feed": _("This is neither RSS nor Atom: give the address of the feed itself."),
        "feed_asked": _("%(new)s new of %(entries)s entries."),
        "feed_unchanged": _("Nothing new since the last visit."),
        # ---- what became of an item
        "read": _("%(mentions)s mentions of events."),
        "read_by_rules": _("%(mentions)s mentions of events, found by the rules: %(trouble)s"),
        "copy": _("%(mentions)s mentions of events. A near copy of “%(title)s”, no independent source."),
        "copy_by_rules": _(
            "%(mentions)s mentions of events, found by the rules: %(trouble)s A near copy of “%(title)s”, no "
            "independent source."
        ),
        "known": _("Already there as “%(title)s”."),
        "reread": _(
            "%(proposed)s new proposals, %(renewed)s that say something else, %(gone)s withdrawn; %(differing)s "
            "accepted mentions are read otherwise now."
        ),
        "reread_unchanged": _("The same as before."),
        "imported": _("%(new)s new, %(changed)s changed, %(unchanged)s already there."),
        "taken_down": _("The text was taken down and cannot be read again."),
        "deleted": _("The document is no longer there."),
        # ---- faults
        "extractor": _("The language model did not read it, and nothing was changed: %(reason)s"),
        "conflict": _("Somebody changed the same rows at the same time. Nothing was written: try it again."),
        "given_up": _("It was begun %(times)s times and never came to an end: look at the server's log."),
        "fault": _("A fault of the program; nothing was written. The server's log says more."),
    }
)

PASSING = frozenset({"unresolved", "unreachable", "timeout", "busy", "answer_damaged", "laborious"})
"""Refusals after which trying again can help."""


class Refused(ValueError):  # noqa: N818 - it names the input, as callers see it
    """Something that is not taken. `code` is a key of MESSAGES; the text is the message in the active language."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: Mapping[str, Any] = details

    @property
    def passing(self) -> bool:
        """Whether trying again can help."""
        return self.code in PASSING

    def __str__(self) -> str:
        return told(self.code, self.details)


def told(code: str, details: Mapping[str, Any], otherwise: str = "") -> str:
    """What a code means, in the active language; `otherwise` for one that has no words here."""
    message = MESSAGES.get(code)
    if message is None:
        return otherwise
    try:
        return str(message) % details
    except (KeyError, TypeError):
        return otherwise or str(message)


def in_english(code: str, details: Mapping[str, Any]) -> str:
    with override("en"):
        return told(code, details)
