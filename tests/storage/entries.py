"""Ledger entries as tests book them, and their sums by adding them up one by one. Knows nothing of the code."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import orjson
from sqlalchemy import Connection, insert

from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import ledger

KINDS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "reasoning",
    "input_audio",
    "output_audio",
    "image",
)
_NUMBERS: Final = count()


@dataclass(frozen=True)
class Entry:
    """One entry, as far as sums are about it."""

    at: int
    subject: str = "agent:a"
    on_behalf_of: str = ""
    session_id: str = ""
    run_id: str = ""
    model: str = "acme/m"
    operation: str = "chat"
    outcome: str = "SUCCESS"
    cost: int = 0
    tokens: tuple[int, ...] = (0,) * len(KINDS)
    kind: str = "USAGE"
    priced: bool = True
    label: str = ""

    def value(self, name: str) -> str:
        """Return what it is told apart by."""
        if name.startswith("label:"):
            return self.label
        return str(getattr(self, name))

    @property
    def amounts(self) -> tuple[int, ...]:
        """Records, failures, those without a price, cost, and each kind of token."""
        reported = self.kind == "USAGE"
        failed = reported and self.outcome == "FAILURE"
        unpriced = reported and not self.priced and not self.cost
        return reported, failed, unpriced, self.cost, *self.tokens


def book(connection: Connection, tenant: str, entries: Sequence[Entry]) -> None:
    """Write entries into the ledger, and evidence of those without a price."""
    for one in entries:
        name = f"usg_{next(_NUMBERS)}"
        connection.execute(insert(ledger).values(**_row(one, tenant, name=name)))
        if not one.priced:
            rest = dict.fromkeys(
                ("kind", "principal", "subject", "action", "resource", "code", "source", "run_id"), ""
            )
            body = orjson.dumps({"answer": {"source": "UNPRICED"}})
            values = {"id": name, "tenant": tenant, "at": 0, "effect": 0, "body": body, "hash": b""}
            connection.execute(insert(audit_entry).values(**values, **rest))


def _row(one: Entry, tenant: str, *, name: str) -> Mapping[str, Any]:
    kinds = dict(zip(KINDS, one.tokens, strict=True))
    same = {field: one.value(field) for field in ("subject", "on_behalf_of", "session_id", "run_id", "model")}
    return {
        **same, "id": name, "tenant": tenant, "usage_id": name, "reservation_id": "", "step_id": "",
        "operation": one.operation, "outcome": one.outcome, "input_tokens": kinds["input"],
        "output_tokens": kinds["output"], "cost": one.cost,
        "tokens": "{}" if one.kind == "REVERSAL" else orjson.dumps(kinds).decode(),
        "price_version": "p" if one.priced else "", "provisional": int(one.kind == "PROVISIONAL"),
        "reverses": "usg_x" if one.kind == "REVERSAL" else "", "booked_at": one.at, "recorded_at": one.at,
        "labels": orjson.dumps({"project": one.label} if one.label else {}).decode(), "buckets": "[]",
    }  # fmt: skip


Sums = Mapping[tuple[int | None, tuple[str, ...]], tuple[int, ...]]
"""Amounts by begin of the interval and keys."""


def added_up(entries: Sequence[Entry], by: Sequence[str], intervals: Sequence[tuple[int, int]]) -> Sums:
    """Add up amounts one by one."""
    found: defaultdict[tuple[int | None, tuple[str, ...]], tuple[int, ...]] = defaultdict(
        lambda: (0,) * (4 + len(KINDS))
    )
    for one in entries:
        keys = tuple(one.value(name) for name in by)
        within: list[int | None] = [begin for begin, end in intervals if begin <= one.at < end]
        for begin in within if intervals else [None]:
            found[begin, keys] = tuple(a + b for a, b in zip(found[begin, keys], one.amounts, strict=True))
    return found
