"""Who somebody is by the word of a sign-in provider. A value alone; which user that is, administration finds out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider said of somebody who signed in with it; verified, but for what is only for people to read."""

    provider: str
    """Id of the provider, as the operator named it: `google`."""
    subject: str
    """Who it is there (`sub`), as text that never changes hands; GitHub's number in digits."""
    email: str = ""
    """As the provider wrote it; empty when it does not say."""
    email_verified: bool = False
    """Whether the provider vouches that the address is this person's. Only then may anything follow from it."""
    display_name: str = ""
    """For people; empty when it does not say."""
