"""Sessions and runs: open, and the subject's own."""

from dataclasses import replace

import pytest

from remit.identity.model import LifeState, Run, Session
from remit.identity.session import (
    OUTLIVED,
    RUN_ENDED,
    RUN_UNKNOWN,
    SESSION_ENDED,
    SESSION_UNKNOWN,
    as_of,
    check_run,
    check_session,
)

SESSION = Session(id="ses_1", owner="agent:x")
RUN = Run(id="run_1", owner="agent:x", session_id="ses_1")


@pytest.mark.parametrize(
    ("session", "subject", "code"),
    [
        (SESSION, "agent:x", None),
        (None, "agent:x", SESSION_UNKNOWN),
        (SESSION, "agent:X", SESSION_UNKNOWN),
        (replace(SESSION, state=LifeState.ENDED), "agent:x", SESSION_ENDED),
        (replace(SESSION, ended_at=5), "agent:x", SESSION_ENDED),
        # Whether another's session has ended is not told.
        (replace(SESSION, state=LifeState.ENDED), "agent:y", SESSION_UNKNOWN),
    ],
)
def test_a_session_is_known_only_to_its_owner(
    session: Session | None, subject: str, code: str | None
) -> None:
    assert check_session(session, subject, at=7) == code


@pytest.mark.parametrize(
    ("ends", "at", "code"),
    [(10, 9, None), (10, 10, SESSION_ENDED), (10, 11, SESSION_ENDED), (None, 1 << 62, None)],
)
def test_a_session_ends_at_its_instant_whoever_noted_it(ends: int | None, at: int, code: str | None) -> None:
    session = replace(SESSION, expires_at=ends)
    assert check_session(session, "agent:x", at=at) == code
    seen = as_of(session, at)
    if code is None:
        assert seen is session
    else:
        assert (seen.state, seen.ended_at, seen.end_reason) == (LifeState.ENDED, ends, OUTLIVED)


def test_a_session_that_was_ended_stays_as_it_ended() -> None:
    ended = replace(SESSION, expires_at=10, state=LifeState.ENDED, ended_at=5, end_reason="done")
    assert as_of(ended, 20) is ended


@pytest.mark.parametrize(
    ("run", "subject", "session_id", "code"),
    [
        (RUN, "agent:x", "ses_1", None),
        (RUN, "agent:x", "", None),
        (replace(RUN, session_id=""), "agent:x", "ses_1", None),
        (RUN, "agent:x", "ses_2", RUN_UNKNOWN),
        (RUN, "agent:y", "ses_1", RUN_UNKNOWN),
        (None, "agent:x", "", RUN_UNKNOWN),
        (replace(RUN, state=LifeState.ENDED), "agent:x", "", RUN_ENDED),
        (replace(RUN, ended_at=5), "agent:x", "", RUN_ENDED),
    ],
)
def test_a_run_is_its_owners_and_of_the_session_named(
    run: Run | None, subject: str, session_id: str, code: str | None
) -> None:
    assert check_run(run, subject, session_id=session_id) == code
