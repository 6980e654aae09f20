"""Who says so, by name: a mention keeps the name in the language of its text, readers are told the one in theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from timeline.extraction import lexicon
from timeline.models import Mention
from timeline.querysets import names_of


@dataclass(frozen=True, slots=True)
class Speakers:
    """The names of all whom some mentions credit."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, mentions: Iterable[Mention], language: str) -> Speakers:
        """Asks the rows once, and not at all where nobody known is credited."""
        keys = {said["key"] for mention in mentions for said in mention.attributions if said.get("key")}
        if not keys:
            return cls({})
        packaged = {key: entry.name(language) for key in keys if (entry := lexicon.load().actor(key))}
        return cls({**packaged, **names_of("Actor", keys, language)})

    def credited(self, mention: Mention) -> tuple[str, ...]:
        """Each of the mention's sources, in order; whoever is not known keeps the name that the text gives."""
        told = [self.names.get(said.get("key", ""), said.get("source", "")) for said in mention.attributions]
        return tuple(dict.fromkeys(name for name in told if name))
