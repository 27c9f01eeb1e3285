"""Alembic asks here how to reach the database: over the connection that it is given, in the transaction that is open."""

from alembic import context

from remit.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
