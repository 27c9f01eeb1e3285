"""What a figure is, what it must reach, and a table of them. Computes; never measures or shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.bench.rounds import Rounds, Spread, ratios


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table; at most one bound is set, and None everywhere means that nothing is asked."""

    key: str
    """Its name among the values of a round."""
    title: str
    unit: str
    most_ratio: float | None = None
    """What Remit's may be of the other's at most."""
    least_ratio: float | None = None
    """What Remit's must be of the other's at least."""
    most: float | None = None
    """What Remit's may be itself, at most."""
    least: float | None = None
    """What Remit's must be itself, at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as measured."""

    figure: Figure
    beside: Spread | None
    """The other's; None where there is nothing to compare with."""
    remit: Spread
    ratio: Spread | None
    """Remit's to the other's."""

    @property
    def target(self) -> str:
        """What it must reach, for a person; empty when nothing is asked."""
        figure = self.figure
        if figure.most_ratio is not None:
            return f"≤ {figure.most_ratio:g} ×"
        if figure.least_ratio is not None:
            return f"≥ {figure.least_ratio:g} ×"
        if figure.most is not None:
            return f"≤ {amount(figure.most, figure.unit)}"
        return f"≥ {amount(figure.least, figure.unit)}" if figure.least is not None else ""

    @property
    def judged(self) -> str:
        """What is held against the target: the ratio, or the figure itself."""
        figure = self.figure
        if self.ratio and (figure.most_ratio is not None or figure.least_ratio is not None):
            return f"{self.ratio.median:.2f} ×"
        return amount(self.remit.median, figure.unit)

    @property
    def met(self) -> bool | None:
        """Whether it is reached; None when nothing is asked, or nothing was there to compare with."""
        figure, own, ratio = self.figure, self.remit.median, self.ratio
        if figure.most_ratio is not None:
            return ratio.median <= figure.most_ratio if ratio else None
        if figure.least_ratio is not None:
            return ratio.median >= figure.least_ratio if ratio else None
        if figure.most is not None:
            return own <= figure.most
        return own >= figure.least if figure.least is not None else None


@dataclass(frozen=True, slots=True)
class Table:
    """What one scenario found beside one other."""

    title: str
    beside: str
    """What the first column of figures is of."""
    remit: str
    """What the second is of."""
    lines: Sequence[Line]
    notes: Sequence[str] = field(default=())
    """What to know when reading it, one sentence each."""


def lines(figures: Sequence[Figure], ours: Rounds, *, beside: Rounds | None = None) -> list[Line]:
    """Return the figures that were measured, in order."""
    theirs = beside.values if beside else {}
    return [
        Line(
            figure,
            Spread.of(theirs[figure.key]) if any(theirs.get(figure.key, ())) else None,
            Spread.of(ours.values[figure.key]),
            ratios(ours.values[figure.key], theirs[figure.key]) if figure.key in theirs else None,
        )
        for figure in figures
        if figure.key in ours.values
    ]


def amount(value: float, unit: str, *, scale: float | None = None) -> str:
    """Return `1,234 µs`, `5,000/s` or `12.5 MiB`, with the decimals that a value of size `scale` deserves."""
    size = abs(value if scale is None else scale)
    places = 0 if size >= 100 or value == int(value) else 1  # noqa: PLR2004  three digits say enough
    number = f"{value:,.{places}f}"
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}".rstrip()
