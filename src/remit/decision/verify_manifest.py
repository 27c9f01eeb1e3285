"""Verifies a manifest against what a tenant trusts: one way, for runtimes and for who registers one. Pure."""

from remit.decision.catalog import Catalog
from remit.manifest import verify
from remit.manifest.model import Manifest, Verification, Wanted

NOTHING = Wanted()


def verify_in(catalog: Catalog, envelope: bytes, *, as_of: int, wanted: Wanted = NOTHING) -> Verification:
    """Verify an envelope, registered or not. A failed verification is an answer.

    Args:
        catalog: the tenant's; its keys, revocations and newest serials count.
        envelope: JSON bytes.
        as_of: the instant to verify for. A revocation counts for every instant.
        wanted: what must lie inside; nothing skips that step.
    """
    return verify.verify(
        envelope,
        trusted=catalog.ceilings.keys,
        revoked=catalog.ceilings.revoked,
        latest_serial=catalog.ceilings.serials,
        as_of=as_of,
        wanted=wanted,
    )


def verify_registered_in(
    catalog: Catalog, manifest: Manifest, *, as_of: int, wanted: Wanted = NOTHING
) -> Verification:
    """Verify a registered manifest as `verify_in` does, and that its bytes are those that were registered."""
    return verify.verify_registered(
        manifest,
        trusted=catalog.ceilings.keys,
        revoked=catalog.ceilings.revoked,
        latest_serial=catalog.ceilings.serials,
        as_of=as_of,
        wanted=wanted,
    )
