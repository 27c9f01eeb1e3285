"""WatchApprovals: those that match now, then every change, by the revisions at which approvals changed.

A watcher reads on from its own place; an announcement only wakes it, so one that is lost costs time alone.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from remit.administration.approval_list import Approvals
from remit.administration.approval_step import approvals_topic
from remit.approval.model import Approval
from remit.clock import monotonic
from remit.errors import CursorInvalidError, PageTokenInvalidError
from remit.server.call import Call
from remit.server.convert.approval import approval_message
from remit.server.convert.money import to_time
from remit.server.services.desk import Desk
from remitpb.v1 import approval_service_pb2 as pb

BATCH: Final = 200
"""Approvals in one read."""
HEARTBEAT: Final = 10.0
"""Seconds at most without a message; the contract promises 15."""
RECHECK: Final = 0.3
"""Seconds after which access is checked again: a revocation is felt within one, all included."""
LOOK_AGAIN: Final = 5.0
"""Seconds after which a watcher looks by itself, should an announcement be lost."""


@dataclass(frozen=True, slots=True)
class View:
    """Which approvals a caller sees, and which of them it wants."""

    shows: Callable[[Approval], bool]
    """Whether it may see one, and what never changes of it is wanted."""
    wants: Callable[[Approval], bool]
    """Whether what changes of one is wanted now."""


Access = Callable[[], Awaitable[View]]
"""Raises once the watcher may no longer read, else returns what it sees and wants now."""


class Changes(Protocol):
    """Approvals in the order in which they changed."""

    async def changed(self, tenant: str, after: int, *, limit: int) -> Sequence[tuple[int, Approval]]:
        """Return approvals with the revisions of their last change, in order of revision, after `after`."""
        ...


class ApprovalWatch:
    """Serves watchers."""

    def __init__(self, desk: Desk, *, approvals: Approvals, changes: Changes) -> None:
        """Read `changes`, and show them as `approvals` says that they stand."""
        self._desk = desk
        self._approvals = approvals
        self._changes = changes

    async def follow(
        self, request: pb.WatchApprovalsRequest, call: Call, *, access: Access
    ) -> AsyncGenerator[pb.WatchApprovalsResponse, None]:
        """Yield the messages of one stream; close the generator to end it.

        Raises:
            CursorInvalidError: when the cursor is of another stream or filter.
        """
        topic = approvals_topic(call.principal.tenant)
        place = self._begin(request, call)
        # What matched before a cut is not known, so all that changed since is sent, what ceased to match too.
        follower = _Follower(place, resumed=place > 0)
        seen = self._desk.announcements.position(topic)
        live, looked = False, monotonic()
        sent = looked
        view = await access()
        while True:
            async for message in self._news(follower, call, request=request, view=view):
                sent = monotonic()
                yield message
            looked = monotonic()
            if not live:
                live, sent = True, looked
                yield pb.WatchApprovalsResponse(
                    cursor=self._cursor(follower, call, request=request), live=pb.ApprovalsLive()
                )
            while True:
                news = await self._desk.announcements.wait(topic, seen, within=RECHECK)
                view = await access()
                now = monotonic()
                if now - sent >= HEARTBEAT:
                    sent = now
                    beat = pb.ApprovalsHeartbeat(time=to_time(self._desk.now))
                    yield pb.WatchApprovalsResponse(
                        cursor=self._cursor(follower, call, request=request), heartbeat=beat
                    )
                if news != seen or now - looked >= LOOK_AGAIN:
                    seen = news
                    break

    async def _news(
        self,
        follower: "_Follower",
        call: Call,
        *,
        request: pb.WatchApprovalsRequest,
        view: View,
    ) -> AsyncGenerator[pb.WatchApprovalsResponse, None]:
        """Yield everything that changed after the follower's place, and move it there."""
        tenant = call.principal.tenant
        currency = (await self._desk.catalog(call)).settings.currency
        while batch := await self._changes.changed(tenant, follower.place, limit=BATCH):
            stands = await self._approvals.seen([approval for _, approval in batch])
            for (revision, _), one in zip(batch, stands, strict=True):
                follower.place = revision
                if follower.takes(one.approval, view):
                    yield pb.WatchApprovalsResponse(
                        cursor=self._cursor(follower, call, request=request),
                        approval=approval_message(one.approval, used=one.used, currency=currency),
                    )
        follower.resumed = False

    def _begin(self, request: pb.WatchApprovalsRequest, call: Call) -> int:
        try:
            return int(self._desk.pages.decode(request.cursor, _bound(request, call)) or 0)
        except PageTokenInvalidError:
            message = "the cursor is damaged or of another filter or caller; begin again without one"
            raise CursorInvalidError(message, field="cursor") from None

    def _cursor(self, follower: "_Follower", call: Call, *, request: pb.WatchApprovalsRequest) -> str:
        return self._desk.pages.encode(str(follower.place), _bound(request, call))


class _Follower:
    """One watcher's place, and what it was sent that could cease to match."""

    def __init__(self, place: int, *, resumed: bool) -> None:
        self.place = place
        self.resumed = resumed
        self._matching: set[str] = set()

    def takes(self, approval: Approval, view: View) -> bool:
        """Tell whether a change is to be sent: what matches, and what matched before, once more."""
        known, matches = approval.id in self._matching, view.wants(approval)
        if not view.shows(approval):
            return False
        if matches:
            self._matching.add(approval.id)
        else:
            self._matching.discard(approval.id)
        return matches or known or self.resumed


def _bound(request: pb.WatchApprovalsRequest, call: Call) -> bytes:
    """Everything that makes this stream another one."""
    principal = call.principal
    named = f"{principal.tenant}|{principal.subject}|{call.method}|".encode()
    return named + request.filter.SerializeToString(deterministic=True)
