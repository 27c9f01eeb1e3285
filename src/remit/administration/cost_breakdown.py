"""What runs have cost, in which steps, models and tools: the ledger laid over the timeline. Never books."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from remit.administration.usage import Group, LedgerReader, Sum, UsageFilter
from remit.budget.model import TokenUsage
from remit.timeline.model import Step, StepKind

BY = ("run_id", "step_id", "model", "operation")

StepKey = tuple[str, str]
"""(run, step)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one thing has cost."""

    key: str = ""
    name: str = ""
    parent_id: str = ""
    cost: int = 0
    """Nano-units, its parts included."""
    own_cost: int | None = None
    """Without its parts; None where it has none."""
    tokens: TokenUsage = field(default_factory=TokenUsage)
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What runs have cost, each list by cost, highest first."""

    total: Share
    by_step: Sequence[Share]
    by_kind: Sequence[Share]
    by_model: Sequence[Share]
    by_tool: Sequence[Share]
    by_run: Sequence[Share]
    unpriced: int


class ReportedSteps(Protocol):
    """Steps in storage."""

    async def reported(self, tenant: str, run_ids: Sequence[str]) -> Mapping[StepKey, Step]:
        """Return the steps that runtimes reported in runs."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    """A sum of the ledger and the step that it belongs to, if that is known."""

    run_id: str
    step_id: str
    model: str
    operation: str
    sum: Sum
    step: Step | None

    @property
    def kind(self) -> str:
        return self.step.kind if self.step is not None else StepKind.USAGE

    @property
    def tool(self) -> str:
        """The tool that was called; empty when it was something else."""
        if self.step is not None:
            return self.step.name if self.step.kind is StepKind.TOOL_CALL else ""
        return "" if self.model else self.operation


async def cost_breakdown(
    tenant: str, wanted: UsageFilter, *, ledger: LedgerReader, steps: ReportedSteps, top: int
) -> Breakdown:
    """Break down what is wanted.

    Args:
        tenant: whose.
        wanted: which entries of the ledger.
        ledger: what was spent.
        steps: what it was spent in.
        top: entries of each list at most; what a list leaves out is in the total alone.
    """
    groups = await ledger.sums(tenant, wanted, by=BY)
    runs = sorted({run for (run, step, *_), _ in _keyed(groups) if run and step})
    known = await steps.reported(tenant, runs)
    lines = [_Line(*keys, found, known.get((keys[0], keys[1]))) for keys, found in _keyed(groups)]
    total = _share("", lines)
    single = len({line.run_id for line in lines}) <= 1
    return Breakdown(
        total=total,
        by_step=_top(_by_step(lines, known), top) if single else (),
        by_kind=_top(_by(lines, lambda line: line.kind), top),
        by_model=_top(_by(lines, lambda line: line.model), top),
        by_tool=_top(_by(lines, lambda line: line.tool), top),
        by_run=_top(_by(lines, lambda line: line.run_id), top),
        unpriced=sum(line.sum.unpriced for line in lines),
    )


def _keyed(groups: Iterable[Group]) -> Iterable[tuple[tuple[str, str, str, str], Sum]]:
    for group in groups:
        run, step, model, operation = group.keys
        yield (run, step, model, operation), group.sum


def _by(lines: Sequence[_Line], key: Callable[[_Line], str]) -> Iterable[Share]:
    found: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if name := key(line):
            found[name].append(line)
    return (_share(name, of_one) for name, of_one in found.items())


def _by_step(lines: Sequence[_Line], known: Mapping[StepKey, Step]) -> Iterable[Share]:
    """Return each step with what is part of it, over any number of levels."""
    within: defaultdict[StepKey, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.step_id:
            for key in _upwards((line.run_id, line.step_id), known):
                within[key].append(line)
    for key, of_one in within.items():
        step = known.get(key)
        own = sum(line.sum.cost for line in of_one if (line.run_id, line.step_id) == key)
        share = replace(_share(key[1], of_one), own_cost=own)
        yield replace(share, name=step.name, parent_id=step.parent_id) if step is not None else share


def _upwards(key: StepKey, known: Mapping[StepKey, Step]) -> Iterable[StepKey]:
    """Yield a step and all that it is part of; parents that lead back to it are followed once."""
    seen: set[StepKey] = set()
    while key[1] and key not in seen:
        seen.add(key)
        yield key
        step = known.get(key)
        key = (key[0], step.parent_id if step is not None else "")


def _share(key: str, lines: Sequence[_Line]) -> Share:
    total = sum((line.sum for line in lines), Sum())
    steps = {(line.run_id, line.step_id) for line in lines if line.step_id}
    return Share(key, cost=total.cost, tokens=total.tokens, steps=len(steps))


def _top(shares: Iterable[Share], most: int) -> Sequence[Share]:
    return sorted(shares, key=lambda share: (-share.cost, share.key))[:most]
