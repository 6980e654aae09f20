"""Dated events with their evidence from news articles; pure, without Django.

>>> from timeline.extraction import extract, load_lexicon, read_paths
>>> for article in read_paths(["articles/"]):  # doctest: +SKIP
...     for mention in extract(article, load_lexicon()).mentions:
...         print(mention.kind, mention.span.edtf, mention.quote)

`extract` is a pure function of the article and the lexicon; `cluster` finds which mentions, of any number of articles,
tell of one event; `derive` makes an event of such a group. Heavy libraries are imported only when they are needed.
"""

from timeline.extraction.derive import derive
from timeline.extraction.lexicon import load as load_lexicon
from timeline.extraction.match import cluster, explain
from timeline.extraction.pipeline import extract, timexes
from timeline.extraction.read import Rejected, UnreadableArticle, parse_day, read_bytes, read_paths, read_text

__all__ = [
    "VERSION",
    "Rejected",
    "UnreadableArticle",
    "cluster",
    "derive",
    "explain",
    "extract",
    "load_lexicon",
    "parse_day",
    "read_bytes",
    "read_paths",
    "read_text",
    "timexes",
]

VERSION = "0.2"
"""Of the rules. Stored with every mention, so that a curator sees what a newer version would propose."""
