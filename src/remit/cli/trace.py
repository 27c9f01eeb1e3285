"""A trace of real calls sent through Authorize and RecordUsage, and what came of it. Prints nothing."""

import asyncio
import csv
import io
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from remit.cli.invocation import UsageError, read_text
from remit.client import AsyncClient, CallError, enum_text, error_of_status, nanos
from remit.client import messages as m
from remit.clock import monotonic

INPUT: Final = "ContextTokens"
OUTPUT: Final = "GeneratedTokens"
ACTION: Final = "model:call"
QUANTILES: Final = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "most": 1.0}
_NANOS: Final = 1_000_000_000
_MILLISECONDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Replay:
    """How to replay."""

    model: m.ModelRef
    subject: m.Entity | None
    """None: the caller."""
    concurrency: int
    session_id: str = ""
    run_id: str = ""
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    """Begins every id, so that a replay is another one each time."""


@dataclass(slots=True)
class Totals:
    """What came of a replay."""

    allowed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Refused calls by deciding reason."""
    failures: Counter[str] = field(default_factory=Counter)
    """Calls without an answer by reason of the error."""
    input_tokens: int = 0
    output_tokens: int = 0
    nanos: int = 0
    """Booked, in nano-units."""
    currency: str = ""
    elapsed: float = 0.0
    """Seconds."""
    authorize: list[float] = field(default_factory=list)
    """Seconds that each Authorize took."""
    record: list[float] = field(default_factory=list)
    """Seconds that each RecordUsage took."""

    @property
    def calls(self) -> int:
        """Calls that were asked for."""
        return self.allowed + self.refused.total() + self.failures.total()

    def cost(self) -> m.Money:
        """Return what was booked, to the nano-unit."""
        units, rest = divmod(self.nanos, _NANOS)
        return m.Money(currency_code=self.currency, units=units, nanos=rest)

    def latencies(self) -> dict[str, dict[str, float]]:
        """Return the quantiles of both calls, in milliseconds."""
        measured = {"Authorize": self.authorize, "RecordUsage": self.record}
        return {name: quantiles(seconds) for name, seconds in measured.items() if seconds}

    def plain(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return {
            "calls": self.calls,
            "allowed": self.allowed,
            "denied": self.refused.total(),
            "denied_by_reason": dict(self.refused),
            "failed": dict(self.failures),
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "total_tokens": self.input_tokens + self.output_tokens,
            "cost_nanos": str(self.nanos),
            "currency": self.currency,
            "elapsed_seconds": self.elapsed,
            "latency_ms": self.latencies(),
        }


def read_trace(file: Path, limit: int) -> list[tuple[int, int]]:
    """Return input and output tokens of each call; `limit` 0 means all.

    Raises:
        UsageError: when it is no such file; names the line.
    """
    reader = csv.DictReader(io.StringIO(read_text(file).removeprefix("\ufeff")))
    if not {INPUT, OUTPUT} <= set(reader.fieldnames or ()):
        raise UsageError(f"{file}: the first line must name {INPUT} and {OUTPUT}")
    calls = []
    for row in reader:
        try:
            calls.append((int(row[INPUT]), int(row[OUTPUT])))
        except (TypeError, ValueError):
            raise UsageError(f"{file}, line {reader.line_num}: tokens must be whole numbers") from None
        if limit and len(calls) >= limit:
            break
    if not calls:
        raise UsageError(f"{file} holds no calls")
    return calls


async def replay(
    client: AsyncClient, calls: Sequence[tuple[int, int]], *, plan: Replay, each: Callable[[], None]
) -> Totals:
    """Send every call; `each` is told after each one."""
    totals, waiting = Totals(), iter(enumerate(calls, 1))
    started = monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(min(plan.concurrency, len(calls))):
            group.create_task(_work(client, waiting, plan=plan, totals=totals, each=each))
    totals.elapsed = monotonic() - started
    return totals


async def _work(
    client: AsyncClient,
    waiting: Iterator[tuple[int, tuple[int, int]]],
    *,
    plan: Replay,
    totals: Totals,
    each: Callable[[], None],
) -> None:
    for number, (given, generated) in waiting:
        try:
            answer = await _ask(client, plan, number=number, given=given, generated=generated, totals=totals)
            if answer is not None:
                await _report(
                    client,
                    answer,
                    usage_id=f"{plan.name}-u{number}",
                    plan=plan,
                    tokens=(given, generated),
                    totals=totals,
                )
        except CallError as error:
            totals.failures[error.reason or type(error).__name__] += 1
        each()


async def _ask(
    client: AsyncClient, plan: Replay, *, number: int, given: int, generated: int, totals: Totals
) -> m.AuthorizeResponse | None:
    """Ask for one call; None when it is refused."""
    call = m.ModelCall(model=plan.model, input_tokens=given, max_output_tokens=generated)
    started = monotonic()
    answer = await client.authorize(
        request_id=f"{plan.name}-a{number}",
        subject=plan.subject,
        action=ACTION,
        resource=m.Entity(type="model", id=plan.model.model),
        estimate=m.Estimate(model_call=call),
        session_id=plan.session_id,
        run_id=plan.run_id,
    )
    totals.authorize.append(monotonic() - started)
    if answer.effect == m.EFFECT_ALLOW:
        return answer
    code = answer.reasons[0].code if answer.reasons else 0
    totals.refused[enum_text(m.ReasonCode, code)] += 1
    return None


async def _report(
    client: AsyncClient,
    answer: m.AuthorizeResponse,
    *,
    usage_id: str,
    plan: Replay,
    tokens: tuple[int, int],
    totals: Totals,
) -> None:
    """Report one call that was allowed."""
    record = m.UsageRecord(
        usage_id=usage_id,
        reservation_id=answer.reservation.reservation_id,
        model=used_model(answer, plan.model),
        tokens=m.TokenUsage(input_tokens=tokens[0], output_tokens=tokens[1]),
    )
    started = monotonic()
    result = (await client.record_usage(records=[record])).results[0]
    totals.record.append(monotonic() - started)
    if result.WhichOneof("result") == "error":
        raise error_of_status(result.error)
    totals.allowed += 1
    totals.input_tokens += tokens[0]
    totals.output_tokens += tokens[1]
    totals.nanos += nanos(result.receipt.cost)
    totals.currency = result.receipt.cost.currency_code or totals.currency


def used_model(answer: m.AuthorizeResponse, asked: m.ModelRef) -> m.ModelRef:
    """Return the model that the answer lets be called: a budget may ask for a cheaper one."""
    for one in answer.obligations:
        if one.WhichOneof("obligation") == "use_model":
            return one.use_model.to_model
    return asked


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return quantiles in milliseconds: the smallest measured value that so many are not above."""
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return {
        name: ordered[min(last, int(part * len(ordered)))] * _MILLISECONDS for name, part in QUANTILES.items()
    }
