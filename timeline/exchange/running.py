"""An import as a batch: the file waits in the database until its questions are answered, then one item does it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import Result

from timeline import batches
from timeline.batches import Done, Write
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation import CurationError
from timeline.exchange import articles
from timeline.exchange.chronicle import Answers, Plan, plan
from timeline.exchange.importing import Act, BrokenImportError, carry_out, first_of
from timeline.exchange.resources import import_actors
from timeline.exchange.tables import Table, read_table
from timeline.models import Batch, BatchItem

State = BatchItem.State
EVENTS, DOCUMENTS, ACTORS = "events", "documents", "actors"


def begin(what: str, name: str, data: bytes, *, user: Any, language: str) -> Batch:
    """Keeps a file whose rows are to become events or actors. Raises UnreadableTableError, and keeps nothing then."""
    read_table(data, name)
    options = {"what": what, "name": name[:200], "answers": Answers(language=language).as_record()}
    with transaction.atomic():
        batch: Batch = Batch.objects.create(
            kind=Batch.Kind.IMPORT, phase=Batch.Phase.ASKING, label=name[:200], options=options, user=user
        )
        BatchItem.objects.create(batch=batch, source=name[:1000], state=State.CHECKED, content=data)
    return batch


def begin_documents(name: str, data: bytes, *, user: Any) -> Batch:
    """A batch that reads each row as an article, after announcing what is there already.

    Raises UnreadableTableError for a file that is no table and BrokenImportError for rows that are no articles.
    """
    found, problems = articles.inputs(read_table(data, name))
    if problems:
        raise BrokenImportError(first_of(problems))
    return batches.create(Batch.Kind.FILES, name, found, user=user)


def table_of(batch: Batch) -> Table | None:
    """The table of an import; None when it is done and the file is gone."""
    item = batch.items.first()
    if item is None or item.content is None:
        return None
    return read_table(bytes(item.content), batch.options["name"])


def plan_of(batch: Batch, table: Table) -> Plan:
    return plan(table, Answers.of(batch.options["answers"]), packaged_and_curated_lexicon())


def answer(batch: Batch, answers: Answers) -> None:
    """Keeps what the curator said about the table."""
    batch.options = {**batch.options, "answers": answers.as_record()}
    batch.save(update_fields=["options"])


def handle(item: BatchItem) -> Write:
    """Reads the table outside of the transaction; what is returned writes it all, or nothing and says why."""
    batch = item.batch
    table = read_table(bytes(item.content or b""), batch.options["name"])
    if batch.options["what"] == ACTORS:
        return lambda: _actors(table)
    planned = plan_of(batch, table)

    def write() -> Done:
        try:
            counts = carry_out(planned, user=batch.user, reason=batch.options.get("reason", ""), source=batch.label)
        except (BrokenImportError, CurationError) as fault:
            return Done(State.REJECTED, message=str(fault))
        return _done(counts)

    return write


def _actors(table: Table) -> Done:
    with transaction.atomic():
        result = import_actors(table, dry_run=False)
    if faults := faults_of(result):
        line, message = faults[0]
        return Done(State.REJECTED, message=_("Row %(line)d: %(message)s") % {"line": line, "message": message})
    return _done(actor_counts(result))


def actor_counts(result: Result) -> Mapping[Act, int]:
    totals = result.totals
    return {Act.NEW: totals["new"], Act.CHANGED: totals["update"], Act.UNCHANGED: totals["skip"]}


def faults_of(result: Result) -> list[tuple[int, str]]:
    """Row numbers and messages of what an import of actors would not take."""
    faults = [(0, str(error.error)) for error in result.base_errors]
    faults += [(row.number + 1, str(row.errors[0].error)) for row in result.error_rows]
    faults += [
        (row.number + 1, "; ".join(f"{field}: {' '.join(told)}" for field, told in row.field_specific_errors.items()))
        for row in result.invalid_rows
    ]
    return sorted(faults)


def _done(counts: Mapping[Act, int]) -> Done:
    told = {act.value: count for act, count in counts.items()}
    changed = counts[Act.NEW] + counts[Act.CHANGED]
    return Done(State.CHANGED if changed else State.UNCHANGED, "imported", told)
