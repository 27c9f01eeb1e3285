"""Everything in the outbox is delivered at least once, under an id that stays; nobody waits for another's receiver."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import asyncpg
import pytest

from remit.clock import DAY, MINUTE, SECOND
from remit.errors import BackendUnavailableError
from remit.storage.outbox import OutboxStore
from remit.storage.postgres.engine import PostgresStore
from remit.storage.tables.outbox import outbox as table
from remit.upkeep.lease import LeaseLostError
from remit.upkeep.outbox import (
    ATTEMPT_SECONDS,
    BROKEN_OFF,
    DELAYS,
    KEPT,
    MOST_AT_ONCE,
    MOST_OF_TENANT,
    MOST_TO_DESTINATION,
    PATIENCE,
    Message,
    Relay,
    UndeliverableError,
    WithdrawnError,
)
from tests.decision.house import NOON, TENANT, House
from tests.stores import open_one

pytestmark = pytest.mark.usefixtures("engine")


class Receiver:
    """Takes messages, as a test wants it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failing: dict[str, Exception] = {}
        self.stuck: set[str] = set()
        self.further: list[Message] = []
        self.free = asyncio.Event()

    async def __call__(self, message: Message) -> Sequence[Message]:
        self.seen.append(message.id)
        if message.destination in self.stuck:
            await self.free.wait()
        if message.destination in self.failing:
            raise self.failing[message.destination]
        return self.further if message.kind == "first" else ()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def relay_of(house: House, receiver: Receiver) -> Relay:
    handlers = {"first": receiver, "last": receiver}
    return Relay(OutboxStore(house.app.store), handlers, clock=house.clock, draw=lambda _low, _high: 1.0)


@pytest.fixture
def relay(house: House, receiver: Receiver) -> Relay:
    return relay_of(house, receiver)


def message(name: str, to: str = "here", *, kind: str = "last", tenant: str = TENANT) -> Message:
    return Message(name, tenant, kind, to, {"a": 1}, created_at=NOON)


async def post(house: House, *messages: Message) -> None:
    rows = [
        {
            "id": one.id, "tenant": one.tenant, "kind": one.kind, "destination": one.destination, "body": '{"a":1}',
            "created_at": NOON, "attempts": 0, "due_at": NOON, "state": "WAITING", "error": "",
        }
        for one in messages
    ]  # fmt: skip
    await house.app.store.write(lambda connection: connection.execute(table.insert(), rows))


async def states(house: House) -> dict[str, tuple[str, int, str]]:
    rows = await house.rows("SELECT id, state, attempts, error FROM outbox ORDER BY id")
    return {row[0]: tuple(row[1:]) for row in rows}


async def rounds(relay: Relay, count: int = 1) -> None:
    for _ in range(count):
        await relay.run()
        await relay.idle()


async def test_what_is_told_is_told_once_and_forgotten_later(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    await post(house, message("m1"), message("m2"))
    await rounds(relay, 3)
    assert sorted(receiver.seen) == ["m1", "m2"]
    assert await states(house) == dict.fromkeys(("m1", "m2"), ("DELIVERED", 1, ""))
    house.clock.advance(KEPT - 1)
    await rounds(relay)
    assert len(await states(house)) == 2
    house.clock.advance(1)
    await rounds(relay)
    assert await states(house) == {}


async def test_it_is_tried_again_later_and_later_and_given_up_in_the_end(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.failing["here"] = UndeliverableError("status 503")
    await post(house, message("m"))
    for number, delay in enumerate(DELAYS, start=1):
        await rounds(relay)
        assert await states(house) == {"m": ("WAITING", number, "status 503")}
        house.clock.advance(delay - 1)
        await rounds(relay)
        assert len(receiver.seen) == number
        house.clock.advance(1)
    await rounds(relay)
    assert await states(house) == {"m": ("DEAD", len(DELAYS) + 1, "status 503")}
    assert 3 * DAY < sum(DELAYS) < 4 * DAY
    assert relay.attempts == Counter(WAITING=9, DEAD=1)
    house.clock.advance(DAY)
    await rounds(relay)
    assert receiver.seen == ["m"] * 10


async def test_it_fails_twice_and_then_works(house: House, relay: Relay, receiver: Receiver) -> None:
    receiver.failing["here"] = BackendUnavailableError("no connection in time", retry_after=1.0)
    await post(house, message("m"))
    for delay in DELAYS[:2]:
        await rounds(relay)
        house.clock.advance(delay)
    assert await states(house) == {"m": ("WAITING", 2, "no connection in time")}
    receiver.failing.clear()
    await rounds(relay)
    assert await states(house) == {"m": ("DELIVERED", 3, "")}
    assert receiver.seen == ["m"] * 3


async def test_what_can_never_be_delivered_or_is_not_wanted_is_not_tried_again(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.failing |= {"gone": UndeliverableError("status 410", final=True), "left": WithdrawnError()}
    receiver.failing["odd"] = ZeroDivisionError("a secret of theirs")
    await post(house, message("m1", "gone"), message("m2", "left"), message("m3", "odd"))
    await rounds(relay)
    found = await states(house)
    assert found["m1"] == ("DEAD", 1, "status 410")
    assert found["m2"] == ("WITHDRAWN", 1, "")
    assert found["m3"] == ("WAITING", 1, "an unknown failure; the log has the truth")


async def test_a_message_may_become_others_in_the_commit_that_ends_it(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.further = [message("m.1"), message("m.2")]
    await post(house, message("m", "", kind="first"))
    await rounds(relay, 2)
    assert receiver.seen[0] == "m"
    assert sorted(receiver.seen[1:]) == ["m.1", "m.2"]
    assert {state for state, _, _ in (await states(house)).values()} == {"DELIVERED"}


async def test_nobody_waits_for_the_receiver_of_another(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.stuck.add("dead")
    await post(house, *(message(f"d{n:03}", "dead") for n in range(300)), message("last"))
    await relay.run()
    async with asyncio.timeout(20):
        while "last" not in receiver.seen:
            await asyncio.sleep(0.005)
    assert relay.under_way >= MOST_TO_DESTINATION
    for _ in range(3):
        await relay.run()
    assert len([name for name in receiver.seen if name.startswith("d")]) == MOST_TO_DESTINATION
    await relay.close()
    assert relay.under_way == 0


async def test_no_tenant_takes_the_room_of_another(house: House, relay: Relay, receiver: Receiver) -> None:
    hosts = [f"dead-{n:03}" for n in range(300)]
    receiver.stuck.update(hosts)
    await post(house, *(message(f"a-{host}", host, tenant="a") for host in hosts))
    await post(house, message("z", tenant="z"))
    for _ in range(3):
        await relay.run()
        await asyncio.sleep(0)
    assert relay.under_way >= MOST_OF_TENANT
    assert Counter(name[0] for name in receiver.seen) == Counter(a=MOST_OF_TENANT, z=1)
    # All together have so much room and no more.
    await post(
        house,
        *(message(f"{tenant}-{host}", host, tenant=tenant) for tenant in "bcdef" for host in hosts[:20]),
    )
    for _ in range(3):
        await relay.run()
    assert relay.under_way == MOST_AT_ONCE
    await relay.close()


async def test_nothing_is_open_in_storage_while_somebody_is_told(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.stuck.add("dead")
    await post(house, message("m", "dead"))
    await relay.run()
    async with asyncio.timeout(20):
        await house.authorize("q")
        assert (await states(house))["m"] == ("WAITING", 1, "")
    await relay.close()


async def test_relays_at_once_take_each_message_once(house: House, receiver: Receiver) -> None:
    relays = [relay_of(house, receiver) for _ in range(4)]
    await post(house, *(message(f"m{n}", f"host-{n}") for n in range(12)))
    await asyncio.gather(*(one.run() for one in relays))
    await asyncio.gather(*(one.idle() for one in relays))
    assert sorted(receiver.seen) == sorted(f"m{n}" for n in range(12))


@pytest.mark.postgres
async def test_what_another_process_has_is_left_to_it(house: House, relay: Relay, receiver: Receiver) -> None:
    await post(house, message("m1"), message("m2"))
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    other = await asyncpg.connect(store._connections._url)
    try:
        async with other.transaction(), asyncio.timeout(20):
            await other.execute("SELECT id FROM outbox WHERE id = 'm1' FOR UPDATE")
            await rounds(relay)
            assert receiver.seen == ["m2"]
    finally:
        await other.close()
    await rounds(relay)
    assert receiver.seen == ["m2", "m1"]


async def test_what_a_process_left_is_tried_by_another_under_the_same_id(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.stuck.add("dead")
    await post(house, message("m", "dead"))
    await relay.run()
    await asyncio.sleep(0)
    receiver.stuck.clear()
    successor = relay_of(house, receiver)
    await rounds(successor)
    assert receiver.seen == ["m"]
    house.clock.advance(PATIENCE)
    receiver.failing["dead"] = UndeliverableError("status 500")
    await rounds(successor)
    assert receiver.seen == ["m", "m"]
    # The first one wakes: what it has to say is not heard any more.
    receiver.failing.clear()
    receiver.free.set()
    await relay.idle()
    assert await states(house) == {"m": ("WAITING", 2, "status 500")}
    assert relay.attempts == Counter()


async def test_what_a_server_that_stops_was_at_is_tried_by_another_at_once(
    house: House, relay: Relay, receiver: Receiver
) -> None:
    receiver.stuck.add("slow")
    await post(house, message("m", "slow"), message("n"))
    await relay.run()
    async with asyncio.timeout(20):
        while relay.under_way > 1:
            await asyncio.sleep(0.005)
    await relay.close()
    found = await states(house)
    assert found == {"m": ("WAITING", 1, BROKEN_OFF), "n": ("DELIVERED", 1, "")}
    receiver.stuck.clear()
    await rounds(relay_of(house, receiver))
    assert (await states(house))["m"] == ("DELIVERED", 2, "")


async def test_a_lease_that_is_lost_takes_nothing(house: House, relay: Relay, receiver: Receiver) -> None:
    def lost() -> None:
        raise LeaseLostError("outbox")

    await post(house, message("m"))
    with pytest.raises(LeaseLostError):
        await relay.run(lost)
    assert receiver.seen == []
    assert await states(house) == {"m": ("WAITING", 0, "")}


async def test_an_attempt_that_never_ends_is_ended(
    house: House, relay: Relay, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.upkeep.outbox.ATTEMPT_SECONDS", 0.05)
    receiver.stuck.add("dead")
    await post(house, message("m", "dead"))
    await rounds(relay)
    assert await states(house) == {"m": ("WAITING", 1, "no answer in time")}
    house.clock.advance(DELAYS[0] + SECOND)
    receiver.stuck.clear()
    await rounds(relay)
    assert (await states(house))["m"][0] == "DELIVERED"


def test_an_attempt_ends_before_others_may_begin_one() -> None:
    assert ATTEMPT_SECONDS * SECOND <= PATIENCE / 2 < MINUTE
