"""How evidence names persons outside of its sealed fields: by pseudonyms, which mean nothing once a key is destroyed."""

from collections.abc import Iterable, Mapping

Sealed = Mapping[str, object]
"""The sealed form of each user's reference: `{"person": "per_…", "sealed": …}`."""

Names = Mapping[str, str]
"""References of users by their pseudonyms `person:per_…`."""

NOBODY: Names = {}


def hide(ref: str, sealed: Sealed) -> str:
    """Return the pseudonym of a user, `person:per_…`; whoever is not sealed is no person."""
    form = sealed.get(ref)
    return f"person:{form['person']}" if isinstance(form, dict) else ref


def hide_bucket(key: str, sealed: Sealed) -> str:
    """Return the key of a counter, `<scope instance>@<period>`, with the pseudonym of a user that it is about."""
    instance, at, period = key.rpartition("@")
    return f"{hide(instance, sealed)}{at}{period}"


def hide_link(link: str, sealed: Sealed) -> str:
    """Return a link of a delegation, `grantor>delegate>grant>end`, with pseudonyms."""
    return ">".join(hide(part, sealed) for part in link.split(">"))


def names_of(sealed: Sealed) -> Names:
    """Return what turns pseudonyms back, for whoever knows the users already."""
    return {hide(ref, sealed): ref for ref in sealed}


def show_bucket(key: str, names: Names) -> str:
    """Turn the pseudonym in a counter's key back."""
    instance, at, period = key.rpartition("@")
    return f"{names.get(instance, instance)}{at}{period}"


def show_all(refs: Iterable[str], names: Names) -> tuple[str, ...]:
    """Turn pseudonyms back."""
    return tuple(names.get(ref, ref) for ref in refs)
