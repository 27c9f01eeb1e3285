"""Sessions and runs: open, and the subject's own."""

from dataclasses import replace

import pytest

from remit.identity.model import LifeState, Run, Session
from remit.identity.session import (
    RUN_ENDED,
    RUN_UNKNOWN,
    SESSION_ENDED,
    SESSION_UNKNOWN,
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
    assert check_session(session, subject) == code


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
