"""Runs: one execution of an agent. Watchers of its timeline are woken once its begin or end lasts."""

from collections.abc import Sequence
from dataclasses import replace

from remit.administration import run as runs
from remit.administration.account import NOTHING_USED
from remit.administration.editor import Written
from remit.administration.listing import Query
from remit.errors import PreconditionFailedError
from remit.identity.authenticate import require_behalf
from remit.identity.model import LifeState, Run, Session
from remit.identity.session import as_of
from remit.server.call import Call
from remit.server.convert.entity import from_optional
from remit.server.convert.money import from_duration, from_time
from remit.server.convert.run import from_run_end, from_run_request, to_run, to_state
from remit.server.services.desk import Service, caller
from remit.server.services.subject import has_labels
from remit.timeline.model import Scope, ScopeKind
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as pb


class RunCalls(Service):
    """Runs, and the leases under which they live."""

    async def StartRun(self, request: pb.StartRunRequest, call: Call) -> pb.StartRunResponse:
        """Begin a run."""
        desk = self._desk
        owner = from_optional(request.subject, "subject") or caller(call.principal, "subject")
        asked = from_run_request(request, owner)
        behalf = require_behalf(call.principal, asked.on_behalf_of, field="on_behalf_of")
        wanted = replace(asked, on_behalf_of=behalf)
        written = await runs.start_run(desk.editor(call, request), wanted, catalog=await desk.catalog(call))
        await self._announce(call, written)
        return pb.StartRunResponse(run=await self._shown(call, written.result), revision=written.revision)

    async def ExtendRun(self, request: pb.ExtendRunRequest, call: Call) -> pb.ExtendRunResponse:
        """Renew the lease of a run: the heartbeat. It takes no revision, for it changes no right."""
        desk, tenant = self._desk, call.principal.tenant
        found = await desk.found(call, Run, identity=request.run_id, field="run_id")
        await self._require_open_session(call, found)
        lease = from_duration(request.lease) if request.HasField("lease") else None
        await runs.extend_run(desk.leases, found, tenant=tenant, lease=lease, at=desk.now)
        return pb.ExtendRunResponse(
            run=await self._shown(call, found), revision=(await desk.catalog(call)).revision
        )

    async def EndRun(self, request: pb.EndRunRequest, call: Call) -> pb.EndRunResponse:
        """End a run."""
        end = from_run_end(request)
        written = await runs.end_run(self._desk.editor(call, request), request.run_id, end=end)
        await self._announce(call, written)
        return pb.EndRunResponse(run=await self._shown(call, written.result), revision=written.revision)

    async def GetRun(self, request: pb.GetRunRequest, call: Call) -> pb.GetRunResponse:
        """Read one run."""
        found = await self._desk.found(call, Run, identity=request.run_id, field="run_id")
        return pb.GetRunResponse(run=await self._shown(call, found))

    async def ListRuns(self, request: pb.ListRunsRequest, call: Call) -> pb.ListRunsResponse:
        """List runs, newest first."""
        owner = from_optional(request.subject, "subject")
        since = from_time(getattr(request, "from")) if request.HasField("from") else None
        until = from_time(request.to) if request.HasField("to") else None

        def wanted(run: Run) -> bool:
            return (
                request.session_id in {"", run.session_id}
                and (not request.states or to_state(run) in request.states)
                and (since is None or since <= run.started_at)
                and (until is None or run.started_at < until)
                and has_labels(run.labels, request.labels)
            )

        query = Query(Run, wanted=wanted, newest_first=True, where={"owner": owner} if owner else {})
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListRunsResponse(runs=await self._all_shown(call, page.items), next_page_token=token)

    async def _require_open_session(self, call: Call, run: Run) -> None:
        """A run ends with its session, also before somebody has noted that the session's lifetime has passed."""
        if not run.session_id:
            return
        session = await self._desk.reader.find(call.principal.tenant, Session, identity=run.session_id)
        if session is None or as_of(session, self._desk.now).state is not LifeState.ACTIVE:
            message = "the session of the run has ended, and the run with it; start another"
            raise PreconditionFailedError(message, field="run_id")

    async def _shown(self, call: Call, run: Run) -> core.Run:
        return (await self._all_shown(call, [run]))[0]

    async def _all_shown(self, call: Call, found: Sequence[Run]) -> list[core.Run]:
        desk = self._desk
        catalog = await desk.catalog(call)
        accounts = await desk.accounts.of_runs(catalog.tenant, [run.id for run in found])
        costs, currency = await desk.may_see_costs(call), catalog.settings.currency
        return [
            to_run(run, accounts.get(run.id, NOTHING_USED), currency=currency, costs=costs) for run in found
        ]

    async def _announce(self, call: Call, written: Written[Run]) -> None:
        if not written.repeated:
            tenant, run = call.principal.tenant, written.result
            scopes = (ScopeKind.RUN, run.id), (ScopeKind.AGENT, run.owner), (ScopeKind.TENANT, "")
            await self._desk.announcements.publish([Scope(tenant, *scope).key for scope in scopes])
