"""Leaves of the tree by month.

The table that is there becomes the default partition, where it is: no row moves. A leaf gets the instant of its entry;
one that was there before has none. Only adds. On Postgres the notary, proofs and exports wait while one index is made
anew, about a second for two million leaves; decisions go on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What an older server's notary places has the instant at which it was placed, which is seconds later at most.
NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

BY_MONTH = (
    "ALTER TABLE tree_leaf RENAME TO tree_leaf_other",
    "ALTER INDEX tree_leaf_by_entry RENAME TO tree_leaf_other_by_entry",
    # It would have to hold the instant too, so it would prove nothing: places are unique by the lock on the tree's head.
    "ALTER TABLE tree_leaf_other DROP CONSTRAINT tree_leaf_pkey",
    "CREATE INDEX tree_leaf_other_by_index ON tree_leaf_other (tenant, tree_index)",
    "CREATE TABLE tree_leaf (LIKE tree_leaf_other) PARTITION BY RANGE (at)",
    f"ALTER TABLE tree_leaf ALTER COLUMN at SET DEFAULT {NOW}",
    "CREATE INDEX tree_leaf_by_entry ON tree_leaf (entry_id)",
    "CREATE INDEX tree_leaf_by_index ON tree_leaf (tenant, tree_index)",
    "ALTER TABLE tree_leaf ATTACH PARTITION tree_leaf_other DEFAULT",
    # Who was let to the table that was there is let to the one that stands before it now.
    """
    DO $$
    DECLARE held record;
    BEGIN
      FOR held IN SELECT privilege_type AS may, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS who
        FROM pg_class, aclexplode(relacl) WHERE oid = 'tree_leaf_other'::regclass AND grantee <> relowner
      LOOP EXECUTE format('GRANT %s ON tree_leaf TO %s', held.may, held.who);
      END LOOP;
    END $$
    """,
)


def upgrade() -> None:
    """Add the instant; put the table that is there below one that is partitioned by it."""
    op.add_column("tree_leaf", sa.Column("at", BIG))
    if op.get_bind().dialect.name == "postgresql":
        for statement in BY_MONTH:
            op.execute(statement)
