"""Gives committed audit entries their places in each tenant's Merkle tree, in order of commit. Never touches an entry."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from remit.audit.model import AuditLog, TreeHead, TreeState
from remit.audit.proof import Frontier
from remit.clock import Clock

BATCH: Final = 250
"""Entries sequenced in one transaction, so that calls never wait long for it."""


class Notary:
    """Sequences; may be stopped and started anywhere, for its place is stored with what it did."""

    def __init__(
        self, log: AuditLog, tenants: Callable[[], Awaitable[Sequence[str]]], *, clock: Clock
    ) -> None:
        """Sequence the logs of all `tenants`."""
        self._log = log
        self._tenants = tenants
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Sequence everything that waits, and return how many entries that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        return sum([await self.sequence(tenant, check) for tenant in await self._tenants()])

    async def sequence(self, tenant: str, check: Callable[[], None] = lambda: None) -> int:
        """Sequence everything of one tenant that waits, and return how many entries that was; `check` as in `run`."""
        done = 0
        while found := await self._step(tenant, check):
            done += found
        return done

    async def _step(self, tenant: str, check: Callable[[], None] = lambda: None) -> int:
        state = await self._log.tree(tenant)
        size, position = (state.head.size, state.position) if state else (0, 0)
        leaves = await self._log.waiting(tenant, position, limit=BATCH)
        if not leaves:
            return 0
        frontier = (Frontier.from_bytes(state.frontier) if state else Frontier()).extend(
            leaf.hash for leaf in leaves
        )
        head = TreeHead(tenant, frontier.size, frontier.root(), self._clock.now())
        after = TreeState(head, leaves[-1].position, frontier.to_bytes())
        check()
        # False means that another notary was there: what it did is read at the next look.
        return len(leaves) if await self._log.sequence(leaves, after, expected_size=size) else 0
