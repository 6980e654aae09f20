"""The result of an evaluation as text for people: the figures, then what is wrong, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.extraction.evaluation.scoring import Miss, Overlap, Problem, Scores, Share

WIDTH = 24


def report(scores: Scores, *, misses: int | None = None) -> str:
    """The report; `misses` limits how many of each problem are listed, None lists all."""
    return "\n".join([*_figures(scores), *_kinds(scores), *_listed(scores, misses)])


def _figures(scores: Scores) -> Iterator[str]:
    yield f"{scores.documents} articles, {scores.events.wanted} events to find"
    yield ""
    yield _overlap("sentence and kind", scores.events)
    yield _overlap("sentence, any kind", scores.any_kind)
    yield _row("kind, macro F1", _figure(scores.kind_macro))
    yield _share("status", scores.statuses)
    yield _share("  unreal as occurred", scores.false_occurred)
    yield _share("date exact", scores.dates_exact)
    yield _share("  half in common", scores.dates_half)
    yield _share("  open end kept", scores.open_kept)
    yield _overlap("participants", scores.participants)
    yield _share("  role", scores.roles)
    yield _overlap("sources", scores.sources)
    if scores.links.wanted or scores.links.given:
        yield _overlap("links of documents", scores.links)
    yield _share("negatives hit", scores.negatives_hit)


def _kinds(scores: Scores) -> Iterator[str]:
    yield ""
    yield "By kind"
    for kind, overlap in scores.by_kind.items():
        yield _overlap(f"  {kind}", overlap)


def _listed(scores: Scores, limit: int | None) -> Iterator[str]:
    for problem in Problem:
        found = [miss for miss in scores.misses if miss.problem is problem]
        if not found or limit == 0:
            continue
        yield ""
        yield f"{problem.capitalize()}: {len(found)}"
        for miss in found[:limit]:
            yield from _miss(miss)
        if limit is not None and len(found) > limit:
            yield f"  and {len(found) - limit} more"


def _miss(miss: Miss) -> Iterator[str]:
    told = f"{miss.expected}; found {miss.found}" if miss.expected and miss.found else miss.expected or miss.found
    yield f"  {miss.doc}: {told}"
    yield f"      {miss.sentence}"
    if miss.rule:
        yield f"      [{miss.rule}]"


def _overlap(name: str, overlap: Overlap) -> str:
    parts = f"precision {_figure(overlap.precision)}  recall {_figure(overlap.recall)}"
    return _row(name, f"{_figure(overlap.f1)}  {parts}  ({overlap.both} of {overlap.wanted}, {overlap.given} given)")


def _share(name: str, share: Share) -> str:
    return _row(name, f"{_figure(share.value)}  ({share.hits} of {share.of})")


def _row(name: str, figures: str) -> str:
    return f"{name:{WIDTH}}{figures}"


def _figure(value: float | None) -> str:
    return "   –" if value is None else f"{value:.2f}"
