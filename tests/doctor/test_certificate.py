"""Certificates that clients would refuse, found before they do."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from remit.clock import SystemClock
from remit.doctor import Finding, Verdict
from remit.doctor.certificate import certificate
from tests.doctor.patient import config

NOW = dt.datetime.now(dt.UTC)
PEM = serialization.Encoding.PEM
PLAIN = serialization.NoEncryption()


def write(
    folder: Path,
    *,
    days: tuple[float, float] = (-1, 90),
    names: tuple[str, ...] = ("remit.internal",),
    key: Any = None,
    signer: Any = None,
    protection: Any = PLAIN,
) -> Any:
    """Write `cert.pem` and `key.pem`, and return the certificate."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "remit.internal")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(NOW + dt.timedelta(days=days[0]))
        .not_valid_after(NOW + dt.timedelta(days=days[1]))
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False
        )
    made = builder.sign(signer or own, hashes.SHA256())
    (folder / "cert.pem").write_bytes(made.public_bytes(PEM))
    (folder / "key.pem").write_bytes(own.private_bytes(PEM, serialization.PrivateFormat.PKCS8, protection))
    return made


def look(folder: Path, **settings: Any) -> list[Finding]:
    given = {"tls_certificate": folder / "cert.pem", "tls_key": folder / "key.pem"} | settings
    return list(certificate(config(folder, **given), SystemClock().now()))


def test_a_good_one(tmp_path: Path) -> None:
    write(tmp_path)
    (found,) = look(tmp_path)
    assert found.verdict is Verdict.OK
    assert "remit.internal" in found.said


@pytest.mark.parametrize(
    ("days", "verdict", "word"),
    [
        ((-9, -1), Verdict.WRONG, "ended"),
        ((1, 9), Verdict.WRONG, "begins"),
        ((-9, 5), Verdict.WARN, "ends in"),
    ],
)
def test_dates(tmp_path: Path, days: tuple[float, float], verdict: Verdict, word: str) -> None:
    write(tmp_path, days=days)
    (found,) = look(tmp_path)
    assert found.verdict is verdict
    assert word in found.said


def test_the_key_of_another(tmp_path: Path) -> None:
    write(tmp_path)
    kept = (tmp_path / "cert.pem").read_bytes()
    write(tmp_path)
    (tmp_path / "cert.pem").write_bytes(kept)
    (found,) = look(tmp_path)
    assert found.verdict is Verdict.WRONG
    assert "not the key" in found.said


def test_names(tmp_path: Path) -> None:
    write(tmp_path, names=())
    assert [one.verdict for one in look(tmp_path)] == [Verdict.WRONG]
    write(tmp_path)
    (found,) = look(tmp_path, listen="192.0.2.7:7448")
    assert found.verdict is Verdict.WARN
    assert "192.0.2.7" in found.said
    assert [one.verdict for one in look(tmp_path, listen="0.0.0.0:7448")] == [Verdict.OK]


def test_a_chain_in_another_order(tmp_path: Path) -> None:
    leaf = write(tmp_path)
    stranger = write(tmp_path)
    (tmp_path / "cert.pem").write_bytes(leaf.public_bytes(PEM) + stranger.public_bytes(PEM))
    assert any(one.verdict is Verdict.WRONG and "no chain" in one.said for one in look(tmp_path))


def test_what_cannot_be_used(tmp_path: Path) -> None:
    assert [one.verdict for one in look(tmp_path)] == [Verdict.WRONG]
    write(tmp_path, protection=serialization.BestAvailableEncryption(b"secret-word"))
    (locked,) = look(tmp_path)
    assert locked.verdict is Verdict.WRONG
    assert "secret-word" not in locked.said
    write(tmp_path, key=rsa.generate_private_key(65_537, 1_024))  # noqa: S505  what is to be found
    (weak,) = look(tmp_path)
    assert weak.verdict is Verdict.WRONG
    assert "1024 bits" in weak.said
    (tmp_path / "cert.pem").write_text("no certificate")
    assert [one.verdict for one in look(tmp_path)] == [Verdict.WRONG]


def test_authorities_of_clients(tmp_path: Path) -> None:
    ended = write(tmp_path, days=(-9, -1))
    (tmp_path / "clients.pem").write_bytes(ended.public_bytes(PEM))
    write(tmp_path)
    server, clients = look(tmp_path, tls_client_ca=tmp_path / "clients.pem")
    assert server.verdict is Verdict.OK
    assert clients.verdict is Verdict.WRONG
    assert clients.check == "client authorities"
