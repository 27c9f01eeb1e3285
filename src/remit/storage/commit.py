"""The commit of a turn on SQLite: every decision of the batch, its holds, evidence and step, in one transaction.

Runs in the writer thread on the raw driver; nothing here waits for anything but the disk. The batch is decided item by
item in order, each seeing the holds of those before it.
"""

import sqlite3
from collections import Counter as Counts
from collections.abc import Sequence
from typing import Final

import orjson

from remit.audit.leaf import leaf_hash
from remit.budget.model import Hold, Standing
from remit.decision import asked, record
from remit.decision.conclude import NOTHING_HELD, conclude
from remit.decision.disguise import Names, names_of
from remit.decision.model import Ask, Committed, Conflict, Decision, Draft, Effect, Outcome, Stale
from remit.storage import rows
from remit.timeline.model import StepStatus

CALL: Final = "Authorize"

_CLAIM: Final = "INSERT INTO idempotency (tenant, principal, call, key, digest, ref)"
_ENTRY: Final = (
    "INSERT INTO audit_entry (id, tenant, at, kind, principal, subject, action, resource, effect, code, source, run_id,"
    " body, hash)"
)
_RESERVATION: Final = (
    "INSERT INTO reservation (id, tenant, principal, subject, on_behalf_of, session_id, run_id, action, state, money,"
    " tokens, model, price_version, decided_at, expires_at, holds)"
)
_STEP: Final = "INSERT INTO step (tenant, run_id, sequence, step_id, subject, kind, status, body)"
_COUNTER: Final = "INSERT INTO counter (tenant, budget_id, bucket, held)"
_ADD_HELD: Final = "ON CONFLICT DO UPDATE SET held = held + excluded.held"
_SEQUENCE: Final = "INSERT INTO run_head (tenant, run_id, sequence)"
_SET_SEQUENCE: Final = "ON CONFLICT DO UPDATE SET sequence = excluded.sequence"
_USE: Final = "INSERT INTO approval_use (approval_id, use, decision_id)"
_ACT: Final = "INSERT INTO asked_act (decision_id, tenant, body)"

_STATUS: Final = {
    Effect.ALLOW: StepStatus.SUCCEEDED,
    Effect.DENY: StepStatus.DENIED,
    Effect.NEEDS_APPROVAL: StepStatus.WAITING,
}

Counter = tuple[str, str, str]
"""(tenant, budget id, bucket)"""

Run = tuple[str, str]
"""(tenant, run id)"""


def commit_turn(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Outcome]:
    """Decide and record a batch inside the open transaction; one outcome for each draft, in order."""
    return _Turn(connection, drafts).outcomes()


class _Turn:
    """What one batch reads at first, changes in memory, and writes at the end."""

    def __init__(self, connection: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
        self._connection = connection
        self._drafts = drafts
        self._revisions = {
            tenant: self._revision(tenant) for tenant in {draft.ask.tenant for draft in drafts}
        }
        current = [draft for draft in drafts if draft.revision == self._revisions[draft.ask.tenant]]
        self._earlier = self._claim(current)
        self._counters = self._read_counters(current)
        self._sequences = self._read_sequences(current)
        self._uses = self._read_uses(current)
        self._held: dict[Counter, int] = {}
        self._stepped: set[Run] = set()
        self._entries: list[rows.Row] = []
        self._reservations: list[rows.Row] = []
        self._steps: list[rows.Row] = []
        self._used: list[rows.Row] = []
        self._acts: list[rows.Row] = []

    def outcomes(self) -> list[Outcome]:
        outcomes = [self._decide(draft) for draft in self._drafts]
        self._write()
        return outcomes

    def _decide(self, draft: Draft) -> Outcome:
        ask = draft.ask
        current = self._revisions[ask.tenant]
        if draft.revision != current:
            return Stale(current)
        earlier = self._earlier.get(draft.id)
        if earlier is not None:
            digest, ref = earlier
            return self._repeat(ref, names_of(draft.sealed)) if digest == ask.digest else Conflict()
        used = self._uses.get(draft.approval.id, 0) if draft.approval is not None else 0
        decision, holds = conclude(
            draft, self._standings(draft), used=used, expires_at=draft.at + ask.hold_for
        )
        return self._record(draft, decision, holds=holds)

    def _revision(self, tenant: str) -> int:
        row = self._connection.execute(
            "SELECT revision FROM tenant_head WHERE tenant=?", (tenant,)
        ).fetchone()
        return row[0] if row else 0

    def _claim(self, drafts: Sequence[Draft]) -> dict[str, tuple[bytes, str]]:
        """Take the request ids; return digest and decision of those taken before, by the draft that came too late."""
        keys = [
            (draft.ask.tenant, draft.ask.principal.subject, CALL, draft.ask.request_id) for draft in drafts
        ]
        claims = [(*key, draft.ask.digest, draft.id) for key, draft in zip(keys, drafts, strict=True)]
        if rows.insert(self._connection, _CLAIM, rows=claims, tail="ON CONFLICT DO NOTHING") == len(claims):
            return {}
        earlier = {}
        for key, draft in zip(keys, drafts, strict=True):
            digest, ref = self._connection.execute(
                "SELECT digest, ref FROM idempotency WHERE tenant=? AND principal=? AND call=? AND key=?", key
            ).fetchone()
            if ref != draft.id:
                earlier[draft.id] = (digest, ref)
        return earlier

    def _read_counters(self, drafts: Sequence[Draft]) -> dict[Counter, Standing]:
        wanted = {
            (draft.ask.tenant, bucket.budget.id, bucket.key)
            for draft in drafts
            for group in draft.buckets
            for bucket in group
        }
        found = rows.select(
            self._connection, "t.tenant, t.budget_id, t.bucket, t.spent, t.held", table="counter",
            by=("tenant", "budget_id", "bucket"), keys=sorted(wanted),
        )  # fmt: skip
        return {
            (tenant, budget, bucket): Standing(spent, held) for tenant, budget, bucket, spent, held in found
        }

    def _read_sequences(self, drafts: Sequence[Draft]) -> dict[Run, int]:
        wanted = {(draft.ask.tenant, draft.ask.run_id) for draft in drafts if draft.ask.run_id}
        found = rows.select(
            self._connection,
            "t.tenant, t.run_id, t.sequence",
            table="run_head",
            by=("tenant", "run_id"),
            keys=sorted(wanted),
        )
        return {(tenant, run_id): sequence for tenant, run_id, sequence in found}

    def _read_uses(self, drafts: Sequence[Draft]) -> dict[str, int]:
        wanted = {(draft.approval.id,) for draft in drafts if draft.approval is not None}
        found = rows.select(
            self._connection, "t.approval_id", table="approval_use", by=("approval_id",), keys=sorted(wanted)
        )
        return Counts(approval_id for (approval_id,) in found)

    def _standings(self, draft: Draft) -> dict[tuple[str, str], Standing]:
        tenant, counters = draft.ask.tenant, self._counters
        standings = {}
        for group in draft.buckets:
            for bucket in group:
                standing = counters.get((tenant, bucket.budget.id, bucket.key))
                if standing is not None:
                    standings[bucket.budget.id, bucket.key] = standing
        return standings

    def _repeat(self, decision_id: str, names: Names) -> Committed:
        """Read the first answer back: of this very turn, or of an earlier one."""
        for entry in self._entries:
            if entry[0] == decision_id:
                return Committed(record.decode(entry[-2], names), entry[-1], repeated=True)
        body, digest = self._connection.execute(
            "SELECT body, hash FROM audit_entry WHERE id=?", (decision_id,)
        ).fetchone()
        return Committed(record.decode(body, names), digest, repeated=True)

    def _record(self, draft: Draft, decision: Decision, *, holds: tuple[Hold, ...]) -> Committed:
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
            use = self._uses[draft.approval.id] = self._uses.get(draft.approval.id, 0) + 1
            self._used.append((draft.approval.id, use, decision.id))
        if decision.effect is Effect.NEEDS_APPROVAL:
            self._acts.append((decision.id, ask.tenant, asked.encode(ask)))
        if decision.reservation is not None:
            self._reserve(ask, decision, holds=holds)
        if ask.run_id:
            self._step(ask, decision)
        return Committed(decision, digest)

    def _hold(self, tenant: str, holds: tuple[Hold, ...]) -> None:
        for hold in holds:
            counter = (tenant, hold.budget_id, hold.bucket)
            before = self._counters.get(counter, NOTHING_HELD)
            self._counters[counter] = Standing(before.spent, before.held + hold.amount)
            self._held[counter] = self._held.get(counter, 0) + hold.amount

    def _reserve(self, ask: Ask, decision: Decision, *, holds: tuple[Hold, ...]) -> None:
        kept = decision.reservation
        if kept is None:
            return
        amounts = orjson.dumps([(h.budget_id, h.bucket, h.unit, h.amount) for h in holds]).decode()
        self._reservations.append(
            (
                kept.id, ask.tenant, ask.principal.subject, ask.subject, ask.on_behalf_of, ask.session_id, ask.run_id,
                ask.action, "OPEN", kept.money, kept.tokens, kept.model, kept.price_version, decision.at, kept.expires_at,
                amounts,
            )
        )  # fmt: skip

    def _step(self, ask: Ask, decision: Decision) -> None:
        run = (ask.tenant, ask.run_id)
        sequence = self._sequences[run] = self._sequences.get(run, 0) + 1
        self._stepped.add(run)
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
        self._steps.append((*run, sequence, step_id, ask.subject, "DECISION", status, body))

    def _write(self) -> None:
        connection, insert = self._connection, rows.insert
        held = [(*counter, amount) for counter, amount in sorted(self._held.items())]
        insert(connection, _ENTRY, rows=self._entries)
        insert(connection, _RESERVATION, rows=self._reservations)
        insert(connection, _STEP, rows=self._steps)
        insert(connection, _COUNTER, rows=held, tail=_ADD_HELD)
        insert(
            connection,
            _SEQUENCE,
            rows=[(*run, self._sequences[run]) for run in sorted(self._stepped)],
            tail=_SET_SEQUENCE,
        )
        # The primary key says that each use is made once, whatever was read before.
        insert(connection, _USE, rows=self._used)
        insert(connection, _ACT, rows=self._acts)
