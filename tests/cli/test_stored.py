"""Sign-ins that are kept: for their owner's eyes alone, whole, and refreshed by one command at a time."""

import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from remit.cli.failure import Code
from remit.cli.invocation import StoppedError
from remit.cli.stored import EARLY, SignInFile, StoredSignIn, ended
from remit.client import messages as m
from remit.clock import HOUR, FakeClock

HERE, THERE = "127.0.0.1:7448", "remit.example:443"
CLOCK = FakeClock()
NOW = CLOCK.now()
ANN = StoredSignIn("access-1", NOW + HOUR, "refresh-1", NOW + 30 * HOUR, "user:ann", "default", "google")
REFRESHER = """
import sys
from pathlib import Path
from remit.cli.stored import SignInFile
from remit.client import messages as m
from remit.clock import HOUR, SystemClock

folder, clock = Path(sys.argv[1]), SystemClock()

def refresh(token):
    with (folder / "asked").open("a") as file:
        file.write(token + "\\n")
    pair = m.TokenPair(access_token="access-2", refresh_token=token + "+")
    pair.expires_at.FromMicroseconds(clock.now() + HOUR)
    pair.refresh_expires_at.FromMicroseconds(clock.now() + 30 * HOUR)
    return pair

print(SignInFile(folder).present("here", clock, refresh=refresh).access_token)
"""


def pair(number: int, *, lifetime: int = HOUR) -> m.TokenPair:
    made = m.TokenPair(access_token=f"access-{number}", refresh_token=f"refresh-{number}")
    made.expires_at.FromMicroseconds(NOW + lifetime)
    made.refresh_expires_at.FromMicroseconds(NOW + 30 * HOUR)
    return made


def never(_: str) -> m.TokenPair:
    raise AssertionError("there was nothing to refresh")


@pytest.fixture
def kept(tmp_path: Path) -> SignInFile:
    return SignInFile(tmp_path / "remit")


def test_each_server_has_a_sign_in_of_its_own(kept: SignInFile) -> None:
    assert kept.find(HERE) is None
    kept.keep(HERE, ANN)
    kept.keep(THERE, replace(ANN, subject="user:bob"))
    assert (kept.find(HERE), kept.find("127.0.0.1:7449")) == (ANN, None)
    kept.forget(HERE)
    kept.forget(HERE)
    assert kept.find(HERE) is None
    there = kept.find(THERE)
    assert there is not None
    assert there.subject == "user:bob"


def test_only_its_owner_reads_it_whatever_the_umask(kept: SignInFile) -> None:
    before = os.umask(0)
    try:
        kept.keep(HERE, ANN)
    finally:
        os.umask(before)
    folder = kept.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    assert {one.name for one in folder.iterdir()} == {"credentials.json", "credentials.lock"}
    assert "access-1" not in repr(ANN)
    assert "refresh-1" not in repr(ANN)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_one_that_others_may_read_is_not_used(kept: SignInFile, mode: int) -> None:
    kept.keep(HERE, ANN)
    kept.path.chmod(mode)
    with pytest.raises(StoppedError) as stopped:
        kept.find(HERE)
    assert stopped.value.code == Code.USAGE
    assert "chmod 600" in stopped.value.next_step


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version":2,"servers":{}}', '{"version":1,"servers":[]}',
     '{"version":1,"servers":{"127.0.0.1:7448":{"access_token":"x"}}}'],
)  # fmt: skip
def test_one_that_is_not_ours_is_said_so(kept: SignInFile, text: str) -> None:
    kept.keep(HERE, ANN)
    kept.path.write_text(text)
    with pytest.raises(StoppedError):
        kept.find(HERE)


def test_what_could_not_be_written_whole_leaves_what_was(
    kept: SignInFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep(HERE, ANN)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept.keep(HERE, replace(ANN, subject="user:bob"))
    assert kept.find(HERE) == ANN


def test_a_token_is_refreshed_before_it_ends_and_no_sooner(kept: SignInFile) -> None:
    clock = FakeClock(NOW)
    assert kept.present(HERE, clock, refresh=never) is None
    kept.keep(HERE, ANN)
    clock.advance(HOUR - EARLY - 1)
    assert kept.present(HERE, clock, refresh=never) == ANN
    clock.advance(1)
    shown: list[str] = []

    def refresh(token: str) -> m.TokenPair:
        shown.append(token)
        return pair(2, lifetime=2 * HOUR)

    renewed = kept.present(HERE, clock, refresh=refresh)
    assert renewed is not None
    assert (renewed.access_token, renewed.refresh_token, shown) == ("access-2", "refresh-2", ["refresh-1"])
    assert kept.find(HERE) == renewed
    assert kept.present(HERE, clock, refresh=never) == renewed


def test_one_whose_time_is_over_is_not_even_tried(kept: SignInFile) -> None:
    kept.keep(HERE, ANN)
    clock = FakeClock(ANN.refresh_expires_at)
    with pytest.raises(StoppedError) as stopped:
        kept.present(HERE, clock, refresh=never)
    assert stopped.value.code == Code.NOT_PERMITTED
    assert "remit login" in stopped.value.next_step
    assert kept.find(HERE) is None


def test_one_that_the_server_ended_is_forgotten(kept: SignInFile) -> None:
    kept.keep(HERE, ANN)

    def refused(_: str) -> m.TokenPair:
        raise ended(HERE, "it was revoked")

    with pytest.raises(StoppedError, match="it was revoked"):
        kept.present(HERE, FakeClock(NOW + HOUR), refresh=refused)
    assert kept.find(HERE) is None


def test_one_that_the_server_says_nothing_of_stays_for_the_next_try(kept: SignInFile) -> None:
    kept.keep(HERE, ANN)

    def away(_: str) -> m.TokenPair:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        kept.present(HERE, FakeClock(NOW + HOUR), refresh=away)
    assert kept.find(HERE) == ANN


def test_of_many_threads_one_refreshes(kept: SignInFile) -> None:
    kept.keep(HERE, ANN)
    clock, shown, got = FakeClock(NOW + HOUR), list[str](), list[str]()
    together = threading.Barrier(8)

    def refresh(token: str) -> m.TokenPair:
        shown.append(token)
        return pair(2, lifetime=2 * HOUR)

    def command() -> None:
        together.wait()
        found = SignInFile(kept.path.parent).present(HERE, clock, refresh=refresh)
        got.append(found.access_token if found else "")

    threads = [threading.Thread(target=command) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown == ["refresh-1"]
    assert got == ["access-2"] * 8


@pytest.mark.slow
def test_of_many_processes_one_refreshes(kept: SignInFile) -> None:
    kept.keep("here", replace(ANN, expires_at=0, refresh_expires_at=2**62))
    folder = kept.path.parent
    commands = [
        subprocess.Popen([sys.executable, "-c", REFRESHER, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [command.communicate(timeout=50)[0].strip() for command in commands]
    assert said == ["access-2"] * 4
    assert (folder / "asked").read_text() == "refresh-1\n"
    assert json.loads(kept.path.read_text())["servers"]["here"]["refresh_token"] == "refresh-1+"


def test_a_link_in_its_place_is_not_followed(kept: SignInFile, tmp_path: Path) -> None:
    kept.keep(HERE, ANN)
    target = tmp_path / "target"
    target.write_text("precious")
    kept.path.with_suffix(f".{os.getpid()}").symlink_to(target)
    with pytest.raises(OSError, match=r"symbolic|Too many"):
        kept.keep(HERE, ANN)
    assert target.read_text() == "precious"
