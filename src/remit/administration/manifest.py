"""Manifests: registered once they verify, replaced only by newer ones, revoked for good. Never signs."""

import base64
from dataclasses import dataclass, replace

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_subject
from remit.administration.tenant_settings import require_currency
from remit.administration.trusted_key import existing_key
from remit.administration.unit import Unit, every, existing
from remit.decision.catalog import Catalog
from remit.decision.verify_manifest import verify_in
from remit.errors import (
    AlreadyExistsError,
    DocumentInvalidError,
    NotFoundError,
    PreconditionFailedError,
    RemitError,
    SignatureInvalidError,
)
from remit.ids import MANIFEST
from remit.manifest.model import Document, Manifest, ManifestState, Step, TrustedKey, Verification
from remit.manifest.standing import standing

_REFUSALS: dict[Step, type[RemitError]] = {
    Step.ENVELOPE: DocumentInvalidError,
    Step.BYTES: DocumentInvalidError,
    Step.SCHEMA: DocumentInvalidError,
    Step.COMPLIANCE: DocumentInvalidError,
    Step.VALIDITY: PreconditionFailedError,
    Step.FRESHNESS: PreconditionFailedError,
}
"""What a failed step means for who registers; any other step says that the signature does not count."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An envelope that verified, and what it says."""

    envelope: bytes
    verification: Verification
    document: Document

    def manifest(self, identity: str, *, by: str, at: int) -> Manifest:
        """Return it as registered by somebody at an instant."""
        document = self.document
        return Manifest(
            id=identity,
            owner=document.agent,
            envelope=base64.b64encode(self.envelope).decode(),
            digest=self.verification.digest,
            key_id=self.verification.key_id,
            serial=document.serial,
            name=document.name,
            version=document.version,
            issued_at=document.issued_at,
            expires_at=document.expires_at,
            registered_at=at,
            registered_by=by,
        )


def inspect(catalog: Catalog, envelope: bytes, *, at: int) -> Candidate:
    """Verify an envelope that somebody wants to register.

    Raises:
        SignatureInvalidError: when no trusted signature covers it.
        DocumentInvalidError: when it is no envelope of a manifest, or contradicts itself.
        PreconditionFailedError: when its time is over or a newer one is registered.

    Each names the step and its finding.
    """
    found = verify_in(catalog, envelope, as_of=at)
    document = found.document
    for finding in found.failures:
        message = f"{finding.step.name}: {finding.message}"
        refusal = _REFUSALS.get(finding.step, SignatureInvalidError)
        raise refusal(message, field="envelope", step=finding.step.name, finding=finding.message)
    if document is None:
        message = "SCHEMA: no document was read"
        raise DocumentInvalidError(message, field="envelope")
    return Candidate(envelope, found, document)


async def register_manifest(editor: Editor, candidate: Candidate) -> Written[Manifest]:
    """Register what verified; from then on it counts for its agent instead of the one before.

    What may have changed since it was verified is looked at again inside the commit.

    Raises:
        NotFoundError: when there is no such agent.
        AlreadyExistsError: when these very bytes are registered.
        SignatureInvalidError: when its key was revoked meanwhile.
        PreconditionFailedError: when one with this serial or a higher one is registered.
        CurrencyMismatchError: when its cost is in another currency than the tenant's.
    """

    def work(unit: Unit) -> Manifest:
        made = candidate.manifest(unit.new_id(MANIFEST), by=editor.principal.subject, at=unit.at)
        editor.claim(unit, Manifest, identity=made.id)
        check_registration(unit, candidate)
        unit.put(made)
        return made

    return await editor.write("manifest:register", candidate.document.agent, work=work)


async def rehearse(editor: Editor, candidate: Candidate) -> None:
    """Check what registering would check, and change nothing; raises as `register_manifest`."""

    def work(unit: Unit) -> None:
        check_registration(unit, candidate)
        raise UnchangedError(None)

    await editor.write("manifest:register", candidate.document.agent, work=work)


def check_registration(unit: Unit, candidate: Candidate) -> None:
    """Refuse what verified by itself but does not go with what is there; raises as `register_manifest`."""
    document = candidate.document
    require_subject(unit, document.agent, field="envelope")
    if document.max_cost_per_run is not None:
        require_currency(unit, document.currency, field="envelope")
    _require_trust(unit, candidate.verification.key_id)
    for other in every(unit, Manifest, owner=document.agent):
        if other.digest == candidate.verification.digest:
            message = f"this very manifest is registered as {other.id}"
            raise AlreadyExistsError(message, field="envelope", manifest_id=other.id)
        if other.serial >= document.serial:
            message = (
                f"FRESHNESS: serial {other.serial} is registered for {document.agent} as {other.id}; "
                f"sign again with a serial above it, not {document.serial}"
            )
            raise PreconditionFailedError(message, field="envelope", step=Step.FRESHNESS.name)


def _require_trust(unit: Unit, key_id: str) -> None:
    key = existing_key(unit, key_id)
    if key.revoked_at is not None:
        message = f"NOT_REVOKED: the key {key_id} was revoked"
        raise SignatureInvalidError(message, field="envelope", step=Step.NOT_REVOKED.name)


async def revoke_manifest(editor: Editor, identity: str, *, reason: str) -> Written[Manifest]:
    """End a manifest for good; no older one takes its place. One that is revoked stays as it is.

    Raises:
        NotFoundError: when there is none.
    """

    def work(unit: Unit) -> Manifest:
        manifest = existing(unit, Manifest, identity=identity)
        if manifest.state is ManifestState.REVOKED:
            raise UnchangedError(manifest)
        revoked = replace(
            manifest,
            state=ManifestState.REVOKED,
            revoked_at=unit.at,
            revoked_by=editor.principal.subject,
            reason=reason,
        )
        unit.put(revoked)
        return revoked

    return await editor.write("manifest:revoke", f"manifest:{identity}", work=work)


def counting(catalog: Catalog, agent: str, *, at: int) -> Manifest:
    """Return the manifest that counts for an agent at an instant.

    Raises:
        NotFoundError: when none does.
    """
    manifest = catalog.ceilings.manifest_of(agent)
    if manifest is None or catalog.ceilings.objection(agent, at) is not None:
        message = f"no manifest counts for {agent}"
        raise NotFoundError(message, field="agent_id")
    return manifest


def superseded_by(catalog: Catalog, manifest: Manifest) -> Manifest | None:
    """Return the manifest that another one replaced: of the same agent, with the next lower serial."""
    older = [one for one in catalog.ceilings.manifests_of(manifest.owner) if one.serial < manifest.serial]
    return max(older, key=lambda one: one.serial, default=None)


def life_of(catalog: Catalog, manifest: Manifest, *, at: int) -> str:
    """Return whether a manifest counts at an instant: `ACTIVE`, `SUPERSEDED`, `EXPIRED` or `REVOKED`."""
    key = catalog.get(TrustedKey, manifest.key_id)
    if manifest.state is ManifestState.REVOKED or key is None or key.revoked_at is not None:
        return "REVOKED"
    newest = catalog.ceilings.manifest_of(manifest.owner)
    if newest is not None and newest.id != manifest.id:
        return "SUPERSEDED"
    return "EXPIRED" if standing(manifest, key, at=at) is not None else "ACTIVE"
