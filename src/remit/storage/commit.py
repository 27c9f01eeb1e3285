"""The commit of a turn on SQLite: every decision of the batch, its holds, evidence and step, in one transaction.

Runs in the writer thread on the raw driver; nothing here waits for anything but the disk. The batch is decided item by
item in order, each seeing the holds of those before it.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import orjson

from remit.audit.leaf import leaf_hash
from remit.budget.model import Hold, Standing
from remit.decision import asked, record
from remit.decision.conclude import conclude
from remit.decision.model import Ask, Committed, Conflict, Decision, Draft, Effect, Outcome, Stale
from remit.timeline.model import StepStatus

CALL: Final = "Authorize"

_INSERT_ENTRY: Final = (
    "INSERT INTO audit_entry (id, tenant, at, kind, principal, subject, action, resource, effect, code, source, run_id,"
    " body, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_INSERT_RESERVATION: Final = (
    "INSERT INTO reservation (id, tenant, principal, subject, on_behalf_of, session_id, run_id, action, state, money,"
    " tokens, model, price_version, decided_at, expires_at, holds) VALUES (?,?,?,?,?,?,?,?,'OPEN',?,?,?,?,?,?,?)"
)
_INSERT_STEP: Final = (
    "INSERT INTO step (tenant, run_id, sequence, step_id, subject, kind, status, body)"
    " VALUES (?,?,?,?,?,'DECISION',?,?)"
)
_SAVE_COUNTER: Final = (
    "INSERT INTO counter (tenant, budget_id, bucket, held) VALUES (?,?,?,?)"
    " ON CONFLICT DO UPDATE SET held = held + excluded.held"
)
_SAVE_SEQUENCE: Final = (
    "INSERT INTO run_head (tenant, run_id, sequence) VALUES (?,?,?)"
    " ON CONFLICT DO UPDATE SET sequence = excluded.sequence"
)

_STATUS: Final = {
    Effect.ALLOW: StepStatus.SUCCEEDED,
    Effect.DENY: StepStatus.DENIED,
    Effect.NEEDS_APPROVAL: StepStatus.WAITING,
}

Counter = tuple[str, str, str]
"""(tenant, budget id, bucket)"""


def commit_turn(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Outcome]:
    """Decide and record a batch inside the open transaction; one outcome for each draft, in order."""
    return _Turn(connection, drafts).outcomes()


class _Turn:
    """What one batch reads at first, changes in memory, and writes at the end."""

    def __init__(self, connection: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
        self._connection = connection
        self._drafts = drafts
        self._revisions = {tenant: self._revision(tenant) for tenant in {draft.ask.tenant for draft in drafts}}
        self._counters: dict[Counter, Standing] = {}
        self._held: dict[Counter, int] = {}
        self._sequences: dict[tuple[str, str], int] = {}
        self._entries: list[tuple[object, ...]] = []
        self._reservations: list[tuple[object, ...]] = []
        self._steps: list[tuple[object, ...]] = []

    def outcomes(self) -> list[Outcome]:
        outcomes = [self._decide(draft) for draft in self._drafts]
        self._write()
        return outcomes

    def _decide(self, draft: Draft) -> Outcome:
        ask = draft.ask
        current = self._revisions[ask.tenant]
        earlier = self._claim(ask, draft.id)
        if earlier is not None:
            return earlier
        if draft.revision != current:
            self._disclaim(ask)
            return Stale(current)
        decision, holds = conclude(
            draft, self._standings(draft), self._used(draft), expires_at=draft.at + ask.hold_for
        )
        return self._record(draft, decision, holds)

    def _claim(self, ask: Ask, decision_id: str) -> Outcome | None:
        """Take the request id for this decision; when it is taken already, answer as it was answered then."""
        key = (ask.tenant, ask.principal.subject, CALL, ask.request_id)
        taken = self._connection.execute(
            "INSERT INTO idempotency VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING", (*key, ask.digest, decision_id)
        ).rowcount
        if taken:
            return None
        digest, ref = self._connection.execute(
            "SELECT digest, ref FROM idempotency WHERE tenant=? AND principal=? AND call=? AND key=?", key
        ).fetchone()
        if digest != ask.digest:
            return Conflict()
        return self._earlier(ref)

    def _disclaim(self, ask: Ask) -> None:
        self._connection.execute(
            "DELETE FROM idempotency WHERE tenant=? AND principal=? AND call=? AND key=?",
            (ask.tenant, ask.principal.subject, CALL, ask.request_id),
        )

    def _earlier(self, decision_id: str) -> Committed:
        for entry in self._entries:
            if entry[0] == decision_id:
                body, digest = entry[-2], entry[-1]
                break
        else:
            body, digest = self._connection.execute(
                "SELECT body, hash FROM audit_entry WHERE id=?", (decision_id,)
            ).fetchone()
        assert isinstance(body, bytes) and isinstance(digest, bytes)  # noqa: PT018, S101  narrows what a row holds
        return Committed(record.decode(body), digest, repeated=True)

    def _revision(self, tenant: str) -> int:
        row = self._connection.execute("SELECT revision FROM tenant_head WHERE tenant=?", (tenant,)).fetchone()
        return row[0] if row else 0

    def _standings(self, draft: Draft) -> dict[tuple[str, str], Standing]:
        tenant = draft.ask.tenant
        return {
            (bucket.budget.id, bucket.key): self._standing((tenant, bucket.budget.id, bucket.key))
            for group in draft.buckets
            for bucket in group
        }

    def _standing(self, counter: Counter) -> Standing:
        standing = self._counters.get(counter)
        if standing is None:
            row = self._connection.execute(
                "SELECT spent, held FROM counter WHERE tenant=? AND budget_id=? AND bucket=?", counter
            ).fetchone()
            standing = self._counters[counter] = Standing(*row) if row else Standing()
        return standing

    def _used(self, draft: Draft) -> int:
        if draft.approval is None:
            return 0
        row = self._connection.execute(
            "SELECT count(*) FROM approval_use WHERE approval_id=?", (draft.approval.id,)
        ).fetchone()
        return int(row[0])

    def _record(self, draft: Draft, decision: Decision, holds: tuple[Hold, ...]) -> Committed:
        ask = draft.ask
        body = record.encode(draft, decision)
        digest = leaf_hash(body)
        first = decision.reasons[0] if decision.reasons and decision.effect is not Effect.ALLOW else None
        self._entries.append(
            (
                decision.id, ask.tenant, decision.at, record.KIND, ask.principal.subject, ask.subject, ask.action,
                ask.resource, int(decision.effect), first.code if first else "", first.source if first else "",
                ask.run_id, body, digest,
            )
        )  # fmt: skip
        self._hold(ask.tenant, holds)
        if decision.effect is Effect.ALLOW and draft.approval is not None:
            self._connection.execute(
                "INSERT INTO approval_use SELECT ?, count(*) + 1, ? FROM approval_use WHERE approval_id=?",
                (draft.approval.id, decision.id, draft.approval.id),
            )
        if decision.effect is Effect.NEEDS_APPROVAL:
            self._connection.execute(
                "INSERT INTO asked_act VALUES (?,?,?)", (decision.id, ask.tenant, asked.encode(ask))
            )
        if decision.reservation is not None:
            self._reserve(ask, decision, holds)
        if ask.run_id:
            self._step(ask, decision)
        return Committed(decision, digest)

    def _hold(self, tenant: str, holds: tuple[Hold, ...]) -> None:
        for hold in holds:
            counter = (tenant, hold.budget_id, hold.bucket)
            before = self._standing(counter)
            self._counters[counter] = Standing(before.spent, before.held + hold.amount)
            self._held[counter] = self._held.get(counter, 0) + hold.amount

    def _reserve(self, ask: Ask, decision: Decision, holds: tuple[Hold, ...]) -> None:
        kept = decision.reservation
        if kept is None:
            return
        amounts = orjson.dumps([(h.budget_id, h.bucket, h.unit, h.amount) for h in holds]).decode()
        self._reservations.append(
            (
                kept.id, ask.tenant, ask.principal.subject, ask.subject, ask.on_behalf_of, ask.session_id, ask.run_id,
                ask.action, kept.money, kept.tokens, kept.model, kept.price_version, decision.at, kept.expires_at,
                amounts,
            )
        )  # fmt: skip

    def _step(self, ask: Ask, decision: Decision) -> None:
        run = (ask.tenant, ask.run_id)
        sequence = self._sequences.get(run)
        if sequence is None:
            row = self._connection.execute(
                "SELECT sequence FROM run_head WHERE tenant=? AND run_id=?", run
            ).fetchone()
            sequence = row[0] if row else 0
        sequence += 1
        self._sequences[run] = sequence
        status = _STATUS[decision.effect]
        step_id = ask.step_id or decision.id
        first = decision.reasons[0] if decision.reasons else None
        body = orjson.dumps(
            {
                "step_id": step_id, "parent_id": ask.parent_step_id, "kind": "DECISION", "name": ask.action,
                "status": status, "started_at": decision.at, "ended_at": decision.at, "decision_id": decision.id,
                "effect": decision.effect.name, "approval_id": ask.approval_id, "labels": ask.labels,
                "error": {"code": first.code, "message": first.message} if first else None,
            }
        ).decode()  # fmt: skip
        self._steps.append((*run, sequence, step_id, ask.subject, status, body))

    def _write(self) -> None:
        write = self._connection.executemany
        write(_INSERT_ENTRY, self._entries)
        write(_INSERT_RESERVATION, self._reservations)
        write(_INSERT_STEP, self._steps)
        write(_SAVE_COUNTER, _rows(self._held))
        write(_SAVE_SEQUENCE, _rows(self._sequences))


def _rows(changed: "dict[Counter, int] | dict[tuple[str, str], int]") -> Iterable[tuple[object, ...]]:
    return [(*key, value) for key, value in sorted(changed.items())]
