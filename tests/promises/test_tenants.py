"""P7: a tenant sees itself alone. Every call of the data plane, tried with another tenant's credential and ids."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import grpc
import pytest

from remit.client import entity
from remit.client import messages as m
from remit.server.methods import DECISION_SERVICE, methods
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.conftest import OwnTenant
from tests.promises.town import Stub, Town, budget, nanos, people, reason_of
from tests.running import RunningServer

NO_CREDENTIAL: Final = {"GetServerInfo"}
SECRET: Final = "theirs-alone"
TABLES: Final = (
    "audit_entry", "reservation", "ledger", "counter", "step", "run_head", "idempotency", "entity", "tenant_head",
)  # fmt: skip


@dataclass
class Theirs:
    """What another tenant has, and must keep to itself."""

    town: Town
    decision_id: str
    reservation_id: str
    run_id: str
    session_id: str
    approval_id: str
    page_token: str
    cursor: str

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of the tenant."""
        return {table: self.town.rows(f"SELECT * FROM {table} WHERE tenant=?") for table in TABLES}


Attempt = Callable[[Theirs], Any]
"""Makes a request that names what is theirs."""

EXECUTE: Final[dict[str, Any]] = {"action": "tool:execute", "resource": entity("tool:web-search")}

ATTEMPTS: Final[dict[str, dict[str, Attempt]]] = {
    "Authorize": {
        "their subject": lambda t: pb.AuthorizeRequest(
            request_id="a", subject=entity(f"agent:{SECRET}"), **EXECUTE
        ),
        "their session": lambda t: pb.AuthorizeRequest(request_id="b", session_id=t.session_id, **EXECUTE),
        "their run": lambda t: pb.AuthorizeRequest(request_id="c", run_id=t.run_id, **EXECUTE),
        "their approval": lambda t: pb.AuthorizeRequest(request_id="d", approval_id=t.approval_id, **EXECUTE),
        "their user": lambda t: pb.AuthorizeRequest(
            request_id="e", on_behalf_of=entity(f"user:{SECRET}"), **EXECUTE
        ),
        "their request id": lambda _: pb.AuthorizeRequest(request_id="their-q0", **EXECUTE),
    },
    "BatchAuthorize": {
        "their session": lambda t: pb.BatchAuthorizeRequest(
            requests=[pb.AuthorizeRequest(request_id="f", session_id=t.session_id, **EXECUTE)]
        ),
    },
    "CheckBudget": {
        "their subject": lambda _: pb.CheckBudgetRequest(subject=entity(f"agent:{SECRET}")),
        "their session": lambda t: pb.CheckBudgetRequest(session_id=t.session_id, run_id=t.run_id),
    },
    "RecordUsage": {
        "their reservation": lambda t: usage(reservation_id=t.reservation_id),
        "their decision": lambda t: usage(decision_id=t.decision_id),
        "their session": lambda t: usage(session_id=t.session_id, run_id=t.run_id),
        "their subject": lambda t: usage(subject=entity(f"agent:{SECRET}")),
        "their usage id": lambda t: usage(usage_id="their-u0"),
    },
    "VerifyManifest": {"their id": lambda t: pb.VerifyManifestRequest(manifest_id="man_theirs")},
    "RequestApproval": {
        "their decision": lambda t: pb.RequestApprovalRequest(request_id="g", decision_id=t.decision_id),
        "their session": lambda t: pb.RequestApprovalRequest(
            request_id="h", action=pb.ApprovalAction(session_id=t.session_id, run_id=t.run_id, **EXECUTE)
        ),
    },
    "StreamTimeline": {
        "their run": lambda t: pb.StreamTimelineRequest(run_id=t.run_id),
        "their agent": lambda _: pb.StreamTimelineRequest(agent_id=SECRET),
        "their cursor": lambda t: pb.StreamTimelineRequest(run_id=t.run_id, cursor=t.cursor),
        "all": lambda _: pb.StreamTimelineRequest(tenant=pb.TenantTimeline()),
    },
    "ExtendReservation": {"theirs": lambda t: pb.ExtendReservationRequest(reservation_id=t.reservation_id)},
    "ReleaseReservation": {
        "theirs": lambda t: pb.ReleaseReservationRequest(
            reservation_id=t.reservation_id, outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="spite"
        ),
    },
    "ListReservations": {
        "all": lambda _: pb.ListReservationsRequest(),
        "their subject": lambda _: pb.ListReservationsRequest(subject=entity(f"agent:{SECRET}")),
        "their run": lambda t: pb.ListReservationsRequest(run_id=t.run_id),
        "their budget": lambda _: pb.ListReservationsRequest(budget_id=f"bud-{SECRET}"),
        "their page": lambda t: pb.ListReservationsRequest(page_size=1, page_token=t.page_token),
    },
}


def usage(**fields: Any) -> pb.RecordUsageRequest:
    record = pb.UsageRecord(**{"usage_id": "u", "cost": nanos(1), **fields})
    return pb.RecordUsageRequest(records=[record])


def attempts() -> Iterator[Any]:
    for method, named in ATTEMPTS.items():
        for name, attempt in named.items():
            yield pytest.param(method, attempt, id=f"{method}: {name}")


def test_every_call_is_tried() -> None:
    offered = {one.name for one in methods() if one.containing_service.full_name == DECISION_SERVICE}
    assert ATTEMPTS.keys() | NO_CREDENTIAL == offered


@pytest.fixture(scope="module")
def kept() -> list[Theirs]:
    return []


@pytest.fixture
async def theirs(kept: list[Theirs], server: RunningServer, make_tenant: Callable[[], OwnTenant]) -> Theirs:
    if not kept:
        own = make_tenant()
        kept.append(await furnish(Town(server, own.tenant_id, own.key)))
    return kept[0]


async def furnish(town: Town) -> Theirs:
    """Give the other tenant one of everything; `SECRET` is in all of their names."""
    who = entity(f"agent:{SECRET}")
    with town.admin() as admin:
        admin.create_role(role=m.Role(role_id="all", permissions=[m.Permission(action="*:*", resource="*")]))
        admin.create_subject(subject=m.Subject(entity=who), role_ids=["all"])
        admin.create_subject(subject=m.Subject(entity=entity(f"user:{SECRET}")), role_ids=["all"])
        admin.create_budget(budget=budget(f"bud-{SECRET}", 10_000))
        town.keys["r0"] = admin.create_api_key(owner=who, name="test").secret
        session = admin.start_session(subject=who).session.session_id
        run = admin.start_run(subject=who, session_id=session, name=SECRET).run.run_id
    async with town.stub() as stub:
        fields = {"session_id": session, "run_id": run, "estimate": m.Estimate(money=nanos(100)), **EXECUTE}
        asked = [
            await stub.Authorize(
                pb.AuthorizeRequest(request_id=f"their-q{n}", labels={"of": SECRET}, **fields),
                metadata=town.metadata(),
            )
            for n in range(2)
        ]
        await stub.RecordUsage(usage(usage_id="their-u0"), metadata=town.metadata())
        action = pb.ApprovalAction(
            arguments_json=f'"{SECRET}"', estimate=m.Estimate(money=nanos(1)), **EXECUTE
        )
        approval = await stub.RequestApproval(
            pb.RequestApprovalRequest(request_id="their-a", action=action), metadata=town.metadata()
        )
        page = await stub.ListReservations(pb.ListReservationsRequest(page_size=1), metadata=town.metadata())
        stream = stub.StreamTimeline(pb.StreamTimelineRequest(run_id=run), metadata=town.metadata())
        cursors = [event.cursor async for event in stream]
    first = asked[0]
    return Theirs(
        town, first.decision_id, first.reservation.reservation_id, run, session, approval.approval.approval_id,
        page.next_page_token, cursors[0],
    )  # fmt: skip


@pytest.fixture(scope="module")
def mine_kept() -> list[Town]:
    return []


@pytest.fixture
async def mine(mine_kept: list[Town], server: RunningServer, make_tenant: Callable[[], OwnTenant]) -> Town:
    """A tenant whose caller may do everything in it, so that only the wall between tenants holds it back."""
    if not mine_kept:
        own = make_tenant()
        town = people(server, 1, tenant=own.tenant_id, admin_key=own.key)
        with town.admin() as admin:
            admin.create_role(
                role=m.Role(role_id="all", permissions=[m.Permission(action="*:*", resource="*")])
            )
            admin.create_binding(binding=m.Binding(role_id="all", member=entity("agent:r0")))
        mine_kept.append(town)
    return mine_kept[0]


async def answers(stub: Stub, method: str, request: object, town: Town) -> AsyncIterator[Any]:
    """Yield all that comes back, errors too."""
    call = getattr(stub, method)(request, metadata=town.metadata())
    try:
        if method == "StreamTimeline":
            async for event in call:
                yield event
        else:
            yield await call
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.INTERNAL or not reason_of(error):
            raise
        yield error.details()
        for _, value in error.trailing_metadata() or ():
            yield value


@pytest.mark.parametrize(("method", "attempt"), list(attempts()))
async def test_it_learns_and_changes_nothing(
    mine: Town, theirs: Theirs, method: str, attempt: Attempt
) -> None:
    request = attempt(theirs)
    before = theirs.everything()
    async with mine.stub() as stub:
        said = [one async for one in answers(stub, method, request, mine)]
    assert theirs.everything() == before
    for one in said:
        # What the caller wrote itself may come back to it, but nothing else that is theirs.
        for name in (theirs.decision_id.removeprefix("dec_"), theirs.approval_id, SECRET, "their-"):
            assert name not in str(one) or name in str(request)


async def test_ids_are_taken_by_nobody_else(mine: Town, theirs: Theirs) -> None:
    """Their request and usage ids are free here: idempotency does not tell of other tenants."""
    async with mine.stub() as stub:
        answer = await stub.Authorize(
            pb.AuthorizeRequest(request_id="their-q1", **EXECUTE), metadata=mine.metadata()
        )
        assert answer.decision_id != theirs.decision_id
        report = await stub.RecordUsage(usage(usage_id="their-u1"), metadata=mine.metadata())
        assert report.results[0].receipt.disposition == pb.USAGE_DISPOSITION_RECORDED
        listed = await stub.ListReservations(pb.ListReservationsRequest(), metadata=mine.metadata())
        assert all(one.subject.id == "r0" for one in listed.reservations)
