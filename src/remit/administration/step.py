"""Steps that runtimes report: checked, cleaned of personal data, written once; never what Remit writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from remit.errors import IdempotencyConflictError, RemitError
from remit.ids import STEP, Ids
from remit.timeline.model import RESERVED_KINDS, Filter, Payload, Step, StepKind
from remit.timeline.record import accept

OWN_KINDS: Final = frozenset(StepKind) - RESERVED_KINDS
"""Kinds that runtimes report."""


@dataclass(frozen=True, slots=True)
class Place:
    """A run, and on whose behalf steps are reported."""

    tenant: str
    run_id: str
    subject: str
    """Whose run it is, or becomes with its first step."""


@dataclass(frozen=True, slots=True)
class NewStep:
    """One step as reported."""

    step: Step
    digest: bytes = b""
    """SHA-256 of its content: the same id with another digest is a conflict."""
    named: bool = False
    """Whether the caller gave it its id; only then can it be reported twice."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one step."""

    step_id: str
    sequence: int
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class StepPage:
    """Which steps of a run, in order of sequence."""

    after: int
    """Only behind this sequence."""
    limit: int
    wanted: Filter = field(default_factory=Filter)
    parent_id: str = ""
    """Only parts of this step; empty means all."""


class StepBook(Protocol):
    """Steps in storage."""

    async def owner(self, tenant: str, run_id: str) -> str | None:
        """Return the subject of a run; None when the tenant knows no such run.

        A run that Remit did not start is known by its first step.
        """
        ...

    async def record(
        self, place: Place, steps: Sequence[NewStep], *, at: int
    ) -> Sequence[Recorded | IdempotencyConflictError]:
        """Append steps, in order, in one commit; one that was recorded before stays as it is.

        Raises:
            NotFoundError: when Remit made the run's id and there is no such run.
            PreconditionFailedError: when the run has ended.
        """
        ...

    async def update(
        self, place: Place, step_id: str, *, etag: str, at: int, change: Callable[[Step], Step]
    ) -> Step:
        """Change a step that was reported and has not ended; it keeps its sequence, and is as young as its change.

        Raises:
            NotFoundError: when there is none.
            PreconditionFailedError: when it has ended, or was written by Remit.
            EtagMismatchError: when it has changed since `etag` was read.
        """
        ...

    async def find(self, tenant: str, run_id: str, *, step_id: str) -> Step | None:
        """Return the newest step of an id, or None."""
        ...

    async def page(self, tenant: str, run_id: str, *, part: StepPage) -> Sequence[Step]:
        """Return steps of a run in order of sequence."""
        ...


class StepRecorder:
    """Takes steps from runtimes."""

    def __init__(self, book: StepBook, ids: Ids, *, now: Callable[[], int]) -> None:
        """Write to `book`; `now` tells the instant."""
        self._book = book
        self._ids = ids
        self._now = now

    async def record(
        self, place: Place, reported: Sequence[NewStep | RemitError]
    ) -> list[Recorded | RemitError]:
        """Record steps, each for itself; what could not be read stays its error.

        Raises:
            NotFoundError: when Remit made the run's id and there is no such run.
            PreconditionFailedError: when the run has ended.
        """
        accepted = [self._accepted(place, one, number=number) for number, one in enumerate(reported)]
        fresh = [one for one in accepted if isinstance(one, NewStep)]
        written = iter(await self._book.record(place, fresh, at=self._now()))
        results: list[Recorded | RemitError] = []
        for number, one in enumerate(accepted):
            result = next(written) if isinstance(one, NewStep) else one
            if isinstance(result, IdempotencyConflictError):
                result.field = f"steps[{number}].step_id"
            results.append(result)
        return results

    async def update(self, place: Place, step_id: str, *, etag: str, change: Callable[[Step], Step]) -> Step:
        """Change a step; raises as `StepBook.update`, and InvalidFieldError for what contradicts itself."""

        def checked(before: Step) -> Step:
            after = cleaned(accept(change(before), now=self._now(), made_id=step_id))
            return replace(after, sequence=before.sequence, subject=before.subject)

        try:
            return await self._book.update(place, step_id, etag=etag, at=self._now(), change=checked)
        except RemitError as error:
            if error.field and not error.field.startswith(("step", "run_id", "etag", "update_mask")):
                error.field = f"step.{error.field}"
            raise

    def _accepted(self, place: Place, one: NewStep | RemitError, *, number: int) -> NewStep | RemitError:
        if isinstance(one, RemitError):
            return one
        try:
            step = accept(one.step, now=self._now(), made_id=self._ids.new(STEP))
            return replace(one, step=cleaned(replace(step, subject=place.subject)))
        except RemitError as error:
            error.field = f"steps[{number}].{error.field}" if error.field else f"steps[{number}]"
            return error


def cleaned(step: Step) -> Step:
    """Return a step without personal data in what went in, came out or went wrong.

    Raises:
        JsonInvalidError: when a payload is not one acceptable JSON value.
    """
    if step.input is None and step.output is None and step.error is None:
        return step
    # Loaded on first use: the tables of phone numbers cost memory that a server without steps never pays.
    from remit.privacy.redact import redact_text  # noqa: PLC0415

    error = replace(step.error, message=redact_text(step.error.message)) if step.error else None
    return replace(
        step, input=_cleaned(step.input, "input"), output=_cleaned(step.output, "output"), error=error
    )


def _cleaned(payload: Payload | None, field: str) -> Payload | None:
    if payload is None or not payload.json:
        return payload
    from remit.privacy.redact import redact_json  # noqa: PLC0415  as above

    redacted = redact_json(payload.json, field=f"{field}.json")
    if not redacted.findings:
        return payload
    return replace(payload, json=redacted.text, redacted=True)
