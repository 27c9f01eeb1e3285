"""What a server has counted, read at the moment when somebody asks, and written as Prometheus reads it. Counts nothing.

Parts count in plain integers (`remit.tally`), which costs a call a hundred nanoseconds each; labelled counters of
prometheus_client take a lock and some microseconds, and no room below may know them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from remit.server.metric_families import FAMILIES, Family
from remit.tally import Histogram

Labels = tuple[str, ...]


@dataclass(slots=True)
class Buckets:
    """A histogram as it stood."""

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    total: float

    def plus(self, other: "Buckets") -> "Buckets":
        """Return both together; of processes of one version, so the bounds are the same."""
        counts = tuple(a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Buckets(self.bounds, counts, self.total + other.total)


Value = float | Buckets


@dataclass(slots=True)
class Snapshot:
    """All numbers of a process, or of several, at one moment."""

    process: str = ""
    """Random name of the process, another after each start; empty of several."""
    values: dict[str, dict[Labels, Value]] = field(default_factory=dict)
    """By name of the family, then by the values of its labels."""

    def put(self, family: Family, value: float | Histogram, *labels: str) -> None:
        """Note a value; a histogram is copied. A value that is there already is added to."""
        if isinstance(value, Histogram):
            value = Buckets(tuple(value.bounds), tuple(value.counts), value.total)  # type: ignore[assignment]
        here = self.values.setdefault(family.name, {})
        here[labels] = sum_of(here.get(labels), value)  # type: ignore[arg-type]

    def put_all(self, family: Family, values: Mapping[Any, float], *labels: str) -> None:
        """Note a value for each key: the value of the last label, or those of the last ones."""
        for key, value in values.items():
            last = key if isinstance(key, tuple) else (key,)
            self.put(family, value, *labels, *map(str, last))

    def to_json(self) -> bytes:
        """Return it as one process sends it to another."""
        families = {
            name: [[labels, _plain(value)] for labels, value in values.items()]
            for name, values in self.values.items()
        }
        return orjson.dumps({"process": self.process, "families": families})

    @classmethod
    def from_json(cls, text: bytes) -> "Snapshot":
        """Read what `to_json` wrote; families that this version does not know are left out.

        Raises:
            ValueError: when it is something else.
        """
        try:
            read = orjson.loads(text)
            values = {
                name: {tuple(labels): _value(value) for labels, value in rows}
                for name, rows in read["families"].items()
                if name in FAMILIES
            }
            return cls(read["process"], values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not the numbers of a process") from error


Source = Callable[[Snapshot], None]
"""Puts the numbers of one part into a snapshot."""


def sum_of(one: Value | None, other: Value) -> Value:
    """Return both values of a counter or histogram together; None is nothing yet."""
    if one is None:
        return other
    if isinstance(one, Buckets):
        if not isinstance(other, Buckets):
            raise TypeError("a histogram and a number cannot be added")
        return one.plus(other)
    if isinstance(other, Buckets):
        raise TypeError("a number and a histogram cannot be added")
    return one + other


def render(snapshot: Snapshot, accept: str = "") -> tuple[bytes, str]:
    """Return the text of a scrape and its content type.

    Args:
        snapshot: what to write.
        accept: the header by which the reader says which format it takes; empty: Prometheus' plain text.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(snapshot))
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Collector(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        for name, family in FAMILIES.items():
            if values := self._snapshot.values.get(name):
                yield _metric(family, values)


_KINDS: Final[dict[str, Any]] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "histogram": HistogramMetricFamily,
}


def _metric(family: Family, values: Mapping[Labels, Value]) -> Metric:
    metric: Any = _KINDS[family.kind](family.name, family.help, labels=family.labels)
    for labels, value in sorted(values.items()):
        if isinstance(value, Buckets):
            metric.add_metric(labels, _cumulative(value), value.total)
        else:
            metric.add_metric(labels, value)
    found: Metric = metric
    return found


def _cumulative(value: Buckets) -> Sequence[tuple[str, float]]:
    bounds = [*map(floatToGoString, value.bounds), "+Inf"]
    return list(zip(bounds, accumulate(value.counts), strict=True))


def _plain(value: Value) -> object:
    return [value.bounds, value.counts, value.total] if isinstance(value, Buckets) else value


def _value(value: Any) -> Value:  # noqa: ANN401  what JSON may hold
    if isinstance(value, list):
        bounds, counts, total = value
        return Buckets(tuple(bounds), tuple(counts), float(total))
    return float(value)
