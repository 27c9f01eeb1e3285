"""Keys and delegations by their public names.

Indexes of what is in the rows already: those that an older server writes are in them, too. Only adds. On Postgres what
writes entities waits while they are made, some seconds for a million keys; decisions go on.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

NAMES = {"api_key": "key_id", "delegation": "delegation_id"}


def upgrade() -> None:
    """Make the indexes."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for kind, key in NAMES.items():
        # Not by Postgres' own parser of JSON, which refuses a whole text for a NUL anywhere in it.
        looked_up = (
            f"""substring(body from '"{key}":"([^"]*)"')""" if postgres else f"json_extract(body, '$.{key}')"
        )
        op.execute(f"CREATE INDEX {kind}_by_name ON entity (tenant, {looked_up}) WHERE kind = '{kind}'")
