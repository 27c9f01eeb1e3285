"""Runs: one execution of an agent. Its begin and its end are steps of its timeline, in the same commit.

A run lives under a lease, which each step of it renews; heartbeats take no revision, since they change no right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_active, require_grant
from remit.administration.unit import Unit, every, existing
from remit.clock import MINUTE
from remit.decision.catalog import Catalog
from remit.errors import NotFoundError, PreconditionFailedError
from remit.identity.model import LOST, LifeState, Run, Session
from remit.identity.session import as_of
from remit.ids import RUN, STEP
from remit.timeline.model import StepKind, StepStatus

CANCELLED: Final = "CANCELLED"
"""The outcome of a run that was stopped from outside."""

LEASE_DEFAULT: Final = 5 * MINUTE
"""How long a run lives without a sign when nobody says: longer than most calls of a model or tool take."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended."""

    outcome: str
    """`SUCCEEDED`, `FAILED`, `CANCELLED` or `LOST`."""
    error_code: str = ""
    error_message: str = ""


async def start_run(editor: Editor, run: Run, *, catalog: Catalog) -> Written[Run]:
    """Begin a run; its id, times and manifest are set here. One that names nobody to act for is its session's.

    Raises:
        NotFoundError: when subject, session or parent is not there, or the session is another's.
        PreconditionFailedError: when the subject is not active, the session has ended or is on behalf of another than
            the run, or no grant lets it act on behalf of whom it names.
    """
    manifest = catalog.ceilings.manifest_of(run.owner)

    def work(unit: Unit) -> Run:
        identity = unit.new_id(RUN)
        editor.claim(unit, Run, identity=identity)
        require_active(unit, run.owner, field="subject")
        behalf = _require_session(unit, run)
        require_grant(unit, run.owner, on_behalf_of=behalf, principal=editor.principal)
        if run.parent_run_id and unit.find(Run, run.parent_run_id) is None:
            message = f"there is no run {run.parent_run_id!r}"
            raise NotFoundError(message, field="parent_run_id")
        begun = replace(
            run,
            id=identity,
            on_behalf_of=behalf,
            started_at=unit.at,
            manifest_id=manifest.id if manifest else "",
        )
        unit.put(begun)
        _step(unit, begun, kind=StepKind.RUN_STARTED, status=StepStatus.RUNNING)
        return begun

    return await editor.write("run:start", run.owner, work=work)


class Leases(Protocol):
    """Keeps until when runs are renewed."""

    async def extend(self, tenant: str, run_id: str, *, lease: int, at: int) -> bool:
        """Renew a run for `lease` microseconds from `at`, never shortening it; False when it is not open any more."""
        ...


async def extend_run(leases: Leases, run: Run, *, tenant: str, lease: int | None, at: int) -> None:
    """Renew the lease of a run for `lease` microseconds, as long as at its start when None; it never gets shorter.

    A run that began before there were leases lives until it is ended, and stays so.

    Raises:
        PreconditionFailedError: when it has ended or is lost.
    """
    length = run.lease if lease is None else lease
    if run.state is LifeState.ACTIVE and run.lease is None:
        return
    open_still = run.state is LifeState.ACTIVE and length is not None
    if not (open_still and await leases.extend(tenant, run.id, lease=length or 0, at=at)):
        message = "the run has ended, or was lost since it gave no sign for its lease; start another"
        raise PreconditionFailedError(message, field="run_id")


async def end_run(editor: Editor, identity: str, *, end: RunEnd) -> Written[Run]:
    """End a run; with the same outcome again nothing changes. One that was lost may still say once how it ended.

    Raises:
        NotFoundError: when there is none.
        PreconditionFailedError: when it has ended with another outcome.
    """

    def work(unit: Unit) -> Run:
        run = existing(unit, Run, identity=identity)
        if run.state is LifeState.ENDED and run.outcome != LOST:
            if run.outcome == end.outcome:
                raise UnchangedError(run)
            message = f"the run has ended as {run.outcome}"
            raise PreconditionFailedError(message, field="state")
        return close(unit, run, end=end)

    return await editor.write("run:end", f"run:{identity}", work=work)


def close(unit: Unit, run: Run, *, end: RunEnd, at: int | None = None) -> Run:
    """End an open run, and append its last step; `at` when it ended, if that was before now."""
    ended = replace(
        run,
        state=LifeState.ENDED,
        ended_at=unit.at if at is None else at,
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


def _require_session(unit: Unit, run: Run) -> str:
    """Return on whose behalf a run begins, whose session must be an open one of the subject, and for the same one."""
    if not run.session_id:
        return run.on_behalf_of
    session = existing(unit, Session, identity=run.session_id)
    if session.owner != run.owner:
        message = f"there is no session {run.session_id!r} of this subject"
        raise NotFoundError(message, field="session_id")
    if as_of(session, unit.at).state is not LifeState.ACTIVE:
        message = "the session has ended; start another"
        raise PreconditionFailedError(message, field="session_id")
    if run.on_behalf_of and session.on_behalf_of and run.on_behalf_of != session.on_behalf_of:
        message = "the session is on behalf of another; start one for whom the run is"
        raise PreconditionFailedError(message, field="on_behalf_of")
    return run.on_behalf_of or session.on_behalf_of


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
