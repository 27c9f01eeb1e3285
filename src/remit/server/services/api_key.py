"""API keys. A secret leaves once, with the answer that made it."""

from typing import Final

from remit.administration import api_key as api_keys
from remit.administration.api_key import Issued, check_limits
from remit.administration.listing import Query, read_named
from remit.clock import HOUR
from remit.errors import CredentialRevokedError, RemitError
from remit.identity.api_key import hash_of, parse
from remit.identity.authenticate import check_key
from remit.identity.model import ApiKey, Subject, is_active
from remit.server.call import Call
from remit.server.convert.api_key import from_key_request, lifetime_of, to_api_key, to_state
from remit.server.convert.entity import from_optional
from remit.server.convert.money import from_duration
from remit.server.services.desk import Service, caller
from remitpb.v1 import identity_service_pb2 as pb

OVERLAP: Final = 24 * HOUR
"""How long a rotated key stays good when the caller does not say."""


class ApiKeyCalls(Service):
    """API keys."""

    async def CreateApiKey(self, request: pb.CreateApiKeyRequest, call: Call) -> pb.CreateApiKeyResponse:
        """Create a key and show its secret, once; never with more rights than the caller has."""
        desk = self._desk
        owner = from_optional(request.owner, "owner") or caller(call.principal, "owner")
        wanted = from_key_request(request, owner)
        check_limits(wanted)
        await desk.authority.require_key(call.principal, await desk.catalog(call), key=wanted)
        written = await api_keys.create_api_key(
            desk.editor(call, request),
            wanted,
            environment=desk.environment,
            lifetime=lifetime_of(request),
        )
        issued = written.result
        # Of a key just made nothing may fail any more: its secret is shown only now.
        used_at = None if issued.secret else await self._used_at(call, issued.key)
        shown = to_api_key(issued.key, desk.now, used_at=used_at)
        return pb.CreateApiKeyResponse(api_key=shown, secret=_shown(issued), revision=written.revision)

    async def ListApiKeys(self, request: pb.ListApiKeysRequest, call: Call) -> pb.ListApiKeysResponse:
        """List keys, newest first, without secrets."""
        desk, at = self._desk, self._desk.now
        owner = from_optional(request.owner, "owner")
        query = Query(
            ApiKey,
            wanted=lambda key: request.state in {0, to_state(key, at)},
            where={"owner": owner} if owner else {},
        )
        part = desk.part(call, request)
        page = await read_named(desk.reader, call.principal.tenant, query=query, part=part)
        used = await desk.last_uses.find(call.principal.tenant, [key.key_id for key in page.items])
        return pb.ListApiKeysResponse(
            api_keys=[to_api_key(key, at, used_at=used.get(key.key_id)) for key in page.items],
            next_page_token=desk.token(call, request, last=page.last),
        )

    async def RevokeApiKey(self, request: pb.RevokeApiKeyRequest, call: Call) -> pb.RevokeApiKeyResponse:
        """End a key for good."""
        desk = self._desk
        found = await desk.found_named(call, ApiKey, name=request.key_id, field="key_id")
        written = await api_keys.revoke_api_key(
            desk.editor(call, request), found.id, key_id=found.key_id, reason=request.reason
        )
        shown = to_api_key(written.result, desk.now, used_at=await self._used_at(call, found))
        return pb.RevokeApiKeyResponse(api_key=shown, revision=written.revision)

    async def RotateApiKey(self, request: pb.RotateApiKeyRequest, call: Call) -> pb.RotateApiKeyResponse:
        """Replace a key by a new one with the same rights; never with more rights than the caller has."""
        desk = self._desk
        found = await desk.found_named(call, ApiKey, name=request.key_id, field="key_id")
        await desk.authority.require_key(call.principal, await desk.catalog(call), key=found)
        used_at = await self._used_at(call, found)
        written = await api_keys.rotate_api_key(
            desk.editor(call, request),
            found.id,
            key_id=found.key_id,
            environment=desk.environment,
            overlap=from_duration(request.overlap) if request.HasField("overlap") else OVERLAP,
        )
        issued, at = written.result, desk.now
        return pb.RotateApiKeyResponse(
            api_key=to_api_key(issued.key, at),
            secret=_shown(issued),
            replaced=to_api_key(issued.replaced, at, used_at=used_at) if issued.replaced else None,
            revision=written.revision,
        )

    async def ValidateApiKey(
        self, request: pb.ValidateApiKeyRequest, call: Call
    ) -> pb.ValidateApiKeyResponse:
        """Say whether a secret is a good API key of this tenant. A bad one is an answer, not an error."""
        desk, tenant = self._desk, call.principal.tenant
        key = await desk.reader.find(tenant, ApiKey, identity=hash_of(request.secret))
        shown = None
        if key is not None:
            shown = to_api_key(key, desk.now, used_at=await self._used_at(call, key))
        try:
            parse(request.secret)
            check_key(key, tenant, now=desk.now, peer_ip=call.peer_ip)
            await self._require_active_owner(call, key)
        except RemitError as error:
            return pb.ValidateApiKeyResponse(valid=False, reason=error.reason, api_key=shown)
        return pb.ValidateApiKeyResponse(valid=True, api_key=shown)

    async def _used_at(self, call: Call, key: ApiKey) -> int | None:
        used = await self._desk.last_uses.find(call.principal.tenant, [key.key_id])
        return used.get(key.key_id)

    async def _require_active_owner(self, call: Call, key: ApiKey | None) -> None:
        owner = (await self._desk.catalog(call)).get(Subject, key.owner) if key is not None else None
        if owner is None or not is_active(owner, self._desk.now):
            raise CredentialRevokedError("the key's owner is suspended, has expired or was removed")


def _shown(issued: Issued) -> str:
    """The secret, on its only way out."""
    return issued.secret.reveal() if issued.secret else ""
