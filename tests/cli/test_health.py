"""`remit health --here` reaches the server of this machine by its own settings, whatever it is encrypted with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from remit.cli.here import _address, _name
from tests.running import running
from tests.server.certificates import write_certificate


def health(*options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Ask, in a process of its own with these settings alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
    command = [sys.executable, "-m", "remit", "health", "--wait", "20", *options]
    return subprocess.run(
        command, env=kept | settings, capture_output=True, text=True, check=False, timeout=50
    )


@pytest.mark.parametrize("clients", [False, True], ids=["any client", "clients with certificates"])
def test_over_tls_it_trusts_the_certificate_that_the_server_has(tmp_path: Path, clients: bool) -> None:  # noqa: FBT001
    (tmp_path / "other").mkdir()
    certificate, key = write_certificate(tmp_path, "ec")
    other, _ = write_certificate(tmp_path / "other", "ec")
    settings = {"REMIT_TLS_CERTIFICATE": str(certificate), "REMIT_TLS_KEY": str(key)}
    if clients:
        settings["REMIT_TLS_CLIENT_CA"] = str(certificate)
    with running(tmp_path / "data", **settings) as server:
        asked = settings | {"REMIT_LISTEN": server.address}
        done = health("--here", **asked)
        assert (done.returncode, done.stdout.strip()) == (0, "serving"), done.stderr
        # In plain words it says nothing, and one that shows another certificate is not believed.
        assert health("--here", REMIT_LISTEN=server.address).returncode == 5
        assert health("--here", **asked | {"REMIT_TLS_CERTIFICATE": str(other)}).returncode == 5
    assert health("--here", **asked).returncode == 5


@pytest.mark.parametrize(
    ("listens", "called"),
    [
        ("0.0.0.0:7448", "127.0.0.1:7448"),
        ("[::]:7448", "[::1]:7448"),
        ("10.0.0.7:1", "10.0.0.7:1"),
        ("localhost:1", "localhost:1"),
        ("unix:/run/remit.sock", "unix:/run/remit.sock"),
    ],
)
def test_where_a_server_is_called_that_listens_so(listens: str, called: str) -> None:
    assert _address(listens) == called


def test_it_calls_by_a_name_that_the_certificate_is_for(tmp_path: Path) -> None:
    certificate, _ = write_certificate(tmp_path, "ec")
    assert _name(certificate.read_bytes(), certificate) == "localhost"
