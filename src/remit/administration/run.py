"""Runs: one execution of an agent. Its begin and its end are steps of its timeline, in the same commit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_active, require_grant
from remit.administration.unit import Unit, every, existing
from remit.decision.catalog import Catalog
from remit.errors import NotFoundError, PreconditionFailedError
from remit.identity.model import LifeState, Run, Session
from remit.ids import RUN, STEP
from remit.timeline.model import StepKind, StepStatus

CANCELLED: Final = "CANCELLED"
"""The outcome of a run that was stopped from outside."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended."""

    outcome: str
    """`SUCCEEDED`, `FAILED` or `CANCELLED`."""
    error_code: str = ""
    error_message: str = ""


async def start_run(editor: Editor, run: Run, *, catalog: Catalog) -> Written[Run]:
    """Begin a run; its id, times and manifest are set here.

    It lives until it is ended: leases come with a later version.

    Raises:
        NotFoundError: when subject, session or parent is not there, or the session is another's.
        PreconditionFailedError: when the subject is not active, the session has ended, or no grant lets it
            act on behalf of whom it names.
    """
    manifest = catalog.ceilings.manifest_of(run.owner)

    def work(unit: Unit) -> Run:
        identity = unit.new_id(RUN)
        editor.claim(unit, Run, identity=identity)
        require_active(unit, run.owner, field="subject")
        require_grant(unit, run.owner, on_behalf_of=run.on_behalf_of)
        _require_session(unit, run)
        if run.parent_run_id and unit.find(Run, run.parent_run_id) is None:
            message = f"there is no run {run.parent_run_id!r}"
            raise NotFoundError(message, field="parent_run_id")
        begun = replace(run, id=identity, started_at=unit.at, manifest_id=manifest.id if manifest else "")
        unit.put(begun)
        _step(unit, begun, kind=StepKind.RUN_STARTED, status=StepStatus.RUNNING)
        return begun

    return await editor.write("run:start", run.owner, work=work)


async def end_run(editor: Editor, identity: str, *, end: RunEnd) -> Written[Run]:
    """End a run; with the same outcome again nothing changes.

    Raises:
        NotFoundError: when there is none.
        PreconditionFailedError: when it has ended with another outcome.
    """

    def work(unit: Unit) -> Run:
        run = existing(unit, Run, identity=identity)
        if run.state is LifeState.ENDED:
            if run.outcome == end.outcome:
                raise UnchangedError(run)
            message = f"the run has ended as {run.outcome}"
            raise PreconditionFailedError(message, field="state")
        return close(unit, run, end=end)

    return await editor.write("run:end", f"run:{identity}", work=work)


def close(unit: Unit, run: Run, *, end: RunEnd) -> Run:
    """End an open run, and append its last step."""
    ended = replace(
        run,
        state=LifeState.ENDED,
        ended_at=unit.at,
        outcome=end.outcome,
        error_code=end.error_code,
        error_message=end.error_message,
    )
    unit.put(ended)
    _step(unit, ended, kind=StepKind.RUN_ENDED, status=StepStatus(end.outcome))
    return ended


def open_runs(unit: Unit, subject: str) -> Iterable[Run]:
    """Return the open runs of a subject."""
    return tuple(every(unit, Run, owner=subject, state=LifeState.ACTIVE))


def _require_session(unit: Unit, run: Run) -> None:
    if not run.session_id:
        return
    session = existing(unit, Session, identity=run.session_id)
    if session.owner != run.owner:
        message = f"there is no session {run.session_id!r} of this subject"
        raise NotFoundError(message, field="session_id")
    if session.state is not LifeState.ACTIVE:
        message = "the session has ended; start another"
        raise PreconditionFailedError(message, field="session_id")


def _step(unit: Unit, run: Run, *, kind: StepKind, status: StepStatus) -> None:
    """Append the begin or end of a run to its timeline."""
    failed = run.error_code or run.error_message
    body: dict[str, object] = {
        "step_id": unit.new_id(STEP),
        "name": run.name,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "labels": dict(run.labels),
        "error": {"code": run.error_code, "message": run.error_message} if failed else None,
    }
    unit.step(run.id, body, subject=run.owner, kind=kind, status=status)
