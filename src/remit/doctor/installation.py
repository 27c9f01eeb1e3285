"""What stands in the database: tables, master key, upkeep, keys. Judges what was read; asks nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from remit.clock import DAY, MINUTE, SECOND
from remit.doctor.finding import Finding, ok, warn, wrong
from remit.storage.condition import Backlog, Expiring, Installed, Lease
from remit.storage.schema import SchemaState

KEYS_AHEAD: Final = 14 * DAY
"""Before its end a key should have a successor."""
LATE: Final = MINUTE
"""How long an audit entry or an expired reservation may wait for upkeep; it takes a second."""
MOST_SKEW: Final = SECOND // 2
"""Between two clocks; beyond it expiry and periods would be wrong, and a server is not ready."""


def schema(state: SchemaState, needs: str) -> Finding:
    """Say whether this code may run on the tables that there are."""
    name = "schema"
    if not state.found:
        return ok(name, "the database is empty; `remit migrate` or the first server makes its tables")
    if state.pending:
        said = f"it is at revision {state.found}, this version needs {state.head}: {'; '.join(state.pending)}"
        return wrong(name, said, remedy="run `remit migrate` with the same settings")
    if needs > state.head:
        said = f"it is at revision {state.found} and needs servers that know {needs}; this one knows {state.head}"
        return wrong(name, said, remedy="start a newer Remit")
    return ok(
        name,
        f"at revision {state.found}" + (f", newer than {state.head}" if state.found > state.head else ""),
    )


def master_key(installed: Installed, fingerprint: str | None) -> Finding:
    """Say whether this server has the key with which the database was begun; `fingerprint` is None without a key."""
    name, begun = "master key", installed.facts.get("master_key")
    if begun is None:
        return ok(name, "the first server that starts says which it is")
    if fingerprint is None:
        return wrong(
            name,
            "there is none here, but the database was begun with one",
            remedy="set that REMIT_MASTER_KEY, or copy the first server's master.key into REMIT_DATA_DIR",
        )
    if fingerprint != begun:
        return wrong(
            name,
            "it is not the one with which the database was begun: nothing that names a person could be read",
            remedy="set that REMIT_MASTER_KEY, or copy the first server's master.key into REMIT_DATA_DIR",
        )
    return ok(name, "it is the one with which the database was begun")


def clock(name: str, apart: int, *, other: str) -> Finding:
    """Say whether two clocks agree; `apart` is in microseconds."""
    said = f"this machine's clock and {other}'s are {apart / SECOND:.3f} s apart"
    if apart > MOST_SKEW:
        remedy = "let both keep time by NTP; servers are not ready while they differ by more than 0.5 s"
        return wrong(name, said, remedy=remedy)
    return ok(name, said)


def upkeep(leases: Sequence[Lease], backlog: Backlog, *, now: int) -> Iterator[Finding]:
    """Say whether somebody does what runs by itself, and how far behind it is; `now` is the database's clock."""
    led = [one.task for one in leases if one.expires_at > now]
    idle = [one.task for one in leases if one.expires_at <= now]
    if led and not idle:
        yield ok("upkeep", f"done by a server that runs: {', '.join(led)}")
    else:
        yield warn(
            "upkeep",
            f"nobody does it: {', '.join(idle)}" if idle else "nobody has done it yet",
            remedy="well while no server runs; else read their logs for what keeps them from it",
        )
    for name, since, what in (
        ("notary", backlog.oldest_entry, "audit entry waits for its place in the tree"),
        ("expiry", backlog.oldest_expiry, "reservation is past its expiry"),
    ):
        yield _late(name, max(now - since, 0) if since is not None else 0, what=what, led=name in led)


def keys(expiring: Sequence[Expiring], *, now: int) -> Finding:
    """Say which keys end soon."""
    name = "keys"
    if not expiring:
        return ok(name, f"none ends within {KEYS_AHEAD // DAY} days")
    told = [f"{one.name} in tenant {one.tenant} in {max(one.at - now, 0) // DAY} days" for one in expiring]
    return warn(name, "; ".join(told), remedy="make successors: `remit key rotate`, `remit manifest trust`")


def _late(name: str, late: int, *, what: str, led: bool) -> Finding:
    if late <= LATE:
        return ok(name, "nothing waits for long")
    said = f"the oldest {what} since {late // SECOND:,} s"
    if led:
        return wrong(
            name, said, remedy="read the log of the server that does upkeep: it fails, or cannot keep up"
        )
    return warn(name, said, remedy="well while no server runs; the first one that starts goes on with it")
