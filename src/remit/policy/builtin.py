"""Roles that every tenant has, and which permission each call of the control plane needs. Never changed."""

import re
from typing import Final

from remit.policy.model import Permission, Role

BUILTIN_ROLES: Final = (
    Role("admin", "Administrator", "May do everything.", (Permission("*:*"),)),
    Role(
        "runtime",
        "Agent runtime",
        "Asks and reports for any subject.",
        tuple(
            map(
                Permission,
                (
                    "decision:authorize",
                    "usage:record",
                    "budget:check",
                    "manifest:verify",
                    "approval:request",
                    "timeline:*",
                    "session:*",
                    "run:*",
                    "reservation:*",
                ),
            )
        ),
    ),
    Role("approver", "Approver", "Decides about approvals.", (Permission("approval:*"),)),
    Role(
        "viewer",
        "Viewer",
        "Sees everything and changes nothing.",
        tuple(map(Permission, ("*:get", "*:list", "*:search", "*:watch", "timeline:stream", "budget:check"))),
    ),
)
"""The ids of these cannot be used for others."""

BUILTIN_ROLE_IDS: Final = frozenset(role.id for role in BUILTIN_ROLES)

_WORD: Final = re.compile(r"[A-Z][a-z0-9]*")
# Calls about many name them in the plural; permissions are about one noun.
_ABOUT_MANY: Final = frozenset({"list", "search", "watch", "stream"})


def permission_of(rpc: str) -> str:
    """Return the permission that a call of the control plane needs: `CreateRole` needs `role:create`.

    The verb is the first word, the noun the others in snake case; after List, Search, Watch and Stream the
    noun is made singular: `ListApiKeys` needs `api_key:list`.

    Raises:
        ValueError: when the name is not a verb and a noun in UpperCamelCase.
    """
    words = [word.lower() for word in _WORD.findall(rpc)]
    if len(words) < 2 or "".join(words) != rpc.lower():  # noqa: PLR2004 - a verb and a noun
        raise ValueError(f"{rpc!r} is not a verb and a noun, such as CreateRole")
    verb, *nouns = words
    if verb in _ABOUT_MANY:
        nouns[-1] = _singular(nouns[-1])
    return f"{'_'.join(nouns)}:{verb}"


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
