"""What follows from the accepted reports of one event: its time, status and dispute, participants, place and sources.

A pure function of the set of reports: their order does not matter, and every field comes with its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field as with_default
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from timeline.extraction.comparison import HABITS, objects_in, phase
from timeline.extraction.frozen import frozen
from timeline.extraction.identity import Directory, fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    SPEECH_ACTS,
    ActorKind,
    Attribution,
    Basis,
    Commitment,
    Dating,
    EventKind,
    Extent,
    Factuality,
    Mention,
    MentionRelation,
    Mode,
    Participant,
    Precision,
    Quantity,
    RelationType,
    Role,
    Status,
    TimeSpan,
)

Key = TypeVar("Key", bound=str)


@frozen
class Report:
    """A mention with what counts about its document.

    `origin` is the agency that the document credits, empty if none, then its outlet counts; `copy_of` the
    document (as in `Mention.doc`) of which this one is a near copy. `trusted`: whether its time and place may shape the
    event; a mention reported with distance never shapes the time while another one does.
    """

    mention: Mention
    published: Dating
    origin: str = ""
    outlet: str = ""
    copy_of: str | None = None
    trusted: bool = True


@frozen
class Overrides:
    """What a person has set by hand; None leaves a field to the reports."""

    kind: EventKind | None = None
    mode: Mode | None = None
    span: TimeSpan | None = None
    status: Status | None = None
    participants: tuple[Participant, ...] | None = None
    place: str | None = None
    place_key: str | None = None


class ReasonKey(StrEnum):
    """Why a field is what it is; the words for each stand in `wordings/*.toml` under `reason`."""

    TIME_SHARED = "time_shared"
    TIME_ONE_REPORT = "time_one_report"
    TIME_THROUGHOUT = "time_throughout"
    TIME_SEVERAL_DAYS = "time_several_days"
    TIME_PLAN_MOVED = "time_plan_moved"
    TIME_GUESSES_DROPPED = "time_guesses_dropped"
    TIME_FIRST_PUBLISHED = "time_first_published"
    TIME_CONFLICT = "time_conflict"
    TIME_UNKNOWN = "time_unknown"
    STATUS_REPORTED = "status_reported"
    STATUS_LATER_REPORT = "status_later_report"
    STATUS_DISPUTED = "status_disputed"
    STATUS_DENIAL_WITHDRAWN = "status_denial_withdrawn"
    PLACE_AGREED = "place_agreed"
    PLACE_COUNTRY_ONLY = "place_country_only"
    PLACE_CONFLICT = "place_conflict"
    SOURCES_COPIES = "sources_copies"
    OVERRIDDEN = "overridden"


@frozen
class Reason:
    """One step of the derivation. `values` are plain (text, numbers, ISO days), `mentions` ids that it rests on."""

    field: str
    key: ReasonKey
    values: Mapping[str, str | int] = with_default(default_factory=lambda: MappingProxyType({}))
    mentions: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "field": self.field,
            "key": self.key.value,
            "values": dict(self.values),
            "mentions": list(self.mentions),
        }


@frozen
class StatusChange:
    """A status and the day on which it became known: that of publication; None if unknown.

    `span`: when it happened, for `occurred` and `not_occurred`; else None. `mention_id` is the report that brought it.
    """

    status: Status
    day: date | None
    mention_id: str
    span: TimeSpan | None = None


@frozen
class Derived:
    """An event as its reports tell it. `asserted_by` and `disputed_by` are filled where the status is disputed.

    `act` is the rule that most reports were found by, without its kind ("accept" of an invitation); `objects` are what
    most of them speak of, as keys of `lexicon/*/objects.toml`. Both only make titles more exact.
    """

    kind: EventKind
    mode: Mode
    span: TimeSpan
    span_conflict: bool
    status: Status
    history: tuple[StatusChange, ...]
    asserted_by: tuple[Attribution, ...]
    disputed_by: tuple[Attribution, ...]
    participants: tuple[Participant, ...]
    place: str | None
    place_key: str
    quantities: tuple[Quantity, ...]
    sources: frozenset[str]
    reasons: tuple[Reason, ...]
    act: str = ""
    objects: tuple[str, ...] = ()


def derive(
    reports: Sequence[Report],
    overrides: Overrides | None = None,
    *,
    denials: Sequence[Report] = (),
    relations: Sequence[MentionRelation] = (),
    lexicon: Lexicon | None = None,
) -> Derived:
    """What the accepted reports of one event say together.

    `denials` are accepted mentions of kind denial that deny this event (`denials_of` finds them), `relations` those
    among the reports: a report that is part of another one never narrows its time. Raises ValueError without reports.
    """
    if not reports:
        raise ValueError("an event is derived from at least one report")
    overrides = overrides or Overrides()
    directory = Directory(lexicon)
    reports = sorted(reports, key=_order)
    denials = sorted(denials, key=_order)
    reasons: list[Reason] = []

    kind = overrides.kind or _commonest([report.mention.kind for report in reports], tuple(EventKind))
    modes = [report.mention.mode for report in reports if report.mention.kind is kind] or [Mode.NONE]
    mode = _commonest(modes, (*(m for m in Mode if m is not Mode.NONE), Mode.NONE))
    if kind in SPEECH_ACTS:
        denials = []  # who denies a claim disputes what was claimed, not that it was claimed
    standing = _standing(reports, denials, directory)
    reasons += standing.reasons
    parts = {relation.source for relation in relations if relation.type is RelationType.PART_OF}
    span, conflict, why = _span(reports, standing.status, kind, parts)
    reasons += why
    place, place_key, why = _place(reports, kind, directory)
    reasons += why
    sources, why = _sources(reports)
    reasons += why
    derived = Derived(
        kind=kind,
        mode=mode,
        span=span,
        span_conflict=conflict,
        status=standing.status,
        history=_history(reports, denials, directory, span),
        asserted_by=standing.asserted_by,
        disputed_by=standing.disputed_by,
        participants=_participants(reports, directory),
        place=place,
        place_key=place_key,
        quantities=_quantities(reports),
        sources=sources,
        reasons=tuple(reasons),
        act=_act(reports, kind),
        objects=_objects(reports),
    )
    return _overridden(derived, overrides)


def denials_of(members: Iterable[str], relations: Iterable[MentionRelation]) -> frozenset[str]:
    """Ids of the mentions that deny one of `members`, or deny a claim about one of them."""
    wanted = set(members)
    relations = tuple(relations)
    claims = {r.source for r in relations if r.type is RelationType.ABOUT and r.target in wanted}
    denied = wanted | claims
    return frozenset(r.source for r in relations if r.type is RelationType.DENIES and r.target in denied) - wanted


def _overridden(derived: Derived, overrides: Overrides) -> Derived:
    fields = [field.name for field in fields_of(overrides) if getattr(overrides, field.name) is not None]
    changes: dict[str, Any] = {name: getattr(overrides, name) for name in fields}
    if overrides.span is not None:
        changes["span_conflict"] = False
    if overrides.status is not None and overrides.status is not Status.DISPUTED:
        changes |= {"asserted_by": (), "disputed_by": ()}
    fields = sorted(
        {*changes} - {"span_conflict", "asserted_by", "disputed_by"} | ({"kind"} if overrides.kind else set())
    )
    reasons = [reason for reason in derived.reasons if reason.field not in fields]
    reasons += [Reason(name, ReasonKey.OVERRIDDEN) for name in fields]
    return replace(derived, **changes, reasons=tuple(reasons))


def _order(report: Report) -> tuple[date, str]:
    return _known_on(report) or date.max, report.mention.id


def _known_on(report: Report) -> date | None:
    """The day on which a report became known, as late as its window allows."""
    return report.published.latest or report.published.earliest


def _commonest(values: Sequence[Key], order: Sequence[Key]) -> Key:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], order.index(value)))


# ---- status ----------------------------------------------------------------------------------------------------------

_FUTURE = frozenset({Factuality.PLANNED, Factuality.EXPECTED})
_HYPOTHETIC = frozenset({Factuality.POSSIBLE, Factuality.CONDITIONAL, Factuality.REQUESTED})


@frozen
class _Standing:
    status: Status
    by: Report
    """The report that the status rests on."""
    asserted_by: tuple[Attribution, ...] = ()
    disputed_by: tuple[Attribution, ...] = ()
    reasons: tuple[Reason, ...] = ()


def _claim(report: Report) -> Factuality:
    """What a report says; an occurrence told with distance is no more than alleged."""
    mention = report.mention
    if mention.factuality is Factuality.OCCURRED and mention.commitment is Commitment.DISTANCED:
        return Factuality.ALLEGED
    return mention.factuality


def _standing(reports: Sequence[Report], denials: Sequence[Report], directory: Directory) -> _Standing:
    """The status by the order of DESIGN §2; `reports` and `denials` in order of publication."""
    by_claim: dict[Factuality, list[Report]] = defaultdict(list)
    for report in reports:
        by_claim[_claim(report)].append(report)
    happened, alleged = by_claim[Factuality.OCCURRED], by_claim[Factuality.ALLEGED]
    asserting = happened or alleged
    if asserting:
        deniers, withdrawn = _deniers([*by_claim[Factuality.DENIED], *denials], asserting, directory)
        if deniers:
            speakers = _speakers(asserting)
            values = {"by": _names(speakers), "against": _names(deniers)}
            reason = Reason("status", ReasonKey.STATUS_DISPUTED, values, _ids([*asserting, *denials]))
            by = _last([*by_claim[Factuality.DENIED], *denials]) or asserting[0]
            return _Standing(Status.DISPUTED, by, _named(speakers), _named(deniers), (reason,))
        if withdrawn and happened:
            reason = Reason("status", ReasonKey.STATUS_DENIAL_WITHDRAWN, {"by": _names(withdrawn)}, _ids(happened))
            return _Standing(Status.OCCURRED, happened[0], reasons=(reason,))
    if happened:
        return _plain(happened[0], Status.OCCURRED, happened)
    coming = sorted([*by_claim[Factuality.PLANNED], *by_claim[Factuality.EXPECTED]], key=_order)
    cancelled = by_claim[Factuality.NOT_OCCURRED]
    if cancelled and (not coming or not _later(coming[-1], cancelled[-1])):
        return _plain(cancelled[-1], Status.NOT_OCCURRED, cancelled)
    if coming:
        latest = [report for report in coming if not _later(coming[-1], report)]
        status = Status.PLANNED if any(_claim(r) is Factuality.PLANNED for r in latest) else Status.EXPECTED
        by = next(report for report in latest if _claim(report).value == status.value)
        return _plain(by, status, [*coming, *cancelled])
    thinkable = sorted((r for r in reports if _claim(r) in _HYPOTHETIC), key=_order)
    if thinkable:
        latest = [report for report in thinkable if not _later(thinkable[-1], report)]
        order = (Factuality.POSSIBLE, Factuality.CONDITIONAL, Factuality.REQUESTED)
        by = min(latest, key=lambda report: order.index(_claim(report)))
        return _plain(by, Status(_claim(by).value), thinkable)
    if alleged:
        return _plain(alleged[0], Status.ALLEGED, alleged)
    return _plain(reports[0], Status.DENIED, reports)


def _plain(by: Report, status: Status, considered: Sequence[Report]) -> _Standing:
    others = {_claim(report).value for report in considered} - {status.value}
    key = ReasonKey.STATUS_LATER_REPORT if others else ReasonKey.STATUS_REPORTED
    agreeing = [report for report in considered if _claim(report).value == status.value]
    values: dict[str, str | int] = {"status": status.value, "reports": _documents(agreeing)}
    if day := _known_on(by):
        values["day"] = day.isoformat()
    return _Standing(status, by, reasons=(Reason("status", key, values, _ids(agreeing)),))


def _later(one: Report, other: Report) -> bool:
    """Whether one report is known to be later than the other."""
    first, second = _known_on(one), _known_on(other)
    return first is not None and second is not None and first > second


def _last(reports: Sequence[Report]) -> Report | None:
    return max(reports, key=_order, default=None)


def _deniers(
    denying: Sequence[Report], asserting: Sequence[Report], directory: Directory
) -> tuple[tuple[Attribution, ...], tuple[Attribution, ...]]:
    """Who denies, and who denied but has asserted it since."""
    standing: dict[str, Attribution] = {}
    withdrawn: dict[str, Attribution] = {}
    for report in denying:
        for speaker in _denier(report):
            sides = _sides(speaker, directory)
            taken_back = any(
                _later(other, report) and any(sides & _sides(a, directory) for a in other.mention.attributions)
                for other in asserting
            )
            (withdrawn if taken_back else standing).setdefault(min(sides), speaker)
    for identity in standing:
        withdrawn.pop(identity, None)
    return tuple(standing[name] for name in sorted(standing)), tuple(withdrawn[name] for name in sorted(withdrawn))


def _denier(report: Report) -> tuple[Attribution, ...]:
    mention = report.mention
    if mention.kind is EventKind.DENIAL:
        actors = [p for p in mention.participants if p.role is Role.ACTOR]
        if actors:
            return tuple(Attribution(actor.name, key=actor.key) for actor in actors)
    return mention.attributions or _unattributed(report)


def _unattributed(report: Report) -> tuple[Attribution, ...]:
    """The document speaks for itself, by its outlet; somebody without a name if it has none."""
    return (Attribution(report.origin or report.outlet),)


def _speakers(reports: Sequence[Report]) -> tuple[Attribution, ...]:
    found: dict[str, Attribution] = {}
    for report in reports:
        for speaker in report.mention.attributions or _unattributed(report):
            found.setdefault(speaker.key or fold(speaker.source), speaker)
    return tuple(found[name] for name in sorted(found))


def _sides(speaker: Attribution, directory: Directory) -> frozenset[str]:
    """The speaker and, for a person or an organ of a state, that state: what a ministry denied, a president admits."""
    party = directory.party(Participant(speaker.source, Role.ACTOR, speaker.key))
    return frozenset({f"country {party.country}" if party.country else party.identity})


def _names(speakers: Iterable[Attribution]) -> str:
    return ", ".join(dict.fromkeys(speaker.source for speaker in _named(speakers))) or "—"


def _named(speakers: Iterable[Attribution]) -> tuple[Attribution, ...]:
    return tuple(speaker for speaker in speakers if speaker.source)


def _ids(reports: Iterable[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(report.mention.id for report in reports))


def _documents(reports: Iterable[Report]) -> int:
    return len({report.mention.doc for report in reports})


def _history(
    reports: Sequence[Report], denials: Sequence[Report], directory: Directory, span: TimeSpan
) -> tuple[StatusChange, ...]:
    """How the status changed as reports appeared; those of one day speak together."""
    changes: list[StatusChange] = []
    days = sorted({_known_on(report) or date.max for report in [*reports, *denials]})
    for day in days:
        so_far = [report for report in reports if (_known_on(report) or date.max) <= day]
        denied_so_far = [report for report in denials if (_known_on(report) or date.max) <= day]
        if not so_far:
            continue
        standing = _standing(so_far, denied_so_far, directory)
        if changes and changes[-1].status is standing.status:
            continue
        happened = standing.status in (Status.OCCURRED, Status.NOT_OCCURRED)
        changes.append(
            StatusChange(
                standing.status, None if day == date.max else day, standing.by.mention.id, span if happened else None
            )
        )
    return tuple(changes)


# ---- time ------------------------------------------------------------------------------------------------------------

_BASES = tuple(Basis)
_GUESSED = frozenset({Basis.FALLBACK, Basis.PUBLICATION_WINDOW})


def _span(
    reports: Sequence[Report], status: Status, kind: EventKind, parts: Iterable[str]
) -> tuple[TimeSpan, bool, list[Reason]]:
    """The narrowest span that all trusted reports share; what shares nothing is dropped from the weakest upwards.

    First go mentions that only guess (the day of publication stands in), then plans that the event has overtaken, then
    approximate times. What then still disagrees is said: the days of one visit are its length, other days a conflict.
    """
    parts = set(parts)
    trusted = [r for r in reports if r.trusted] or list(reports)
    shaping = [r for r in trusted if r.mention.commitment is not Commitment.DISTANCED] or trusted
    shaping = [r for r in shaping if r.mention.id not in parts] or shaping
    present = {r.mention.doc for r in shaping}
    shaping = [r for r in shaping if r.copy_of not in present] or shaping  # a copy dates "last week" by its own day
    shaping = [r for r in shaping if _tells_time(r, status)] or shaping
    if any(_is_dated(r) and phase(r.mention) != "leaving" for r in shaping):
        shaping = [_until(r) if phase(r.mention) == "leaving" else r for r in shaping]
    dated = [r for r in shaping if r.mention.span.earliest or r.mention.span.latest]
    if not dated:
        return _blank(shaping), False, [Reason("span", ReasonKey.TIME_UNKNOWN, mentions=_ids(shaping))]
    firm = [r for r in dated if r.mention.span.basis not in _GUESSED]
    if firm and _shared(dated) is None:
        guesses = [r for r in dated if r not in firm]
    else:
        guesses = []
        # a guess narrows nothing that is known for certain
        firm_closed = [r for r in firm if r.mention.span.closed]
        if firm_closed:
            dated = firm
    reasons = [Reason("span", ReasonKey.TIME_GUESSES_DROPPED, mentions=_ids(guesses))] if guesses else []
    dated = [r for r in dated if r not in guesses]
    shared = _shared(dated)
    if shared is None and not firm:
        earliest = min(dated, key=lambda r: (r.mention.span.latest or date.max, r.mention.span.earliest or date.max))
        dated = [r for r in dated if r.mention.span == earliest.mention.span]
        reasons.append(Reason("span", ReasonKey.TIME_FIRST_PUBLISHED, mentions=_ids(dated)))
        return earliest.mention.span, False, reasons
    if shared is None:
        told = _without_overtaken_plans(dated, status)
        if len(told) < len(dated):
            moved = [r for r in dated if r not in told]
            reasons.append(Reason("span", ReasonKey.TIME_PLAN_MOVED, mentions=_ids(moved)))
            dated, shared = told, _shared(told)
    if shared is None:
        exact = [r for r in dated if not r.mention.span.approximate]
        if exact and len(exact) < len(dated):
            dated, shared = exact, _shared(exact)
    if shared is not None:
        reasons.append(_why_shared(shared, dated))
        return shared, False, reasons
    union = _union([r.mention.span for r in dated])
    length = union.days
    if length is not None and length <= HABITS[kind].lasts + 1 and HABITS[kind].lasts > 1:
        lasting = replace(union, extent=Extent.THROUGHOUT)
        reasons.append(Reason("span", ReasonKey.TIME_SEVERAL_DAYS, {"days": length}, _ids(dated)))
        return lasting, False, reasons
    reasons.append(Reason("span", ReasonKey.TIME_CONFLICT, {"reports": _documents(dated)}, _ids(dated)))
    return union, True, reasons


def _is_dated(report: Report) -> bool:
    span = report.mention.span
    return span.basis not in _GUESSED and bool(span.earliest or span.latest)


def _until(report: Report) -> Report:
    """The report of a departure, whose day is only the last one of the visit."""
    span = report.mention.span
    if span.basis in _GUESSED or span.latest is None:
        return report
    return replace(report, mention=replace(report.mention, span=TimeSpan.before(span.latest)))


def _tells_time(report: Report, status: Status) -> bool:
    """A report that it has not happened, or should, dates what is said, not the event, unless that is all there is."""
    claim = _claim(report)
    if claim in (Factuality.NOT_OCCURRED, Factuality.DENIED, Factuality.REQUESTED, Factuality.CONDITIONAL):
        return claim.value == status.value
    return True


def _without_overtaken_plans(reports: Sequence[Report], status: Status) -> list[Report]:
    """Without plans that another came out of: what happened, or else the plan that was published last."""
    coming = [r for r in reports if _claim(r) in _FUTURE | _HYPOTHETIC]
    if len(coming) < len(reports):
        return [r for r in reports if r not in coming]
    return [r for r in coming if not _later(coming[-1], r)]


def _shared(reports: Sequence[Report]) -> TimeSpan | None:
    """The days that all reports have in common, as a span; None if there are none.

    Where a report says that it lasted throughout its span, a day inside is only one of its days.
    """
    spans = list(dict.fromkeys(report.mention.span for report in reports))
    lasting = [span for span in spans if span.extent is Extent.THROUGHOUT and span.closed]
    if any(not one.overlaps(other) for one in spans for other in spans):
        return None
    shaping = lasting or spans
    first = max((span.earliest for span in shaping if span.earliest), default=None)
    last = min((span.latest for span in shaping if span.latest), default=None)
    if first and last and first > last:
        return None
    return _as_span(first, last, shaping)


def _as_span(first: date | None, last: date | None, spans: Sequence[TimeSpan]) -> TimeSpan:
    """A span with these bounds: one of the given ones if it has them, the firmest, else a new one as good as they."""
    equal = [span for span in spans if (span.earliest, span.latest) == (first, last)]
    if equal:
        return min(equal, key=lambda span: (_BASES.index(span.basis), span.approximate, span.extent, span.precision))
    setting = [span for span in spans if (first and span.earliest == first) or (last and span.latest == last)]
    basis = max((span.basis for span in setting), key=_BASES.index, default=Basis.BOUNDED)
    extents = {span.extent for span in setting}
    extent = Extent.THROUGHOUT if extents == {Extent.THROUGHOUT} else Extent.WITHIN
    if first is None or last is None:
        precision = Precision.OPEN if first else Precision.UNKNOWN
    else:
        precision = Precision.DAY if first == last else Precision.INTERVAL
    return TimeSpan(first, last, precision, extent, any(span.approximate for span in setting), basis)


def _union(spans: Sequence[TimeSpan]) -> TimeSpan:
    """From the first to the last day that any span names. Only for spans that have nothing in common."""
    first = min(span.earliest or span.latest or date.max for span in spans)
    last = max(span.latest or span.earliest or date.min for span in spans)
    return replace(_as_span(first, last, spans), extent=Extent.WITHIN)


def _why_shared(shared: TimeSpan, reports: Sequence[Report]) -> Reason:
    deciding = [r for r in reports if _narrows(r.mention.span, shared)] or list(reports)
    if _documents(reports) == 1:
        return Reason("span", ReasonKey.TIME_ONE_REPORT, mentions=_ids(reports))
    if shared.extent is Extent.THROUGHOUT:
        return Reason("span", ReasonKey.TIME_THROUGHOUT, mentions=_ids(deciding))
    return Reason("span", ReasonKey.TIME_SHARED, {"reports": _documents(reports)}, _ids(deciding))


def _narrows(span: TimeSpan, shared: TimeSpan) -> bool:
    return bool(
        (shared.earliest and span.earliest == shared.earliest) or (shared.latest and span.latest == shared.latest)
    )


def _blank(reports: Sequence[Report]) -> TimeSpan:
    basis = min((report.mention.span.basis for report in reports), key=_BASES.index)
    return TimeSpan(None, None, Precision.UNKNOWN, basis=basis)


# ---- who, where, how much, by how many -------------------------------------------------------------------------------


def _participants(reports: Sequence[Report], directory: Directory) -> tuple[Participant, ...]:
    """Who takes part by most reports that name anybody; each in the role that most give."""
    roles: dict[str, Counter[Role]] = defaultdict(Counter)
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    first: dict[str, int] = {}
    telling = [report.mention for report in reports if report.mention.participants]
    for mention in telling:
        for position, participant in enumerate(mention.participants):
            identity = directory.party(participant).identity
            roles[identity][participant.role] += 1
            named[identity][participant.name, participant.key] += 1
            first[identity] = min(first.get(identity, position), position)
    order = tuple(Role)
    needed = max(1, (len(telling) + 2) // 3)  # a third of the reports: most name only some
    found = []
    for identity in sorted(roles, key=lambda name: (first[name], -roles[name].total(), name)):
        role = min(roles[identity], key=lambda role: (-roles[identity][role], order.index(role)))
        if roles[identity].total() >= needed:
            name, key = _canonical(identity, named[identity], directory)
            found.append(Participant(name, role, key))
    return tuple(sorted(found, key=lambda participant: order.index(participant.role)))


def _place(reports: Sequence[Report], kind: EventKind, directory: Directory) -> tuple[str | None, str, list[Reason]]:
    """The most specific place on which the reports agree: a town, else the region or country around it."""
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    spots = {}
    mentions: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        mention = report.mention
        spot = directory.spot(mention.place, mention.place_key)
        if spot is not None and report.trusted:
            spots[spot.identity] = spot
            named[spot.identity][mention.place or "", mention.place_key] += 1
            mentions[spot.identity].append(mention.id)
    if not spots:
        return None, "", []
    ids = tuple(name for names in mentions.values() for name in names)
    countries: Counter[str] = Counter()
    for identity, spot in spots.items():
        countries[spot.country or identity] += named[identity].total()
    (country, most), *rest = sorted(countries.items(), key=lambda item: (-item[1], item[0]))
    if rest and rest[0][1] == most:
        return None, "", [Reason("place", ReasonKey.PLACE_CONFLICT, {"places": _listed(spots)}, ids)]
    inside = [spot for spot in spots.values() if (spot.country or spot.identity) == country]
    towns = [spot for spot in inside if not spot.wide]
    if kind is EventKind.VISIT and 2 * max((named[town.identity].total() for town in towns), default=0) < most:
        towns = []  # a stop on the way, as long as few reports name it
    levels = (towns, [s for s in inside if s.wide and not s.state], inside)
    for candidates in levels:
        ranked = sorted(candidates, key=lambda spot: (-named[spot.identity].total(), spot.identity))
        if not ranked:
            continue
        if len(ranked) == 1 or named[ranked[0].identity].total() > named[ranked[1].identity].total():
            best = ranked[0]
            name, key = _place_name(best.identity, named[best.identity], directory)
            reason = Reason("place", ReasonKey.PLACE_AGREED, mentions=tuple(mentions[best.identity]))
            return name, key, [reason]
    states = (actor for actor in directory.lexicon.actors if actor.kind is ActorKind.STATE)
    state = next((actor for actor in states if actor.country == country), None)
    values = {"places": _listed(spots)}
    if state is None:
        return None, "", [Reason("place", ReasonKey.PLACE_CONFLICT, values, ids)]
    return state.name("de"), state.key, [Reason("place", ReasonKey.PLACE_COUNTRY_ONLY, values, ids)]


def _canonical(identity: str, names: Counter[tuple[str, str]], directory: Directory) -> tuple[str, str]:
    """Name and key of an actor: those of the lexicon in German, else as most reports name it."""
    entry = directory.lexicon.actor(identity)
    return (entry.name("de"), entry.key) if entry else _most_named(names)


def _place_name(identity: str, names: Counter[tuple[str, str]], directory: Directory) -> tuple[str, str]:
    entry = directory.lexicon.place(identity) or directory.lexicon.actor(identity)
    return (entry.name("de"), entry.key) if entry else _most_named(names)


def _most_named(names: Counter[tuple[str, str]]) -> tuple[str, str]:
    return min(names, key=lambda name: (-names[name], name))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _act(reports: Sequence[Report], kind: EventKind) -> str:
    prefix = f"kinds.{kind}."
    steps = (step.rule for report in reports for step in report.mention.trace if step.rule.startswith(prefix))
    counts = Counter(rule.removeprefix(prefix) for rule in steps)
    return min(counts, key=lambda act: (-counts[act], act), default="")


def _objects(reports: Sequence[Report]) -> tuple[str, ...]:
    counts = Counter(name for report in reports for name in objects_in(report.mention.quote))
    return tuple(sorted(name for name, count in counts.items() if 2 * count > len(reports)))


def _quantities(reports: Sequence[Report]) -> tuple[Quantity, ...]:
    """For each unit the range that reports share, or if they differ the range from the lowest to the highest."""
    by_unit: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for report in reports:
        for quantity in report.mention.quantities:
            by_unit[quantity.unit, quantity.of].append(quantity)
    found = []
    for (unit, of), quantities in sorted(by_unit.items()):
        lows = [quantity.low for quantity in quantities]
        highs = [quantity.high for quantity in quantities]
        low = max((value for value in lows if value is not None), default=None)
        high = min((value for value in highs if value is not None), default=None)
        if low is not None and high is not None and low > high:
            low = None if None in lows else min(value for value in lows if value is not None)
            high = None if None in highs else max(value for value in highs if value is not None)
        found.append(Quantity(low, high, unit, of))
    return tuple(found)


def _sources(reports: Sequence[Report]) -> tuple[frozenset[str], list[Reason]]:
    """Distinct origins. A copy has the origin of what it copies; a document of unknown origin is one of its own."""
    by_doc = {report.mention.doc: report for report in reports}
    origins: dict[str, str] = {}
    copies: set[str] = set()
    for report in reports:
        root = report
        seen = {root.mention.doc}
        while root.copy_of is not None and root.copy_of in by_doc and root.copy_of not in seen:
            root = by_doc[root.copy_of]
            seen.add(root.mention.doc)
        doc = root.copy_of or root.mention.doc
        name = root.origin or root.outlet or doc
        # several copies of one text that is not among the reports are one origin, whatever each outlet is called
        identity = f"copy of {doc}" if root.copy_of is not None and root.copy_of not in by_doc else fold(name)
        origins[identity] = min(name, origins.get(identity, name))
        if report.copy_of is not None:
            copies.add(report.mention.id)
    reasons = (
        [Reason("sources", ReasonKey.SOURCES_COPIES, {"copies": len(copies)}, tuple(sorted(copies)))] if copies else []
    )
    return frozenset(origins.values()), reasons
