"""`remit serve`: what it prints, what it leaves, and how it ends."""

import stat
import subprocess
import sys
from pathlib import Path

from remit.cli.failure import Code
from tests.cli.terminal import Terminal
from tests.running import running


def test_it_tells_how_to_reach_it_and_keeps_no_key(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        assert Terminal(server.address, server.key).ask("remit info")["caller"]["tenant_id"] == "default"
        assert Terminal(server.address, "").must("remit health").out.strip() == "serving"
        assert server.stop() == 0
        left = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
        assert left.keys() <= {"remit.db", "remit.db.lock", "remit.db-wal", "remit.db-shm", "master.key"}
        assert not [name for name, held in left.items() if server.key.encode() in held]
        assert stat.S_IMODE((tmp_path / "data" / "master.key").stat().st_mode) == 0o600


def test_a_second_start_makes_no_keys_and_the_first_still_work(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        first = server.key
        server.restart()
        assert server.key == first
        Terminal(server.address, first).must("remit role list")


def test_lost_keys_are_made_anew(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        first = server.key
    with running(tmp_path / "data", "--new-key") as again:
        assert again.key != first
        Terminal(again.address, again.key).must("remit role list")


def test_what_was_decided_survives_a_kill(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        terminal = Terminal(server.address, server.key)
        terminal.must("remit role create researcher --allow tool:execute")
        server.kill()
        server.start()
        assert (
            Terminal(server.address, server.key).ask("remit role get researcher")["role"]["role_id"]
            == "researcher"
        )


def test_people_read_how_to_go_on(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "remit",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        str(tmp_path / "d"),
    ]
    process = subprocess.Popen([*command, "--log-level", "warning"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "grpcurl" in line:
            break
    process.terminate()
    assert process.wait(30) == 0
    process.stdout.close()
    text = "".join(lines)
    assert "remit --address 127.0.0.1:" in text
    assert "remit_live_" in text
    assert "WhoAmI" in text


def serving(*options: str) -> "subprocess.CompletedProcess[str]":
    """Run a server that cannot start, to its end."""
    command = [sys.executable, "-m", "remit", "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_wrong_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    for listen, why in (("0.0.0.0:0", "TLS"), ("nonsense", "REMIT_LISTEN")):
        said = serving("--listen", listen, "--data-dir", str(tmp_path / "d"))
        assert said.returncode == Code.USAGE
        assert why in said.stderr
        assert "Traceback" not in said.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "one") as server:
        said = serving("--listen", server.address, "--data-dir", str(tmp_path / "two"))
    assert said.returncode == Code.USAGE
    assert "in use" in said.stderr


def test_data_that_another_server_has_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "one"):
        said = serving("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "one"))
    assert said.returncode != 0
    assert "Traceback" not in said.stderr
