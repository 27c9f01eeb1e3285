"""What each alert rule must call at, and what it must be silent at, as series of samples ten seconds apart.

Values are written as Prometheus' own rule tests have them: `0+5x9` begins with 0 and grows by 5 nine times, `3x9` stays
3, `_` is a scrape that found nothing, `stale` a series that is gone. Samples are of the server `one:9464` unless a
series says more; the clock begins with 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

AUTHORIZE: Final = 'remit_rpc_seconds_bucket{method="PolicyDecisionService/Authorize",code="OK",le="%s"}'
HERE: Final = {"instance": "one:9464"}
SERVER: Final = {**HERE, "job": "remit"}


@dataclass(frozen=True, slots=True)
class Case:
    """One alert in trouble, and in what is none."""

    alert: str
    at: str
    """When it has called in the one, and is silent in the other."""
    ill: Mapping[str, str]
    well: Mapping[str, str]
    summary: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """What says where it is, beside `severity`."""
    at_first: str = ""
    """When it does not call yet, for that may pass by itself; empty of one that calls at once."""


CASES: Final = (
    Case(
        "RemitDown", at="3m", at_first="1m30s",
        ill={"remit_build_info": "1x3 stale _x60"},
        well={"remit_build_info": "1x3 _x6 1x60"},
        summary="No Remit server answers a scrape.",
    ),
    Case(
        "RemitServerDown", at="3m", at_first="1m30s",
        ill={"up": "1x3 0x60", 'up{instance="two:9464"}': "1x60"},
        well={"up": "1x6 0x4 1x60", 'up{job="other"}': "0x60"},
        summary="one:9464 does not answer scrapes.", labels=SERVER,
    ),
    Case(
        "RemitErrors", at="12m", at_first="5m",
        ill={'remit_errors_total{reason="OVERLOADED"}': "0+2x90", "remit_rpc_seconds_count": "0+100x90"},
        well={
            'remit_errors_total{reason="OVERLOADED"}': "0+2x90", 'remit_errors_total{reason="TOO_MANY_CALLS"}': "0+50x90",
            "remit_rpc_seconds_count": "0+300x90",
        },
        summary="2% of the calls fail by the server's fault.",
    ),
    Case(
        # Of streams alone, while nobody calls anything else.
        "RemitErrors", at="12m", at_first="5m",
        ill={
            'remit_errors_total{reason="BACKEND_UNAVAILABLE"}': "0+1x90",
            'remit_streams_total{code="UNAVAILABLE"}': "0+1x90", 'remit_streams_total{code="OK"}': "0+3x90",
            "remit_rpc_seconds_count": "7x90",
        },
        well={
            'remit_errors_total{reason="BACKEND_UNAVAILABLE"}': "1x90",
            'remit_streams_total{code="UNAVAILABLE"}': "1x90",
            "remit_rpc_seconds_count": "7x90",
        },
        summary="25% of the calls fail by the server's fault.",
    ),
    Case(
        # The first one calls.
        "RemitBug", at="6m",
        ill={'remit_errors_total{reason="INTERNAL"}': "0x30 1x90"},
        well={'remit_errors_total{reason="INTERNAL"}': "1x90", 'remit_errors_total{reason="NOT_FOUND"}': "0+9x90"},
        summary="Calls failed in a way that nobody foresaw; the log has each under its error_id.",
    ),
    Case(
        "RemitSlow", at="16m", at_first="10m",
        ill={AUTHORIZE % "0.1": "0+90x99", AUTHORIZE % "0.25": "0+100x99", AUTHORIZE % "+Inf": "0+100x99"},
        well={AUTHORIZE % "0.1": "0+995x99", AUTHORIZE % "0.25": "0+1000x99", AUTHORIZE % "+Inf": "0+1000x99"},
        summary="One Authorize in a hundred takes longer than 235ms.",
    ),
    Case(
        "RemitDegraded", at="6m",
        ill={"remit_decisions_degraded_total": "0x30 1x90"},
        well={"remit_decisions_degraded_total": "0x3 1x90"},
        summary="Decisions are made without rates and concurrency limits, as their tenants want it in an outage.",
    ),
    Case(
        "RemitCredentialsRefused", at="12m", at_first="5m",
        ill={
            'remit_authentications_total{outcome="OK"}': "0+60x90",
            'remit_authentications_total{outcome="CREDENTIAL_EXPIRED"}': "0+20x90",
        },
        well={
            'remit_authentications_total{outcome="OK"}': "0+200x90",
            'remit_authentications_total{outcome="CREDENTIAL_EXPIRED"}': "0+20x90",
        },
        summary="Many credentials are refused.",
    ),
    Case(
        "RemitQueueNearLimit", at="3m", at_first="50s",
        ill={
            'remit_turn_waiting{turn="usage"}': "600x60", 'remit_turn_waiting_limit{turn="usage"}': "1000x60",
            'remit_turn_waiting{turn="decision"}': "0x60", 'remit_turn_waiting_limit{turn="decision"}': "1000x60",
        },
        well={'remit_turn_waiting{turn="usage"}': "400x60", 'remit_turn_waiting_limit{turn="usage"}': "1000x60"},
        summary="The queue of usage is 60% full; beyond it calls are refused.", labels={"turn": "usage"},
    ),
    Case(
        "RemitCallsNearLimit", at="3m", at_first="50s",
        ill={"remit_calls_open": "900x60", "remit_calls_limit": "1000x60"},
        well={"remit_calls_open": "700x60", "remit_calls_limit": "1000x60"},
        summary="90% of the calls that a server takes at once are under way.",
    ),
    Case(
        "RemitWatchersNearLimit", at="7m", at_first="4m50s",
        ill={"remit_watchers_open": "85x60", "remit_watchers_limit": "100x60"},
        well={"remit_watchers_open": "75x60", "remit_watchers_limit": "100x60"},
        summary="85% of the streams that a server takes are open.",
    ),
    Case(
        # Also of one that nobody has seen whole.
        "RemitWorkersMissing", at="7m", at_first="4m50s",
        ill={"remit_workers": "3x60", "remit_workers_configured": "4x60"},
        well={"remit_workers": "4x9 3x20 4x60", "remit_workers_configured": "4x60"},
        summary="one:9464 has fewer processes than it should (3), and does not get them back.", labels=SERVER,
    ),
    Case(
        "RemitDescriptorsNearLimit", at="12m", at_first="9m50s",
        ill={"process_open_fds": "1700x90", "process_max_fds": "1000x90", "remit_workers": "2x90"},
        well={"process_open_fds": "1700x90", "process_max_fds": "1000x90", "remit_workers": "4x90"},
        summary="A server has few file descriptors left.", labels=SERVER,
    ),
    Case(
        "RemitStorageDown", at="2m", at_first="20s",
        ill={'remit_backend_up{backend="storage"}': "0x60", 'remit_backend_up{backend="storage",instance="two"}': "1x60"},
        well={'remit_backend_up{backend="storage"}': "1x60", 'remit_backend_up{backend="pace"}': "0x60"},
        summary="Storage does not answer one:9464; it decides and records nothing.", labels=HERE,
    ),
    Case(
        "RemitPaceDown", at="3m", at_first="50s",
        ill={'remit_backend_up{backend="pace"}': "0x60", 'remit_backend_up{backend="announcements"}': "1x60"},
        well={'remit_backend_up{backend="pace"}': "1x60", 'remit_backend_up{backend="announcements"}': "1x9 0x4 1x60"},
        summary="pace (Redis) does not answer one:9464.", labels={**HERE, "backend": "pace"},
    ),
    Case(
        "RemitSchemaWrong", at="3m", at_first="50s",
        ill={'remit_backend_up{backend="schema"}': "0x60"},
        well={'remit_backend_up{backend="schema"}': "1x60", 'remit_backend_up{backend="clock"}': "0x60"},
        summary="The database has another schema than one:9464 was made for.", labels=HERE,
    ),
    Case(
        "RemitClockOff", at="3m", at_first="50s",
        ill={"remit_clock_skew_seconds": "0.45x60"},
        well={"remit_clock_skew_seconds": "0.3x60"},
        summary="The clock of one:9464 is 450ms off the database's.", labels=HERE,
    ),
    Case(
        # What failed once and no more is none of it.
        "RemitTurnsFailing", at="11m40s", at_first="9m50s",
        ill={'remit_turn_failures_total{turn="decision"}': "0+1x90"},
        well={'remit_turn_failures_total{turn="decision"}': "0x10 1x90"},
        summary="Commits of decision keep failing, and are tried again.", labels={"turn": "decision"},
    ),
    Case(
        "RemitLocksAwaited", at="7m", at_first="4m50s",
        ill={"remit_locks_awaited": "12x60"},
        well={"remit_locks_awaited": "9x60"},
        summary="12 transactions of the database wait for locks.",
    ),
    Case(
        "RemitUpkeepStopped", at="10m", at_first="7m30s",
        ill={
            'remit_upkeep_last_success_timestamp_seconds{task="expiry"}': "0+10x30 300x60",
            'remit_upkeep_last_success_timestamp_seconds{task="notary"}': "0+10x90",
        },
        well={
            # Another replica does it.
            'remit_upkeep_last_success_timestamp_seconds{task="expiry"}': "0x90",
            'remit_upkeep_last_success_timestamp_seconds{task="expiry",instance="two"}': "0+10x90",
        },
        summary="expiry has not run for 5m 0s, on no replica.", labels={"task": "expiry"},
    ),
    Case(
        "RemitUpkeepStoppedHere", at="10m", at_first="8m",
        ill={
            'remit_upkeep_own_last_success_timestamp_seconds{task="follow"}': "0+10x30 300x60",
            'remit_upkeep_own_last_success_timestamp_seconds{task="follow",instance="two"}': "0+10x90",
        },
        well={
            # Its own period is a minute.
            'remit_upkeep_own_last_success_timestamp_seconds{task="refusals"}': "0x5 60x5 120x5 180x5 240x5 300x5 360x5"
            " 420x5 480x5 540x5 600x5",
        },
        summary="follow has not run for 5m 0s in a process of one:9464.", labels={**HERE, "task": "follow"},
    ),
    Case(
        "RemitUpkeepFailing", at="11m40s", at_first="9m50s",
        ill={'remit_upkeep_failures_total{task="rollup"}': "0+1x90"},
        well={'remit_upkeep_failures_total{task="rollup"}': "0x10 1x90"},
        summary="rollup keeps failing.", labels={"task": "rollup"},
    ),
    Case(
        "RemitNotaryBehind", at="7m", at_first="4m50s",
        ill={"remit_notary_waiting_entries": "1250000x60"},
        well={"remit_notary_waiting_entries": "9000x60"},
        summary="1.25M audit entries wait for their place in the tree.",
    ),
    Case(
        "RemitExpiryBehind", at="4m", at_first="1m50s",
        ill={"remit_reservations_overdue_seconds": "45x60"},
        well={"remit_reservations_overdue_seconds": "20x60"},
        summary="A reservation is 45s past its expiry and still holds its budget.",
    ),
    Case(
        "RemitOutboxBehind", at="7m", at_first="4m50s",
        ill={"remit_outbox_overdue_seconds": "180x60"},
        well={"remit_outbox_overdue_seconds": "90x60"},
        summary="A message is 3m 0s late and nobody tries it.",
    ),
    Case(
        # Between two scrapes, so that Prometheus reckons 2.1 out of 2.
        "RemitMessagesDead", at="5m",
        ill={'remit_outbox_attempts_total{outcome="DEAD"}': "0x9 2x18 _"},
        well={
            'remit_outbox_attempts_total{outcome="DEAD"}': "2x60",
            'remit_outbox_attempts_total{outcome="WAITING"}': "0+1x60",
        },
        summary="Messages given up: 2. Receivers did not take them for three days, or are gone.",
    ),
    Case(
        "RemitPolicyBehind", at="3m", at_first="50s",
        ill={"remit_catalog_behind_revisions": "1x60"},
        well={"remit_catalog_behind_revisions": "0x6 1x4 0x60"},
        summary="one:9464 does not learn of changes of policy.", labels=HERE,
    ),
)  # fmt: skip
