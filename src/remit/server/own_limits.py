"""Limits how often Remit's own calls may be made that are dear, or that give credentials out. Never limits a decision.

Counted by caller, and where no credential is needed by address, in the same buckets as tenants' own rate limits: shared
by all servers where Redis is. While that is away each process counts for itself, for a limit must not stop anybody whom
it does not concern.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from remit.clock import MINUTE, SECOND, Clock
from remit.config import Config
from remit.decision.pace import KeyedWindow, Pace, PaceAnswer, PaceAsk, pace_key
from remit.decision.refusals import BURST_MINUTES, network_of
from remit.errors import BackendUnavailableError, OverloadedError, TooManyCallsError
from remit.identity.model import OPERATOR_TENANT
from remit.policy.rate_limit import Window
from remit.server.call import Call
from remit.server.permission import ANONYMOUS
from remit.volatile.memory import MemoryPace


class CallClass(StrEnum):
    """Calls that share a limit."""

    KEYS = "keys"
    """Make API keys."""
    TOKENS = "tokens"
    """Issue tokens."""
    SIGN_INS = "sign_ins"
    """Ask other people's servers who somebody is."""
    APPROVALS = "approvals"
    """Ask for approvals and answer them: people are told of each."""
    EXPORTS = "exports"
    """Read much at once."""


CLASSES: Final[Mapping[str, CallClass]] = {
    "remit.v1.ApprovalService.CancelApproval": CallClass.APPROVALS,
    "remit.v1.ApprovalService.DecideApproval": CallClass.APPROVALS,
    "remit.v1.AuditService.ExportEntries": CallClass.EXPORTS,
    "remit.v1.IdentityService.CreateApiKey": CallClass.KEYS,
    "remit.v1.IdentityService.ExchangeCode": CallClass.SIGN_INS,
    "remit.v1.IdentityService.GetAuthorizationUrl": CallClass.SIGN_INS,
    "remit.v1.IdentityService.IssueToken": CallClass.TOKENS,
    "remit.v1.IdentityService.RefreshToken": CallClass.TOKENS,
    "remit.v1.IdentityService.RotateApiKey": CallClass.KEYS,
    "remit.v1.PolicyDecisionService.RequestApproval": CallClass.APPROVALS,
    "remit.v1.PolicyService.ExportPolicy": CallClass.EXPORTS,
    "remit.v1.PrivacyService.ExportPerson": CallClass.EXPORTS,
    "remit.v1.TenantService.CreateTenant": CallClass.KEYS,
}
"""The class of each RPC that is limited."""

PATIENCE: Final = 0.5
"""Seconds to wait for the buckets that servers share; then this process counts alone."""

Limit = Callable[[Call], Awaitable[None]]
"""Raises TOO_MANY_CALLS when a call comes too soon after others of its caller."""


class OwnLimits:
    """The limits of one server."""

    def __init__(self, pace: Pace, clock: Clock, *, per_minute: Mapping[CallClass, int]) -> None:
        """Count in `pace`, else by `clock` in this process.

        Args:
            pace: where tenants' rates are counted too.
            clock: for the time in which `pace` is away.
            per_minute: calls that one caller may make of each class, five minutes' worth at once; 0: any number.
        """
        self._pace = pace
        self._alone = MemoryPace(clock)
        self._windows = {one: window_of(count) for one, count in per_minute.items() if count}

    def of(self, method: MethodDescriptor) -> Limit | None:
        """Return what stands before an RPC; None when nothing does."""
        window = self._windows.get(CLASSES[method.full_name]) if method.full_name in CLASSES else None
        if window is None:
            return None
        kind, anonymous = CLASSES[method.full_name], method.full_name in ANONYMOUS

        async def require(call: Call) -> None:
            await self._take(ask_of(call, kind, window=window, anonymous=anonymous), kind)

        return require

    async def _take(self, ask: PaceAsk, kind: CallClass) -> None:
        answer = await self._shared(ask)
        if answer is None:
            (answer,) = await self._alone.take([ask])
        if not answer.admitted:
            message = f"this caller makes too many calls of this kind ({kind}); wait, and make fewer"
            wait = (answer.retry_after or MINUTE) / SECOND
            raise TooManyCallsError(message, retry_after=wait, calls=kind)

    async def _shared(self, ask: PaceAsk) -> PaceAnswer | None:
        """Return what all servers' buckets say; None when they do not answer in time."""
        # A trip that is under way cannot be called back; it is only waited for no longer.
        trip = asyncio.ensure_future(self._pace.take([ask]))
        trip.add_done_callback(_heard)
        await asyncio.wait({trip}, timeout=PATIENCE)
        try:
            return trip.result()[0] if trip.done() else None
        except (BackendUnavailableError, OverloadedError):
            return None


def _heard(trip: "asyncio.Future[list[PaceAnswer]]") -> None:
    """Nobody may be left to hear how a trip ended; then its error is nobody's."""
    if not trip.cancelled():
        trip.exception()


def limits_by(config: Config) -> Mapping[CallClass, int]:
    """Return how many calls of each class the settings allow a minute."""
    return {
        CallClass.KEYS: config.max_key_creations_per_minute,
        CallClass.TOKENS: config.max_tokens_per_minute,
        CallClass.SIGN_INS: config.max_sign_ins_per_minute,
        CallClass.APPROVALS: config.max_approval_calls_per_minute,
        CallClass.EXPORTS: config.max_exports_per_minute,
    }


def ask_of(call: Call, kind: CallClass, *, window: Window, anonymous: bool) -> PaceAsk:
    """Return what a call takes: from its caller's bucket, or from that of its address when it has no caller.

    An operator has one bucket, whichever tenant it acts in.
    """
    if anonymous:
        tenant, whose = OPERATOR_TENANT, ("address", network_of(call.peer_ip))
    else:
        principal = call.principal
        tenant = principal.home or principal.tenant
        whose = ("caller", principal.home_subject or principal.subject)
    return PaceAsk(tenant, (KeyedWindow(pace_key(tenant, "own", kind, *whose), window),))


def window_of(per_minute: int) -> Window:
    """Return the window of so many calls a minute, five minutes' worth at once."""
    return Window(-(-MINUTE // per_minute), per_minute * BURST_MINUTES)
