"""The fair queue against a model: first come first served within a party, one entry of each party in turn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.decision.fair_queue import FairQueue
from tests.effort import examples

pytestmark = pytest.mark.sqlite  # opens no storage


class Model:
    """The same in plain lists: the party whose turn it is stands first."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, list[int]]] = []

    def push(self, party: str, entry: int) -> None:
        for name, line in self.lines:
            if name == party:
                line.append(entry)
                return
        self.lines.append((party, [entry]))

    def pop(self) -> int:
        party, line = self.lines.pop(0)
        entry = line.pop(0)
        if line:
            self.lines.append((party, line))
        return entry


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(st.one_of(st.none(), st.sampled_from("abcd")), max_size=80))
def test_it_is_its_model(steps: list[str | None]) -> None:
    queue: FairQueue[int] = FairQueue()
    model = Model()
    for number, party in enumerate(steps):
        if party is not None:
            before = queue.before(party)
            queue.push(party, number)
            model.push(party, number)
            assert 0 <= before < len(queue)
        elif len(queue):
            assert queue.pop() == model.pop()
        assert len(queue) == sum(len(line) for _, line in model.lines)
        assert queue.parties == len(model.lines)
    for name, line in model.lines:
        assert queue.of(name) == len(line)


@given(st.integers(1, 50), st.integers(1, 300))
def test_a_newcomer_is_served_within_one_round(parties: int, flood: int) -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(parties):
        for _ in range(flood):
            queue.push(str(number), str(number))
    queue.push("new", "new")
    served = [queue.pop() for _ in range(parties + 1)]
    assert served[-1] == "new"
    assert len(set(served)) == parties + 1
