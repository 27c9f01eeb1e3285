"""Where a fault stands: puts the path of the request's field before that of its part; never what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from remit.errors import RemitError


@contextmanager
def under(path: str) -> Iterator[None]:
    """Raise what is raised within, with `path` before its field: `guardrail.actions[0]` for `actions[0]`."""
    try:
        yield
    except RemitError as error:
        if error.field:
            error.field = f"{path}.{error.field}"
        raise
