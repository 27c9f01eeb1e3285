"""A turn of decisions, whatever the database: what to lock, what to decide under the locks, which rows to write.

Pure. An engine's `commit` locks and reads what `Wanted` names, gives it to `decide` as `Known`, and writes the `Rows`
in the same transaction. The batch is decided item by item in order, each seeing the holds of those before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import orjson

from remit.audit.leaf import leaf_hash
from remit.budget.model import Hold, Standing
from remit.decision import asked, record
from remit.decision.conclude import NOTHING_HELD, conclude
from remit.decision.disguise import Names, names_of
from remit.decision.model import Ask, Committed, Conflict, Decision, Draft, Effect, Outcome, Stale
from remit.timeline.model import StepStatus

CALL: Final = "Authorize"

_STATUS: Final = {
    Effect.ALLOW: StepStatus.SUCCEEDED,
    Effect.DENY: StepStatus.DENIED,
    Effect.NEEDS_APPROVAL: StepStatus.WAITING,
}

# The name of an enum's member costs as much to ask for as a row to make.
_NAMES: Final = {effect: effect.name for effect in Effect}

_claim_key: Final = itemgetter(0, 1, 2, 3)

Row = tuple[Any, ...]

Counter = tuple[str, str, str]
"""(tenant, budget id, bucket)"""

Run = tuple[str, str]
"""(tenant, run id)"""

Place = tuple[int, int]
"""(sequence, change) of a run's newest step and newest change."""

NOWHERE: Final[Place] = (0, 0)

ENTRY: Final = (
    "id", "tenant", "at", "kind", "principal", "subject", "action", "resource", "effect", "code", "source", "run_id",
    "body", "hash",
)  # fmt: skip
RESERVATION: Final = (
    "id", "tenant", "principal", "subject", "on_behalf_of", "session_id", "run_id", "action", "state", "money", "tokens",
    "model", "price_version", "decided_at", "expires_at", "holds", "input_money", "input_tokens",
)  # fmt: skip
STEP: Final = ("tenant", "run_id", "sequence", "change", "step_id", "subject", "kind", "status", "at", "body")
HELD: Final = ("tenant", "budget_id", "bucket", "held")
HEAD: Final = ("tenant", "run_id", "sequence", "change")
USE: Final = ("approval_id", "use", "decision_id")
ACT: Final = ("decision_id", "tenant", "body")
CLAIM: Final = ("tenant", "principal", "call", "key", "digest", "at", "ref")


@dataclass(slots=True)
class Earlier:
    """What took a caller's id before: the digest of its content, what it made, and that one's evidence."""

    digest: bytes
    ref: str
    body: bytes = b""
    """Empty when it is of this very batch, or is gone."""
    hash: bytes = b""
    gone: bool = False
    """Whether retention has removed its evidence."""


@dataclass(slots=True)
class Known:
    """What a batch found under its locks."""

    earlier: Mapping[str, Earlier]
    """By the id of the draft or report that came too late."""
    counters: dict[Counter, Standing]
    """Those never used may be absent."""
    heads: dict[Run, Place]
    """Those without a step may be absent."""
    uses: dict[str, int] = field(default_factory=dict)
    """How often approvals have been used; absent means never."""


@dataclass(slots=True)
class Rows:
    """What a turn writes, values in the order of the columns above."""

    entries: list[Row] = field(default_factory=list)
    reservations: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    held: dict[Counter, int] = field(default_factory=dict)
    heads: dict[Run, Place] = field(default_factory=dict)
    uses: list[Row] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch must lock and read; keys in the one order in which everyone locks."""

    claims: list[Row]
    counters: list[Counter]
    runs: list[Run]
    approvals: list[str]


def current(drafts: Sequence[Draft], revisions: Mapping[str, int]) -> list[Draft]:
    """Return the drafts that no change of policy has overtaken."""
    return [draft for draft in drafts if draft.revision == revisions.get(draft.ask.tenant, 0)]


def claims_in_order(claims: Iterable[Row]) -> list[Row]:
    """Return claims, with the columns of `CLAIM`, by key: whoever claims the same ids waits, but never in a ring.

    Of those of one id the first stays the first: it is the one that counts.
    """
    return sorted(claims, key=_claim_key)


def wanted(drafts: Sequence[Draft]) -> Wanted:
    """Say what a batch must lock and read."""
    counters: set[Counter] = set()
    groups: set[tuple[str, int]] = set()
    runs: set[Run] = set()
    approvals: set[str] = set()
    claims: list[Row] = []
    for draft in drafts:
        ask = draft.ask
        tenant = ask.tenant
        claims.append((tenant, ask.principal.subject, CALL, ask.request_id, ask.digest, draft.at, draft.id))
        for group in draft.buckets:
            # Drafts that are alike share their groups.
            if (tenant, id(group)) not in groups:
                groups.add((tenant, id(group)))
                counters.update([(tenant, bucket.budget.id, bucket.key) for bucket in group])
        if ask.run_id:
            runs.add((tenant, ask.run_id))
        if draft.approval is not None:
            approvals.add(draft.approval.id)
    return Wanted(claims_in_order(claims), sorted(counters), sorted(runs), sorted(approvals))


def decide(
    drafts: Sequence[Draft], known: Known, *, revisions: Mapping[str, int]
) -> tuple[list[Outcome], Rows]:
    """Decide a batch; one outcome for each draft, in order, and what to write of it."""
    turn = _Turn(known, revisions)
    outcomes = [turn.decide(draft) for draft in drafts]
    return outcomes, turn.written()


class _Turn:
    def __init__(self, known: Known, revisions: Mapping[str, int]) -> None:
        self._known = known
        self._revisions = revisions
        self._standings: dict[str, dict[tuple[str, str], Standing]] = {}
        for (tenant, budget_id, bucket), standing in known.counters.items():
            self._standings.setdefault(tenant, {})[budget_id, bucket] = standing
        self._held: dict[str, dict[tuple[str, str], int]] = {}
        self.rows = Rows()

    def decide(self, draft: Draft) -> Outcome:
        ask = draft.ask
        revision = self._revisions.get(ask.tenant, 0)
        if draft.revision != revision:
            return Stale(revision)
        earlier = self._known.earlier.get(draft.id)
        if earlier is not None:
            return (
                self._repeat(earlier, names_of(draft.sealed))
                if earlier.digest == ask.digest and not earlier.gone
                else Conflict()
            )
        used = self._known.uses.get(draft.approval.id, 0) if draft.approval is not None else 0
        standings = self._standings.setdefault(ask.tenant, {})
        decision, holds = conclude(draft, standings, used=used, expires_at=draft.at + ask.hold_for)
        return self._record(draft, decision, holds=holds)

    def _repeat(self, earlier: Earlier, names: Names) -> Committed:
        """Give the first answer again: of this very turn, or of an earlier one."""
        body, digest = earlier.body, earlier.hash
        if not body:
            body, digest = next(entry[-2:] for entry in self.rows.entries if entry[0] == earlier.ref)
        return Committed(record.decode(body, names), digest, repeated=True)

    def _record(self, draft: Draft, decision: Decision, *, holds: tuple[Hold, ...]) -> Committed:
        ask, rows = draft.ask, self.rows
        held = holds_json(holds) if decision.reservation is not None else None
        body = record.encode(draft, decision, holds=held)
        digest = leaf_hash(body)
        first = decision.reasons[0] if decision.reasons and decision.effect is not Effect.ALLOW else None
        rows.entries.append(
            (
                decision.id, ask.tenant, decision.at, record.KIND, ask.principal.subject, ask.subject, ask.action,
                ask.resource, int(decision.effect), first.code if first else "", first.source if first else "",
                ask.run_id, body, digest,
            )
        )  # fmt: skip
        if holds:
            self._hold(ask.tenant, holds)
        if draft.approval is not None and decision.effect is Effect.ALLOW:
            use = self._known.uses[draft.approval.id] = self._known.uses.get(draft.approval.id, 0) + 1
            rows.uses.append((draft.approval.id, use, decision.id))
        if decision.effect is Effect.NEEDS_APPROVAL:
            rows.acts.append((decision.id, ask.tenant, asked.encode(ask)))
        if held is not None:
            self._reserve(ask, decision, holds=held)
        if ask.run_id:
            self._step(ask, decision)
        return Committed(decision, digest)

    def _hold(self, tenant: str, holds: tuple[Hold, ...]) -> None:
        standings, held = self._standings[tenant], self._held.setdefault(tenant, {})
        for hold in holds:
            key = (hold.budget_id, hold.bucket)
            before = standings.get(key, NOTHING_HELD)
            standings[key] = Standing(before.spent, before.held + hold.amount)
            held[key] = held.get(key, 0) + hold.amount

    def written(self) -> Rows:
        """Return what to write of all that was decided."""
        for tenant, held in self._held.items():
            self.rows.held.update({(tenant, *key): amount for key, amount in held.items()})
        return self.rows

    def _reserve(self, ask: Ask, decision: Decision, *, holds: str) -> None:
        kept = decision.reservation
        if kept is None:
            return
        self.rows.reservations.append(
            (
                kept.id, ask.tenant, ask.principal.subject, ask.subject, ask.on_behalf_of, ask.session_id, ask.run_id,
                ask.action, "OPEN", kept.money, kept.tokens, kept.model, kept.price_version, decision.at, kept.expires_at,
                holds, *(kept.input_part or (None, None)),
            )
        )  # fmt: skip

    def _step(self, ask: Ask, decision: Decision) -> None:
        run = (ask.tenant, ask.run_id)
        step_id = ask.step_id or decision.id
        status = _STATUS[decision.effect]
        first = decision.reasons[0] if decision.reasons else None
        body = orjson.dumps(
            {
                "step_id": step_id, "parent_id": ask.parent_step_id, "kind": "DECISION", "name": ask.action,
                "status": status, "started_at": decision.at, "ended_at": decision.at, "decision_id": decision.id,
                "effect": _NAMES[decision.effect], "approval_id": ask.approval_id, "labels": ask.labels,
                "error": {"code": first.code, "message": first.message} if first else None,
            }
        ).decode()  # fmt: skip
        place = next_place(run, self._known.heads)
        self.rows.heads[run] = place
        self.rows.steps.append((*run, *place, step_id, ask.subject, "DECISION", status, decision.at, body))


def next_place(run: Run, heads: dict[Run, Place]) -> Place:
    """Take the next place in a run, and remember that it is taken."""
    sequence, change = heads.get(run, NOWHERE)
    heads[run] = place = (sequence + 1, change + 1)
    return place


def holds_json(holds: Sequence[Hold]) -> str:
    """Write holds as a reservation keeps them."""
    return orjson.dumps([(hold.budget_id, hold.bucket, hold.unit, hold.amount) for hold in holds]).decode()
