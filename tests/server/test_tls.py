"""TLS 1.3 alone, for each key type, and a certificate that changes without a restart."""

import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest

from remit.config import Config, ConfigError, load
from remit.server.tls import context
from remitpb.v1 import policy_decision_service_pb2, policy_decision_service_pb2_grpc
from tests.server.certificates import KEYS, write_certificate
from tests.server.conftest import server_process


def _openssl(address: str, version: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["openssl", "s_client", "-connect", address, version, "-alpn", "h2"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=20,
        check=False,
    )


def _settings(folder: Path, kind: str, http2: str) -> dict[str, str]:
    certificate, key = write_certificate(folder, kind)
    return {
        "REMIT_TLS_CERTIFICATE": str(certificate),
        "REMIT_TLS_KEY": str(key),
        "REMIT_HTTP2": http2,
    }


def _context(*protocols: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(protocols)
    return context


@contextmanager
def _connected(address: str, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    host, _, port = address.rpartition(":")
    with (
        socket.create_connection((host, int(port)), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        yield secure


def _serial(address: str) -> int:
    with _connected(address, _context("h2")) as secure:
        assert secure.version() == "TLSv1.3"
        der = secure.getpeercert(binary_form=True)
    assert der is not None
    from cryptography import x509  # noqa: PLC0415  nothing else here needs it

    return x509.load_der_x509_certificate(der).serial_number


@pytest.mark.parametrize("kind", KEYS)
def test_older_handshakes_fail_and_the_new_one_works(tmp_path: Path, kind: str, http2: str) -> None:
    with server_process(**_settings(tmp_path, kind, http2)) as (_process, address):
        old = _openssl(address, "-tls1_2")
        assert old.returncode != 0
        assert "Cipher is (NONE)" in old.stdout
        new = _openssl(address, "-tls1_3")
        assert new.returncode == 0
        assert "New, TLSv1.3" in new.stdout
        assert "ALPN protocol: h2" in new.stdout
        credentials = grpc.ssl_channel_credentials((tmp_path / "certificate.pem").read_bytes())
        options = [("grpc.ssl_target_name_override", "localhost")]
        with grpc.secure_channel(address, credentials, options) as channel:
            stub = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            answer = stub.GetServerInfo(policy_decision_service_pb2.GetServerInfoRequest(), timeout=10)
        assert answer.version == "True"


def test_a_changed_certificate_is_taken_and_a_broken_one_is_not(tmp_path: Path, http2: str) -> None:
    with server_process(**_settings(tmp_path, "rsa", http2)) as (process, address):
        assert _serial(address) == 1
        write_certificate(tmp_path, "ec", serial=2)
        assert _serial(address) == 2
        assert _openssl(address, "-tls1_2").returncode != 0
        (tmp_path / "certificate.pem").write_text("not a certificate")
        assert _serial(address) == 2
        process.send_signal(signal.SIGTERM)
        logged = process.communicate(timeout=20)[1]
    assert "certificate changed" in logged
    assert "certificate refused" in logged
    assert "PRIVATE" not in logged


def _config(certificate: Path, key: Path) -> Config:
    return load(tls_certificate=certificate, tls_key=key)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, key = write_certificate(tmp_path, "ec")
    _, other_key = write_certificate(tmp_path / "other", "ec")
    assert context(_config(certificate, key)) is not None
    with pytest.raises(ConfigError, match="is not the key of"):
        context(_config(certificate, other_key))
    with pytest.raises(ConfigError, match="No such file"):
        context(_config(certificate, tmp_path / "absent.pem"))
    with pytest.raises(ConfigError, match="no private key"):
        context(_config(certificate, certificate))


def test_clients_must_show_a_certificate_of_the_authorities_that_are_named_now(
    tmp_path: Path, http2: str
) -> None:
    (tmp_path / "client").mkdir()
    client_certificate, client_key = write_certificate(tmp_path / "client", "ec")
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(client_certificate.read_bytes())
    settings = {**_settings(tmp_path, "ec", http2), "REMIT_TLS_CLIENT_CA": str(authorities)}
    server_pem = (tmp_path / "certificate.pem").read_bytes()
    shown = grpc.ssl_channel_credentials(server_pem, client_key.read_bytes(), client_certificate.read_bytes())
    options = [("grpc.ssl_target_name_override", "localhost"), ("grpc.use_local_subchannel_pool", 1)]
    request = policy_decision_service_pb2.GetServerInfoRequest()

    def ask(credentials: grpc.ChannelCredentials) -> str:
        with grpc.secure_channel(address, credentials, options) as channel:
            stub = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            return str(stub.GetServerInfo(request, timeout=10).version)

    with server_process(**settings) as (_process, address):
        assert ask(shown) == "True"
        with pytest.raises(grpc.RpcError):
            ask(grpc.ssl_channel_credentials(server_pem))
        # Another authority of the same name, and from the next handshake on what it did not sign is out.
        (tmp_path / "other").mkdir()
        other_certificate, other_key = write_certificate(tmp_path / "other", "ec", serial=2)
        authorities.write_bytes(other_certificate.read_bytes())
        other = grpc.ssl_channel_credentials(
            server_pem, other_key.read_bytes(), other_certificate.read_bytes()
        )
        assert ask(other) == "True"
        with pytest.raises(grpc.RpcError):
            ask(shown)


def test_whoever_does_not_say_that_it_speaks_http2_is_not_heard(tmp_path: Path, http2: str) -> None:
    with server_process(**_settings(tmp_path, "ec", http2)) as (_process, address):
        for protocols in (("http/1.1",), ()):
            with (
                pytest.raises((ssl.SSLError, ConnectionError)),
                _connected(address, _context(*protocols)) as secure,
            ):
                secure.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
                if not secure.recv(1):
                    raise ConnectionResetError


def test_whoever_comes_again_shows_its_certificate_again(tmp_path: Path) -> None:
    with (
        server_process(**_settings(tmp_path, "ec", "loop")) as (_process, address),
        _connected(address, _context("h2")) as secure,
    ):
        # A ticket would come with the first bytes.
        assert secure.recv(9)
        assert secure.session is None or not secure.session.has_ticket


def test_who_does_not_finish_a_handshake_is_let_go(tmp_path: Path) -> None:
    with server_process(**_settings(tmp_path, "ec", "loop")) as (_process, address):
        host, _, port = address.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=40) as silent:
            began = time.monotonic()
            assert silent.recv(1) == b""
            assert time.monotonic() - began < 30
