"""What a process that reads many articles says to Python's collector of garbage."""

from __future__ import annotations

import gc

NEW_OBJECTS = 10_000
"""Objects after whose making the collector looks for circles, where Python's own number is 700."""


def settle() -> None:
    """Call this once the first article is read: what it has loaded stays, and the collector looks seldom.

    What is made for an article falls away by itself but for half a dozen objects in circles, which only the collector
    finds; with Python's own number that takes it a twentieth of the time.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
