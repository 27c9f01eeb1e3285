"""What runs have cost: every share adds up to the total, whatever the tree of steps looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from remit.administration.cost_breakdown import cost_breakdown
from remit.administration.usage import Group, Sum, UsageFilter
from remit.timeline.model import Step, StepKind, StepStatus

STEPS = [f"s{number}" for number in range(6)]


@dataclass
class Ledger:
    """Groups as a test sets them."""

    groups: Sequence[Group]

    async def sums(self, _tenant: str, _wanted: UsageFilter, **_options: Any) -> Sequence[Group]:
        return self.groups


@dataclass
class Steps:
    """Steps as a test sets them."""

    steps: Sequence[Step]

    async def reported(self, _tenant: str, run_ids: Sequence[str]) -> Mapping[tuple[str, str], Step]:
        return {(one.run_id, one.step_id): one for one in self.steps if one.run_id in run_ids}


def step(name: str, parent: str, kind: StepKind) -> Step:
    return Step("acme", "run", 1, name, kind, f"name of {name}", StepStatus.SUCCEEDED, parent_id=parent)


lines = st.lists(
    st.tuples(st.sampled_from(["", *STEPS]), st.sampled_from(["", "openai/x"]), st.integers(0, 1_000)),
    unique_by=lambda line: line[:2],
)
parents = st.lists(st.sampled_from(["", *STEPS]), min_size=len(STEPS), max_size=len(STEPS))


@given(lines, parents)
async def test_own_costs_add_up_and_parts_never_exceed_their_whole(
    spent: list[tuple[str, str, int]], above: list[str]
) -> None:
    kinds = [StepKind.PLAN, StepKind.TOOL_CALL, StepKind.MODEL_CALL]
    steps = [
        step(name, parent, kinds[place % 3])
        for place, (name, parent) in enumerate(zip(STEPS, above, strict=True))
    ]
    groups = [Group(("run", name, model, ""), None, Sum(1, cost=cost)) for name, model, cost in spent]
    found: Any = await cost_breakdown(
        "acme",
        UsageFilter(),
        ledger=cast("Any", Ledger(groups)),
        steps=Steps(steps),
        top=100,
    )
    total = sum(cost for _, _, cost in spent)
    assert found.total.cost == total
    assert sum(one.own_cost for one in found.by_step) == sum(cost for name, _, cost in spent if name)
    assert all(one.own_cost <= one.cost <= total for one in found.by_step)
    assert sum(one.cost for one in found.by_kind) == total
    assert sum(one.cost for one in found.by_run) == total
    for shares in (found.by_step, found.by_kind, found.by_model, found.by_tool, found.by_run):
        assert [one.cost for one in shares] == sorted((one.cost for one in shares), reverse=True)


async def test_a_long_list_is_cut_and_the_total_is_not() -> None:
    groups = [Group(("run", f"s{n}", "", ""), None, Sum(1, cost=n)) for n in range(10)]
    found: Any = await cost_breakdown(
        "acme",
        UsageFilter(),
        ledger=cast("Any", Ledger(groups)),
        steps=Steps([]),
        top=3,
    )
    assert [one.key for one in found.by_step] == ["s9", "s8", "s7"]
    assert found.total.cost == 45
