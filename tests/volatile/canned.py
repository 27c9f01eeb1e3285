"""A server that speaks Redis' protocol and says to each script what a test put into its mouth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class CannedServer:
    """Greets like Redis, and answers scripts with `answer`: bytes of the protocol, or what a question makes of them."""

    def __init__(self) -> None:
        self.answer: bytes = b"+OK\r\n"
        self.scripts = 0
        self.port = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            while line := await reader.readline():
                command = [await self._bulk(reader) for _ in range(int(line[1:]))]
                if command[0] in {b"EVALSHA", b"EVAL"}:
                    self.scripts += 1
                    # `{number}` is what the script would say back.
                    number = command[3 + int(command[2])]
                    writer.write(self.answer.replace(b"{number}", number))
                else:
                    writer.write(b"+OK\r\n")
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _bulk(reader: asyncio.StreamReader) -> bytes:
        length = int((await reader.readline())[1:])
        return (await reader.readexactly(length + 2))[:-2]


@asynccontextmanager
async def canned_server() -> AsyncIterator[CannedServer]:
    """Run one on a free port of loopback for the length of a block."""
    server = CannedServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
