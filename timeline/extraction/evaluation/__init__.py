"""How well extraction does on articles whose events people have written down.

`read_gold` reads such a file, `evaluate` extracts from its articles and compares, `report` tells the result in words.
Development files make rules; only articles that no rule was made for say how good they are.
"""

from timeline.extraction.evaluation.gold import BadGold, GoldDocument, GoldEvent, read_gold
from timeline.extraction.evaluation.report import report
from timeline.extraction.evaluation.scoring import Extracted, Miss, Problem, Scores, evaluate, run

__all__ = [
    "BadGold",
    "Extracted",
    "GoldDocument",
    "GoldEvent",
    "Miss",
    "Problem",
    "Scores",
    "evaluate",
    "read_gold",
    "report",
    "run",
]
