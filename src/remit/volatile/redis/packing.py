"""Batches of asks as the scripts read them, and the scripts' numbers as answers. Pure; knows no connection."""

from collections.abc import Sequence
from typing import Final

import orjson

from remit.decision.pace import CONCURRENCY, RATE, Lease, PaceAnswer, PaceAsk, RateStanding, pace_key
from remit.policy.rate_limit import MOST_CALLS

MOST_COST: Final = MOST_CALLS + 1
"""No burst is as large: whatever costs more is told the same."""
MOST_CREDIT: Final = 2**52
"""Microseconds; Lua holds whole numbers exactly up to 2^53. No bucket reaches as far."""
NEVER: Final = -1
"""In the place of microseconds to wait: waiting does not help."""


class Taking:
    """A batch for `take.lua`."""

    __slots__ = ("_batch", "arguments", "keys", "size")

    def __init__(self, batch: Sequence[PaceAsk], head: str) -> None:
        """Pack a batch; `head` is what all keys begin with."""
        buckets: dict[str, int] = {}
        sets: dict[str, int] = {}
        records: dict[str, int] = {}
        asks: list[int | str] = []
        size = 0
        for ask in batch:
            windows, leases = ask.windows, ask.leases
            size += 2 + 2 * len(windows)
            asks += (len(windows), min(ask.cost, MOST_COST), len(leases))
            for keyed in windows:
                window = keyed.window
                asks += (
                    buckets.setdefault(keyed.key, len(buckets) + 1),
                    window.interval,
                    window.burst,
                )
            if leases:
                for limit in leases:
                    asks += (sets.setdefault(limit.key, len(sets) + 1), limit.limit)
                record = records.setdefault(record_key(ask.tenant, ask.lease_id), len(records) + 1)
                asks += (record, ask.lease_id, ask.lease_ttl)
        self._batch = batch
        self.keys = [head + key for keys in (buckets, sets, records) for key in keys]
        self.arguments = (len(buckets), len(sets), orjson.dumps(asks))
        self.size = size
        """How many numbers the answer has."""

    def read(self, numbers: Sequence[int]) -> list[PaceAnswer]:
        """Return the answers, in the order of the asks."""
        answers = []
        at = 0
        for ask in self._batch:
            short, wait = numbers[at], numbers[at + 1]
            at += 2
            rates = []
            for keyed in ask.windows:
                rates.append(RateStanding(keyed.key, keyed.window.burst, numbers[at], numbers[at + 1]))
                at += 2
            if short == 0:
                answers.append(PaceAnswer(admitted=True, rates=tuple(rates)))
            elif short > 0:
                key = ask.windows[short - 1].key
                after = None if wait == NEVER else wait
                answers.append(
                    PaceAnswer(
                        admitted=False, rates=tuple(rates), denied_by=RATE, denied_key=key, retry_after=after
                    )
                )
            else:
                key = ask.leases[-short - 1].key
                answers.append(
                    PaceAnswer(admitted=False, rates=tuple(rates), denied_by=CONCURRENCY, denied_key=key)
                )
        return answers


class GivingBack:
    """A batch for `give_back.lua`."""

    __slots__ = ("arguments", "keys")

    def __init__(self, batch: Sequence[PaceAsk], head: str) -> None:
        """Pack a batch; `head` is what all keys begin with."""
        credit: dict[str, int] = {}
        records: dict[str, str] = {}
        for ask in batch:
            for keyed in ask.windows:
                credit[keyed.key] = credit.get(keyed.key, 0) + ask.cost * keyed.window.interval
            if ask.leases:
                records[record_key(ask.tenant, ask.lease_id)] = ask.lease_id
        self.keys = [head + key for keys in (credit, records) for key in keys]
        self.arguments = (
            len(credit),
            orjson.dumps([min(one, MOST_CREDIT) for one in credit.values()]),
            orjson.dumps(list(records.values())),
        )


class Holding:
    """Leases for `release.lua` and, with how long to hold each, for `extend.lua`."""

    __slots__ = ("arguments", "keys")

    def __init__(self, leases: Sequence[tuple[Lease, int | None]], head: str) -> None:
        """Pack leases; `head` is what all keys begin with."""
        self.keys = [head + record_key(lease.tenant, lease.id) for lease, _ in leases]
        ids = orjson.dumps([lease.id for lease, _ in leases])
        ttls = [ttl for _, ttl in leases if ttl is not None]
        self.arguments = (ids, orjson.dumps(ttls)) if ttls else (ids,)


def record_key(tenant: str, lease_id: str) -> str:
    """Return the key under which it is remembered in which sets a lease is."""
    return pace_key(tenant, "held", lease_id)
