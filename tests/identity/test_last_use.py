"""Last uses: noted to the minute, told once, none lost while storage is away, and never more than so many."""

import random
from collections.abc import Iterable, Mapping, Sequence

import pytest

from remit.clock import MINUTE, SECOND
from remit.errors import BackendUnavailableError
from remit.identity.last_use import LastUses, Use

NINE = 9 * 60 * MINUTE


class Log:
    """What a store was told, and whether it answers."""

    def __init__(self) -> None:
        self.told: list[Use] = []
        self.away = False
        self.meanwhile: LastUses | None = None

    async def note(self, uses: Sequence[Use]) -> None:
        if self.away:
            raise BackendUnavailableError("away")
        if self.meanwhile is not None:
            self.meanwhile.mark(uses[0].credential, uses[0].tenant, at=uses[0].at + MINUTE)
        self.told += uses

    async def find(self, tenant: str, credentials: Iterable[str]) -> Mapping[str, int]:
        known = {use.credential: use.at for use in self.told if use.tenant == tenant}
        return {name: known[name] for name in credentials if name in known}


@pytest.fixture
def log() -> Log:
    return Log()


async def test_who_notes_a_use_hears_until_when_that_is_enough(log: Log) -> None:
    uses = LastUses(log)
    for second in range(60):
        assert uses.mark("key_1", "acme", at=NINE + second * SECOND) == NINE + MINUTE
    assert uses.mark("key_1", "acme", at=NINE + MINUTE) == NINE + 2 * MINUTE
    # A clock may be set back.
    assert uses.mark("key_1", "acme", at=NINE + 59 * SECOND) == NINE + MINUTE
    assert uses.untold == 1


async def test_when_there_is_no_room_it_is_to_be_noted_again(log: Log) -> None:
    uses = LastUses(log, most=1)
    uses.mark("key_1", "acme", at=NINE)
    assert uses.mark("key_2", "acme", at=NINE + SECOND) == NINE + SECOND
    await uses.flush()
    assert uses.mark("key_2", "acme", at=NINE + 2 * SECOND) == NINE + MINUTE


async def test_what_storage_did_not_hear_is_told_again(log: Log) -> None:
    uses = LastUses(log)
    uses.mark("key_1", "acme", at=NINE)
    log.away = True
    with pytest.raises(BackendUnavailableError):
        await uses.flush()
    assert await uses.find("acme", ["key_1"]) == {"key_1": NINE}
    uses.mark("key_1", "acme", at=NINE + MINUTE)
    log.away = False
    assert await uses.flush() == 1
    assert log.told == [Use("key_1", "acme", NINE + MINUTE)]


async def test_a_use_while_it_is_told_is_not_lost(log: Log) -> None:
    uses = LastUses(log)
    uses.mark("key_1", "acme", at=NINE)
    log.meanwhile = uses
    await uses.flush()
    assert uses.untold == 1
    assert await uses.find("acme", ["key_1"]) == {"key_1": NINE + MINUTE}
    log.meanwhile = None
    await uses.flush()
    assert log.told[-1] == Use("key_1", "acme", NINE + MINUTE)


async def test_no_more_than_so_many_are_kept_and_the_rest_is_noted_with_its_next_use(log: Log) -> None:
    uses = LastUses(log, most=10)
    names = [f"key_{number:03}" for number in range(100)]
    dice = random.Random(7)
    for round_ in range(200):
        for name in dice.sample(names, len(names)):
            uses.mark(name, "acme", at=NINE + round_)
            assert uses.untold <= 10
        await uses.flush()
    assert {use.credential for use in log.told} == set(names)


async def test_a_clock_set_back_never_takes_a_use_back(log: Log) -> None:
    uses = LastUses(log)
    uses.mark("key_1", "acme", at=NINE)
    await uses.flush()
    uses.mark("key_1", "acme", at=NINE - MINUTE)
    assert await uses.find("acme", ["key_1"]) == {"key_1": NINE}
