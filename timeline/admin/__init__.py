"""The curation desk: Django's admin with screens of its own for documents, events and decisions.

Screens show rows and translate a curator's clicks into calls of `timeline.ingest` and `timeline.curation`; none of them
writes a derived column, a document's text or the decision log itself. Importing a screen registers it.
"""

from timeline.admin import (
    batches,
    documents,
    events,
    exchange,
    feeds,
    intake,
    log,
    mentions,
    overview,
    own_work,
    people,
    reference,
)

__all__ = [
    "batches",
    "documents",
    "events",
    "exchange",
    "feeds",
    "intake",
    "log",
    "mentions",
    "overview",
    "own_work",
    "people",
    "reference",
]
