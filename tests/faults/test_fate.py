"""A COMMIT whose answer was lost: what became of it is learned from what it wrote, never from its number alone.

Postgres forgets the numbers of transactions that never reached its disk, and gives them to others after a crash.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from remit.decision.model import Effect
from remit.errors import BackendUnavailableError
from remit.storage.postgres import commit
from tests.backends.postgres import RunningPostgres, ask, running_postgres
from tests.decision.house import House, open_house
from tests.stores import make_template, on_postgres


@pytest.fixture(scope="module")
def own() -> Iterator[RunningPostgres]:
    """One whose log is written at commits alone, so that what was not committed is surely lost."""
    with running_postgres(wal_writer_delay="10s") as started:
        make_template(started.url)
        yield started


def crash_before_commit(own: RunningPostgres, patch: pytest.MonkeyPatch, *, others: int) -> None:
    """Let the next COMMIT find that Postgres crashed, and that others have committed since."""
    real: Any = vars(commit)["commit"]
    crashed: list[bool] = []

    async def lost(connection: Any, *given: Any, **named: Any) -> None:
        if not crashed:
            crashed.append(True)
            own.kill()
            own.start()
            for _ in range(others):
                ask(
                    own.url, "CREATE TABLE IF NOT EXISTS other AS SELECT pg_current_xact_id()::text AS number"
                )
                ask(own.url, "INSERT INTO other SELECT pg_current_xact_id()::text")
        await real(connection, *given, **named)

    patch.setattr(commit, "commit", lost)


async def committed(house: House) -> bool:
    rows = await house.rows("SELECT id FROM audit_entry WHERE kind='decision'")
    return bool(rows)


@pytest.mark.parametrize("others", [0, 20])
async def test_a_number_that_was_given_to_another_proves_nothing(
    own: RunningPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    with on_postgres(own.url):
        async with open_house(tmp_path) as house:
            crash_before_commit(own, monkeypatch, others=others)
            try:
                answer = await house.authorize("q")
            except BackendUnavailableError:
                assert not await committed(house)
            else:
                assert answer.decision.effect is Effect.ALLOW
                assert await committed(house), "an answer left without evidence"
            again = await house.authorize("q")
            assert again.decision.effect is Effect.ALLOW
            assert await committed(house)
