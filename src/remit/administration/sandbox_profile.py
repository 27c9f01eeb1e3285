"""Sandbox profiles: where allowed acts must run."""

from collections.abc import Callable

from remit.administration.editor import Editor, Written
from remit.administration.field import under
from remit.administration.unit import Unit
from remit.policy.model import SandboxProfile
from remit.policy.sandbox import check_profile


async def create_sandbox_profile(editor: Editor, profile: SandboxProfile) -> Written[SandboxProfile]:
    """Create a profile.

    Raises:
        AlreadyExistsError: when the id is taken.
        InvalidFieldError: when a pattern is not of its form.
    """
    return await editor.create(profile, _check)


async def update_sandbox_profile(
    editor: Editor, identity: str, *, etag: str, change: Callable[[SandboxProfile], SandboxProfile]
) -> Written[SandboxProfile]:
    """Change a profile; raises as `create_sandbox_profile`."""
    return await editor.update(SandboxProfile, identity, etag=etag, change=change, check=_check)


async def delete_sandbox_profile(editor: Editor, identity: str, *, etag: str) -> Written[SandboxProfile]:
    """Remove a profile."""
    return await editor.delete(SandboxProfile, identity, etag=etag)


def _check(_: Unit, profile: SandboxProfile) -> None:
    with under("sandbox_profile"):
        check_profile(profile)
