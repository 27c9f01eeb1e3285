"""StreamTimeline: history first, then live, for whoever may read it, for as long as it may."""

from collections.abc import AsyncIterator, Sequence

from remit.bootstrap import App
from remit.decision.caller import Caller, find_caller
from remit.errors import CallerPermissionMissingError, InvalidFieldError
from remit.identity.model import Principal, Run
from remit.server.call import Call
from remit.server.services.access import require_credential
from remit.server.services.plane import Plane
from remit.server.services.timeline_written import Written
from remit.timeline.model import Filter, Scope, ScopeKind, StepKind, StepStatus
from remit.timeline.stream import Watch
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

STREAM_OTHERS = "timeline:stream"
"""The permission to follow what is not one's own."""


class TimelineStreams(Plane):
    """Streams of steps."""

    def __init__(self, app: App) -> None:
        """Serve `app`."""
        super().__init__(app)
        self._written = Written(app.accounts, app.clock)

    async def StreamTimeline(self, request: pb.StreamTimelineRequest, call: Call) -> AsyncIterator[bytes]:
        """Follow a run, an agent's runs, or the tenant's."""
        principal, app = call.principal, self._app
        scope, wanted = _scope_of(request, principal.tenant), _filter_of(request)
        watch = Watch(scope, wanted, await self._after(request, scope, wanted=wanted), follow=request.follow)
        currency, peer_ip = await self._currency(principal.tenant), call.peer_ip

        async def access() -> None:
            await self._require_access(principal, scope, peer_ip=peer_ip)

        async for event in app.stream.follow(watch, access, reader=(principal, peer_ip)):
            yield await self._written.message(event, currency)

    async def _after(self, request: pb.StreamTimelineRequest, scope: Scope, *, wanted: Filter) -> int | None:
        """The place after which to begin; None means from the beginning."""
        if request.WhichOneof("start") == "cursor":
            return self._app.stream.cursor(scope, wanted).decode(request.cursor)
        if request.origin == pb.TIMELINE_ORIGIN_NOW:
            return await self._app.timeline.end(scope)
        return None

    async def _require_access(self, principal: Principal, scope: Scope, *, peer_ip: str) -> None:
        """Raise unless the credential still counts and its holder may still read the scope."""
        app = self._app
        await require_credential(app.catalogs, app.clock, principal=principal, peer_ip=peer_ip)
        caller, now = await find_caller(app.catalogs, principal), app.clock.now()
        own = not principal.home and await self._is_own(principal, scope)
        if own and not caller.standing(now):
            return
        if not _may_stream(caller, scope, at=now):
            message = (
                f"following this timeline needs the permission {STREAM_OTHERS} on it, and an active caller"
            )
            raise CallerPermissionMissingError(message, permission=STREAM_OTHERS)

    async def _is_own(self, principal: Principal, scope: Scope) -> bool:
        """Tell whether a scope is the caller's own: itself, or a run of its own."""
        if scope.kind is ScopeKind.RUN:
            catalog = await self._app.catalogs.of(principal.tenant)
            run = await self._app.catalogs.find(catalog, Run, identity=scope.id)
            return run is not None and run.owner == principal.subject
        return scope.kind is ScopeKind.AGENT and scope.id == principal.subject


def _may_stream(caller: Caller, scope: Scope, *, at: int) -> bool:
    """Tell whether somebody may follow what is not its own; an operator's roles are those at home."""
    named = {ScopeKind.RUN: f"run:{scope.id}", ScopeKind.AGENT: scope.id}.get(scope.kind, "*")
    resource = "*" if caller.home.tenant != scope.tenant else named
    return caller.may(STREAM_OTHERS, resource=resource, at=at)


def _scope_of(request: pb.StreamTimelineRequest, tenant: str) -> Scope:
    match request.WhichOneof("scope"):
        case "run_id":
            return Scope(tenant, ScopeKind.RUN, request.run_id)
        case "agent_id":
            return Scope(tenant, ScopeKind.AGENT, f"agent:{request.agent_id}")
        case _:
            return Scope(tenant, ScopeKind.TENANT)


def _filter_of(request: pb.StreamTimelineRequest) -> Filter:
    _require_said("kinds", request.kinds)
    _require_said("statuses", request.statuses)
    return Filter(
        kinds=frozenset(
            StepKind(core.StepKind.Name(kind).removeprefix("STEP_KIND_")) for kind in request.kinds
        ),
        statuses=frozenset(
            StepStatus(core.StepStatus.Name(status).removeprefix("STEP_STATUS_"))
            for status in request.statuses
        ),
        labels=dict(request.labels),
    )


def _require_said(field: str, values: Sequence[int]) -> None:
    """Refuse the zero of an enum, which names nothing that a step could be."""
    if 0 in values:
        place = list(values).index(0)
        message = f"{field}[{place}] says nothing; leave it out"
        raise InvalidFieldError(message, field=f"{field}[{place}]")
