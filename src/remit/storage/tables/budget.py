"""What it costs: counters, reservations, the ledger that explains them and its sums; approvals used up stand beside."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table

from remit.storage.tables.base import BIG, TEXT, metadata

counter: Final = Table(
    "counter",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("budget_id", TEXT, primary_key=True),
    Column("bucket", TEXT, primary_key=True, comment="scope instance and period: nothing is ever reset"),
    Column("spent", BIG, nullable=False, server_default="0"),
    Column("held", BIG, nullable=False, server_default="0"),
    Column(
        "opened",
        BIG,
        nullable=False,
        server_default="0",
        comment="of spent, what the ledger held before the budget",
    ),
    sqlite_with_rowid=False,
)

reservation: Final = Table(
    "reservation",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("tenant", TEXT, nullable=False),
    Column("principal", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("on_behalf_of", TEXT, nullable=False),
    Column("session_id", TEXT, nullable=False),
    Column("run_id", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("state", TEXT, nullable=False, comment="OPEN, SETTLED, RELEASED, EXPIRED"),
    Column("money", BIG, nullable=False, comment="nano-units held at first"),
    Column("tokens", BIG, nullable=False, comment="tokens held at first"),
    Column("model", TEXT, nullable=False),
    Column("price_version", TEXT, nullable=False),
    Column("decided_at", BIG, nullable=False),
    Column("expires_at", BIG, nullable=False),
    Column("closed_at", BIG),
    Column("holds", TEXT, nullable=False, comment="JSON [[budget, bucket, unit, amount still held], ...]"),
    Column("used", TEXT, nullable=False, server_default="[]", comment="JSON [money, tokens] drawn so far"),
    Column("input_money", BIG, comment="of money, what is due once the input was sent; NULL: not told apart"),
    Column("input_tokens", BIG, comment="of tokens, likewise"),
    Index("reservation_by_expiry", "state", "expires_at"),
    Index("reservation_by_tenant", "tenant", "id"),
    sqlite_with_rowid=False,
)

ledger: Final = Table(
    "ledger",
    metadata,
    Column("position", BIG, primary_key=True, autoincrement=True),
    Column("id", TEXT, nullable=False, comment="unique by its making; a partitioned table cannot say so"),
    Column("tenant", TEXT, nullable=False),
    Column("usage_id", TEXT, nullable=False),
    Column("reservation_id", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("on_behalf_of", TEXT, nullable=False),
    Column("session_id", TEXT, nullable=False),
    Column("run_id", TEXT, nullable=False),
    Column("step_id", TEXT, nullable=False),
    Column("operation", TEXT, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("model", TEXT, nullable=False),
    Column("input_tokens", BIG, nullable=False),
    Column("output_tokens", BIG, nullable=False),
    Column("tokens", TEXT, nullable=False, comment="JSON of every kind of token"),
    Column("cost", BIG, nullable=False, comment="nano-units; negative only when it reverses"),
    Column("price_version", TEXT, nullable=False),
    Column(
        "provisional",
        Integer,
        nullable=False,
        comment="1: charged at expiry, until the late actual reverses it",
    ),
    Column("reverses", TEXT, nullable=False, comment="id of the entry that this one takes back"),
    Column("booked_at", BIG, nullable=False, comment="the instant whose periods it counts in"),
    Column("recorded_at", BIG, nullable=False),
    Column("labels", TEXT, nullable=False, comment="JSON object"),
    Column(
        "buckets",
        TEXT,
        nullable=False,
        comment="JSON [[budget, bucket, unit], ...]: the counters it advanced",
    ),
    Index("ledger_by_id", "id"),
    Index("ledger_by_position", "tenant", "position"),
    Index("ledger_by_tenant", "tenant", "booked_at"),
    Index("ledger_by_subject", "tenant", "subject", "booked_at"),
    Index("ledger_by_run", "tenant", "run_id"),
    Index("ledger_by_session", "tenant", "session_id"),
    Index("ledger_by_reservation", "reservation_id"),
)

rollup: Final = Table(
    "rollup",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column(
        "span", BIG, primary_key=True, autoincrement=False, comment="microseconds: a quarter hour or a day"
    ),
    Column("starts_at", BIG, primary_key=True, autoincrement=False, comment="a multiple of the span, in UTC"),
    Column("subject", TEXT, primary_key=True),
    Column("on_behalf_of", TEXT, primary_key=True),
    Column("model", TEXT, primary_key=True),
    Column("operation", TEXT, primary_key=True),
    Column("outcome", TEXT, primary_key=True),
    Column("first_at", BIG, nullable=False, comment="the earliest instant that an entry counts in"),
    Column("entries", BIG, nullable=False),
    Column("records", BIG, nullable=False, comment="entries that somebody reported"),
    Column("failures", BIG, nullable=False),
    Column("unpriced", BIG, nullable=False),
    Column("cost_units", BIG, nullable=False, comment="cost, of each entry whole units alone"),
    Column("cost_nanos", BIG, nullable=False, comment="the rest of it, in nano-units"),
    Column("input", BIG, nullable=False),
    Column("output", BIG, nullable=False),
    Column("cache_read", BIG, nullable=False),
    Column("cache_write", BIG, nullable=False),
    Column("reasoning", BIG, nullable=False),
    Column("input_audio", BIG, nullable=False),
    Column("output_audio", BIG, nullable=False),
    Column("image", BIG, nullable=False),
    Index("rollup_by_subject", "tenant", "subject", "span", "starts_at"),
    sqlite_with_rowid=False,
)

rollup_head: Final = Table(
    "rollup_head",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("position", BIG, nullable=False, comment="last ledger entry that is in the sums"),
    sqlite_with_rowid=False,
)

asked_act: Final = Table(
    "asked_act",
    metadata,
    Column("decision_id", TEXT, primary_key=True),
    Column("tenant", TEXT, nullable=False),
    Column(
        "body", TEXT, nullable=False, comment="JSON of the act that a human must approve, arguments and all"
    ),
    sqlite_with_rowid=False,
)

approval_use: Final = Table(
    "approval_use",
    metadata,
    Column("approval_id", TEXT, primary_key=True),
    Column(
        "use", BIG, primary_key=True, autoincrement=False, comment="1 for the first; unique, so used once"
    ),
    Column("decision_id", TEXT, nullable=False),
    sqlite_with_rowid=False,
)
