"""Where an allowed action must run: all profiles that match oblige. Never allows nor refuses anything."""

from collections.abc import Iterable
from typing import Final

from remit.policy.index import PatternIndex
from remit.policy.model import SandboxProfile
from remit.policy.pattern import compile_action, compile_resource

MOST_REMEMBERED_ACTIONS: Final = 4_096
"""Actions whose profiles are kept ready; beyond it all are forgotten and found again."""


class SandboxIndex:
    """A tenant's sandbox profiles by action and resource."""

    __slots__ = ("_by_action", "_rows")

    def __init__(self, profiles: Iterable[SandboxProfile] = ()) -> None:
        """Compile them; a profile without actions obliges nobody.

        Raises:
            InvalidFieldError: when a pattern is not of its form.
        """
        self._by_action: PatternIndex[SandboxProfile] = PatternIndex(compile_pattern=compile_action)
        self._rows: dict[str, PatternIndex[SandboxProfile]] = {}
        for profile in profiles:
            self.replace(None, profile)

    def replace(self, before: SandboxProfile | None, after: SandboxProfile | None) -> None:
        """Put `after` in the place of `before`.

        Raises:
            InvalidFieldError: when a pattern is not of its form; nothing was changed then.
        """
        if after is not None:
            check_profile(after)
        if before is not None:
            self._by_action.drop(before.id, before.actions)
        if after is not None and after.actions:
            self._by_action.put(after.id, after.actions, value=after)
        self._rows.clear()

    def profiles_for(self, action: str, resource: str) -> tuple[SandboxProfile, ...]:
        """Return every profile that an action on `type:id` must run in, in the order of their ids."""
        row = self._rows.get(action)
        if row is None:
            if len(self._rows) >= MOST_REMEMBERED_ACTIONS:
                self._rows.clear()
            concerned = self._by_action.matching(action)
            row = self._rows[action] = PatternIndex(
                ((profile.resources or ("*",), profile) for profile in concerned),
                compile_pattern=compile_resource,
            )
        return tuple(row.matching(resource)) if row else ()


def check_profile(profile: SandboxProfile) -> None:
    """Refuse a profile that is not of its form.

    Raises:
        InvalidFieldError: naming the pattern.
    """
    for place, pattern in enumerate(profile.actions):
        compile_action(pattern, f"actions[{place}]")
    for place, pattern in enumerate(profile.resources):
        compile_resource(pattern, f"resources[{place}]")
