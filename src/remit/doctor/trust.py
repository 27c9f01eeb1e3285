"""Whether the trust file can be read, and what it names is there. Asks nobody whom it names."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from remit.bootstrap import trust_of
from remit.config import Config, ConfigError
from remit.doctor.finding import Finding, ok, warn, wrong
from remit.identity.model import OPERATOR_TENANT
from remit.identity.trust import Trust

NAME: Final = "trust"


def trust(config: Config) -> Iterator[Finding]:
    """Look at the trust file, and at the files that it and REMIT_OUTSIDE_CA name."""
    try:
        found = trust_of(config)
    except ConfigError as error:
        yield wrong(NAME, str(error), remedy="correct the file; docs/IDENTITY.md says what may stand in it")
        return
    faults = [*_secrets(found), *_certificates(config, found), *_tenants(found)]
    yield from faults or [ok(NAME, _said(found))]


def _said(found: Trust) -> str:
    counts = (
        (len(found.providers), "sign-in providers"),
        (len(found.issuers), "issuers of tokens"),
        (len(found.certificates), "rules for client certificates"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    return said or "nobody but this installation's own keys"


def _secrets(found: Trust) -> Iterator[Finding]:
    for one in found.providers:
        path = Path(one.client_secret_file)
        if one.client_secret_file and not os.access(path, os.R_OK):
            said = f"this user cannot read {path}, the client secret of the provider {one.id}"
            yield wrong(NAME, said, remedy="put the secret there, readable by the user that Remit runs as")


def _certificates(config: Config, found: Trust) -> Iterator[Finding]:
    if found.certificates and config.tls_client_ca is None:
        said = "there are rules for client certificates, and clients are asked for none"
        yield warn(
            NAME,
            said,
            remedy="set REMIT_TLS_CLIENT_CA to the authorities that sign them, or remove the rules",
        )


def _tenants(found: Trust) -> Iterator[Finding]:
    named = {one.tenant for one in found.providers} | {one.tenant for one in found.issuers}
    if OPERATOR_TENANT in named | {one.tenant for one in found.certificates}:
        said = "others vouch for operators of the platform: who may sign in there may name every tenant"
        yield warn(NAME, said, remedy="leave rules of the tenant platform out, unless that is meant")
