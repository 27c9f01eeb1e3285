"""The server's certificate: TLS 1.3 alone, read again when its files change. Never logs a key."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

import grpc
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from remit.config import Config, ConfigError, restrict_tls

HTTP2: Final = "h2"
"""What a client must say that it wants to speak (ALPN)."""

T = TypeVar("T")

_log: Final[Any] = structlog.get_logger("remit.tls")

_Seen = tuple[tuple[int, int, int], ...]


def credentials(config: Config) -> grpc.ServerCredentials:
    """Return what gRPC's own server needs; follows the certificate's files without a restart.

    Raises:
        ConfigError: when the files cannot be used, or older TLS cannot be ruled out in this process.
    """
    if not restrict_tls():
        raise ConfigError(
            "gRPC was loaded before remit.server, so TLS below 1.3 cannot be ruled out; import it first"
        )
    files = CertificateFiles(config, _configuration)
    # gRPC takes None for "nothing new", which its type stubs do not know.
    return grpc.dynamic_ssl_server_credentials(
        files.first(),
        cast("Any", files.changed),
        require_client_authentication=config.tls_client_ca is not None,
    )


def context(config: Config) -> ssl.SSLContext:
    """Return what a server on the event loop needs; follows the certificate's files without a restart.

    Raises:
        ConfigError: when the files cannot be used.
    """
    files = CertificateFiles(config, _context)
    first = newest = files.first()

    def follow(connection: ssl.SSLObject, *_: object) -> None:
        nonlocal newest
        newest = files.changed() or newest
        connection.context = newest

    # Asked at each handshake, whether a client names a server or not.
    first.sni_callback = cast("Any", follow)
    return first


@dataclass(frozen=True, slots=True)
class Found:
    """What the files hold; they belong together. The key itself stays in its file."""

    certificate: Path
    key: Path
    chain: bytes
    """The certificate and those above it, PEM."""
    authorities: bytes | None
    """Who must have signed clients' certificates, PEM; None: clients need none."""


class CertificateFiles(Generic[T]):
    """The files of certificate, key and client authorities, asked at each handshake; gRPC does so from its threads."""

    def __init__(self, config: Config, build: Callable[[Found], T]) -> None:
        """Watch the files that `config` names, and `build` what is wanted of what they hold."""
        if config.tls_certificate is None or config.tls_key is None:
            raise ConfigError("REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY are needed for TLS")
        self._certificate = config.tls_certificate
        self._key = config.tls_key
        self._authorities = config.tls_client_ca
        self._build = build
        self._lock = threading.Lock()
        self._seen: _Seen = ()

    def first(self) -> T:
        """Read the files.

        Raises:
            ConfigError: when they cannot be read, or do not belong together.
        """
        self._seen = self._look()
        return self._read()

    def changed(self) -> T | None:
        """Return what is new; None when nothing is, or it cannot be used, so that the old one stays."""
        with self._lock:
            try:
                seen = self._look()
                if seen == self._seen:
                    return None
                # Remembered also when it is refused, so that each change is read and told once.
                self._seen = seen
                fresh = self._read()
            except ConfigError as error:
                _log.error("certificate refused, the old one stays", why=str(error))
                return None
            _log.info("certificate changed", file=str(self._certificate))
            return fresh

    def _look(self) -> _Seen:
        paths = [self._certificate, self._key, *([self._authorities] if self._authorities else [])]
        try:
            found = [path.stat() for path in paths]
        except OSError as error:
            raise ConfigError(f"{error.filename}: {error.strerror}") from None
        return tuple((stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in found)

    def _read(self) -> T:
        chain = _bytes_of(self._certificate)
        if not _are_a_pair(chain, _bytes_of(self._key), paths=(self._certificate, self._key)):
            raise ConfigError(f"{self._key} is not the key of {self._certificate}")
        authorities = _bytes_of(self._authorities) if self._authorities else None
        if authorities is not None:
            _load_chain(authorities, self._authorities)
        return self._build(Found(self._certificate, self._key, chain, authorities))


def _configuration(found: Found) -> grpc.ServerCertificateConfiguration:
    pair = (_bytes_of(found.key), found.chain)
    return grpc.ssl_server_certificate_configuration([pair], root_certificates=found.authorities)


def _context(found: Found) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.set_alpn_protocols([HTTP2])
    # A client that comes again shows its certificate again: whom the authorities no longer vouch for is out at once.
    made.num_tickets = 0
    try:
        made.load_cert_chain(found.certificate, found.key)
        if found.authorities is not None:
            made.verify_mode = ssl.CERT_REQUIRED
            made.load_verify_locations(cadata=found.authorities.decode("ascii"))
    except (ssl.SSLError, ValueError, OSError) as error:
        raise ConfigError(f"{found.certificate} and its key cannot be used: {error}") from None
    return made


def _are_a_pair(chain: bytes, key: bytes, *, paths: tuple[Path, Path]) -> bool:
    certificate_path, key_path = paths
    leaf = _load_chain(chain, certificate_path)[0]
    try:
        public = load_pem_private_key(key, None).public_key()
    except (ValueError, TypeError):
        raise ConfigError(f"{key_path} holds no private key in PEM without a password") from None
    return _public_bytes(public) == _public_bytes(leaf.public_key())


def _load_chain(pem: bytes, path: Path | None) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise ConfigError(f"{path} holds no certificate in PEM") from None


def _public_bytes(key: Any) -> bytes:  # noqa: ANN401  one of many types of keys
    encoded: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
