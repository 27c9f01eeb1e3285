"""Whether a session or a run may be acted in. Pure: says which reason objects, never looks anything up."""

from dataclasses import replace
from typing import Final

from remit.identity.model import LifeState, Run, Session

SESSION_UNKNOWN: Final = "SESSION_UNKNOWN"
SESSION_ENDED: Final = "SESSION_ENDED"
RUN_UNKNOWN: Final = "RUN_UNKNOWN"
RUN_ENDED: Final = "RUN_ENDED"

OUTLIVED: Final = "its lifetime has passed"
"""Why a session ended by itself, for a human."""


def as_of(session: Session, at: int) -> Session:
    """Return a session as it is at an instant: one whose lifetime has passed has ended, whoever noted it or not."""
    ends = session.expires_at
    if session.state is not LifeState.ACTIVE or ends is None or at < ends:
        return session
    return replace(session, state=LifeState.ENDED, ended_at=ends, end_reason=OUTLIVED)


def behalf_in(session: Session | None, run: Run | None, *, subject: str) -> str:
    """Return on whose behalf `subject` acts in its own run and session when nobody says: the run's, else the session's.

    Empty when neither is for anybody, is there, or is its own: whether it may act in them is another question.
    """
    own = (one for one in (run, session) if one is not None and one.owner == subject)
    return next((one.on_behalf_of for one in own if one.on_behalf_of), "")


def check_session(
    session: Session | None, subject: str, *, at: int, on_behalf_of: str | None = None
) -> str | None:
    """Tell why `subject` may not act in a session, or None when it may.

    Args:
        session: the one that the request names; None when the tenant has no such session.
        subject: who acts, such as `agent:researcher-7`.
        at: the instant; from its end by time on, a session has ended.
        on_behalf_of: for whom it acts, empty for itself; None: that is not asked.

    Returns:
        `SESSION_UNKNOWN` when there is none, it is another's (which of both is nobody's business), or was begun for
        another than the one named; `SESSION_ENDED` when it has ended, else None.
    """
    if session is None or session.owner != subject or _is_for_another(session, on_behalf_of):
        return SESSION_UNKNOWN
    if session.state is not LifeState.ACTIVE or session.ended_at is not None:
        return SESSION_ENDED
    if session.expires_at is not None and at >= session.expires_at:
        return SESSION_ENDED
    return None


def check_run(
    run: Run | None, subject: str, *, session_id: str = "", on_behalf_of: str | None = None
) -> str | None:
    """Tell why `subject` may not act in a run, or None when it may.

    Args:
        run: the one that the request names; None when the tenant has no such run.
        subject: who acts.
        session_id: the session that the request names beside it; empty when it names none.
        on_behalf_of: for whom it acts, empty for itself; None: that is not asked.

    Returns:
        `RUN_UNKNOWN` when there is none, it is another's, belongs to another session than the one named, or was begun
        for another than the one named (its spend would count on the wrong budget), `RUN_ENDED` when it has ended, else
        None.
    """
    if run is None or run.owner != subject or _is_for_another(run, on_behalf_of):
        return RUN_UNKNOWN
    if session_id and run.session_id and run.session_id != session_id:
        return RUN_UNKNOWN
    if run.state is not LifeState.ACTIVE or run.ended_at is not None:
        return RUN_ENDED
    return None


def _is_for_another(one: Session | Run, on_behalf_of: str | None) -> bool:
    """Tell whether it was begun for somebody, and for another than the one named; one for nobody serves all."""
    return on_behalf_of is not None and one.on_behalf_of not in {"", on_behalf_of}
