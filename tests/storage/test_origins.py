"""Where reservations come from, as it is remembered: told to their tenant alone, and nothing for the garbage collector."""

import gc
from typing import Any, cast

from remit.decision.settle import Origin
from remit.storage.reservation import ORIGINS_KEPT, OriginRow, ReservationStore


class Unasked:
    """Storage that has nothing, and counts who asks."""

    def __init__(self) -> None:
        self.reads = 0

    async def read(self, _: object) -> list[Any]:
        self.reads += 1
        return []


def row(tenant: str, number: int) -> OriginRow:
    return (
        tenant,
        f"res_{number}",
        "agent:a",
        "agent:a",
        "",
        f"ses_{number}",
        f"run_{number}",
        "p/m",
        number,
    )


def stored() -> tuple[Unasked, ReservationStore]:
    unasked = Unasked()
    return unasked, ReservationStore(cast("Any", unasked), cast("Any", None), ids=cast("Any", None))


async def test_it_is_told_to_its_tenant_alone() -> None:
    unasked, store = stored()
    store.keep(row("acme", 1))
    (found,) = (await store.origins("acme", ["res_1"])).values()
    assert (found.id, found.session_id, found.decided_at) == ("res_1", "ses_1", 1)
    assert unasked.reads == 0
    assert await store.origins("other", ["res_1"]) == {}
    assert unasked.reads == 1


async def test_the_oldest_are_let_go() -> None:
    unasked, store = stored()
    for number in range(ORIGINS_KEPT + 1):
        store.keep(row("acme", number))
    assert set(await store.origins("acme", ["res_0", "res_1"])) == {"res_1"}
    assert unasked.reads == 1


def test_the_garbage_collector_looks_through_none_of_them_twice() -> None:
    _, store = stored()
    store.keep(row("acme", 4_711))
    gc.collect(0)
    assert not any(isinstance(one, Origin) for one in gc.get_objects())
    assert not any(type(one) is tuple and "res_4711" in one for one in gc.get_objects())
