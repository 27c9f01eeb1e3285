"""A small offer to serve in tests of the wire; run as a program it is a whole server process."""

# ruff: noqa: N802  gRPC names the methods of a service

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from remit.config import Config, load
from remit.errors import CredentialMissingError, PreconditionFailedError
from remit.identity.model import Principal
from remit.server.call import Call, Metadata
from remit.server.serve import Offer, run
from remitpb.v1 import identity_service_pb2, policy_decision_service_pb2

AGENT: Final = Principal(tenant="acme", subject="agent:researcher-7", credential="key_1")
OPERATOR: Final = Principal(tenant="platform", subject="user:ann", credential="key_2", operator=True)
SCOPED: Final = Principal(tenant="acme", subject="service:ci", credential="key_3", scopes=("usage:record",))
HELD: Final = "held"
CREDENTIALS: Final = {"agent": AGENT, "operator": OPERATOR, "scoped": SCOPED}


def as_caller(credential: str) -> tuple[tuple[str, str], ...]:
    """Return the metadata of a call by `agent`, `operator` or `scoped`."""
    return (("authorization", f"Bearer {credential}"),)


def authenticate(metadata: Metadata, _peer: object) -> Principal:
    """Know the callers above."""
    for key, value in metadata:
        if key == "authorization" and isinstance(value, str):
            return CREDENTIALS[value.removeprefix("Bearer ")]
    raise CredentialMissingError("send a credential")


class Decisions:
    """Some of the data plane, with behaviour that a test can see."""

    def __init__(self) -> None:
        """Begin with nothing called."""
        self.calls: list[str] = []
        self.principals: list[Principal] = []
        self.let_go = asyncio.Event()
        """Until it is set, calls with `HELD` for their session are under way."""

    async def Authorize(
        self, request: policy_decision_service_pb2.AuthorizeRequest, call: Call
    ) -> policy_decision_service_pb2.AuthorizeResponse:
        """Answer with the caller's tenant; a `session_id` is how many milliseconds to take for it, or `HELD`."""
        self.calls.append(request.request_id)
        self.principals.append(call.principal)
        if request.session_id == HELD:
            await self.let_go.wait()
        elif request.session_id:
            await asyncio.sleep(int(request.session_id) / 1_000)
        return policy_decision_service_pb2.AuthorizeResponse(decision_id=call.principal.tenant)

    async def CheckBudget(
        self, _request: policy_decision_service_pb2.CheckBudgetRequest, _call: Call
    ) -> policy_decision_service_pb2.CheckBudgetResponse:
        """Fail as a bug would."""
        raise KeyError("a secret of the server")

    async def ReleaseReservation(
        self, _request: policy_decision_service_pb2.ReleaseReservationRequest, _call: Call
    ) -> policy_decision_service_pb2.ReleaseReservationResponse:
        """Fail as documented."""
        raise PreconditionFailedError("not now", field="reservation_id", retry_after=1.5, why="test")

    async def GetServerInfo(
        self, _request: policy_decision_service_pb2.GetServerInfoRequest, call: Call
    ) -> policy_decision_service_pb2.GetServerInfoResponse:
        """Tell whether the caller is nobody."""
        return policy_decision_service_pb2.GetServerInfoResponse(version=str(call.anonymous))

    async def StreamTimeline(
        self, _request: policy_decision_service_pb2.StreamTimelineRequest, _call: Call
    ) -> AsyncGenerator[policy_decision_service_pb2.StreamTimelineResponse, None]:
        """Send one event, then nothing for ever."""
        yield policy_decision_service_pb2.StreamTimelineResponse(cursor="1")
        await asyncio.Event().wait()


class Identity:
    """One call of the control plane."""

    async def ListSubjects(
        self, _request: identity_service_pb2.ListSubjectsRequest, _call: Call
    ) -> identity_service_pb2.ListSubjectsResponse:
        """Answer with nothing."""
        return identity_service_pb2.ListSubjectsResponse()


@asynccontextmanager
async def open_offer(_config: Config) -> AsyncIterator[Offer]:
    """Open an offer in which every principal may do everything."""
    services = {"remit.v1.PolicyDecisionService": Decisions(), "remit.v1.IdentityService": Identity()}
    yield Offer(services, authenticate, lambda _principal, _permission: None)


def _say(address: str) -> None:
    sys.stdout.write(address + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(load(listen="127.0.0.1:0"), open_offer, ready=_say)
