"""What Postgres says is passed on as it came, however it comes; what is framed otherwise ends the connection unread."""

import asyncio
import struct

import pytest

from remit.storage.postgres.framing import Framed

pytestmark = pytest.mark.postgres

ANSWER = b"".join(
    kind + struct.pack(">i", 4 + len(rest)) + rest
    for kind, rest in ((b"2", b""), (b"D", b"\0\1\0\0\0\1x"), (b"D", bytes(300)), (b"C", b"SELECT 2\0"), (b"Z", b"I"))
)  # fmt: skip


class Ear(asyncio.Protocol):
    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        self.heard.append(data)


class Wire(asyncio.Transport):
    ended = False

    def abort(self) -> None:
        self.ended = True


def listening() -> tuple[Framed, Ear, Wire]:
    ear, wire = Ear(), Wire()
    return Framed(ear, wire), ear, wire


@pytest.mark.parametrize("size", range(1, 40))
def test_answers_pass_in_pieces_of_any_size(size: int) -> None:
    framed, ear, wire = listening()
    pieces = [(ANSWER * 3)[at : at + size] for at in range(0, 3 * len(ANSWER), size)]
    for piece in pieces:
        framed.data_received(piece)
    assert ear.heard == pieces
    assert not wire.ended


@pytest.mark.parametrize(
    "wrong", [b"D\xc0\0\0\0", b"D\0\0\0\3", b"H\xff\xff\xff\xff", b"D\x40\0\0\1", b"\0\0\0\0\x08", b"QTTP/"]
)
@pytest.mark.parametrize("cut", range(5))
def test_what_is_no_message_is_not_passed(wrong: bytes, cut: int) -> None:
    framed, ear, wire = listening()
    framed.data_received(ANSWER + wrong[:cut])
    framed.data_received(wrong[cut:])
    assert ear.heard == [ANSWER + wrong[:cut]]
    assert wire.ended
