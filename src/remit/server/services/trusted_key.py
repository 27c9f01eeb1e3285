"""Keys whose signatures on manifests count, and signing with those that Remit holds."""

from hashlib import sha256

from remit.administration import trusted_key as keys
from remit.administration.listing import Query
from remit.audit.person import MasterKey
from remit.errors import RemitError
from remit.manifest.model import TrustedKey
from remit.manifest.pattern import Patterns
from remit.manifest.standing import key_out_of_time
from remit.server.call import Call
from remit.server.convert.entity import from_optional
from remit.server.convert.manifest import from_algorithm, from_key, to_key
from remit.server.services.desk import Desk, Service, caller
from remitpb.v1 import manifest_service_pb2 as pb


class TrustedKeyCalls(Service):
    """Trust in keys."""

    def __init__(self, desk: Desk, *, master: MasterKey) -> None:
        """Serve from `desk`; private keys made here are kept under `master`."""
        super().__init__(desk)
        self._master = master

    async def AddTrustedKey(self, request: pb.AddTrustedKeyRequest, call: Call) -> pb.AddTrustedKeyResponse:
        """Trust a key for manifests, given or made here."""
        if request.WhichOneof("source") == "generate":
            algorithm = from_algorithm(request.generate)
            key = await keys.new_key(call.principal.tenant, algorithm, master=self._master)
        else:
            key = _given(request.public_key_pem)
        field = "trusted_key.signer"
        signer = from_optional(request.trusted_key.signer, field) or caller(call.principal, field)
        wanted = from_key(request.trusted_key, key, signer=signer)
        written = await keys.add_trusted_key(self._desk.editor(call, request), wanted)
        return pb.AddTrustedKeyResponse(trusted_key=to_key(written.result), revision=written.revision)

    async def ListTrustedKeys(
        self, request: pb.ListTrustedKeysRequest, call: Call
    ) -> pb.ListTrustedKeysResponse:
        """List trusted keys by id, revoked ones too."""
        now, agent = self._desk.now, f"agent:{request.agent_id}"

        def wanted(key: TrustedKey) -> bool:
            if not request.agent_id:
                return True
            counts = key.revoked_at is None and not key_out_of_time(key, now)
            return counts and Patterns(key.agents).matches(agent)

        page, token = await self._desk.page(call, request, query=Query(TrustedKey, wanted=wanted))
        return pb.ListTrustedKeysResponse(trusted_keys=map(to_key, page.items), next_page_token=token)

    async def RevokeTrustedKey(
        self, request: pb.RevokeTrustedKeyRequest, call: Call
    ) -> pb.RevokeTrustedKeyResponse:
        """End the trust in a key, and with it every manifest that it signed."""
        catalog = await self._desk.catalog(call)
        counted = keys.counted_by(catalog, request.key_id, at=self._desk.now)
        written = await keys.revoke_trusted_key(
            self._desk.editor(call, request), request.key_id, reason=request.reason
        )
        return pb.RevokeTrustedKeyResponse(
            trusted_key=to_key(written.result),
            manifests_revoked=0 if written.repeated else counted,
            revision=written.revision,
        )

    async def SignManifest(self, request: pb.SignManifestRequest, call: Call) -> pb.SignManifestResponse:
        """Sign a document with a key that Remit holds; registers nothing."""
        written = await keys.sign_manifest(
            self._desk.editor(call, request), request.document, key_id=request.key_id, master=self._master
        )
        return pb.SignManifestResponse(
            envelope=written.result,
            digest=sha256(request.document).digest(),
            revision=written.revision,
        )


def _given(pem: str) -> TrustedKey:
    try:
        return keys.public_key(pem)
    except RemitError as error:
        error.field = "public_key_pem"
        raise
