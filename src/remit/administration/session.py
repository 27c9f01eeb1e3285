"""Sessions: a span of a subject's work, with a token limit of its own. Ending one ends its runs."""

from dataclasses import replace

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_active, require_grant
from remit.administration.run import CANCELLED, RunEnd, close, open_runs
from remit.administration.unit import Unit, every, existing
from remit.identity.model import LifeState, Session
from remit.identity.session import as_of
from remit.ids import SESSION


async def start_session(editor: Editor, session: Session, *, lifetime: int | None = None) -> Written[Session]:
    """Begin a session; its id and times are set here. It ends by itself after `lifetime` microseconds; None: never.

    Raises:
        NotFoundError: when the subject is not there.
        PreconditionFailedError: when it is not active, or no grant lets it act on behalf of whom it names.
    """

    def work(unit: Unit) -> Session:
        identity = unit.new_id(SESSION)
        editor.claim(unit, Session, identity=identity)
        require_active(unit, session.owner, field="subject")
        require_grant(unit, session.owner, on_behalf_of=session.on_behalf_of, principal=editor.principal)
        ends = unit.at + lifetime if lifetime is not None else None
        begun = replace(session, id=identity, started_at=unit.at, expires_at=ends)
        unit.put(begun)
        return begun

    return await editor.write("session:start", session.owner, work=work)


async def end_session(editor: Editor, identity: str, *, reason: str) -> Written[Session]:
    """End a session and its runs; one that has ended, by a call or by time, changes nothing.

    Raises:
        NotFoundError: when there is none.
    """

    def work(unit: Unit) -> Session:
        session = existing(unit, Session, identity=identity)
        if as_of(session, unit.at).state is LifeState.ENDED:
            raise UnchangedError(as_of(session, unit.at))
        return close_session(unit, session, reason=reason)

    return await editor.write("session:end", f"session:{identity}", work=work)


def close_session(unit: Unit, session: Session, *, reason: str) -> Session:
    """End an open session and its runs; one whose lifetime has passed ended with it, whatever the reason now."""
    for run in open_runs(unit, session.owner):
        if run.session_id == session.id:
            close(unit, run, end=RunEnd(CANCELLED))
    return _close(unit, session, reason=reason)


def end_all(unit: Unit, subject: str, *, reason: str) -> None:
    """End every open session and run of a subject."""
    for run in open_runs(unit, subject):
        close(unit, run, end=RunEnd(CANCELLED))
    for session in tuple(every(unit, Session, owner=subject, state=LifeState.ACTIVE)):
        _close(unit, session, reason=reason)


def _close(unit: Unit, session: Session, *, reason: str) -> Session:
    ended = as_of(session, unit.at)
    if ended.state is LifeState.ACTIVE:
        ended = replace(session, state=LifeState.ENDED, ended_at=unit.at, end_reason=reason)
    unit.put(ended)
    return ended
