"""What sessions and runs have used, counted from the ledger and the evidence. Never books."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from remit.administration.account import RunAccount, SessionAccount
from remit.administration.usage import Sum, UsageFilter
from remit.clock import MILLISECOND
from remit.decision.model import Effect
from remit.ids import SESSION
from remit.storage.deadline import lives_until
from remit.storage.dialect import json_text
from remit.storage.ledger import decided
from remit.storage.rollup import rolled_up
from remit.storage.store import Store
from remit.storage.summing import totals
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import ledger, reservation
from remit.storage.tables.timeline import run_head

TIME_DIGITS = 12
"""Hexadecimal digits of an id made by Remit that say its millisecond."""


class AccountStore:
    """Implements `Accounts`."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def of_session(self, tenant: str, session_id: str) -> SessionAccount:
        """Return what a session has used; zeros when nothing."""
        return await self._store.read(lambda connection: _session(connection, tenant, session_id=session_id))

    async def of_runs(self, tenant: str, run_ids: Sequence[str]) -> Mapping[str, RunAccount]:
        """Return what runs have used, by id; one that is absent has used nothing."""
        return await self._store.read(
            lambda connection: {
                run_id: _run(connection, tenant, run_id=run_id) for run_id in dict.fromkeys(run_ids)
            }
        )

    async def has_entries(self, tenant: str) -> bool:
        """Tell whether anything was ever booked in a tenant: its currency is then fixed."""
        query = select(func.min(ledger.c.booked_at)).where(ledger.c.tenant == tenant)
        return await self._store.read(
            # Entries may be removed once they are in the sums.
            lambda connection: rolled_up(connection, tenant) > 0 or connection.scalar(query) is not None
        )


def _session(connection: Connection, tenant: str, *, session_id: str) -> SessionAccount:
    used = totals(connection, tenant, wanted=UsageFilter(session_id=session_id))
    effects = _effects(connection, tenant, session_id=session_id)
    query = select(func.count()).where(
        reservation.c.tenant == tenant, reservation.c.session_id == session_id, reservation.c.state == "OPEN"
    )
    return SessionAccount(
        tokens=used.tokens,
        cost=_cost(used),
        calls_allowed=effects.get(Effect.ALLOW, 0),
        calls_blocked=effects.get(Effect.DENY, 0),
        open_reservations=connection.execute(query).scalar_one(),
    )


def _run(connection: Connection, tenant: str, *, run_id: str) -> RunAccount:
    used = totals(connection, tenant, wanted=UsageFilter(run_ids=(run_id,)))
    query = select(run_head.c.sequence).where(run_head.c.tenant == tenant, run_head.c.run_id == run_id)
    until = lives_until(connection, tenant, run_id=run_id)
    return RunAccount(used.tokens, _cost(used), connection.scalar(query) or 0, until)


def _cost(used: Sum) -> int | None:
    return used.cost if used.records > used.unpriced or used.cost else None


def _effects(connection: Connection, tenant: str, *, session_id: str) -> Mapping[int, int]:
    """How many decisions of a session had each effect: no decision is older than its session."""
    named = json_text(audit_entry.c.body, "session_id")
    query = decided(tenant, _made_at(session_id)).where(named == session_id)
    query = query.add_columns(audit_entry.c.effect).group_by(audit_entry.c.effect)
    return {row.effect: row[0] for row in connection.execute(query)}


def _made_at(session_id: str) -> int:
    """When a session's id was made; 0 when Remit did not make it."""
    digits = session_id.removeprefix(SESSION)[:TIME_DIGITS]
    try:
        return int(digits, 16) * MILLISECOND if session_id.startswith(SESSION) else 0
    except ValueError:
        return 0
