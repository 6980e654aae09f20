"""The vocabulary of Tumen and the frozen values that pass between the stages of extraction.

Everything else derives from the enums here: choices of the database, legend, filters, lexicon keys, exports. Their
members are the keys of the ontology; labels for people live in `timeline.wording` and the message catalogues.
Offsets are positions in the article's text counted in Unicode code points, end exclusive, so that
`article.text[x.start:x.end]` always cuts out exactly what `x` stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from timeline.extraction.frozen import frozen


class Family(StrEnum):
    """The four groups of lanes, in the order in which they are drawn."""

    DIPLOMACY = "diplomacy"
    MILITARY = "military"
    PRESSURE = "pressure"
    EXCHANGE = "exchange"


class EventKind(StrEnum):
    """What happened; the order is that of the lanes."""

    VISIT = "visit"
    MEETING = "meeting"
    INVITATION = "invitation"
    AGREEMENT = "agreement"
    SUPPORT_STATEMENT = "support_statement"
    ARMS_TRANSFER = "arms_transfer"
    TROOP_DEPLOYMENT = "troop_deployment"
    MILITARY_ACTION = "military_action"
    SANCTION = "sanction"
    ACCUSATION = "accusation"
    DENIAL = "denial"
    CRITICISM = "criticism"
    DEMAND = "demand"
    COOPERATION = "cooperation"

    @property
    def family(self) -> Family:
        return FAMILIES[self]


# Names of their own for what is asked of every report: in Python 3.11 a member costs twenty times as much by its class.
(
    VISIT,
    MEETING,
    INVITATION,
    AGREEMENT,
    SUPPORT_STATEMENT,
    ARMS_TRANSFER,
    TROOP_DEPLOYMENT,
    MILITARY_ACTION,
    SANCTION,
    ACCUSATION,
    DENIAL,
    CRITICISM,
    DEMAND,
    COOPERATION,
) = EventKind


FAMILIES: Mapping[EventKind, Family] = MappingProxyType(
    {
        EventKind.VISIT: Family.DIPLOMACY,
        EventKind.MEETING: Family.DIPLOMACY,
        EventKind.INVITATION: Family.DIPLOMACY,
        EventKind.AGREEMENT: Family.DIPLOMACY,
        EventKind.SUPPORT_STATEMENT: Family.DIPLOMACY,
        EventKind.ARMS_TRANSFER: Family.MILITARY,
        EventKind.TROOP_DEPLOYMENT: Family.MILITARY,
        EventKind.MILITARY_ACTION: Family.MILITARY,
        EventKind.SANCTION: Family.PRESSURE,
        EventKind.ACCUSATION: Family.PRESSURE,
        EventKind.DENIAL: Family.PRESSURE,
        EventKind.CRITICISM: Family.PRESSURE,
        EventKind.DEMAND: Family.PRESSURE,
        EventKind.COOPERATION: Family.EXCHANGE,
    }
)

SPEECH_ACTS = frozenset(
    {
        EventKind.INVITATION,
        EventKind.AGREEMENT,
        EventKind.SUPPORT_STATEMENT,
        EventKind.ACCUSATION,
        EventKind.DENIAL,
        EventKind.CRITICISM,
        EventKind.DEMAND,
    }
)
"""Kinds that are done by saying something; their content is an event of its own (annotation rule 1)."""


class Mode(StrEnum):
    """Refines a kind where a rule needs it (annotation rule 9); NONE for the plain kind."""

    NONE = ""
    SUMMONS = "summons"
    THREAT = "threat"
    VETO = "veto"
    WITHDRAWAL = "withdrawal"
    TEST = "test"
    PROMISE = "promise"
    PHONE = "phone"


MODES: Mapping[EventKind, frozenset[Mode]] = MappingProxyType(
    {
        EventKind.CRITICISM: frozenset({Mode.SUMMONS}),
        EventKind.DEMAND: frozenset({Mode.THREAT}),
        EventKind.SANCTION: frozenset({Mode.VETO}),
        EventKind.TROOP_DEPLOYMENT: frozenset({Mode.WITHDRAWAL}),
        EventKind.MILITARY_ACTION: frozenset({Mode.TEST}),
        EventKind.AGREEMENT: frozenset({Mode.PROMISE}),
        EventKind.MEETING: frozenset({Mode.PHONE}),
    }
)


class Factuality(StrEnum):
    """Whether the event happened, as one mention tells it (after FactBank, Saurí & Pustejovsky 2009)."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    EXPECTED = "expected"
    POSSIBLE = "possible"
    ALLEGED = "alleged"
    DENIED = "denied"
    CONDITIONAL = "conditional"
    REQUESTED = "requested"
    NOT_OCCURRED = "not_occurred"


class Status(StrEnum):
    """Whether an event happened, derived from all its mentions: the nine values and `disputed`."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    EXPECTED = "expected"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    REQUESTED = "requested"
    ALLEGED = "alleged"
    DENIED = "denied"
    NOT_OCCURRED = "not_occurred"
    DISPUTED = "disputed"


class Commitment(StrEnum):
    """How far the document itself stands behind the event."""

    ASSERTED = "asserted"
    ATTRIBUTED = "attributed"
    DISTANCED = "distanced"


class Precision(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    INTERVAL = "interval"
    OPEN = "open"
    UNKNOWN = "unknown"


DAY, OPEN, UNKNOWN = Precision.DAY, Precision.OPEN, Precision.UNKNOWN


class Extent(StrEnum):
    """WITHIN: at some moment in the span (EDTF `[a..b]`); THROUGHOUT: during the whole of it (EDTF `a/b`)."""

    WITHIN = "within"
    THROUGHOUT = "throughout"


class Basis(StrEnum):
    """What a time rests on."""

    EXPLICIT = "explicit"
    RELATIVE = "relative"
    ANAPHORIC = "anaphoric"
    BOUNDED = "bounded"
    FALLBACK = "fallback"
    PUBLICATION_WINDOW = "publication_window"


class PublishedBasis(StrEnum):
    """How the publication date of a document is known."""

    GIVEN = "given"
    METADATA = "metadata"
    TEXT = "text"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Role(StrEnum):
    ACTOR = "actor"
    RECIPIENT = "recipient"
    SUPPLIER = "supplier"
    FORUM = "forum"
    BENEFICIARY = "beneficiary"


class RelationType(StrEnum):
    ABOUT = "about"
    DENIES = "denies"
    PART_OF = "part_of"
    REACTION_TO = "reaction_to"
    SUPERSEDES = "supersedes"


class ActorKind(StrEnum):
    PERSON = "person"
    STATE = "state"
    ORGANISATION = "organisation"
    MEDIA = "media"
    GROUP = "group"


class TimexType(StrEnum):
    """TIMEX3 types (ISO-TimeML)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


@frozen
class TimeSpan:
    """Two inclusive days, either of which may be unknown, with what they rest on. Never a made-up day.

    `precision` ties the bounds: `day` has equal bounds, `open` exactly one, `unknown` at most one (an event of which
    only "before the article" or nothing is known), every other value both. Raises ValueError otherwise.
    """

    earliest: date | None
    latest: date | None
    precision: Precision
    extent: Extent = Extent.WITHIN
    approximate: bool = False
    basis: Basis = Basis.EXPLICIT

    def __post_init__(self) -> None:
        bounds = (self.earliest is not None) + (self.latest is not None)
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValueError(f"a time span cannot end ({self.latest}) before it begins ({self.earliest})")
        if self.precision is DAY and (bounds != 2 or self.earliest != self.latest):
            raise ValueError("precision day needs one day as both bounds")
        if self.precision is OPEN and bounds != 1:
            raise ValueError("precision open needs exactly one bound")
        if self.precision is UNKNOWN and bounds == 2:
            raise ValueError("precision unknown cannot have both bounds")
        if bounds != 2 and self.precision not in (DAY, OPEN, UNKNOWN):
            raise ValueError(f"precision {self.precision} needs both bounds")

    @classmethod
    def day(cls, day: date, basis: Basis = Basis.EXPLICIT, *, approximate: bool = False) -> TimeSpan:
        return cls(day, day, Precision.DAY, basis=basis, approximate=approximate)

    @classmethod
    def before(cls, latest: date | None, basis: Basis = Basis.BOUNDED) -> TimeSpan:
        """Background that lies in the past of `latest` (inclusive); wholly unknown without it."""
        return cls(None, latest, Precision.UNKNOWN, basis=basis)

    @classmethod
    def after(cls, earliest: date | None, basis: Basis = Basis.BOUNDED) -> TimeSpan:
        """A plan that lies in the future of `earliest` (inclusive); wholly unknown without it."""
        return cls(earliest, None, Precision.OPEN if earliest else Precision.UNKNOWN, basis=basis)

    @property
    def closed(self) -> bool:
        return self.earliest is not None and self.latest is not None

    @property
    def days(self) -> int | None:
        """Number of days covered, None if half-open."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days + 1

    def overlaps(self, other: TimeSpan) -> bool:
        """Whether some day can lie in both; an unknown bound excludes nothing."""
        starts_in_time = self.earliest is None or other.latest is None or self.earliest <= other.latest
        ends_in_time = self.latest is None or other.earliest is None or other.earliest <= self.latest
        return starts_in_time and ends_in_time

    def contains(self, other: TimeSpan) -> bool:
        """Whether every day of `other` lies in this span."""
        left = self.earliest is None or (other.earliest is not None and self.earliest <= other.earliest)
        right = self.latest is None or (other.latest is not None and other.latest <= self.latest)
        return left and right

    def with_basis(self, basis: Basis) -> TimeSpan:
        return replace(self, basis=basis)

    @property
    def edtf(self) -> str:
        """Extended Date/Time Format (ISO 8601-2 level 1 and 2); empty if nothing is known.

        >>> TimeSpan(date(2023, 9, 1), date(2023, 9, 30), Precision.MONTH).edtf
        '2023-09'
        """
        mark = "~" if self.approximate else ""
        if self.earliest is None and self.latest is None:
            return ""
        if self.precision is Precision.DAY and self.earliest:
            return f"{self.earliest.isoformat()}{mark}"
        if self.earliest and self.latest and self.extent is Extent.WITHIN:
            first, last = self.earliest, self.latest
            if self.precision is Precision.MONTH and first.day == 1 and (last + timedelta(days=1)).day == 1:
                return f"{first:%Y-%m}{mark}"
            if self.precision is Precision.YEAR and first.year == last.year and (first.month, first.day) == (1, 1):
                return f"{first:%Y}{mark}"
        left = f"{self.earliest.isoformat()}{mark}" if self.earliest else ""
        right = f"{self.latest.isoformat()}{mark}" if self.latest else ""
        return f"[{left}..{right}]" if self.extent is Extent.WITHIN else f"{left or '..'}/{right or '..'}"


@frozen
class Timex:
    """A time expression in the text.

    `value` is the TIMEX3 value ("2023-09", "2024-W03", "P3D", "PRESENT_REF"); `span` is None where the expression is
    not on the calendar. `rule` names the rule that fired.
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    span: TimeSpan | None
    rule: str


@frozen
class Sentence:
    """`boilerplate`: menu, agency line, advertisement or the like, never a place for events."""

    index: int
    start: int
    end: int
    text: str
    boilerplate: bool = False
    heading: bool = False


@frozen
class Article:
    """What is read, verbatim. `boilerplate` are spans of `text` that are not part of the article's body."""

    doc: str
    text: str
    language: str
    published: date | None = None
    title: str = ""
    outlet: str = ""
    url: str = ""
    boilerplate: tuple[tuple[int, int], ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@frozen
class DatingReason:
    """Why a publication date is what it is: a key of `extraction.dating.reasons.SENTENCES` with what it names.

    Values are words of the text, days as ISO 8601, or keys of the lexicon, so that it can be told in any language.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, key: str, **values: object) -> DatingReason:
        return cls(key, tuple((name, str(value)) for name, value in values.items()))


@frozen
class Dating:
    """When a document was published: a window and, where it is one day, that day, with reasons.

    `latest` None: no upper bound is known; both None: nothing is known.
    """

    basis: PublishedBasis
    earliest: date | None = None
    latest: date | None = None
    reasons: tuple[DatingReason, ...] = ()

    @property
    def day(self) -> date | None:
        return self.earliest if self.earliest == self.latest else None

    @classmethod
    def given(cls, day: date) -> Dating:
        return cls(PublishedBasis.GIVEN, day, day, (DatingReason("given"),))


@frozen
class KnownEvent:
    """A dated event already known, as input to inferring an article's publication date."""

    kind: EventKind
    span: TimeSpan
    participants: frozenset[str] = frozenset()
    """Lexicon keys of the actors."""


@frozen
class ActorHit:
    """A name, metonym, office or description of an actor in the text.

    `key` is the lexicon key ("kim-jong-un", "russia") or, for a person the lexicon does not know, "" with the name
    as it stands. `country` is an ISO 3166 alpha-3 code or "". `via` says how it was found: name, adjective, metonym,
    office, description, pronoun, short, pattern.
    """

    start: int
    end: int
    text: str
    key: str
    name: str
    kind: ActorKind
    country: str
    via: str


@frozen
class PlaceHit:
    """A place in the text; `country` as in ActorHit."""

    start: int
    end: int
    text: str
    key: str
    name: str
    country: str


@frozen
class Participant:
    """`key` is the lexicon key or "", `name` the canonical name in the article's language."""

    name: str
    role: Role
    key: str = ""


@frozen
class Attribution:
    """Who says so (`source`, as a canonical name) and the verbatim words that say it (`cue`)."""

    source: str
    cue: str = ""
    key: str = ""


@frozen
class Quantity:
    """`low` and `high` are equal for an exact number; `high` None means "more than low", `low` None "up to high"."""

    low: float | None
    high: float | None
    unit: str
    of: str = ""


@frozen
class Evidence:
    """One step of the explanation of a mention: the rule that fired and the words that made it fire.

    `rule` reads "stage.name" ("kinds.visit.verb", "factuality.modal.soll", "dates.weekday.past").
    """

    rule: str
    text: str
    start: int
    end: int


@frozen
class Mention:
    """One report of an event in one sentence of one document. `quote` is that sentence or the clause of it.

    `start:end` are the offsets of the quote, `trigger_start:trigger_end` those of the word that names the event. The
    kind and the trigger identify a mention inside its document (`id`), in anchors and in the output of `extract`.
    """

    doc: str
    start: int
    end: int
    quote: str
    trigger_start: int
    trigger_end: int
    kind: EventKind
    span: TimeSpan
    factuality: Factuality
    mode: Mode = Mode.NONE
    commitment: Commitment = Commitment.ASSERTED
    attributions: tuple[Attribution, ...] = ()
    participants: tuple[Participant, ...] = ()
    place: str | None = None
    place_key: str = ""
    quantities: tuple[Quantity, ...] = ()
    date_text: str | None = None
    date_start: int | None = None
    date_end: int | None = None
    confidence: float = 0.5
    trace: tuple[Evidence, ...] = ()
    cluster: str | None = None
    found_as: EventKind | None = None
    """The kind under which it was found, where a person has changed it: names outlive edits."""

    @property
    def id(self) -> str:
        return f"{self.doc}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The fragment that leads to the mention on its document's page."""
        return f"m{self.trigger_start}-{self.trigger_end}-{self.found_as or self.kind}"

    @property
    def rule(self) -> str:
        """The rules that fired, in order, for people."""
        return " ".join(step.rule for step in self.trace)


@frozen
class MentionRelation:
    """`source` is about, denies, … `target`; both are ids of mentions."""

    source: str
    target: str
    type: RelationType


@frozen
class Extraction:
    """What `extract` found in one article."""

    article: Article
    dating: Dating
    sentences: tuple[Sentence, ...]
    timexes: tuple[Timex, ...]
    mentions: tuple[Mention, ...]
    relations: tuple[MentionRelation, ...]
    dropped: tuple[str, ...] = ()
    """What an extractor said and could not be believed, a line each with the reason; the rules drop nothing."""
