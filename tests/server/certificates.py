"""Makes certificates for `localhost`, of each key type that a server may have."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

Key: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

KEYS: Final[dict[str, Callable[[], Key]]] = {
    "rsa": lambda: rsa.generate_private_key(65_537, 2_048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}


def write_certificate(folder: Path, kind: str, serial: int = 1) -> tuple[Path, Path]:
    """Write a self-signed certificate and its key; return their paths."""
    key = KEYS[kind]()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "certificate.pem", folder / "key.pem"
    pem = serialization.Encoding.PEM
    key_path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    certificate_path.write_bytes(certificate.public_bytes(pem))
    return certificate_path, key_path
