"""What curators do. Each act is one row of the decision log; everything else follows from the log.

Every function takes who acts (`user`) and why (`reason`), writes its `Decision` and reprojects what it affects in one
transaction, and returns the decision (`accept_all` and `merge` one for each mention or event). Rows that are passed in
are not updated: read them again. What cannot be done raises CurationError and leaves nothing behind.

`stamp` replays an act under its own time, author and uid, as `manage.py rebuild_demo` does.

A file a topic: `mentions`, `editing`, `moving`, `events`, `judging`, `documents`, `reviewing`, `following`, `undoing`;
what every act shares is in `acting`.
"""

from timeline.curation.acting import CurationError, Stamp
from timeline.curation.checking import shown
from timeline.curation.documents import confirm_date, take_down
from timeline.curation.editing import dismiss, edit, mark, take_over
from timeline.curation.events import (
    enter_by_hand,
    merge,
    override,
    publication_warnings,
    publish,
    reject_event,
    relate,
    unpublish,
)
from timeline.curation.judging import judge
from timeline.curation.mentions import accept, accept_all, accept_several, reject
from timeline.curation.moving import move, split
from timeline.curation.reviewing import (
    DESCRIBED,
    approvals,
    approve,
    awaiting_second_person,
    describe,
    needs_second_person,
    note,
)
from timeline.curation.undoing import history, undo
from timeline.projection import rederive

__all__ = [
    "DESCRIBED",
    "CurationError",
    "Stamp",
    "accept",
    "accept_all",
    "accept_several",
    "approvals",
    "approve",
    "awaiting_second_person",
    "confirm_date",
    "describe",
    "dismiss",
    "edit",
    "enter_by_hand",
    "history",
    "judge",
    "mark",
    "merge",
    "move",
    "needs_second_person",
    "note",
    "override",
    "publication_warnings",
    "publish",
    "rederive",
    "reject",
    "reject_event",
    "relate",
    "shown",
    "split",
    "take_down",
    "take_over",
    "undo",
    "unpublish",
]
