"""The rows. Reads live in `timeline.querysets`, writes in `timeline.ingest` and `timeline.curation`.

Columns marked "derived" are written only by `timeline.projection.rederive`; everything a person decides is a row of
`Decision`, which nothing changes or deletes. Constraints that span tables (a quote is cut out of its document, a
published event has evidence, the log only grows) are triggers of migration 0002.
"""

from timeline.models.counts import EventCount
from timeline.models.decisions import Decision
from timeline.models.documents import Document
from timeline.models.events import (
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionParticipant,
    MentionRelation,
    Timed,
)
from timeline.models.labels import (
    actor_kind_choices,
    basis_choices,
    commitment_choices,
    extent_choices,
    factuality_choices,
    kind_choices,
    label,
    mode_choices,
    now,
    precision_choices,
    published_basis_choices,
    relation_choices,
    role_choices,
    status_choices,
)
from timeline.models.reference import Actor, Alias, Milestone, Office, Outlet, Place
from timeline.models.work import Batch, BatchItem, Feed, FeedEntry

__all__ = [
    "Actor",
    "Alias",
    "Batch",
    "BatchItem",
    "Decision",
    "Document",
    "Event",
    "EventCount",
    "EventParticipant",
    "EventRelation",
    "Feed",
    "FeedEntry",
    "Mention",
    "MentionParticipant",
    "MentionRelation",
    "Milestone",
    "Office",
    "Outlet",
    "Place",
    "Timed",
    "actor_kind_choices",
    "basis_choices",
    "commitment_choices",
    "extent_choices",
    "factuality_choices",
    "kind_choices",
    "label",
    "mode_choices",
    "now",
    "precision_choices",
    "published_basis_choices",
    "relation_choices",
    "role_choices",
    "status_choices",
]
