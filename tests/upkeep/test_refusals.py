"""What was refused too often is told by one audit entry a source and round, with users sealed and addresses cut."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from remit.audit.model import Leaf
from remit.clock import SECOND
from remit.decision.refusals import EVERYBODY, Refusals
from remit.errors import BackendUnavailableError
from remit.identity.model import OPERATOR_TENANT
from remit.upkeep.refusals import DENIALS, FAILURES, MOST_ENTRIES, RefusalReport, coarse
from tests.decision.house import TENANT, House


class AwayLog:
    """A log that cannot be written."""

    async def append(self, leaves: Sequence[Leaf], principal: str = "") -> None:
        raise BackendUnavailableError("away")


class Bench:
    """A report on the house's log, and what it tells of."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.denials = Refusals(house.clock, per_minute=1)
        self.failures = Refusals(house.clock, per_minute=1)

    def report(self, log: AwayLog | None = None) -> RefusalReport:
        app = self.house.app
        return RefusalReport(
            log or app.audit, app.people, denials=self.denials, failures=self.failures, ids=app.ids,
            clock=self.house.clock,
        )  # fmt: skip

    async def entries(self, tenant: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
        found = await self.house.app.audit.search(tenant, before=0, limit=1_000, where={"kind": kind})
        return [(leaf.id, orjson.loads(leaf.body)) for _, leaf in reversed(found)]


@pytest.fixture
def bench(house: House) -> Bench:
    return Bench(house)


async def test_a_source_has_one_entry_a_round(bench: Bench) -> None:
    began = bench.house.clock.now()
    for _ in range(500):
        bench.denials.tally(TENANT, "agent:r7", part="agent:r7")
    bench.house.clock.advance(SECOND)
    bench.denials.tally(TENANT, "agent:r7", part="agent:r7")
    assert await bench.report().run() == 1
    ((_, body),) = await bench.entries(TENANT, DENIALS)
    assert (body["principal"], body["subject"], body["count"]) == ("agent:r7", "agent:r7", 501)
    assert (body["first_at"], body["last_at"]) == (began, began + SECOND)
    assert await bench.report().run() == 0


async def test_users_are_sealed(bench: Bench) -> None:
    bench.denials.tally(TENANT, "user:ann", part="agent:r7")
    await bench.report().run()
    ((_, body),) = await bench.entries(TENANT, DENIALS)
    assert body["principal"].keys() == {"person", "sealed"}
    assert b"user:ann" not in orjson.dumps(body)


async def test_credentials_of_nobody_are_told_to_those_who_run_the_installation(bench: Bench) -> None:
    bench.failures.tally("", "203.0.113.77", part="0a1b2c3d")
    bench.failures.tally(TENANT, "2001:db8:1:2::/64", part="4e5f6a7b")
    assert await bench.report().run() == 2
    ((_, nobodys),) = await bench.entries(OPERATOR_TENANT, FAILURES)
    assert (nobodys["network"], nobodys["credential"]) == ("203.0.113.0/24", "0a1b2c3d")
    ((_, tenants),) = await bench.entries(TENANT, FAILURES)
    assert tenants["network"] == "2001:db8:1::/48"


async def test_many_sources_share_one_entry_beyond_the_first(bench: Bench) -> None:
    for number in range(MOST_ENTRIES + 30):
        for _ in range(2 if number < 5 else 1):
            bench.failures.tally("", f"198.51.{number}.1", part="")
    assert await bench.report().run() == MOST_ENTRIES + 1
    bodies = [body for _, body in await bench.entries(OPERATOR_TENANT, FAILURES)]
    assert sum(body["count"] for body in bodies) == MOST_ENTRIES + 35
    assert [body["count"] for body in bodies[:5]] == [2] * 5
    assert bodies[-1]["network"] == EVERYBODY


async def test_what_could_not_be_written_is_told_later(bench: Bench) -> None:
    bench.denials.tally(TENANT, "agent:r7", part="agent:r7")
    with pytest.raises(BackendUnavailableError):
        await bench.report(AwayLog()).run()
    bench.denials.tally(TENANT, "agent:r7", part="agent:r7")
    assert await bench.report().run() == 1
    ((_, body),) = await bench.entries(TENANT, DENIALS)
    assert body["count"] == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [("10.1.2.3", "10.1.2.0/24"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("", ""), ("*", "*")],
)
def test_an_address_is_told_coarsely(address: str, network: str) -> None:
    assert coarse(address) == network
