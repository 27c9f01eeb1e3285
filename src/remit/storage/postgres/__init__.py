"""PostgreSQL: any number of processes; what must never be wrong is decided under its row locks."""
