"""The page to read: how one action is decided.

Pure checks before pace, pace before money, money and evidence in one commit, the commit before the answer.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from remit.budget.model import Standing
from remit.clock import Clock, monotonic
from remit.decision.case import Case
from remit.decision.catalog import Catalogs
from remit.decision.check import CHECKS
from remit.decision.conclude import conclude
from remit.decision.estimate import price_estimate
from remit.decision.gather import Gatherer
from remit.decision.model import Ask, Committed, Conflict, Draft, Effect, Outcome, Stage, Stale, Verdict
from remit.decision.pace import Pace, PaceAsk
from remit.decision.pacing import pace_ask, pace_lines, pace_reason, pace_skipped
from remit.decision.refusals import Refusals
from remit.decision.slices import Slices
from remit.decision.tally import DecisionTally
from remit.decision.turn import AbandonedError, Turn
from remit.errors import (
    BackendUnavailableError,
    CallerPermissionMissingError,
    IdempotencyConflictError,
    StaleRevisionError,
)
from remit.identity.authenticate import require_scope
from remit.ids import DECISION, Ids

ATTEMPTS: Final = 8
"""How often a decision that policy overtook is made again before the caller is told to come back."""

ON_OTHERS: Final = "decision:authorize"
"""The permission to ask about another subject than oneself."""

_ALLOW: Final = Effect.ALLOW
_PASSED: Final = [int(Verdict.PASS)] * len(Stage)

NOT_RECORDED: Final = b""
"""Leaf hash of a dry run, which leaves no evidence."""


class DecisionStore(Protocol):
    """What must be remembered of decisions."""

    async def commit(self, drafts: Sequence[Draft]) -> Sequence[Outcome]:
        """Decide and record a batch: all of it lasts, or none."""
        ...

    async def standings(
        self, tenant: str, counters: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Standing]:
        """Return counters by (budget id, bucket) as they stand; those never used are absent."""
        ...

    async def approval_uses(self, approval_id: str) -> int:
        """Return how often an approval has been used."""
        ...


@dataclass(frozen=True, slots=True)
class Authorizer:
    """Decides."""

    catalogs: Catalogs
    gatherer: Gatherer
    store: DecisionStore
    turn: Turn[Draft, Outcome]
    pace: Pace
    ids: Ids
    clock: Clock
    tally: DecisionTally = field(default_factory=DecisionTally)
    denials: Refusals | None = None
    """Limits how often one may be denied; None: not at all."""
    slices: Slices = field(default_factory=Slices)

    async def authorize(self, ask: Ask, gathered: Case | None = None) -> Committed:
        """Decide one action and, if allowed, hold its budget and take its rate tokens: all or nothing.

        A repeat of an earlier request gets the earlier answer and holds nothing more.

        Raises:
            IdempotencyConflictError: when the request id was used with other content.
            CallerPermissionMissingError: when the caller may not ask about that subject.
            StaleRevisionError: when policy kept changing under the decision.
            TooManyRefusalsError: when the caller was denied too often lately.
        """
        denials = self.denials
        if denials is not None and denials.shut and not ask.dry_run:
            denials.require(ask.tenant, ask.principal.subject, part=ask.subject)
        for _ in range(ATTEMPTS):
            begun = monotonic()
            case = await self.gatherer.gather(ask) if gathered is None else gathered
            gathered = None
            seen = monotonic()
            require_may_ask(case)
            draft = self.draft(case)
            if draft.lift is not None:
                approvers = await self.gatherer.sealed(ask.tenant, draft.lift.approvers)
                draft.sealed = {**draft.sealed, **approvers}
            if ask.dry_run:
                return await self._rehearse(case, draft)
            checked = monotonic()
            paced = await self._take_pace(case, draft)
            taken = monotonic()
            outcome = await self._commit(draft, paced)
            self.tally.staged((begun, seen, checked, taken, monotonic()), outcome)
            if not isinstance(outcome, Stale):
                if denials is not None and outcome.decision.effect is not _ALLOW and not outcome.repeated:
                    denials.count(ask.tenant, ask.principal.subject, part=ask.subject)
                return outcome
            await self.catalogs.refresh(ask.tenant)
        message = "policy is changing faster than this call can be decided; try again"
        raise StaleRevisionError(message, retry_after=0.5)

    async def authorize_all(self, asks: Sequence[Ask]) -> list[Committed | BaseException]:
        """Decide many of one tenant, in order: each sees the holds of those before. One that fails is its error.

        Raises:
            OverloadedError: when so many more cannot wait for storage.
        """
        with self.turn.announced(asks[0].tenant if asks else "", len(asks)):
            cases = await asyncio.gather(*(self.gatherer.gather(ask) for ask in asks), return_exceptions=True)
            # All is gathered, so that each part runs without a pause until it has boarded: in the order of the asks.
            parts = [self._one_of_many(ask, case) for ask, case in zip(asks, cases, strict=True)]
            return await self.slices.run(asks[0].tenant if asks else "", parts)

    async def _one_of_many(self, ask: Ask, gathered: Case | BaseException) -> Committed:
        if isinstance(gathered, BaseException):
            raise gathered
        return await self.authorize(ask, gathered)

    def draft(self, case: Case) -> Draft:
        """Run the pure checks in order, until one refuses."""
        draft = case.draft = new_draft(case, self.ids.new(DECISION))
        unpriced = price_estimate(case)
        for check in CHECKS:
            if (reason := check(case)) is not None:
                draft.fail(reason, case.effect)
                return draft
        if unpriced is not None:
            draft.fail(unpriced)
        return draft

    async def _take_pace(self, case: Case, draft: Draft) -> PaceAsk | None:
        """Take rate tokens and a lease for a draft that is still allowed; None when nothing was taken."""
        if draft.effect is not _ALLOW:
            return None
        wanted = pace_ask(case)
        if wanted is None:
            return None
        try:
            answer = (await self.pace.take([wanted]))[0]
        except BackendUnavailableError:
            if not case.pace_may_fail_open:
                raise
            self.tally.degraded += 1
            draft.stages[Stage.RATE - 1] = draft.stages[Stage.CONCURRENCY - 1] = Verdict.DEGRADED
            draft.reasons.append(pace_skipped())
            return None
        draft.rates = pace_lines(wanted, answer)
        if answer.admitted:
            return wanted
        draft.fail(pace_reason(answer))
        return None

    async def _commit(self, draft: Draft, paced: PaceAsk | None) -> Committed | Stale:
        """Commit with the next turn. Whatever is not a fresh ALLOW gives the rate tokens back."""
        try:
            outcome = await self.turn.join(draft)
        except (Exception, AbandonedError):
            if paced is not None:
                await self._give_back(paced)
            raise
        # A caller that vanished otherwise (CancelledError) gives nothing back: its commit may yet have allowed.
        fresh = isinstance(outcome, Committed) and outcome.decision.effect is _ALLOW and not outcome.repeated
        if paced is not None and not fresh:
            await self._give_back(paced)
        if isinstance(outcome, Conflict):
            message = "this request_id was used before with other content; a new question needs a new id"
            raise IdempotencyConflictError(message, field="request_id")
        return outcome

    async def _give_back(self, paced: PaceAsk) -> None:
        """Undo what was taken; where that cannot be asked for, time does it, and what was decided stays decided."""
        with suppress(BackendUnavailableError):
            await self.pace.give_back([paced])

    async def _rehearse(self, case: Case, draft: Draft) -> Committed:
        """Conclude against the counters as they stand, and record nothing. Rates and leases are not asked."""
        if draft.effect is Effect.ALLOW and pace_ask(case) is not None:
            draft.stages[Stage.RATE - 1] = draft.stages[Stage.CONCURRENCY - 1] = Verdict.SKIPPED
        counters = [(bucket.budget.id, bucket.key) for group in draft.buckets for bucket in group]
        standings = await self.store.standings(draft.ask.tenant, counters)
        used = await self.store.approval_uses(draft.approval.id) if draft.approval else 0
        draft.id = ""
        self.tally.rehearsed += 1
        draft.stages[Stage.RECORD - 1] = Verdict.SKIPPED
        decision, _ = conclude(draft, standings, used=used, expires_at=draft.at + draft.ask.hold_for)
        return Committed(replace(decision, reservation=None), NOT_RECORDED)


def new_draft(case: Case, decision_id: str) -> Draft:
    """Begin a draft in which every check has passed until one objects."""
    return Draft(
        case.ask,
        decision_id,
        case.at,
        case.revision,
        _PASSED.copy(),
        sealed=case.sealed,
        prices=case.catalog.prices,
    )


def require_may_ask(case: Case) -> None:
    """Refuse a caller who asks about another subject without the right to.

    Raises:
        CallerPermissionMissingError: naming the permission.
        CredentialScopeError: when the credential is limited to other actions.
    """
    ask = case.ask
    principal = ask.principal
    if principal.subject == ask.subject:
        if principal.scopes:
            require_scope(principal, ask.action)
        return
    if principal.scopes:
        require_scope(principal, ON_OTHERS)
    if not case.catalog.may(principal.subject, ON_OTHERS, resource=ask.subject, at=case.at):
        message = f"asking about another subject needs the permission {ON_OTHERS} on it"
        raise CallerPermissionMissingError(message, field="subject", permission=ON_OTHERS)


def tenant_of(draft: Draft) -> str:
    """Return whose a draft is."""
    return draft.ask.tenant
