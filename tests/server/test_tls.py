"""TLS 1.3 alone, for each key type, and a certificate that changes without a restart."""

import signal
import socket
import ssl
import subprocess
from pathlib import Path

import grpc
import pytest

from remit.config import Config, ConfigError, load
from remit.server.tls import CertificateFiles
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


def _settings(folder: Path, kind: str) -> dict[str, str]:
    certificate, key = write_certificate(folder, kind)
    return {"REMIT_TLS_CERTIFICATE": str(certificate), "REMIT_TLS_KEY": str(key)}


def _serial(address: str) -> int:
    host, _, port = address.rpartition(":")
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection((host, int(port)), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        assert secure.version() == "TLSv1.3"
        der = secure.getpeercert(binary_form=True)
    assert der is not None
    from cryptography import x509  # noqa: PLC0415  nothing else here needs it

    return x509.load_der_x509_certificate(der).serial_number


@pytest.mark.parametrize("kind", KEYS)
def test_older_handshakes_fail_and_the_new_one_works(tmp_path: Path, kind: str) -> None:
    with server_process(**_settings(tmp_path, kind)) as (_process, address):
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


def test_a_changed_certificate_is_taken_and_a_broken_one_is_not(tmp_path: Path) -> None:
    with server_process(**_settings(tmp_path, "rsa")) as (process, address):
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
    assert CertificateFiles(_config(certificate, key)).first() is not None
    with pytest.raises(ConfigError, match="is not the key of"):
        CertificateFiles(_config(certificate, other_key)).first()
    with pytest.raises(ConfigError, match="No such file"):
        CertificateFiles(_config(certificate, tmp_path / "absent.pem")).first()
    with pytest.raises(ConfigError, match="no private key"):
        CertificateFiles(_config(certificate, certificate)).first()


def test_clients_must_show_a_certificate_when_authorities_are_named(tmp_path: Path) -> None:
    (tmp_path / "client").mkdir()
    client_certificate, client_key = write_certificate(tmp_path / "client", "ec")
    settings = {**_settings(tmp_path, "ec"), "REMIT_TLS_CLIENT_CA": str(client_certificate)}
    server_pem = (tmp_path / "certificate.pem").read_bytes()
    shown = grpc.ssl_channel_credentials(server_pem, client_key.read_bytes(), client_certificate.read_bytes())
    options = [("grpc.ssl_target_name_override", "localhost")]
    request = policy_decision_service_pb2.GetServerInfoRequest()
    with server_process(**settings) as (_process, address):
        with grpc.secure_channel(address, shown, options) as channel:
            stub = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            assert stub.GetServerInfo(request, timeout=10).version == "True"
        with grpc.secure_channel(address, grpc.ssl_channel_credentials(server_pem), options) as channel:
            stub = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            with pytest.raises(grpc.RpcError):
                stub.GetServerInfo(request, timeout=10)
