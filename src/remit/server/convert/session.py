"""Sessions and what they have used, between the wire and the inside."""

from remit.administration.account import SessionAccount
from remit.administration.etag import etag_of
from remit.identity.model import LifeState, Session
from remit.server.convert.entity import from_optional, to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import to_money, to_time
from remit.server.convert.tokens import to_tokens
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls


def from_session_request(request: calls.StartSessionRequest, owner: str) -> Session:
    """Return the session that is asked for; its id and times are set when it begins."""
    return Session(
        "",
        owner,
        token_limit=request.token_limit if request.HasField("token_limit") else None,
        labels=dict(request.labels),
        on_behalf_of=from_optional(request.on_behalf_of, "on_behalf_of"),
    )


def to_session(session: Session) -> core.Session:
    """Return a session."""
    return core.Session(
        session_id=session.id,
        subject=to_entity(session.owner),
        on_behalf_of=to_entity(session.on_behalf_of),
        state=to_state(session),
        created_at=to_made(session.started_at),
        expires_at=to_time(session.expires_at),
        ended_at=to_time(session.ended_at),
        end_reason=session.end_reason,
        labels=session.labels,
        etag=etag_of(session),
    )


def to_state(session: Session) -> "core.SessionState.ValueType":
    """Return whether acts may belong to a session."""
    active = session.state is LifeState.ACTIVE
    return core.SESSION_STATE_ACTIVE if active else core.SESSION_STATE_ENDED


def to_account(account: SessionAccount, currency: str, *, costs: bool) -> pb.SessionAccount:
    """Return what a session has used; its cost only with `costs`, which not everybody may read."""
    return pb.SessionAccount(
        tokens=to_tokens(account.tokens),
        cost=to_money(account.cost, currency) if costs and account.cost is not None else None,
        calls_allowed=account.calls_allowed,
        calls_blocked=account.calls_blocked,
        open_reservations=account.open_reservations,
    )
