"""TimelineService: what happened in runs. Following them live is a call of the data plane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from remit.administration.cost_breakdown import cost_breakdown
from remit.administration.step import NewStep, Place, StepBook, StepRecorder
from remit.administration.usage import LedgerReader, UsageFilter
from remit.errors import CallerPermissionMissingError, MissingFieldError, NotFoundError, RemitError
from remit.identity.model import Session, Subject
from remit.ids import Ids
from remit.server.bounds import check
from remit.server.call import Call
from remit.server.convert.mask import merged
from remit.server.convert.money import from_time
from remit.server.convert.step import step_message
from remit.server.convert.timeline import FIELDS, from_list, from_step, to_breakdown
from remit.server.services.desk import READ_COSTS, Desk, Service, mask_of
from remit.server.status import status_of
from remit.timeline.model import Scope, ScopeKind, Step
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import timeline_service_pb2 as pb

TOP_DEFAULT = 100
"""Entries of each list of a breakdown when the caller does not say."""


class Steps(StepBook, Protocol):
    """Steps in storage, and how runs hang together."""

    async def reported(self, tenant: str, run_ids: Sequence[str]) -> Mapping[tuple[str, str], Step]:
        """Return the steps that runtimes reported in runs, by run and id."""
        ...

    async def runs_below(self, tenant: str, run_id: str) -> Sequence[str]:
        """Return a run and the runs that it started, over any number of levels."""
        ...


class TimelineService(Service):
    """Steps of runs."""

    def __init__(
        self, desk: Desk, *, steps: Steps, etag_of: Callable[[Step], str], ledger: LedgerReader, ids: Ids
    ) -> None:
        """Serve from `desk`.

        Args:
            desk: what all services of the control plane share.
            steps: steps in storage.
            etag_of: returns what changes with every change of a step.
            ledger: what was spent in them.
            ids: makes ids for steps that come without one.
        """
        super().__init__(desk)
        self._steps = steps
        self._etag_of = etag_of
        self._ledger = ledger
        self._recorder = StepRecorder(steps, ids, now=desk.clock.now)

    async def RecordSteps(self, request: pb.RecordStepsRequest, call: Call) -> pb.RecordStepsResponse:
        """Add steps to a run, each for itself."""
        tenant = call.principal.tenant
        place = Place(tenant, request.run_id, await self._own(call, request.run_id, begins=True))
        reported = [_reported(step, place, number=number) for number, step in enumerate(request.steps)]
        results = await self._recorder.record(place, reported)
        if any(not isinstance(one, RemitError) and not one.duplicate for one in results):
            await self._announce(place)
        response = pb.RecordStepsResponse(revision=(await self._desk.catalog(call)).revision)
        for one in results:
            if isinstance(one, RemitError):
                response.results.add(error=status_of(one))
            else:
                response.results.add(step_id=one.step_id, sequence=one.sequence, duplicate=one.duplicate)
        return response

    async def UpdateStep(self, request: pb.UpdateStepRequest, call: Call) -> pb.UpdateStepResponse:
        """Change a step, such as its status and output when it ends."""
        run_id, step_id = request.step.run_id, request.step.step_id
        for field, value in (("step.run_id", run_id), ("step.step_id", step_id)):
            if not value:
                raise MissingFieldError(f"{field} must be set", field=field)
        place = Place(call.principal.tenant, run_id, await self._own(call, run_id))
        currency = await self._currency(call)

        def change(before: Step) -> Step:
            current = step_message(before, currency)
            wanted = merged(current, request.step, mask=mask_of(request), writable=FIELDS)
            return from_step(wanted, place.tenant, run_id=run_id).step

        after = await self._recorder.update(place, step_id, etag=request.etag, change=change)
        await self._announce(place)
        return pb.UpdateStepResponse(
            step=await self._shown(call, after),
            etag=self._etag_of(after),
            revision=(await self._desk.catalog(call)).revision,
        )

    async def GetStep(self, request: pb.GetStepRequest, call: Call) -> pb.GetStepResponse:
        """Read one step."""
        await self._own(call, request.run_id)
        found = await self._steps.find(call.principal.tenant, request.run_id, step_id=request.step_id)
        if found is None:
            raise NotFoundError(f"there is no step {request.step_id!r} in the run", field="step_id")
        return pb.GetStepResponse(step=await self._shown(call, found), etag=self._etag_of(found))

    async def ListSteps(self, request: pb.ListStepsRequest, call: Call) -> pb.ListStepsResponse:
        """List the steps of a run in order."""
        await self._own(call, request.run_id)
        part = self._desk.part(call, request)
        found = await self._steps.page(
            call.principal.tenant,
            request.run_id,
            part=from_list(request, after=int(part.after or 0), limit=part.size + 1),
        )
        page = found[: part.size]
        last = str(page[-1].sequence) if len(found) > part.size else ""
        return pb.ListStepsResponse(
            steps=[await self._shown(call, step) for step in page],
            next_page_token=self._desk.token(call, request, last=last),
        )

    async def GetCostBreakdown(
        self, request: pb.GetCostBreakdownRequest, call: Call
    ) -> pb.GetCostBreakdownResponse:
        """Say what runs have cost, and in which steps, models and tools."""
        wanted = await self._spent_in(request, call)
        found = await cost_breakdown(
            call.principal.tenant,
            wanted,
            ledger=self._ledger,
            steps=self._steps,
            top=request.top if request.HasField("top") else TOP_DEFAULT,
        )
        return to_breakdown(found, await self._currency(call))

    async def _spent_in(self, request: pb.GetCostBreakdownRequest, call: Call) -> UsageFilter:
        since = from_time(getattr(request, "from")) if request.HasField("from") else None
        until = from_time(request.to) if request.HasField("to") else None
        match request.WhichOneof("scope"):
            case "run_id":
                await self._own(call, request.run_id)
                runs = await self._steps.runs_below(call.principal.tenant, request.run_id)
                return UsageFilter(run_ids=tuple(runs), since=since, until=until)
            case "session_id":
                session = await self._desk.found(
                    call, Session, identity=request.session_id, field="session_id"
                )
                await self._require(call, session.owner)
                return UsageFilter(session_id=session.id, since=since, until=until)
            case _:
                agent = await self._desk.found(
                    call, Subject, identity=f"agent:{request.agent_id}", field="agent_id"
                )
                await self._require(call, agent.id)
                return UsageFilter(subjects=(agent.id,), since=since, until=until)

    async def _own(self, call: Call, run_id: str, *, begins: bool = False) -> str:
        """Return whose run it is, which the caller must be, or have the permission.

        Args:
            call: who asks.
            run_id: the run.
            begins: whether a run that is not known begins with this call.

        Raises:
            NotFoundError: when there is no such run.
            CallerPermissionMissingError: when it is another's.
        """
        owner = await self._steps.owner(call.principal.tenant, run_id)
        if owner is None and begins:
            owner = call.principal.subject
        if owner is None:
            await self._require(call, "")
            raise NotFoundError(f"there is no run {run_id!r}", field="run_id")
        await self._require(call, owner)
        return owner

    async def _require(self, call: Call, owner: str) -> None:
        if owner == call.principal.subject:
            return
        if not await self._desk.authority.may(call.principal, call.permission, resource=owner or "*"):
            message = f"what is another's needs the permission {call.permission}"
            raise CallerPermissionMissingError(message, permission=call.permission)

    async def _shown(self, call: Call, step: Step) -> core.Step:
        """Return a step as the caller may see it: costs with the permission to read them."""
        message = step_message(step, await self._currency(call))
        if message.HasField("cost") and not await self._desk.authority.may(
            call.principal, READ_COSTS, resource="*"
        ):
            message.ClearField("cost")
        return message

    async def _currency(self, call: Call) -> str:
        return (await self._desk.catalog(call)).settings.currency

    async def _announce(self, place: Place) -> None:
        run = Scope(place.tenant, ScopeKind.RUN, place.run_id)
        agent = Scope(place.tenant, ScopeKind.AGENT, place.subject)
        topics = (run.key, agent.key, Scope(place.tenant, ScopeKind.TENANT).key)
        await self._desk.announcements.publish(topics)


def _reported(step: core.Step, place: Place, *, number: int) -> NewStep | RemitError:
    try:
        check(step, at=f"steps[{number}]")
        return from_step(step, place.tenant, run_id=place.run_id)
    except RemitError as error:
        return error
