"""One run of the command: where the server is, who asks, how to print. Connects only when it must."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from remit.cli.output import Output

if TYPE_CHECKING:
    from remit.cli.stored import SignInFile
    from remit.client import AsyncClient, Client, Tls
    from remit.client import messages as m

T = TypeVar("T")

DEFAULT_ADDRESS: Final = "127.0.0.1:7448"


class UsageError(Exception):
    """The command line asks for something impossible; the text says what and how to mend it."""


class StoppedError(Exception):
    """A command cannot go on, though its line is right; says why, what to do next, and how it ends."""

    def __init__(self, message: str, *, code: int, next_step: str = "") -> None:
        """End with an exit code; `next_step` is a sentence, empty when none helps."""
        super().__init__(message)
        self.code = code
        self.next_step = next_step


@dataclass(slots=True)
class Wishes:
    """What the options that every command takes were set to; None where they were not."""

    address: str | None = None
    key: str | None = None
    tenant: str | None = None
    as_json: bool = False
    authorities: Path | None = None
    """PEM of the authorities that sign the server's certificate."""
    insecure: bool = False
    timeout: float | None = None
    traceback: bool = False

    def prefer(self, name: str, value: object) -> None:
        """Let what was said behind the command go before what was said in front of it."""
        if value:
            setattr(self, name, value)


class Invocation:
    """What a command works with."""

    def __init__(self, wishes: Wishes) -> None:
        """Take the options; nothing is read or opened yet."""
        self.wishes = wishes
        self.out = Output(as_json=wishes.as_json)
        self._open = False
        self._tls: Tls | None = None

    @property
    def address(self) -> str:
        """Where the server is."""
        return self.wishes.address or DEFAULT_ADDRESS

    @cached_property
    def client(self) -> "Client":
        """The connection, with the key that was given, else the user's sign-in at the server.

        Raises:
            UsageError: when a file that was named cannot be read, or the key cannot be one.
        """
        from remit.client import Client

        client = self._connect(Client.connect)
        self._open = True
        return client

    def open_async(self) -> "AsyncClient":
        """Return a connection for the running event loop; whoever asks for it closes it.

        Raises:
            UsageError: as `client`.
        """
        from remit.client import AsyncClient

        return self._connect(AsyncClient.connect)

    def reach(self, address: str, tls: "Tls | None") -> None:
        """Reach a server there and so, unless the options say otherwise; before anything connects."""
        if self.address == DEFAULT_ADDRESS:
            self.wishes.address = address
        self._tls = tls

    def _connect(self, connect: Callable[..., T]) -> T:
        from remit.client import Settings, Tls

        authorities = self.wishes.authorities
        tls = Tls(root_certificates=read_bytes(authorities)) if authorities else self._tls
        settings = Settings("", tenant=self.wishes.tenant or "", timeout=self.wishes.timeout or 30.0)
        try:
            key = self._key() or (self.present_token if self.signed_in else "")
            return connect(self.address, key, tls=tls, insecure=self.wishes.insecure, settings=settings)
        except ValueError as error:
            raise UsageError(str(error)) from None

    @cached_property
    def sign_ins(self) -> "SignInFile":
        """Where `remit login` keeps what it got."""
        from remit.cli.stored import SignInFile

        return SignInFile()

    @cached_property
    def signed_in(self) -> bool:
        """Whether commands here speak for who signed in: no key was given, and there is a sign-in at the server."""
        return not self.wishes.key and self.sign_ins.find(self.address) is not None

    def present_token(self) -> str:
        """Return the sign-in's token, refreshed if need be; empty when it was ended meanwhile.

        Raises:
            StoppedError: when it cannot be refreshed any more.
        """
        from remit.clock import SystemClock

        found = self.sign_ins.present(self.address, SystemClock(), refresh=self._refreshed)
        return found.access_token if found is not None else ""

    def _refreshed(self, token: str) -> "m.TokenPair":
        from remit.cli.stored import ended
        from remit.client import errors

        try:
            return self.client.using(key="", tenant="").refresh_token(refresh_token=token).tokens
        except errors.UnauthenticatedError as error:
            raise ended(self.address, error.message) from None

    def close(self) -> None:
        """Close what was opened."""
        if self._open:
            self.client.close()

    def listed(self, pages: Iterable[Any], field: str, *, limit: int) -> Any:  # noqa: ANN401  some response
        """Return one response with the items of as many pages as `limit` needs; 0 means all.

        Its `next_page_token` says whether there is more; a limit that cuts a page leaves it as it was.
        """
        whole: Any = None
        for page in pages:
            if whole is None:
                whole = page
            else:
                getattr(whole, field).extend(getattr(page, field))
                whole.next_page_token = page.next_page_token
            if limit and len(getattr(whole, field)) >= limit:
                break
        if limit and whole is not None:
            del getattr(whole, field)[limit:]
        return whole

    def each(self, pages: Iterable[Any], field: str) -> Iterator[Any]:
        """Yield the items of every page."""
        for page in pages:
            yield from getattr(page, field)

    def _key(self) -> str:
        given = self.wishes.key
        if given and given.startswith("@"):
            return read_text(Path(given[1:])).strip()
        return given or ""


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises:
        UsageError: when it cannot be read.
    """
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text") from None


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; `-` is standard input.

    Raises:
        UsageError: when it cannot be read.
    """
    import sys

    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
