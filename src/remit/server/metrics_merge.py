"""Makes one set of numbers of those of several processes that serve together. Never lets a counter go back.

A process that ends takes its counters along; the sum of the others alone would look to Prometheus like a restart of
all, and be counted anew. So what was last seen of an ended process stays in the sum.
"""

from collections.abc import Sequence
from typing import Final

from remit.server.metric_families import FAMILIES, WORKERS, Merge
from remit.server.metrics import Buckets, Snapshot, Value, sum_of

ENDED_KEPT: Final = 64
"""Ended processes of which it is remembered which they were, should one answer again; older ones are one sum."""


class Merger:
    """Sums processes over time. Used by one task."""

    def __init__(self) -> None:
        """Begin with nobody seen."""
        self._seen: dict[str, Snapshot] = {}
        self._long_ended = Snapshot()

    def merge(self, living: Sequence[Snapshot]) -> Snapshot:
        """Return the numbers of all that live, with the counters of those that do not any more.

        One that merely did not answer this time is taken for ended, until it answers again.
        """
        names = {one.process for one in living}
        ended = [process for process in self._seen if process not in names]
        for process in ended:
            self._seen[process] = _lasting(self._seen[process])
        for process in ended[:-ENDED_KEPT]:
            _add(self._long_ended, self._seen.pop(process))
        self._seen.update((one.process, one) for one in living)
        merged = Snapshot()
        for snapshot in (self._long_ended, *self._seen.values()):
            _add(merged, snapshot)
        merged.values[WORKERS.name] = {(): len(living)}
        return merged


def _lasting(snapshot: Snapshot) -> Snapshot:
    """What of a process still counts when it is gone: counters and histograms."""
    kept = {name: rows for name, rows in snapshot.values.items() if FAMILIES[name].kind != "gauge"}
    return Snapshot(snapshot.process, kept)


def _add(merged: Snapshot, snapshot: Snapshot) -> None:
    for name, rows in snapshot.values.items():
        here = merged.values.setdefault(name, {})
        for labels, value in rows.items():
            here[labels] = _merged(here.get(labels), value, merge=FAMILIES[name].merge)


def _merged(one: Value | None, other: Value, *, merge: Merge) -> Value:
    if merge == "sum" or one is None or isinstance(one, Buckets) or isinstance(other, Buckets):
        return sum_of(one, other)
    return max(one, other) if merge == "max" else min(one, other)
