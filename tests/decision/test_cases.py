"""Plays `tests/cases/decision/*.yaml`: a tenant, what is asked and reported, and what each must bring."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from remit.decision.model import ReasonCode
from remit.policy.yaml_reader import read_yaml
from tests.decision.house import open_house
from tests.decision.story import Story, Tree, settings_of

CASES: Final = Path(__file__).resolve().parents[1] / "cases" / "decision"
MOST_BYTES: Final = 100_000


def trees() -> Iterator[tuple[str, Any]]:
    for path in sorted(CASES.glob("*.yaml")):
        yield path.stem, read_yaml(path.read_text("utf-8"), path.name, most_bytes=MOST_BYTES)


MONEY: Final = frozenset({"budget", "downgrade", "expiry", "usage"})
"""What each engine counts and books in its own way; all else is decided before a commit that is the same for all."""


def every_case(*, money: bool) -> Iterator[Any]:
    for name, tree in trees():
        if (name in MONEY) == money:
            for case in tree["cases"]:
                yield pytest.param(tree.get("given", {}), case, id=f"{name}: {case['case']}")


@pytest.mark.parametrize(("given", "case"), list(every_case(money=True)))
async def test_case_of_money(given: Tree, case: Tree, tmp_path: Path) -> None:
    await play(given, case, tmp_path)


@pytest.mark.sqlite
@pytest.mark.parametrize(("given", "case"), list(every_case(money=False)))
async def test_case(given: Tree, case: Tree, tmp_path: Path) -> None:
    await play(given, case, tmp_path)


async def play(given: Tree, case: Tree, folder: Path) -> None:
    own = case.get("given", {})
    settings = settings_of({"settings": {**given.get("settings", {}), **own.get("settings", {})}})
    async with open_house(folder, settings=settings) as house:
        story = Story(house)
        await story.begin(given, own)
        for step in case["steps"]:
            await story.step(step)


NOT_SAID_HERE: Final = {
    ReasonCode.INJECTION_BLOCKED,
    ReasonCode.DEGRADED_BY_SETTING,
    ReasonCode.ROLLING_BUDGET_EXCEEDED,
}
"""Reasons that no check of this version gives."""

TOLD_IN_CODE: Final = {code for code in ReasonCode if code.startswith("APPROV")} - {
    ReasonCode.APPROVAL_REQUIRED
}
"""Reasons that need a human's vote first: `test_approvals.py`."""


@pytest.mark.sqlite
def test_every_reason_is_told_somewhere() -> None:
    text = "".join(path.read_text("utf-8") for path in CASES.glob("*.yaml"))
    assert {code for code in ReasonCode if f"code: {code}" not in text} == NOT_SAID_HERE | TOLD_IN_CODE
