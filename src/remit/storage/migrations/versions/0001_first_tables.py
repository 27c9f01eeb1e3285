"""First tables.

Decisions' evidence, steps and the ledger are partitioned by month on Postgres, so that what is old can be dropped whole.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# (transaction id << 20) + ordinal within it: the order of commits, as far as it must be known.
POSITION = """
CREATE FUNCTION remit_position() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE ordinal bigint := coalesce(nullif(current_setting('remit.ordinal', true), ''), '0')::bigint + 1;
BEGIN
  PERFORM set_config('remit.ordinal', ordinal::text, true);
  RETURN (pg_current_xact_id()::text::bigint << 20) + ordinal;
END $$
"""

REFUSED: dict[str, Any] = {
    "sqlite_where": sa.text("source <> ''"),
    "postgresql_where": sa.text("source <> ''"),
}

PARTITIONED = ("audit_entry", "ledger", "step")


def upgrade() -> None:
    """Make every table."""
    postgres = op.get_bind().dialect.name == "postgresql"
    _operators()
    _money()
    _evidence()
    if postgres:
        op.execute(POSITION)
        for table in PARTITIONED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN position SET DEFAULT remit_position()")
            op.execute(f"CREATE TABLE {table}_other PARTITION OF {table} DEFAULT")
        op.execute(
            "CREATE INDEX audit_entry_by_time ON audit_entry USING brin (at) WITH (autosummarize = on)"
        )


def _key() -> tuple[sa.PrimaryKeyConstraint, ...]:
    """The primary key of a partitioned table: none on Postgres, where a position is unique by its making.

    It would have to hold the instant too, so it would prove nothing; and each index is one more write of every decision.
    """
    return () if op.get_bind().dialect.name == "postgresql" else (sa.PrimaryKeyConstraint("position"),)


def _operators() -> None:
    """What operators write, and what servers agree on."""
    op.create_table(
        "api_key_place",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entity",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("owner", TEXT, server_default="", nullable=False),
        sa.Column("state", TEXT, server_default="", nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.Column("body", TEXT),
        sa.PrimaryKeyConstraint("tenant", "kind", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("entity_by_owner", "entity", ["tenant", "kind", "owner"])
    op.create_index("entity_by_revision", "entity", ["tenant", "revision"])
    op.create_index("entity_by_state", "entity", ["tenant", "kind", "state"])
    op.create_table(
        "idempotency",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("principal", TEXT, nullable=False),
        sa.Column("call", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ref", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "principal", "call", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "installation",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tenant_head",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upkeep_lease",
        sa.Column("task", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("token", BIG, nullable=False),
        sa.Column("expires_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("task"),
        sqlite_with_rowid=False,
    )


def _money() -> None:
    """Counters, what holds of them, what was used of them, and approvals used up."""
    op.create_table(
        "approval_use",
        sa.Column("approval_id", TEXT, nullable=False),
        sa.Column("use", BIG, autoincrement=False, nullable=False),
        sa.Column("decision_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("approval_id", "use"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "asked_act",
        sa.Column("decision_id", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counter",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("budget_id", TEXT, nullable=False),
        sa.Column("bucket", TEXT, nullable=False),
        sa.Column("spent", BIG, server_default="0", nullable=False),
        sa.Column("held", BIG, server_default="0", nullable=False),
        sa.Column("opened", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tenant", "budget_id", "bucket"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger",
        sa.Column("position", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("usage_id", TEXT, nullable=False),
        sa.Column("reservation_id", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("on_behalf_of", TEXT, nullable=False),
        sa.Column("session_id", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("step_id", TEXT, nullable=False),
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("input_tokens", BIG, nullable=False),
        sa.Column("output_tokens", BIG, nullable=False),
        sa.Column("tokens", TEXT, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("price_version", TEXT, nullable=False),
        sa.Column("provisional", sa.Integer(), nullable=False),
        sa.Column("reverses", TEXT, nullable=False),
        sa.Column("booked_at", BIG, nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("labels", TEXT, nullable=False),
        sa.Column("buckets", TEXT, nullable=False),
        *_key(),
        postgresql_partition_by="RANGE (recorded_at)",
    )
    op.create_index("ledger_by_id", "ledger", ["id"])
    op.create_index("ledger_by_position", "ledger", ["tenant", "position"])
    op.create_index("ledger_by_reservation", "ledger", ["reservation_id"])
    op.create_index("ledger_by_run", "ledger", ["tenant", "run_id"])
    op.create_index("ledger_by_session", "ledger", ["tenant", "session_id"])
    op.create_index("ledger_by_subject", "ledger", ["tenant", "subject", "booked_at"])
    op.create_index("ledger_by_tenant", "ledger", ["tenant", "booked_at"])
    op.create_table(
        "reservation",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("principal", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("on_behalf_of", TEXT, nullable=False),
        sa.Column("session_id", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("money", BIG, nullable=False),
        sa.Column("tokens", BIG, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("price_version", TEXT, nullable=False),
        sa.Column("decided_at", BIG, nullable=False),
        sa.Column("expires_at", BIG, nullable=False),
        sa.Column("closed_at", BIG),
        sa.Column("holds", TEXT, nullable=False),
        sa.Column("used", TEXT, server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("reservation_by_expiry", "reservation", ["state", "expires_at"])
    op.create_index("reservation_by_tenant", "reservation", ["tenant", "id"])


def _evidence() -> None:
    """The audit log, its tree, and the steps of runs."""
    op.create_table(
        "audit_entry",
        sa.Column("position", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("principal", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("resource", TEXT, nullable=False),
        sa.Column("effect", BIG, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        *_key(),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("audit_entry_by_id", "audit_entry", ["id"])
    op.create_index("audit_entry_by_source", "audit_entry", ["tenant", "source", "at"], **REFUSED)
    op.create_index("audit_entry_by_subject", "audit_entry", ["tenant", "subject", "position"])
    op.create_index("audit_entry_by_tenant", "audit_entry", ["tenant", "position"])
    op.create_table(
        "run_head",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("change", BIG, nullable=False),
        sa.Column("removed", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tenant", "run_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "step",
        sa.Column("position", BIG, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("change", BIG, nullable=False),
        sa.Column("step_id", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        *_key(),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("step_by_run", "step", ["tenant", "run_id", "change"])
    op.create_index("step_by_subject", "step", ["tenant", "subject", "position"])
    op.create_index("step_by_tenant", "step", ["tenant", "position"])
    op.create_table(
        "timeline_head",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("removed", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tree_head",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tree_leaf",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("tree_index", BIG, autoincrement=False, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "tree_index"),
        sqlite_with_rowid=False,
    )
    op.create_index("tree_leaf_by_entry", "tree_leaf", ["entry_id"])
