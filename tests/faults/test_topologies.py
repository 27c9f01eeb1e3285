"""Servers on a Redis Cluster and behind Sentinel: what two replicas limit together is exact, and nothing is logged."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson
import pytest
from google.protobuf.duration_pb2 import Duration
from redis import Redis
from redis.crc import key_slot

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.backends.valkey import Valkey
from tests.backends.valkey_group import SLOTS, valkey_cluster, valkey_sentinel
from tests.faults.caller import callers, gathered
from tests.faults.site import Builder, Site
from tests.promises.town import Town

BURST: Final = 5
AT_ONCE: Final = 3
ASKED: Final = 8
TENANTS: Final = 12
"""So many that not all of them live on one node."""
DAY: Final = Duration(seconds=86_400)
"""So long that no token comes back by itself while the proof runs."""
RATES: Final = [m.RateWindow(limit=BURST, period=DAY, burst=BURST)]
LIMITED: Final = m.REASON_CODE_RATE_LIMITED
FULL: Final = m.REASON_CODE_CONCURRENCY_LIMITED


@contextmanager
def replicas(folder: Path, *, database: str, redis: str) -> Iterator[Site]:
    """Run two on these backends."""
    builder = Builder(folder, {"REMIT_DATABASE_URL": database, "REMIT_REDIS_URL": redis})
    try:
        builder.replicas(2)
        yield builder.site
    finally:
        builder.end()


def limited(site: Site) -> Town:
    """Make a tenant whose agent may do so much a day, and another so much at once."""
    town = site.town(2)
    with town.admin() as admin:
        for one in (
            m.RateLimit(rate_limit_id="daily", scope_id="agent:r0", windows=RATES),
            m.RateLimit(rate_limit_id="at-once", scope_id="agent:r1", max_concurrent=AT_ONCE),
        ):
            one.scope = m.RATE_SCOPE_SUBJECT
            admin.create_rate_limit(rate_limit=one)
    return town


async def answers(site: Site, town: Town, agent: str, *, first: int = 0) -> Counter[str]:
    """Ask at both replicas at once, and count the effects; a refusal is named by its reason."""
    async with callers(site, ASKED) as asking:
        found = await gathered(
            *(
                one.call("Authorize", town.ask(f"{agent}-{first + place}", agent), town, agent)
                for place, one in enumerate(asking)
            )
        )
        assert not sum((one.failures for one in asking), Counter())
    return Counter(told(answer) for answer in found)


def told(answer: pb.AuthorizeResponse) -> str:
    """Return `ALLOW`, or why not."""
    return m.ReasonCode.Name(answer.reasons[0].code) if answer.reasons else "ALLOW"


async def require_limited(site: Site, town: Town) -> None:
    """What one replica takes, the other has not; what is given back at one, the other may take."""
    wanted = {"ALLOW": BURST, m.ReasonCode.Name(LIMITED): ASKED - BURST}
    assert await answers(site, town, "r0") == wanted
    full = m.ReasonCode.Name(FULL)
    assert await answers(site, town, "r1") == {"ALLOW": AT_ONCE, full: ASKED - AT_ONCE}
    query = "SELECT id FROM reservation WHERE tenant=? AND state='OPEN' AND subject='agent:r1' LIMIT 1"
    ((kept,),) = town.rows(query)
    async with callers(site, 1) as (one,):
        request = pb.ReleaseReservationRequest(
            reservation_id=kept, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="test"
        )
        await one.call("ReleaseReservation", request, town, "r1")
    assert await answers(site, town, "r1", first=ASKED) == {"ALLOW": 1, full: ASKED - 1}


def require_quiet(site: Site) -> None:
    """No server logged a warning or an error."""
    lines = [line for server in site.servers for line in server.log.splitlines() if line.startswith("{")]
    assert [line for line in lines if orjson.loads(line)["level"] in {"warning", "error"}] == []


def keys(node: Valkey) -> int:
    """Return how many keys a node holds."""
    with Redis(port=node.port) as client:
        return int(client.dbsize())


@pytest.mark.timeout(120)
async def test_on_a_cluster_each_node_limits_its_own_tenants(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path
) -> None:
    with (
        valkey_cluster(tmp_path / "cluster") as cluster,
        replicas(tmp_path, database=postgres.fresh_database(), redis=cluster.url) as site,
    ):
        towns = [limited(site) for _ in range(TENANTS)]
        await gathered(*(require_limited(site, town) for town in towns))
        at = {key_slot(town.tenant.encode()) * len(cluster.nodes) // SLOTS for town in towns}
        assert len(at) > 1
        assert {place for place, node in enumerate(cluster.nodes) if keys(node)} == at
        require_quiet(site)


@pytest.mark.timeout(120)
async def test_behind_sentinel_the_primary_limits(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path
) -> None:
    with (
        valkey_sentinel(tmp_path / "watched", patience=30.0) as watched,
        replicas(tmp_path, database=postgres.fresh_database(), redis=watched.url) as site,
    ):
        await require_limited(site, limited(site))
        assert keys(watched.primary)
        require_quiet(site)
