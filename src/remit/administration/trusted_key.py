"""Keys whose signatures on manifests count: given or made here, revoked for good. Shows no private key."""

import asyncio
import base64
from dataclasses import replace

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.unit import Unit, create, existing
from remit.audit.person import MasterKey
from remit.decision.catalog import Catalog
from remit.errors import InvalidFieldError, NotFoundError, PreconditionFailedError
from remit.manifest.document import parse
from remit.manifest.key import generate_key, load_public
from remit.manifest.model import Algorithm, Manifest, TrustedKey
from remit.manifest.signature import sign
from remit.manifest.standing import key_out_of_time, standing


async def add_trusted_key(editor: Editor, key: TrustedKey) -> Written[TrustedKey]:
    """Trust a key.

    Raises:
        AlreadyExistsError: when it is trusted, or was.
        InvalidFieldError: when its times contradict each other.
    """
    if key.not_before is not None and key.not_after is not None and key.not_after <= key.not_before:
        message = "trusted_key.not_after must be later than trusted_key.not_before"
        raise InvalidFieldError(message, field="trusted_key.not_after")

    def work(unit: Unit) -> TrustedKey:
        editor.claim(unit, TrustedKey, identity=key.id)
        return create(unit, replace(key, created_at=unit.at))

    return await editor.write("trusted_key:add", f"trusted_key:{key.id}", work=work)


def public_key(pem: str) -> TrustedKey:
    """Return a trusted key of nobody in particular, for everything, with this public key.

    Raises:
        InvalidFieldError: when it is no public key that can be trusted.
    """
    loaded = load_public(pem)
    return TrustedKey(loaded.id, pem, loaded.algorithm)


async def new_key(tenant: str, algorithm: Algorithm, *, master: MasterKey) -> TrustedKey:
    """Make a key of which Remit holds the private half, encrypted under the master key."""
    # An RSA key takes a tenth of a second and more to find.
    pair = await asyncio.to_thread(generate_key, algorithm)
    key = public_key(pair.public_pem)
    wrapped = master.wrap(tenant, _place(key.id), key=pair.private_pem.encode())
    return replace(key, sealed_private=base64.b64encode(wrapped).decode())


async def revoke_trusted_key(editor: Editor, identity: str, *, reason: str) -> Written[TrustedKey]:
    """End the trust in a key for good; one that is revoked stays as it is.

    Raises:
        NotFoundError: when there is none.
    """

    def work(unit: Unit) -> TrustedKey:
        key = existing_key(unit, identity)
        if key.revoked_at is not None:
            raise UnchangedError(key)
        revoked = replace(key, revoked_at=unit.at, reason=reason)
        unit.put(revoked)
        return revoked

    return await editor.write("trusted_key:revoke", f"trusted_key:{identity}", work=work)


def counted_by(catalog: Catalog, key_id: str, *, at: int) -> int:
    """Return how many manifests count only because a key does."""
    key = catalog.get(TrustedKey, key_id)
    newest = (catalog.ceilings.manifest_of(owner) for owner in {one.owner for one in catalog.every(Manifest)})
    return sum(
        1 for one in newest if one is not None and one.key_id == key_id and standing(one, key, at=at) is None
    )


async def sign_manifest(editor: Editor, document: bytes, *, key_id: str, master: MasterKey) -> Written[bytes]:
    """Sign the exact bytes of a document with a key that Remit holds, and return the envelope.

    Raises:
        DocumentInvalidError: when it is no manifest.
        NotFoundError: when there is no such key.
        PreconditionFailedError: when the key is revoked, out of time, or held elsewhere.
    """
    parse(document)

    def work(unit: Unit) -> bytes:
        key = existing_key(unit, key_id)
        _require_usable(key, unit.at)
        sealed = base64.b64decode(key.sealed_private)
        envelope = sign(document, master.unwrap(editor.tenant, _place(key.id), wrapped=sealed).decode())
        earlier = editor.claimed(unit, envelope.decode())
        if earlier is not None:
            raise UnchangedError(earlier.encode())
        return envelope

    return await editor.write("manifest:sign", f"trusted_key:{key_id}", work=work)


def existing_key(unit: Unit, identity: str) -> TrustedKey:
    """Return a key, by the field that requests name it with.

    Raises:
        NotFoundError: at `key_id`.
    """
    try:
        return existing(unit, TrustedKey, identity=identity)
    except NotFoundError as error:
        error.field = "key_id"
        raise


def _require_usable(key: TrustedKey, at: int) -> None:
    objection = "it was revoked" if key.revoked_at is not None else key_out_of_time(key, at)
    if not objection and not key.sealed_private:
        objection = "its private key is held elsewhere; sign there"
    if objection:
        message = f"the key {key.id} cannot sign here: {objection}"
        raise PreconditionFailedError(message, field="key_id")


def _place(key_id: str) -> str:
    """What the encryption of a private key is bound to, beside the tenant."""
    return f"trusted_key:{key_id}"
