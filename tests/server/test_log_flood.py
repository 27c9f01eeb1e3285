"""A storm leaves some lines a second in the log, and says how many it left out; nothing else is held back."""

import pytest

from remit.server.log_flood import FLOODS, LEFT_OUT, LINES_A_SECOND, Flood


class Seconds:
    now = 7.2

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("outcome", sorted(FLOODS))
def test_a_storm_is_cut_and_counted(outcome: str) -> None:
    clock = Seconds()
    flood = Flood(clock)
    assert sum(flood.admits(outcome) for _ in range(1_000)) == LINES_A_SECOND
    assert flood.left_out("INTERNAL") == {}
    clock.now += 1
    assert flood.admits(outcome)
    assert flood.left_out(outcome) == {LEFT_OUT: 1_000 - LINES_A_SECOND}
    assert flood.left_out(outcome) == {}


def test_what_is_no_storm_is_written_whole() -> None:
    flood = Flood(Seconds())
    assert all(flood.admits(outcome) for outcome in ("INTERNAL", "CREDENTIAL_UNKNOWN") for _ in range(500))
