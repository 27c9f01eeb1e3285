"""The page to read: how one action is decided.

Pure checks before pace, pace before money, money and evidence in one commit, the commit before the answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Protocol, cast

from remit.budget.model import Standing
from remit.clock import Clock, monotonic
from remit.decision.alike import Alikes
from remit.decision.case import Case
from remit.decision.catalogs import Catalogs
from remit.decision.check import objection
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
    FateUnknownError,
    IdempotencyConflictError,
    OverloadedError,
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

    async def commit(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
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


@dataclass(slots=True)
class Going:
    """A decision on its way: checked, not yet committed."""

    case: Case
    draft: Draft
    marks: list[float]
    """Instants (`monotonic`): before it was gathered, then after each stage."""
    paced: PaceAsk | None = None
    """What was taken of rates and leases."""
    outcome: Outcome | None = None
    failed: BaseException | None = None


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

    async def authorize(self, ask: Ask) -> Committed:
        """Decide one action and, if allowed, hold its budget and take its rate tokens: all or nothing.

        A repeat of an earlier request gets the earlier answer and holds nothing more.

        Raises:
            IdempotencyConflictError: when the request id was used with other content.
            CallerPermissionMissingError: when the caller may not ask about that subject.
            StaleRevisionError: when policy kept changing under the decision.
            TooManyRefusalsError: when the caller was denied too often lately.
        """
        for _ in range(ATTEMPTS):
            going = await self._prepare(ask)
            if isinstance(going, Committed):
                return going
            await self._take_pace((going,))
            outcome = await self._commit(going)
            if not isinstance(outcome, Stale):
                return outcome
            await self.catalogs.refresh(ask.tenant)
        message = "policy is changing faster than this call can be decided; try again"
        raise StaleRevisionError(message, retry_after=0.5)

    async def authorize_all(self, asks: Sequence[Ask]) -> list[Committed | BaseException]:
        """Decide many of one tenant, in order: each sees the holds of those before. One that fails is its error.

        Raises:
            OverloadedError: when so many more cannot wait for storage.
        """
        if not asks:
            return []
        tenant = asks[0].tenant
        with self.turn.announced(tenant, len(asks)):
            made = await self.slices.each(tenant, asks, work=partial(self._prepare, alikes=Alikes()))
            going = [one for one in made if isinstance(one, Going)]
            await self._take_pace(going)
            boarding = [one for one in going if one.failed is None]
            landed: Sequence[Outcome | BaseException]
            try:
                landed = await self.turn.join_all([one.draft for one in boarding])
            except OverloadedError as error:
                # None of them was committed, so each gives back what it took.
                landed = [error] * len(boarding)
            for one, outcome in zip(boarding, landed, strict=True):
                await self._land(one, outcome)
            return [await self._ended(one) if isinstance(one, Going) else one for one in made]

    async def _prepare(self, ask: Ask, alikes: Alikes | None = None) -> Going | Committed:
        """Gather and check, up to what must be taken; a rehearsal is concluded at once."""
        denials = self.denials
        if denials is not None and denials.shut and not ask.dry_run:
            denials.require(ask.tenant, ask.principal.subject, part=ask.subject)
        begun = monotonic()
        case = await self.gatherer.gather(ask, alikes)
        seen = monotonic()
        require_may_ask(case)
        draft = self.draft(case)
        if draft.lift is not None:
            approvers = await self.gatherer.sealed(ask.tenant, draft.lift.approvers)
            draft.sealed = {**draft.sealed, **approvers}
        if ask.dry_run:
            return await self._rehearse(case, draft)
        return Going(case, draft, [begun, seen, monotonic()])

    async def _ended(self, one: Going) -> Committed | BaseException:
        """Return what became of one of many; what policy overtook is decided again, by itself."""
        if one.failed is not None:
            return one.failed
        if not isinstance(one.outcome, Stale):
            return cast("Committed", one.outcome)
        try:
            return await self.authorize(one.case.ask)
        except Exception as error:  # noqa: BLE001  it belongs to this one alone
            return error

    def draft(self, case: Case) -> Draft:
        """Run the pure checks in order, until one refuses."""
        draft = case.draft = new_draft(case, self.ids.new(DECISION))
        unpriced = price_estimate(case)
        reason = objection(case)
        if reason is not None:
            draft.fail(reason, case.effect)
        elif unpriced is not None:
            draft.fail(unpriced)
        return draft

    async def _take_pace(self, going: Sequence[Going]) -> None:
        """Take rate tokens and leases for the drafts that are still allowed, in one trip."""
        wanted = [
            (one, taking)
            for one in going
            if one.draft.effect is _ALLOW and (taking := pace_ask(one.case)) is not None
        ]
        if wanted:
            try:
                answers = await self.pace.take([taking for _, taking in wanted])
            except BackendUnavailableError as error:
                for one, _ in wanted:
                    self._pace_is_away(one, error)
            else:
                for (one, taking), answer in zip(wanted, answers, strict=True):
                    one.draft.rates = pace_lines(taking, answer)
                    if answer.admitted:
                        one.paced = taking
                    else:
                        one.draft.fail(pace_reason(answer))
        now = monotonic()
        for one in going:
            one.marks.append(now)

    def _pace_is_away(self, one: Going, error: BackendUnavailableError) -> None:
        if not one.case.pace_may_fail_open:
            one.failed = error
            return
        draft = one.draft
        self.tally.degraded += 1
        draft.stages[Stage.RATE - 1] = draft.stages[Stage.CONCURRENCY - 1] = Verdict.DEGRADED
        draft.reasons.append(pace_skipped())

    async def _commit(self, one: Going) -> Committed | Stale:
        """Commit with the next turn."""
        if one.failed is not None:
            raise one.failed
        try:
            outcome = await self.turn.join(one.draft)
        except (Exception, AbandonedError) as error:
            # A caller that vanished otherwise (CancelledError) gives nothing back: its commit may yet have allowed.
            await self._land(one, error)
            raise
        await self._land(one, outcome)
        if one.failed is not None:
            raise one.failed
        return cast("Committed | Stale", one.outcome)

    async def _land(self, one: Going, outcome: Outcome | BaseException) -> None:
        """Take over what became of a draft. Whatever is not a fresh ALLOW, nor may be one, gives the rate tokens back."""
        fresh = isinstance(outcome, Committed) and outcome.decision.effect is _ALLOW and not outcome.repeated
        # An ALLOW of which nobody knows may stand: who repeats the call is told of it, and gives back what that took.
        if one.paced is not None and not fresh and not isinstance(outcome, FateUnknownError):
            await self._give_back(one.paced)
        if isinstance(outcome, BaseException):
            one.failed = outcome
            return
        one.marks.append(monotonic())
        self.tally.staged(one.marks, outcome)
        one.outcome = outcome
        if isinstance(outcome, Conflict):
            message = "this request_id was used before with other content; a new question needs a new id"
            one.failed = IdempotencyConflictError(message, field="request_id")
        elif (
            isinstance(outcome, Committed) and not fresh and not outcome.repeated and self.denials is not None
        ):
            ask = one.case.ask
            self.denials.count(ask.tenant, ask.principal.subject, part=ask.subject)

    async def _give_back(self, paced: PaceAsk) -> None:
        """Undo what was taken; where that cannot be asked for, time does it, and what was decided stays decided."""
        with suppress(BackendUnavailableError, OverloadedError):
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
        alike=case.alike,
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
