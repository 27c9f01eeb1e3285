"""Whether a Postgres is fit to keep what must last. Judges what was read; asks nothing."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from remit.clock import DAY
from remit.config import Config
from remit.doctor.finding import Finding, ok, warn, wrong
from remit.storage.postgres.condition import ServerCondition

OLDEST: Final = 140_000
"""The oldest version that works, as Postgres numbers them."""
CONNECTIONS_EACH: Final = 13
"""That one worker may have open at once: 4 for decisions and usage, 8 for the rest, 1 to look at a commit's fate."""
OLD_AGE: Final = 1_000_000_000
"""Transactions since the oldest row was frozen; at two thousand millions Postgres stops."""
MONTH_AHEAD: Final = 31 * DAY
_NUMBER: Final = re.compile(r"\s*(?:FIRST\s+|ANY\s+)?(\d+)\s*\(", re.IGNORECASE)
"""Of `synchronous_standby_names`: `2 (a, b)`, `FIRST 2 (a, b)`, `ANY 2 (a, b)`."""
_FOLLOWS: Final = ("sync", "quorum")
READ_COMMITTED: Final = "read committed"


def judge(config: Config, found: ServerCondition) -> Iterator[Finding]:
    """Say what a server and its database are fit for."""
    yield _version(found)
    yield from _durability(found)
    yield _writable(found)
    yield _connections(config, found)
    yield _isolation(found)
    yield _privileges(found)


def partitions(found: ServerCondition, now: int) -> Finding:
    """Say whether rows of the coming month have a place of their own."""
    name = "partitions"
    if not any(found.partitions.values()):
        return warn(
            name,
            "all months are in one part, so that what is old cannot be dropped whole",
            remedy="start a server: it makes them; if one runs, read its log for what keeps it from that",
        )
    lacking = [
        table
        for table, parts in sorted(found.partitions.items())
        if not _covers(parts, since=now, until=now + MONTH_AHEAD)
    ]
    if lacking:
        return warn(
            name,
            f"{', '.join(lacking)}: no part for all of the coming month; its rows go where none can be dropped whole",
            remedy="see that a server does upkeep: it makes the parts of coming months",
        )
    return ok(name, "there are parts for the coming month")


def positions(behind: int) -> Finding:
    """Say whether new rows come behind all that are there: not in a cluster into which a dump was restored.

    `behind` is how many transactions it takes until they do.
    """
    name = "positions"
    if behind:
        return wrong(
            name,
            "rows come from another cluster, whose transactions were further on: new rows would come before old ones, and"
            " streams and the audit tree would miss them",
            remedy="run `remit migrate --restored`; docs/DEPLOYMENT.md, “A dump in another cluster”, says what it does",
        )
    return ok(name, "new rows come behind all that are there")


def _version(found: ServerCondition) -> Finding:
    name, version = "database.version", found.settings.get("server_version", str(found.version))
    if found.version < OLDEST:
        return wrong(name, f"it is PostgreSQL {version}", remedy=f"use {OLDEST // 10_000} or later")
    if found.encoding != "UTF8":
        remedy = "make the database with ENCODING 'UTF8'"
        return wrong(name, f"PostgreSQL {version} with the encoding {found.encoding}", remedy=remedy)
    return ok(name, f"PostgreSQL {version}")


def _durability(found: ServerCondition) -> Iterator[Finding]:
    name, sound = "database.durability", True
    for setting in ("fsync", "full_page_writes"):
        if found.settings[setting] != "on":
            sound = False
            yield wrong(
                name,
                f"{setting} is {found.settings[setting]}: a crash of its machine can lose or tear what was answered",
                remedy=f"set {setting} = on in postgresql.conf and reload",
            )
    for finding in _commits(found):
        sound = False
        yield finding
    if found.settings["autovacuum"] != "on" or found.age > OLD_AGE:
        sound = False
        yield warn(
            name,
            f"autovacuum is {found.settings['autovacuum']}, and the oldest row is {found.age:,} transactions old",
            remedy="set autovacuum = on: without it tables grow, and Postgres stops in the end",
        )
    if sound:
        beyond = " and on a standby's" if found.settings["synchronous_standby_names"] else ""
        commit = found.settings["synchronous_commit"]
        yield ok(name, f"a commit is on disk{beyond} before it is answered (synchronous_commit = {commit})")


def _commits(found: ServerCondition) -> Iterator[Finding]:
    """Say what a commit that was answered does not survive, and whether it can be answered."""
    name, commit = "database.durability", found.settings["synchronous_commit"]
    named = found.settings["synchronous_standby_names"]
    remedy = "set synchronous_commit = on, for this user and database too (ALTER ROLE, ALTER DATABASE)"
    if commit == "off":
        said = "synchronous_commit is off: a crash loses decisions that were already answered"
        yield wrong(name, said, remedy=remedy)
    if commit == "local" and named:
        said = "synchronous_commit is local: no standby is waited for, and a failover loses what was answered"
        yield wrong(name, said, remedy=remedy)
    if commit in {"off", "local"} or not named:
        return
    if commit == "remote_write":
        said = "synchronous_commit is remote_write: a standby has it, but not on disk, before it is answered"
        yield warn(name, said, remedy=remedy)
    wanted, there = _awaited(named), sum(one in _FOLLOWS for one in found.standbys)
    # Who may not see how they follow sees at least how many there are.
    unseen = sum(one is None for one in found.standbys)
    if there + unseen < wanted:
        yield wrong(
            name,
            f"commits wait for synchronous standbys, {wanted} at a time, and {there + unseen} of them are connected:"
            " nothing can be decided",
            remedy="start the standbys that synchronous_standby_names names, or take those that are gone off it",
        )


def _awaited(named: str) -> int:
    """Return for how many standbys a commit waits; a plain list means its first that is there."""
    match = _NUMBER.match(named)
    return int(match[1]) if match else 1


def _writable(found: ServerCondition) -> Finding:
    name = "database.writable"
    if found.standby:
        remedy = "name the primary; with several hosts, ?target_session_attrs=read-write finds it"
        return wrong(name, "it is a standby, which nobody can write to", remedy=remedy)
    if found.read_only:
        remedy = "take default_transaction_read_only off this user and database"
        return wrong(name, "transactions are read-only", remedy=remedy)
    return ok(name, "it is a primary")


def _connections(config: Config, found: ServerCondition) -> Finding:
    name = "database.connections"
    settings = found.settings
    reserved = int(settings["superuser_reserved_connections"]) + int(settings.get("reserved_connections", 0))
    room = min([int(settings["max_connections"]) - reserved, *found.limits])
    wanted = config.workers * CONNECTIONS_EACH
    said = f"room for {room}, {found.connections} open now; this server takes up to {wanted}"
    if wanted > room:
        return wrong(name, said, remedy="raise max_connections (or the limit of the user), or use PgBouncer")
    if 2 * wanted > room:
        remedy = "raise max_connections before there is a second server, or use PgBouncer"
        return warn(name, said, remedy=remedy)
    return ok(name, said)


def _isolation(found: ServerCondition) -> Finding:
    name, level = "database.isolation", found.settings["default_transaction_isolation"]
    if level != READ_COMMITTED:
        return wrong(
            name,
            f"transactions are {level} by default: those that wait for each other would fail instead of going on",
            remedy=f"ALTER ROLE … SET default_transaction_isolation = '{READ_COMMITTED}'",
        )
    return ok(name, f"transactions are {level}, under row locks")


def _privileges(found: ServerCondition) -> Finding:
    name = "database.privileges"
    if found.lacking:
        return wrong(
            name,
            f"this user may not do what a server does: {', '.join(found.lacking)}",
            remedy="GRANT it, or let the user that ran `remit migrate` be the one that servers use",
        )
    if not found.may_divide:
        return warn(
            name,
            "this user may do what a server does, but not make parts of tables for months",
            remedy="let servers use the user that ran `remit migrate`, or a member of its role",
        )
    return ok(name, "this user may do what a server does")


def _covers(parts: Sequence[tuple[int, int]], *, since: int, until: int) -> bool:
    """Whether ranges, end excluded, leave no gap between two instants."""
    reached = since
    for first, end in sorted(parts):
        if first <= reached < end:
            reached = end
    return reached >= until
