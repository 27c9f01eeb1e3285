"""Who waits for a lock is kept apart: everybody gets an answer, others get their own, and nobody is asked for too often."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from remit.errors import BackendUnavailableError
from remit.storage.postgres.failure import Locked
from remit.storage.postgres.quarantine import LONGEST, PATIENCE, SHORTEST, TRY, Quarantine

Item = tuple[str, int]


@dataclass
class Scene:
    """A database in which some tenants' rows are kept, and a clock that stands still."""

    locked: set[str] = field(default_factory=set)
    broken: dict[str, Exception] = field(default_factory=dict)
    tries: list[tuple[tuple[Item, ...], float]] = field(default_factory=list)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.quarantine = Quarantine(lambda: self.now)

    async def work(self, items: Sequence[Item], patience: float) -> Sequence[str]:
        self.tries.append((tuple(items), patience))
        for tenant, _ in items:
            if tenant in self.locked:
                raise Locked
            if tenant in self.broken:
                raise self.broken[tenant]
        return [f"{tenant}{number}" for tenant, number in items]

    async def commit(self, *items: Item) -> list[str]:
        """Return what became of each: its result, or the name of its error."""
        self.tries.clear()
        done = await self.quarantine.commit(items, self.work, tenant=lambda item: item[0])
        return [one if isinstance(one, str) else type(one).__name__ for one in done]


REFUSED = BackendUnavailableError.__name__
MIXED: tuple[Item, ...] = (("b", 1), ("a", 1), ("b", 2), ("c", 1))


async def test_while_nobody_waits_all_go_at_once_and_in_order() -> None:
    scene = Scene()
    assert await scene.commit(*MIXED) == ["b1", "a1", "b2", "c1"]
    assert scene.tries == [(MIXED, PATIENCE)]


async def test_whoever_waits_is_refused_and_the_others_are_served_in_their_places() -> None:
    scene = Scene(locked={"b"})
    assert await scene.commit(*MIXED) == [REFUSED, "a1", REFUSED, "c1"]
    assert [patience for _, patience in scene.tries] == [PATIENCE, TRY, TRY, TRY]
    # From then on the others go together, and nobody waits.
    assert await scene.commit(*MIXED) == [REFUSED, "a1", REFUSED, "c1"]
    assert scene.tries == [((("a", 1), ("c", 1)), PATIENCE)]


async def test_a_single_tenant_waits_once() -> None:
    scene = Scene(locked={"a"})
    assert await scene.commit(("a", 1), ("a", 2)) == [REFUSED, REFUSED]
    assert scene.tries == [((("a", 1), ("a", 2)), PATIENCE)]


async def test_it_is_tried_ever_more_rarely_and_served_once_it_can_be() -> None:
    scene, pause = Scene(locked={"b"}), SHORTEST
    await scene.commit(*MIXED)
    for _ in range(6):
        scene.now += pause * 0.99
        await scene.commit(("b", 1))
        assert scene.tries == []
        scene.now += pause * 0.02
        assert await scene.commit(("b", 1)) == [REFUSED]
        assert scene.tries == [((("b", 1),), TRY)]
        pause = min(pause * 2, LONGEST)
    scene.locked.clear()
    scene.now += pause
    assert await scene.commit(*MIXED) == ["b1", "a1", "b2", "c1"]
    assert await scene.commit(*MIXED) == ["b1", "a1", "b2", "c1"]
    assert len(scene.tries) == 1


async def test_a_refusal_says_when_to_come_back() -> None:
    scene = Scene(locked={"b"})
    (error,) = await scene.quarantine.commit([("b", 1)], scene.work, tenant=lambda item: item[0])
    assert isinstance(error, BackendUnavailableError)
    assert error.retry_after is not None
    assert SHORTEST <= error.retry_after <= LONGEST


async def test_what_fails_apart_fails_nobody_who_was_served_before() -> None:
    scene = Scene(locked={"c"}, broken={"b": BackendUnavailableError("away"), "d": ValueError("bad")})
    # All of it failed, so the error is that of all.
    with pytest.raises(ValueError, match="bad"):
        await scene.commit(("d", 1), ("c", 1))
    assert await scene.commit(("c", 1), ("a", 1), ("b", 1), ("d", 1)) == [
        REFUSED,
        "a1",
        REFUSED,
        "ValueError",
    ]
