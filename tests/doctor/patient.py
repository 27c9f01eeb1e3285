"""Examines an installation as `remit doctor` does, and finds findings in what it says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from remit import bootstrap
from remit.clock import monotonic
from remit.config import Config
from remit.doctor import Finding, Verdict, examine
from remit.doctor.examine import LONGEST
from remit.storage.installation import Installation
from tests.backends.postgres import RunningPostgres

MASTER_KEY = "a-master-key-of-32-characters-QWERTZ"
SECRETS = (MASTER_KEY, "pass-word-of-the-database")


@dataclass(frozen=True)
class Findings:
    """What an examination said."""

    all: Sequence[Finding]

    def of(self, check: str) -> list[Finding]:
        """Return what one check said."""
        found = [one for one in self.all if one.check == check]
        assert found, f"no {check} in {[one.check for one in self.all]}"
        return found

    def verdict(self, check: str) -> Verdict:
        """Return the worst that one check said."""
        order = list(Verdict)
        return max((one.verdict for one in self.of(check)), key=order.index)

    def said(self, check: str) -> str:
        """Return its sentences, remedies included."""
        return " | ".join(f"{one.said} → {one.remedy}" for one in self.of(check))

    @property
    def bad(self) -> dict[str, Verdict]:
        """Every check that is not well."""
        return {one.check: one.verdict for one in self.all if one.verdict is not Verdict.OK}


def config(folder: Path, **settings: Any) -> Config:
    """Return settings of a test's own, whatever the environment says."""
    given: dict[str, Any] = {"data_dir": folder / "data", "listen": "127.0.0.1:0", "master_key": MASTER_KEY}
    return Config(**given | settings)


async def examined(settings: Config) -> Findings:
    """Examine, and make sure of what holds for any examination."""
    began = monotonic()
    findings = await examine(settings)
    assert monotonic() - began < 2 * LONGEST + 1
    for one in findings:
        assert one.said
        assert bool(one.remedy) == (one.verdict is not Verdict.OK), one
        text = f"{one.said} {one.remedy}"
        assert not text.endswith(".")
        secrets = {*SECRETS, *_passwords(settings)}
        assert not [secret for secret in secrets if secret in text]
    return Findings(findings)


def begun(url: str, folder: Path, **settings: Any) -> Config:
    """Make the tables of an empty database and agree on a master key, as the first server does."""
    made = config(folder, database_url=url, **settings)

    async def work() -> None:
        store = await bootstrap.open_store(made)
        secret = bootstrap.known_secret(made)
        assert secret is not None
        fingerprint = bootstrap.derive(secret, "fingerprint").hex()
        await Installation(store).require("master_key", fingerprint, remedy="never")
        await store.close()

    thread = Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()
    return made


def as_user(server: RunningPostgres, url: str, *, user: str, password: str) -> str:
    """Return the URL of a database for another user."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password)}@127.0.0.1:{server.port}"))


def _passwords(settings: Config) -> list[str]:
    urls = [one.get_secret_value() for one in (settings.database_url, settings.redis_url) if one is not None]
    return [password for password in (urlsplit(url).password for url in urls) if password]
