"""What runs by itself, how often, and whether on one server of all. Does none of it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from remit.bootstrap.app import OF_EACH, App
from remit.decision.follow import POLL_SECONDS
from remit.identity.last_use import FLUSH_SECONDS
from remit.upkeep.lease import Task, Tenure
from remit.upkeep.refusals import REPORT_SECONDS

NOTARY_SECONDS: Final = 0.25
"""Between two rounds: short rounds keep the writer free for calls."""
EXPIRY_SECONDS: Final = 1.0
CLOCK_SECONDS: Final = 2.0
RETENTION_SECONDS: Final = 20.0
ROLLUP_SECONDS: Final = 5.0
"""What is booked meanwhile, answers read one by one; much at once, of which more is alike, is added up for less."""
OUTBOX_SECONDS: Final = 1.0
CENSUS_SECONDS: Final = 10.0
TOKEN_SECONDS: Final = 20.0
PARTITION_SECONDS: Final = 30.0
"""A look is one small query; what it makes is needed a month later."""


def tasks(app: App) -> Sequence[Task]:
    """What runs by itself: on one server of all, but for what each must do for itself."""

    def told(name: str, work: Callable[[Tenure], Awaitable[int]]) -> Callable[[Tenure], Awaitable[int]]:
        return lambda tenure: app.tasks[name].through(work(tenure), tenure)

    def task(name: str, work: Callable[[Tenure], Awaitable[int]], *, seconds: float) -> Task:
        return Task(name, told(name, work), seconds, elected=name not in OF_EACH)

    return (
        task("notary", lambda tenure: app.notary.run(tenure.check), seconds=NOTARY_SECONDS),
        task("expiry", lambda tenure: app.expiry.run(tenure.check), seconds=EXPIRY_SECONDS),
        task("approval_expiry", lambda tenure: app.approval_expiry.run(tenure.check), seconds=EXPIRY_SECONDS),
        task("deadlines", lambda tenure: app.deadline_expiry.run(tenure.check), seconds=EXPIRY_SECONDS),
        task("partitions", lambda tenure: app.partitions.run(tenure.check), seconds=PARTITION_SECONDS),
        task("retention", lambda tenure: app.retention.run(tenure.check), seconds=RETENTION_SECONDS),
        task("rollup", lambda tenure: app.rollup.run(tenure.check), seconds=ROLLUP_SECONDS),
        task("token_keys", lambda tenure: app.tokens.keys.run(tenure.check), seconds=TOKEN_SECONDS),
        task("token_families", lambda tenure: app.families.run(tenure.check), seconds=TOKEN_SECONDS),
        task("outbox", lambda tenure: app.relay.run(tenure.check), seconds=OUTBOX_SECONDS),
        task("clock", lambda _: _measured(app), seconds=CLOCK_SECONDS),
        task("census", lambda _: app.census.run(), seconds=CENSUS_SECONDS),
        task("refusals", lambda _: app.refusals.run(), seconds=REPORT_SECONDS),
        task("last_uses", lambda _: app.last_uses.flush(), seconds=FLUSH_SECONDS),
        task("follow", lambda _: app.follower.run(), seconds=POLL_SECONDS),
    )


async def _measured(app: App) -> int:
    return await app.clocked.measure() if app.clocked is not None else 0
