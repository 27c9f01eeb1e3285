"""Which user of a tenant somebody is who signed in with a provider. Pure; finds out nothing about who is there.

A name is taken bytewise or not at all: nothing is folded, trimmed or cut, for then two people could be one user. Only
the domain of an address is lowered, since case means nothing there.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from remit.errors import CredentialUnknownError, RemitError
from remit.identity.entity import split_ref
from remit.identity.model import ProviderLink
from remit.identity.trust import UserRule
from remit.identity.vouched import Identity

USER: Final = "user"
"""The only type of subject that signs in."""

MOST_NAME: Final = 200
"""Characters of a name for people, as the contract allows them."""
MOST_ADDRESS: Final = 254
"""Characters of an e-mail address (RFC 5321, section 4.5.3.1, less the brackets)."""
MOST_SUBJECT: Final = 255
"""Characters of who somebody is at a provider (OpenID Connect Core, section 2)."""

# Addresses whose text can be part of an id, written in one way alone: plain ASCII, no quotes, no comments, no dot at an
# end, and nothing with which ids are built (`/`, `:`).
_ADDRESS: Final = re.compile(
    r"([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
).fullmatch
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*").fullmatch


def link_id(identity: Identity) -> str:
    """Return the place of somebody's link.

    Raises:
        CredentialUnknownError: when the provider's name for them is none that can be kept.
    """
    if len(identity.subject) > MOST_SUBJECT or _PRINTABLE(identity.subject) is None:
        raise CredentialUnknownError(
            "the provider's name for this user (sub) is not one that can be kept here"
        )
    return f"{identity.provider}|{identity.subject}"


def linked(link: ProviderLink, identity: Identity, *, at: int) -> ProviderLink:
    """Return a link as the provider tells it now."""
    return replace(
        link,
        display_name="".join(filter(str.isprintable, identity.display_name))[:MOST_NAME],
        email=identity.email if len(identity.email) <= MOST_ADDRESS and identity.email.isprintable() else "",
        email_verified=identity.email_verified,
        signed_in_at=at,
    )


def check_domain(rule: UserRule, identity: Identity) -> None:
    """Refuse who has no verified address of a domain that the rule asks for.

    Raises:
        CredentialUnknownError: naming the domains.
    """
    if not rule.email_domains:
        return
    domain = _address_of(identity).partition("@")[2]
    if domain not in {one.lower() for one in rule.email_domains}:
        message = f"only verified addresses of {', '.join(rule.email_domains)} may sign in here"
        raise CredentialUnknownError(message)


def named_user(rule: UserRule, identity: Identity) -> str:
    """Return the user that a rule names for somebody who has no link yet.

    Raises:
        CredentialUnknownError: when what names them is not verified, or can be no id.
    """
    named = _address_of(identity) if rule.claim == "email" else identity.subject
    try:
        split_ref(f"{USER}:{rule.prefix}{named}", "user", types={USER})
    except RemitError:
        message = (
            f"what {identity.provider} calls this user ({rule.claim}) cannot be an id here: it has other characters than"
            " A-Z a-z 0-9 . _ - / @ : or is too long"
        )
        raise CredentialUnknownError(message) from None
    return f"{USER}:{rule.prefix}{named}"


def check_unclaimed(rule: UserRule, identity: Identity, *, links: Iterable[ProviderLink]) -> None:
    """Refuse to take somebody for a user who has signed in as somebody else.

    A provider's own names (`sub`) say nothing at another one. An address says the same everywhere, until its domain gives
    it to another person: then the provider that both use tells them apart.

    Args:
        rule: of the provider.
        identity: who signed in.
        links: those that the user has.

    Raises:
        CredentialUnknownError: when one of them is of somebody else, or may be.
    """
    for link in links:
        known = Identity(link.provider, link.subject, link.email, link.email_verified)
        same = rule.claim == "email" and _address(known) == _address(identity) != ""
        if link.provider == identity.provider or not same:
            message = (
                "the user that this sign-in would be has signed in as somebody else; ask an administrator which of the two"
                " it belongs to"
            )
            raise CredentialUnknownError(message)


def _address_of(identity: Identity) -> str:
    """Return a verified address, its domain lowered.

    Raises:
        CredentialUnknownError: when there is none, or it is not plainly written.
    """
    if not identity.email or not identity.email_verified:
        raise CredentialUnknownError(f"{identity.provider} vouches for no e-mail address of this user")
    address = _address(identity)
    if not address:
        message = (
            "the e-mail address is not plainly written: letters, digits, dots, _ and -, an @, and a domain"
        )
        raise CredentialUnknownError(message)
    return address


def _address(identity: Identity) -> str:
    """Return a verified address, its domain lowered; empty when there is none, or it is not plainly written."""
    found = _ADDRESS(identity.email) if identity.email_verified else None
    return f"{found[1]}@{found[2].lower()}" if found is not None else ""
