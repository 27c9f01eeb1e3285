"""Waits on this machine alone for a browser to come back from a sign-in, and shows it a page. Knows no server of Remit.

Source: RFC 8252, section 7.3. Whatever does not bring the state that is waited for is turned away, and the wait goes on:
any page of the web can make a browser knock here.
"""

import hmac
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

HOST: Final = "127.0.0.1"
PATH: Final = "/callback"

PATIENCE: Final = 10.0
"""Seconds for a browser to say what it wants; some open connections that they never use."""
VERDICT_SECONDS: Final = 60.0
"""For which a browser is kept waiting to hear how the sign-in ended."""
FAREWELL_SECONDS: Final = 3.0
"""For the last page to be sent."""
MOST_QUERY: Final = 8_192
"""Characters of a query that are looked at."""

_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 }}
main {{ max-width: 32rem; padding: 2rem; text-align: center }}
.mark {{ font-size: 3rem; line-height: 1; color: {colour} }}
h1 {{ font-size: 1.5rem; margin: 1rem 0 0.5rem }}
p {{ margin: 0.25rem 0; opacity: 0.8 }}
</style></head><body><main><div class="mark">{mark}</div><h1>{title}</h1><p>{text}</p></main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Brought:
    """What the browser came back with."""

    code: str = ""
    error: str = ""
    """Why there is none, in the provider's words; empty when there is one."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser shows in the end."""

    good: bool
    title: str
    text: str

    def html(self) -> bytes:
        """Return it whole; what it says is text, never markup."""
        mark, colour = ("✓", "#15803d") if self.good else ("✗", "#b91c1c")
        return _PAGE.format(
            title=escape(self.title), text=escape(self.text), mark=mark, colour=colour
        ).encode()


class Loopback:
    """Takes one browser back. Listens from the beginning, answers from `expect` on."""

    def __init__(self, port: int = 0) -> None:
        """Listen on a port; 0: any that is free.

        Raises:
            OSError: when it is taken.
        """
        self._server = _Server((HOST, port), _Visit)
        self._server.desk = self
        self._state = ""
        self._brought: queue.Queue[Brought] = queue.Queue(maxsize=1)
        self._verdict: queue.Queue[Page] = queue.Queue(maxsize=1)
        self._taken = threading.Lock()
        self.told = threading.Event()
        """Set once the last page was sent."""

    @property
    def redirect_uri(self) -> str:
        """Where the browser is to come back to."""
        return f"http://{HOST}:{self._server.server_address[1]}{PATH}"

    def expect(self, state: str) -> None:
        """Begin to answer; only who brings this state is taken."""
        self._state = state
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def wait(self, seconds: float) -> Brought:
        """Return what the browser brought.

        Raises:
            TimeoutError: when it did not come back in time.
        """
        try:
            return self._brought.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def tell(self, page: Page) -> None:
        """Show the browser how it ended."""
        self._verdict.put(page)
        self.told.wait(FAREWELL_SECONDS)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._state:
            self._server.shutdown()
        self._server.server_close()

    def answer(self, query: Mapping[str, list[str]]) -> tuple[HTTPStatus, Page]:
        """Return what a visitor is shown; the one who was waited for waits for the verdict."""
        if not hmac.compare_digest(_one(query, "state").encode(), self._state.encode()):
            text = "It is of none that waits here now. Begin again with remit login."
            return HTTPStatus.BAD_REQUEST, Page(good=False, title="Not this sign-in", text=text)
        code, error = _one(query, "code"), _one(query, "error")
        if not code and not error:
            return HTTPStatus.BAD_REQUEST, Page(
                good=False, title="Nothing came back", text="The provider sent neither code nor error."
            )
        if not self._taken.acquire(blocking=False):
            return HTTPStatus.CONFLICT, Page(
                good=False, title="Once is enough", text="This sign-in has come back already."
            )
        said = " ".join(filter(None, [error, _one(query, "error_description")]))
        self._brought.put(Brought(code) if not error else Brought(error=_plain(said)))
        try:
            return HTTPStatus.OK, self._verdict.get(timeout=VERDICT_SECONDS)
        except queue.Empty:
            return HTTPStatus.GATEWAY_TIMEOUT, Page(
                good=False, title="No answer", text="Look at the terminal."
            )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    desk: Loopback


class _Visit(BaseHTTPRequestHandler):
    """One request. Writes no log: its first line holds the code."""

    timeout = PATIENCE
    server: _Server
    server_version = "remit"
    sys_version = ""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        # Whoever came by another name than the address was sent by a page that has this machine's address for its own.
        named = self.headers.get("Host", "")
        if target.path != PATH or named != f"{HOST}:{self.server.server_address[1]}":
            self._show(
                HTTPStatus.NOT_FOUND,
                Page(good=False, title="Nothing here", text="remit login waits elsewhere."),
            )
            return
        desk = self.server.desk
        status, page = desk.answer(parse_qs(target.query[:MOST_QUERY], keep_blank_values=True))
        self._show(status, page)
        if status == HTTPStatus.OK:
            desk.told.set()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _show(self, status: HTTPStatus, page: Page) -> None:
        body = page.html()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _one(query: Mapping[str, list[str]], name: str) -> str:
    """Return a parameter that is there once; empty otherwise."""
    found = query.get(name, [])
    return found[0] if len(found) == 1 else ""


def _plain(text: str) -> str:
    return "".join(filter(str.isprintable, text))[:300]
