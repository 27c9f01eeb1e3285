"""Sign-ins that `remit login` keeps for its user, one for each server: found, refreshed, forgotten. Prints nothing.

A refresh token is good once, and one that comes back ends the whole sign-in: so whoever refreshes holds a lock on a file
beside, reads again what another command may have written meanwhile, and writes the new pair before it lets go.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from remit.cli.failure import Code
from remit.cli.invocation import StoppedError
from remit.clock import SECOND, Clock

if TYPE_CHECKING:
    from remit.client import messages as m

FILE: Final = "credentials.json"
LOCK: Final = "credentials.lock"
VERSION: Final = 1

EARLY: Final = 30 * SECOND
"""Before its end from which a token is not used any more: calls take time, and clocks differ."""

_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class StoredSignIn:
    """A sign-in at one server. Instants are microseconds since the epoch."""

    access_token: str = field(repr=False)
    expires_at: int
    refresh_token: str = field(repr=False)
    refresh_expires_at: int
    subject: str
    """Who signed in, `user:ann`."""
    tenant: str
    provider: str

    def renewed(self, pair: "m.TokenPair") -> "StoredSignIn":
        """Return it with the next pair."""
        return replace(
            self,
            access_token=pair.access_token,
            expires_at=pair.expires_at.ToMicroseconds(),
            refresh_token=pair.refresh_token,
            refresh_expires_at=pair.refresh_expires_at.ToMicroseconds(),
        )


class SignInFile:
    """The file of one user of this machine; only they may read it."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep it in `folder`; None: where this system keeps settings of users (`$XDG_CONFIG_HOME/remit`)."""
        self._folder = folder or Path(typer.get_app_dir("remit"))

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._folder / FILE

    def find(self, address: str) -> StoredSignIn | None:
        """Return the sign-in at a server; None when there is none.

        Raises:
            StoppedError: when others may read the file, or it cannot be read.
        """
        found = self._read().get(address)
        try:
            return StoredSignIn(**found) if found is not None else None
        except TypeError:
            raise _unreadable(self.path) from None

    def keep(self, address: str, sign_in: StoredSignIn) -> None:
        """Keep a sign-in in place of an earlier one at the server."""
        with self._locked():
            self._put(address, sign_in)

    def forget(self, address: str) -> None:
        """Forget the sign-in at a server, if there is one."""
        with self._locked():
            self._put(address, None)

    def present(
        self, address: str, clock: Clock, *, refresh: "Callable[[str], m.TokenPair]"
    ) -> StoredSignIn | None:
        """Return the sign-in at a server with a token that is good now, refreshed first if need be; None without one.

        Args:
            address: of the server.
            clock: by which tokens end.
            refresh: gets the next pair for a refresh token; raises StoppedError when there is none to be had any more.

        Raises:
            StoppedError: when it cannot be refreshed any more; it is then forgotten.
        """
        found = self.find(address)
        if found is None or clock.now() < found.expires_at - EARLY:
            return found
        with self._locked():
            found = self.find(address)
            if found is None or clock.now() < found.expires_at - EARLY:
                return found
            try:
                if clock.now() >= found.refresh_expires_at:
                    raise ended(address, "its time is over")
                renewed = found.renewed(refresh(found.refresh_token))
            except StoppedError:
                self._put(address, None)
                raise
            self._put(address, renewed)
            return renewed

    def _read(self) -> Mapping[str, Any]:
        try:
            with self.path.open() as file:
                if os.fstat(file.fileno()).st_mode & _OTHERS:
                    message = f"others may read {self.path}, which holds your sign-ins"
                    raise StoppedError(message, code=Code.USAGE, next_step=f"chmod 600 {self.path}")
                kept = json.load(file)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise _unreadable(self.path) from None
        if (
            not isinstance(kept, dict)
            or kept.get("version") != VERSION
            or not isinstance(kept["servers"], dict)
        ):
            raise _unreadable(self.path)
        return kept["servers"]

    def _put(self, address: str, sign_in: StoredSignIn | None) -> None:
        """Write the file anew, whole or not at all; the lock is held."""
        servers = {name: one for name, one in self._read().items() if name != address}
        if sign_in is not None:
            servers[address] = asdict(sign_in)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _PRIVATE)
        with os.fdopen(handle, "w") as file:
            json.dump({"version": VERSION, "servers": servers}, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Wait until no other command changes the file, and keep others from it meanwhile."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        handle = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, _PRIVATE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def ended(address: str, why: str) -> StoppedError:
    """Return what says that a sign-in is over."""
    message = f"your sign-in at {address} has ended: {why}"
    return StoppedError(message, code=Code.NOT_PERMITTED, next_step="Sign in again: remit login.")


def _unreadable(path: Path) -> StoppedError:
    message = f"{path} is not as remit login wrote it, or cannot be read"
    return StoppedError(message, code=Code.USAGE, next_step="Remove it, and sign in again: remit login.")
