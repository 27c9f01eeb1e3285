"""Loading a server's modules without looking for garbage among them: all of it stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import in this block what this process needs until its end; later collections leave it out, too.

    Looking for cycles again and again, among a hundred thousand objects that none of them holds, is a fourth of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
