"""A real provider of OpenID Connect as its own process on loopback, and a browser that signs in with it: for tests.

The provider (`oidc-provider-mock`) takes any client and any user; it does not look at PKCE, so that what holds there is
held by Remit.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx2

from tests.backends.port import free_port

START_SECONDS = 40.0
STOP_SECONDS = 15.0
ATTEMPTS = 5
"""To start, should somebody else take the port meanwhile."""


@dataclass(slots=True)
class Provider:
    """A provider that runs. Who signs in is told it in a form, without a password."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def issuer(self) -> str:
        """Its name, and where it is asked."""
        return f"http://127.0.0.1:{self.port}"

    def know(self, subject: str, **claims: Any) -> None:
        """Have it say this of somebody from now on, as far as the scopes that are asked for let it."""
        url = f"{self.issuer}/users/{quote(subject)}"
        httpx2.put(url, json=claims, trust_env=False, timeout=30).raise_for_status()

    def sign_in(self, url: str, subject: str) -> dict[str, str]:
        """Sign in at an authorization URL, as a browser would, and return what it brings back: `code`, `state`."""
        return brought_back(self.location(url, subject))

    def location(self, url: str, subject: str) -> str:
        """Return where the browser is sent after signing in, as a person who reads the page and sends its form."""
        page = httpx2.get(url, trust_env=False, timeout=30)
        assert page.status_code == httpx2.codes.OK, page.text
        assert 'name="sub"' in page.text, page.text
        return _sent_to(url, {"sub": subject})

    def deny(self, url: str) -> str:
        """Refuse at an authorization URL, as a person who thinks better of it; return where that leads."""
        return _sent_to(url, {"action": "deny"})


def _sent_to(url: str, form: dict[str, str]) -> str:
    answer = httpx2.post(url, data=form, trust_env=False, timeout=30)
    assert answer.status_code == httpx2.codes.FOUND, answer.text
    return str(answer.headers["location"])


def brought_back(location: str) -> dict[str, str]:
    """Return the parameters of an address, each of which is there once."""
    found = parse_qs(urlsplit(location).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values()), location
    return {name: values[0] for name, values in found.items()}


@contextmanager
def oidc_provider(folder: Path, *options: str) -> Iterator[Provider]:
    """Run a provider for the length of a block; what it logs goes into `folder`."""
    provider = _started(folder, options)
    try:
        yield provider
    finally:
        _stop(provider)


def _started(folder: Path, options: tuple[str, ...]) -> Provider:
    for _ in range(ATTEMPTS):
        port = free_port()
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *options]
        with (folder / "oidc.log").open("ab") as log:
            provider = Provider(port, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder))
        if _is_ready(provider):
            return provider
        _stop(provider)
    raise AssertionError((folder / "oidc.log").read_text())


def _is_ready(provider: Provider) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and provider.process.poll() is None:
        try:
            answer = httpx2.get(f"{provider.issuer}/.well-known/openid-configuration", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.05)
            continue
        return answer.is_success and json.loads(answer.text)["issuer"] == provider.issuer
    return False


def _stop(provider: Provider) -> None:
    provider.process.terminate()
    try:
        provider.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        provider.process.kill()
        provider.process.wait()
