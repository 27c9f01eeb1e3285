"""How the server of this machine or container is reached, by the settings that it was started with. Never starts one."""

from typing import TYPE_CHECKING

from remit.cli.invocation import UsageError, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from remit.client import Tls
    from remit.config import Config


def own_server() -> "tuple[str, Tls | None]":
    """Return the address to call, and how to encrypt; None where the server does not.

    The certificate that the server shows is trusted itself, under a name of its own: nobody stands between, and the
    loopback address is in no certificate.

    Raises:
        UsageError: when the server is not installed here, or its settings or files cannot be read.
    """
    try:
        from remit.config import ConfigError, load
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is missing; install the server too: pip install 'remit[server]'"
        ) from None
    try:
        config = load()
    except ConfigError as error:
        raise UsageError(str(error)) from None
    return _address(config.listen), _tls(config)


def _address(listen: str) -> str:
    """Return where a server that listens so is called from its own machine."""
    host, _, port = listen.rpartition(":")
    loopback = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "": "127.0.0.1"}  # noqa: S104  what is listened to, not listens
    return listen if listen.startswith("unix:") else f"{loopback.get(host, host)}:{port}"


def _tls(config: "Config") -> "Tls | None":
    from remit.client import Tls

    if config.tls_certificate is None or config.tls_key is None:
        return None
    shown = read_bytes(config.tls_certificate)
    asked = config.tls_client_ca is not None
    return Tls(
        root_certificates=shown,
        # Whoever may call must show one; this is the only one that is here.
        certificate=shown if asked else None,
        private_key=read_bytes(config.tls_key) if asked else None,
        name=_name(shown, config.tls_certificate),
    )


def _name(certificate: bytes, path: "Path") -> str:
    """Return a name that a certificate is for."""
    from cryptography import x509

    try:
        names = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except (ValueError, x509.ExtensionNotFound):
        raise UsageError(f"{path} is no certificate, or has no name of a host") from None
    hosts = names.value.get_values_for_type(x509.DNSName)
    hosts += [str(one) for one in names.value.get_values_for_type(x509.IPAddress)]
    if not hosts:
        raise UsageError(f"{path} has no name of a host")
    return hosts[0].replace("*", "here")
