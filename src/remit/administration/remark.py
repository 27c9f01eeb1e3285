"""What is remarkable in a policy that is valid all the same. Pure; refuses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from remit.administration.policy import Policy
from remit.administration.rights import holds
from remit.policy.model import Binding, Permission, PermissionEffect, Role

MOST_REMARKS: Final = 100
"""More would not be read."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing, in one sentence."""

    entry: str
    """`kind/id`."""
    message: str


def remarks(policy: Policy, at: int) -> tuple[Remark, ...]:
    """Return what is remarkable in a policy at an instant, at most 100 things."""
    return tuple(islice(_remarks(policy, at), MOST_REMARKS))


def _remarks(policy: Policy, at: int) -> Iterator[Remark]:
    for role in policy["role"].values():
        if isinstance(role, Role):
            yield from _beaten(role)
    for binding in policy["binding"].values():
        if isinstance(binding, Binding) and binding.expires_at is not None and binding.expires_at <= at:
            yield Remark(f"binding/{binding.id}", "it has ended, and gives nothing any more")


def _beaten(role: Role) -> Iterator[Remark]:
    """Grants that a denial of the same role takes away whole."""
    denials = [one for one in role.permissions if one.effect is PermissionEffect.DENY]
    for permission in role.permissions:
        if permission.effect is PermissionEffect.ALLOW:
            for denial in denials:
                if holds([Permission(denial.action, denial.resource)], permission):
                    message = (
                        f"its grant of {permission.action} on {permission.resource} never counts: its denial"
                        f" of {denial.action} on {denial.resource} beats it"
                    )
                    yield Remark(f"role/{role.id}", message)
