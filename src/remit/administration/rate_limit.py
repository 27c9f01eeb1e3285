"""Limits of rate and concurrency. What a limit has counted stays counted when it changes."""

from collections.abc import Callable

from remit.administration.editor import Editor, Written
from remit.administration.field import under
from remit.administration.unit import Unit
from remit.policy.model import RateLimit
from remit.policy.rate_limit import check_limit


async def create_rate_limit(editor: Editor, limit: RateLimit) -> Written[RateLimit]:
    """Create a limit.

    Raises:
        AlreadyExistsError: when the id is taken.
        InvalidFieldError: when a pattern, scope or window is not of its form, or it limits nothing.
    """
    return await editor.create(limit, _check)


async def update_rate_limit(
    editor: Editor, identity: str, *, etag: str, change: Callable[[RateLimit], RateLimit]
) -> Written[RateLimit]:
    """Change a limit; raises as `create_rate_limit`."""
    return await editor.update(RateLimit, identity, etag=etag, change=change, check=_check)


async def delete_rate_limit(editor: Editor, identity: str, *, etag: str) -> Written[RateLimit]:
    """Remove a limit."""
    return await editor.delete(RateLimit, identity, etag=etag)


def _check(_: Unit, limit: RateLimit) -> None:
    with under("rate_limit"):
        check_limit(limit)
