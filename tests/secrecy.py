"""Fails the test in which a secret was printed, logged, or written to the log of a process that it started.

Keys are found by their own form, so it does not matter who made them, and a piece of one is enough. What a program says
on its standard output is for whoever called it, and may well be a key; what it says on its standard error never is.
"""

import re
import subprocess
from collections.abc import Generator, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import pytest

PIECE: Final = 12
"""Characters of a key's random part that are too many to show: 71 of its 190 bits."""

SECRET: Final = re.compile(
    rf"remit_[a-z][a-z0-9]{{0,15}}_[0-9A-Za-z]{{{PIECE},}}"
    # A refresh token.
    r"|remitr_[\w-]{12,}"
    # A secret of webhooks.
    r"|whsec_[A-Za-z0-9+/]{12,}"
    # A signed token: two objects of JSON and a signature, in base64url.
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----",
    re.ASCII,
)
SHOWN: Final = 60
"""Characters around a leak that are shown, without itself."""


class Watch:
    """What this process, and those that it started, have said since the last look."""

    def __init__(self) -> None:
        """Begin with nobody to listen to."""
        self._logs: dict[Path, tuple[int, list[subprocess.Popen[Any]]]] = {}
        self._leaks: list[str] = []

    def follow(self, log: Path, process: "subprocess.Popen[Any]") -> None:
        """Read a file to which a process writes, for as long as it runs."""
        place, writers = self._logs.get(log, (0, []))
        self._logs[log] = (place, [*writers, process])

    def hear(self, where: str, text: str | bytes | None) -> None:
        """Look through what was said."""
        said = text.decode(errors="replace") if isinstance(text, bytes) else text or ""
        for found in SECRET.finditer(said):
            before = said[max(found.start() - SHOWN, 0) : found.start()]
            self._leaks.append(f"{where}: …{before}[{len(found[0])} characters of a secret]")

    def leaks(self, sections: Iterable[tuple[str, str]]) -> list[str]:
        """Return the leaks since the last call, those in what pytest captured included."""
        for where, text in sections:
            self.hear(where, text)
        for log in tuple(self._logs):
            self._read(log)
        found, self._leaks = self._leaks, []
        return found

    def _read(self, log: Path) -> None:
        place, writers = self._logs[log]
        running = [one for one in writers if one.returncode is None]
        try:
            if log.stat().st_size > place:
                with log.open("rb") as file:
                    file.seek(place)
                    said = file.read()
                self.hear(str(log), said)
                # A line may be half written; it is read again when it is whole.
                place += said.rfind(b"\n") + 1
        except OSError:
            running = []
        if running:
            self._logs[log] = (place, running)
        else:
            del self._logs[log]


WATCH: Final = Watch()


def _followed(begin: Any) -> Any:
    @wraps(begin)
    def begun(self: "subprocess.Popen[Any]", *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        name = getattr(options.get("stderr"), "name", None)
        if isinstance(name, str) and Path(name).is_file():
            WATCH.follow(Path(name), self)

    return begun


def _heard(communicate: Any) -> Any:
    @wraps(communicate)
    def communicated(self: "subprocess.Popen[Any]", *args: Any, **options: Any) -> Any:
        said = communicate(self, *args, **options)
        WATCH.hear(f"standard error of {self.args!r}"[:200], said[1])
        return said

    return communicated


def pytest_configure() -> None:
    """Listen to every process from now on, once."""
    if not hasattr(subprocess.Popen.__init__, "__wrapped__"):
        subprocess.Popen.__init__ = _followed(subprocess.Popen.__init__)  # type: ignore[method-assign]
        subprocess.Popen.communicate = _heard(subprocess.Popen.communicate)  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Look once for each test, when all that it did is over."""
    report = yield
    if call.when == "teardown" and (leaks := WATCH.leaks(report.sections)):
        report.outcome = "failed"
        earlier = f"{report.longrepr}\n" if report.longrepr else ""
        report.longrepr = earlier + "\n".join(["a secret was shown", *leaks])
    return report
