"""One run of the command: where the server is, who asks, how to print. Connects only when it must."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from remit.cli.output import Output

if TYPE_CHECKING:
    from remit.client import AsyncClient, Client

T = TypeVar("T")

DEFAULT_ADDRESS: Final = "127.0.0.1:7448"


class UsageError(Exception):
    """The command line asks for something impossible; the text says what and how to mend it."""


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

    @property
    def address(self) -> str:
        """Where the server is."""
        return self.wishes.address or DEFAULT_ADDRESS

    @cached_property
    def client(self) -> "Client":
        """The connection, with the key that was given.

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

    def _connect(self, connect: Callable[..., T]) -> T:
        from remit.client import Settings, Tls

        authorities = self.wishes.authorities
        tls = Tls(root_certificates=read_bytes(authorities)) if authorities else None
        settings = Settings("", tenant=self.wishes.tenant or "", timeout=self.wishes.timeout or 30.0)
        try:
            return connect(
                self.address, self._key(), tls=tls, insecure=self.wishes.insecure, settings=settings
            )
        except ValueError as error:
            raise UsageError(str(error)) from None

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
