"""Which figures are reported, in which order, and what each must reach. Computes them; never shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tools.bench.measure import Rounds, Spread

ECHO: Final = "echo"
REMIT: Final = "remit"
MOST_MEMORY_MIB: Final = 150.0
"""Of a server at rest."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    key: str
    """Its name in `measure.py`."""
    title: str
    unit: str
    most_ratio: float | None = None
    """What Remit's may be of the echo's at most; None means that nothing is asked."""
    least: float | None = None
    """What Remit must reach itself; None means that nothing is asked."""


FIGURES: Final = (
    Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.6),
    Figure("rate", "Authorize: calls", "/s"),
    Figure("p50", "… latency at saturation, p50", "µs"),
    Figure("p99", "… latency at saturation, p99", "µs"),
    Figure("eased_cpu", "Authorize at 70 %: server CPU a call", "µs"),
    Figure("eased_p50", "… latency, p50", "µs"),
    Figure("eased_p99", "… latency, p99", "µs"),
    Figure("lone_p50", "Authorize, one caller: latency, p50", "µs", most_ratio=2.0),
    Figure("lone_p99", "… latency, p99", "µs"),
    Figure("many_rate", "BatchAuthorize of 100: decisions", "/s"),
    Figure("many_cpu", "… server CPU a decision", "µs"),
    Figure("usage_cpu", "RecordUsage: server CPU a call", "µs", most_ratio=1.6),
    Figure("usage_rate", "RecordUsage: calls", "/s"),
    Figure("usage_p50", "… latency at saturation, p50", "µs"),
    Figure("records_rate", "RecordUsage of 100: records", "/s", least=20_000),
    Figure("records_cpu", "… server CPU a record", "µs"),
    Figure("load", "Core of the load, busy at saturation", "%"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as measured."""

    figure: Figure
    echo: Spread
    remit: Spread
    ratio: Spread
    """Remit's to the echo's, of each round by itself: what slows the machine for a while slows both."""

    @property
    def target(self) -> str:
        """What it must reach, for a person; empty when nothing is asked."""
        if self.figure.most_ratio is not None:
            return f"≤ {self.figure.most_ratio:g} ×"
        return f"≥ {self.figure.least:,.0f}" if self.figure.least is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether it is reached; None when nothing is asked."""
        if self.figure.most_ratio is not None:
            return self.ratio.median <= self.figure.most_ratio
        return self.remit.median >= self.figure.least if self.figure.least is not None else None


def lines(found: Mapping[str, Rounds]) -> list[Line]:
    """Return all figures of a run, in order."""
    echo, remit = found[ECHO].values, found[REMIT].values
    return [
        Line(
            figure,
            Spread.of(echo[figure.key]),
            Spread.of(remit[figure.key]),
            Spread.of(
                [ours / theirs for ours, theirs in zip(remit[figure.key], echo[figure.key], strict=True)]
            ),
        )
        for figure in FIGURES
    ]
