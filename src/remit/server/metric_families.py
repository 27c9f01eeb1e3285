"""Every metric that a server exports: its name, kind, labels and meaning. Counts nothing.

Names follow Prometheus' own rules: base units, `_total` for counters. Labels have few values, all known beforehand: no
tenant, no subject, nothing that a caller writes.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["counter", "gauge", "histogram"]
Merge = Literal["sum", "max", "min"]


@dataclass(frozen=True, slots=True)
class Family:
    """One metric."""

    name: str
    """As it is exported, `_total` included."""
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    merge: Merge = "sum"
    """How the workers of one server become one number; counters and histograms are always summed."""


def _counter(name: str, text: str, *labels: str) -> Family:
    return Family(name, "counter", text, labels)


def _gauge(name: str, text: str, *labels: str, merge: Merge = "sum") -> Family:
    return Family(name, "gauge", text, labels, merge)


def _histogram(name: str, text: str, *labels: str) -> Family:
    return Family(name, "histogram", text, labels)


BUILD: Final = _gauge("remit_build_info", "Always 1; says the version.", "version", merge="max")
WORKERS: Final = _gauge("remit_workers", "Processes of this server that answered the scrape.")
WORKERS_CONFIGURED: Final = _gauge("remit_workers_configured", "Processes that this server is to have.")

RPC_SECONDS: Final = _histogram(
    "remit_rpc_seconds", "Unary calls, by method and gRPC code: their number and how long they took.", "method", "code"
)  # fmt: skip
STREAMS: Final = _counter("remit_streams_total", "Streams that ended, by method and code.", "method", "code")
STREAM_MESSAGES: Final = _counter("remit_stream_messages_total", "Messages sent on streams.", "method")
ERRORS: Final = _counter(
    "remit_errors_total", "Calls and streams that ended in an error, by its reason.", "reason"
)
AUTHENTICATIONS: Final = _counter(
    "remit_authentications_total", "Credentials looked at: OK, or the reason of the refusal.", "outcome"
)
CALLS_OPEN: Final = _gauge("remit_calls_open", "Unary calls under way.")
CALLS_LIMIT: Final = _gauge("remit_calls_limit", "Unary calls that may be under way; more are refused.")
WATCHERS_OPEN: Final = _gauge("remit_watchers_open", "Streams that are open.")
WATCHERS_LIMIT: Final = _gauge("remit_watchers_limit", "Streams that may be open; more are refused.")
DRAINING: Final = _gauge("remit_draining", "1 while the server shuts down.", merge="max")

DECISIONS: Final = _counter(
    "remit_decisions_total",
    "Decisions recorded, by effect and the code of their first reason (NONE without one).",
    "effect", "reason",
)  # fmt: skip
DECISIONS_REPEATED: Final = _counter(
    "remit_decisions_repeated_total", "Answers given again to a request id that had one."
)
DECISIONS_REHEARSED: Final = _counter("remit_decisions_rehearsed_total", "Dry runs, which record nothing.")
DECISIONS_OVERTAKEN: Final = _counter(
    "remit_decisions_overtaken_total", "Decisions made again since policy moved on under them."
)
DECISIONS_CONFLICTING: Final = _counter(
    "remit_decisions_conflicting_total", "Request ids that came again with other content."
)
DECISIONS_DEGRADED: Final = _counter(
    "remit_decisions_degraded_total",
    "Decisions made without rates and leases while those could not be asked, as their tenant wants it.",
)
STAGE_SECONDS: Final = _histogram(
    "remit_stage_seconds", "Stages of decisions: gather, checks, pace, commit (waiting for its turn included).",
    "stage",
)  # fmt: skip

TURN_BATCH: Final = _histogram(
    "remit_turn_batch_items", "Items of each batch that was committed, or tried.", "turn"
)
TURN_SECONDS: Final = _histogram("remit_turn_commit_seconds", "How long each of these batches took.", "turn")
TURN_FAILURES: Final = _counter(
    "remit_turn_failures_total",
    "Batches that failed; unless storage was away they were tried in halves.",
    "turn",
)
TURN_WAITING: Final = _gauge("remit_turn_waiting", "Items that wait for the next batch.", "turn")
TURN_LIMIT: Final = _gauge("remit_turn_waiting_limit", "Items that may wait; more are refused.", "turn")

RESERVATIONS_OPENED: Final = _counter("remit_reservations_opened_total", "Reservations opened by decisions.")
RESERVATIONS_ENDED: Final = _counter(
    "remit_reservations_ended_total", "Reservations ended: SETTLED by usage, RELEASED, EXPIRED.", "end"
)
RESERVATIONS_OPEN: Final = _gauge(
    "remit_reservations_open", "Reservations that are open in storage, of all replicas.", merge="max"
)
RESERVATIONS_OVERDUE: Final = _gauge(
    "remit_reservations_overdue_seconds", "For how long the oldest open reservation is past its expiry; 0 when none is.",
    merge="max",
)  # fmt: skip
USAGE_RECORDS: Final = _counter(
    "remit_usage_records_total",
    "Usage records: RECORDED, LATE (recorded too), REPEATED, OVERTAKEN (prepared again), or the reason of an error.",
    "outcome",
)

BACKEND_UP: Final = _gauge(
    "remit_backend_up", "1 when the backend answered the last look.", "backend", merge="min"
)
BACKEND_SECONDS: Final = _histogram(
    "remit_backend_seconds", "Calls of a backend, failed ones included.", "backend"
)
BACKEND_ERRORS: Final = _counter(
    "remit_backend_errors_total", "Calls that a backend did not answer.", "backend"
)
LOCK_WAIT_SECONDS: Final = _histogram(
    "remit_lock_wait_seconds",
    "How long work waited before storage ran it: for the writer, or for a connection.",
)
LOCKS_AWAITED: Final = _gauge(
    "remit_locks_awaited", "Transactions of the database that wait for a lock of another, of all replicas.", merge="max"
)  # fmt: skip
CLOCK_SKEW: Final = _gauge(
    "remit_clock_skew_seconds",
    "How far this machine's clock is from the database's, either way.",
    merge="max",
)

UPKEEP_SECONDS: Final = _histogram(
    "remit_upkeep_seconds", "Runs of a task of upkeep, failed ones included.", "task"
)
UPKEEP_FAILURES: Final = _counter("remit_upkeep_failures_total", "Runs that failed.", "task")
UPKEEP_DONE: Final = _counter(
    "remit_upkeep_done_total", "Things done: reservations expired, entries sequenced.", "task"
)
UPKEEP_ENDED: Final = _gauge(
    "remit_upkeep_last_success_timestamp_seconds", "When a run last ended well in this process; 0 when none has.",
    "task", merge="max",
)  # fmt: skip
UPKEEP_OWN_ENDED: Final = _gauge(
    "remit_upkeep_own_last_success_timestamp_seconds",
    "The same of what each process does for itself, of the one where it is longest ago.",
    "task", merge="min",
)  # fmt: skip
UPKEEP_LEADER: Final = _gauge(
    "remit_upkeep_leader", "1 where this task runs: on one process of all replicas.", "task", merge="max"
)
NOTARY_WAITING: Final = _gauge(
    "remit_notary_waiting_entries",
    "Audit entries that have no place in the tree yet, of all replicas.",
    merge="max",
)
OUTBOX_ATTEMPTS: Final = _counter(
    "remit_outbox_attempts_total",
    "Attempts to tell something outside: DELIVERED, WAITING for another, DEAD after the last, WITHDRAWN.",
    "outcome",
)
OUTBOX_MESSAGES: Final = _gauge(
    "remit_outbox_messages",
    "Messages in the outbox that are WAITING to be told, or DEAD: given up, of all replicas.", "state", merge="max",
)  # fmt: skip
OUTBOX_OVERDUE: Final = _gauge(
    "remit_outbox_overdue_seconds", "For how long the message that waits longest should have been tried; 0 without.",
    merge="max",
)  # fmt: skip
CATALOG_TENANTS: Final = _gauge("remit_catalog_tenants", "Tenants whose policy is in memory.")
CATALOG_BEHIND: Final = _gauge(
    "remit_catalog_behind_revisions", "Revisions by which the policy in memory is behind storage, of the worst tenant.",
    merge="max",
)  # fmt: skip
PACE_BUCKETS: Final = _gauge("remit_pace_buckets", "Rate buckets in this server's memory; 0 with Redis.")
PACE_LEASES: Final = _gauge("remit_pace_leases", "Leases in this server's memory; 0 with Redis.")

CPU: Final = _counter("process_cpu_seconds_total", "CPU time of the server, user and system.")
MEMORY: Final = _gauge("process_resident_memory_bytes", "Resident memory of the server.")
DESCRIPTORS: Final = _gauge("process_open_fds", "Open file descriptors of the server.")
MAX_DESCRIPTORS: Final = _gauge("process_max_fds", "Descriptors that a process of it may open.", merge="min")
STARTED: Final = _gauge(
    "process_start_time_seconds", "When its first process started, since the Unix epoch.", merge="min"
)

FAMILIES: Final[dict[str, Family]] = {
    one.name: one for one in tuple(globals().values()) if isinstance(one, Family)
}
"""All of them by name, in the order above."""
