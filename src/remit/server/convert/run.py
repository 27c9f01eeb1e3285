"""Runs and how they end, between the wire and the inside."""

from typing import Final

from remit.administration.account import RunAccount
from remit.administration.run import LEASE_DEFAULT, RunEnd
from remit.errors import InvalidFieldError
from remit.identity.model import LifeState, Run
from remit.server.convert.entity import from_optional, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_duration, to_money, to_time
from remit.server.convert.tokens import to_tokens
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as calls

_OUTCOMES: Final = {
    core.RUN_STATE_SUCCEEDED: "SUCCEEDED",
    core.RUN_STATE_FAILED: "FAILED",
    core.RUN_STATE_CANCELLED: "CANCELLED",
}
_STATES: Final = {outcome: state for state, outcome in _OUTCOMES.items()}


def from_run_request(request: calls.StartRunRequest, owner: str) -> Run:
    """Return the run that is asked for; its id and time are set when it begins."""
    return Run(
        "",
        owner,
        session_id=request.session_id,
        labels=dict(request.labels),
        on_behalf_of=from_optional(request.on_behalf_of, "on_behalf_of"),
        parent_run_id=request.parent_run_id,
        name=request.name,
        lease=from_duration(request.lease) if request.HasField("lease") else LEASE_DEFAULT,
    )


def from_run_end(request: calls.EndRunRequest) -> RunEnd:
    """Return how a run ended.

    Raises:
        InvalidFieldError: when the state is none that a call can end a run with.
    """
    outcome = _OUTCOMES.get(request.state)
    if outcome is None:
        message = "a run ends as SUCCEEDED, FAILED or CANCELLED"
        raise InvalidFieldError(message, field="state")
    return RunEnd(outcome, request.error.code, request.error.message)


def to_run(run: Run, account: RunAccount, *, currency: str, costs: bool) -> core.Run:
    """Return a run and what it has used; its cost only with `costs`, which not everybody may read."""
    failed = run.error_code or run.error_message
    return core.Run(
        run_id=run.id,
        subject=to_entity(run.owner),
        on_behalf_of=to_entity(run.on_behalf_of),
        session_id=run.session_id,
        parent_run_id=run.parent_run_id,
        name=run.name,
        state=to_state(run),
        started_at=to_made(run.started_at),
        ended_at=to_time(run.ended_at),
        lease_expires_at=to_time(account.lives_until) if run.state is LifeState.ACTIVE else None,
        last_sequence=account.last_sequence,
        tokens=to_tokens(account.tokens),
        cost=to_money(account.cost, currency) if costs and account.cost is not None else None,
        manifest_id=run.manifest_id,
        labels=run.labels,
        error=core.StepError(code=run.error_code, message=run.error_message) if failed else None,
    )


def to_state(run: Run) -> "core.RunState.ValueType":
    """Return what has become of a run."""
    if run.state is LifeState.ACTIVE:
        return core.RUN_STATE_RUNNING
    return _STATES.get(run.outcome, core.RUN_STATE_LOST)
