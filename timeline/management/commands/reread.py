"""`manage.py reread`: reads stored documents again with the extractor of today."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from timeline import batches, extractors
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extractors import ExtractorError
from timeline.intake.items import reread_batch
from timeline.models import BatchItem, Document


class Command(BaseCommand):
    help = (
        "Reads stored documents again. What people decided stays; what is read otherwise now becomes proposals. "
        "Each document is done wholly or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("documents", nargs="*", metavar="ID", help="public ids; all documents if none is given")
        parser.add_argument(
            "--outdated", action="store_true", help="only those that another extractor or lexicon read last"
        )
        parser.add_argument("--queue", action="store_true", help="leave the work to `manage.py work`")

    def handle(self, *, documents: list[str], outdated: bool, queue: bool, **options: Any) -> None:
        chosen = Document.objects.filter(taken_down_at=None).order_by("created_at", "pk")
        if documents:
            chosen = chosen.filter(public_id__in=documents)
            if missing := sorted(set(documents) - set(chosen.values_list("public_id", flat=True))):
                raise CommandError(f"There is no document to read with the id {', '.join(missing)}.")
        if outdated:
            try:
                extractor = extractors.configured().version
            except ExtractorError as error:
                raise CommandError(str(error)) from error
            chosen = chosen.outdated(extractor, packaged_and_curated_lexicon().version)
        rows = list(chosen.defer("text"))
        if not rows:
            self.stdout.write("There is nothing to read again.")
            return
        batch = reread_batch(rows, "manage.py reread")
        if queue:
            self.stdout.write(f"{len(rows)} documents wait to be read again (batch {batch.pk}).")
            return
        with tqdm(total=len(rows), unit="document", disable=None) as bar:
            while finished := batches.work(batch, seconds=1):
                bar.update(len(finished))
        counts = batches.counts(batch)
        self.stdout.write(
            f"Documents: {counts['changed']} changed, {counts['unchanged']} unchanged, "
            f"{counts['rejected'] + counts['failed']} failed"
        )
        for item in batch.items.filter(state__in=[BatchItem.State.REJECTED, BatchItem.State.FAILED]):
            self.stdout.write(f"  {item.source}: {item.message}")
